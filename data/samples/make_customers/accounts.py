"""The companies: what they pay, where they are, how they began with us, and whether they left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from chance import LAST_DAY, MONTH, PLANTED, days_between, pick, stream
from interviewed import ACCOUNTS
from names import company_names

COUNTRIES = {
    "North America": {"US": 0.8, "CA": 0.2},
    "Britain and Ireland": {"GB": 0.85, "IE": 0.15},
    "Elsewhere": {"DE": 0.3, "NL": 0.3, "AU": 0.25, "NZ": 0.15},
}
PRICE = {"solo": 49, "team": 96, "business": 390}  # dollars a month, before what more approvers cost
SIZES = {"solo": (3, 15), "team": (12, 60), "business": (50, 260)}


@dataclass(slots=True)
class Account:
    """A company, with what only its maker knows: whether help and slow answers stood at its beginning."""

    account_id: str
    name: str
    plan: str
    region: str
    country: str
    company_size: int
    started_on: date
    onboarding_help: bool
    first_answer_hours: float
    churned_on: date | None = None
    revenue: int = 0
    cost_to_serve: int = 0
    loud: bool = False

    @property
    def slow(self) -> bool:
        """Whether the first answer they had took more than a day."""
        return self.first_answer_hours > 24

    def here(self, day: date) -> bool:
        """Whether they were a customer on that day."""
        return self.started_on <= day and (self.churned_on is None or day < self.churned_on)

    @property
    def renews_on(self) -> date:
        """The next anniversary; of those who left, the one they did not come to."""
        after = self.churned_on or LAST_DAY + timedelta(days=1)
        year = after.year
        while (found := _anniversary(self.started_on, year)) < after:
            year += 1
        return found


def _anniversary(start: date, year: int) -> date:
    return date(year, start.month, min(start.day, 28))


def make_accounts() -> list[Account]:
    """All accounts there ever were, the interviewed ones first."""
    random = stream("accounts")
    planted = PLANTED["accounts"]
    plans = [plan for plan in ("solo", "team", "business") for _ in range(planted[plan])]
    for account in ACCOUNTS:
        plans.remove(str(account["plan"]))
    plans = [str(plan) for plan in random.permutation(plans)]
    made = [Account(**account) for account in ACCOUNTS]
    span = days_between(planted["opened"], LAST_DAY) - 45
    for index, (plan, name) in enumerate(zip(plans, company_names(random, len(plans)), strict=True)):
        region = pick(random, planted["regions"])
        low, high = SIZES[plan]
        churn = PLANTED["churn"]
        slow = random.random() < churn["slowed"]
        hours = random.uniform(25, 96) if slow else min(random.lognormal(np.log(2.5), 0.8), 23.0)
        made.append(
            Account(
                f"a-{index + 8:02d}",
                name,
                plan,
                region,
                pick(random, COUNTRIES[region]),
                int(random.integers(low, high)),
                planted["opened"] + timedelta(days=int(span * random.random() ** 1.25)),
                bool(random.random() < churn["helped"]),
                round(float(hours), 1),
            )
        )
    _churn(made)
    _money(made)
    loud = next(account for account in made[7:] if account.plan == "business" and account.here(LAST_DAY))
    loud.loud = True
    loud.cost_to_serve = round(1.15 * loud.revenue)
    return made


def _churn(accounts: list[Account]) -> None:
    """Let each leave at its own constant hazard; those whom we spoke with are still here."""
    random = stream("churn")
    planted = PLANTED["churn"]
    for account in accounts[len(ACCOUNTS) :]:
        hazard = planted["monthly"]
        hazard *= planted["help"] if account.onboarding_help else 1
        hazard *= planted["slow"] if account.slow else 1
        left = account.started_on + timedelta(days=1 + int(random.exponential(MONTH / hazard)))
        account.churned_on = left if left <= LAST_DAY else None


def _money(accounts: list[Account]) -> None:
    random = stream("money")
    for account in accounts:
        more = max(account.company_size - 5, 0) * 1.5 if account.plan == "team" else 0
        account.revenue = account.revenue or round(12 * (PRICE[account.plan] + more))
        base = {"solo": 170, "team": 420, "business": 1500}[account.plan]
        account.cost_to_serve = account.cost_to_serve or round(base * random.lognormal(0, 0.55))
