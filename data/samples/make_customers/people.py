"""The people at the companies, and what they carry inside: how happy they are, and with what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from accounts import Account
from chance import LAST_DAY, MONTH, PLANTED, days_between, stream
from interviewed import ACCOUNTS, COLLEAGUES, HAPPINESS, PEOPLE_ROWS, PREFERENCES
from names import ROLES, person_names
from numpy.random import Generator

WAYS = ("talk", "write", "alone")
SUCCESS = (
    "Month end in two days instead of five",
    "No supplier rings me to ask where the money is",
    "I leave at five on a Friday",
    "The auditor finds nothing to ask about",
    "Nobody pays anything twice",
    "I can see what we owe before the bank does",
    "The owner signs without coming into the office",
    "New people approve on their first day, without me beside them",
    "We catch a price that went up before we have paid it",
    "Half as many emails about invoices",
    "I can go on holiday and nothing waits for me",
    "Every invoice has a name against it",
)


@dataclass(slots=True)
class Person:
    """One person; `happiness` in spring and in autumn is what nobody sees."""

    person_id: str
    account: Account
    name: str
    role: str
    country: str
    joined_on: date
    happiness: tuple[float, float]
    strength: int | None = None
    sentiment: int | None = None
    success_means: str = ""
    company_size: int = 0
    likes: tuple[str, str] = ("write", "write")
    """How they like to be reached, and to solve a problem, whether we know it or not."""
    prefers: tuple[str, str] = ("", "")
    assumed: tuple[str, str] = ("", "")
    judged_on: date | None = None
    """When somebody of ours said how strong the tie is, and how they feel."""
    starts_on: date = date.max
    """The day on which they approve their first invoice."""
    left_on: date | None = None
    """The day from which they use it no more, their account staying or not."""
    leaving_on: date | None = None
    """When they speak of leaving."""
    adopted: dict[str, date] = field(default_factory=dict)

    @property
    def interviewed(self) -> bool:
        """Whether a recording has their voice."""
        return self.person_id in HAPPINESS

    @property
    def uses_until(self) -> date:
        """The day from which they use it no more."""
        ends = [LAST_DAY + timedelta(days=1), self.left_on, self.account.churned_on]
        return min(end for end in ends if end is not None)

    def here(self, day: date) -> bool:
        """Whether they could be asked on that day."""
        return self.joined_on <= day and self.account.here(day)


def make_people(accounts: list[Account]) -> list[Person]:
    """Everybody, the interviewed first."""
    random = stream("people")
    made = list(_interviewed(accounts))
    rows: list[tuple[Account, int]] = []
    for account in accounts:
        many = {
            "solo": 1,
            "team": int(random.choice([1, 2, 3], p=[0.3, 0.45, 0.25])),
            "business": int(random.choice([2, 3, 4, 5], p=[0.25, 0.35, 0.25, 0.15])),
        }[account.plan]
        known = sum(person.account is account for person in made)
        rows += [(account, place) for place in range(known, many)]
    rows.insert(0, (next(account for account in accounts if account.account_id == "a-07"), 1))
    names = person_names(random, len(rows))
    for number, ((account, place), name) in enumerate(zip(rows, names, strict=True), start=9):
        end = account.churned_on or LAST_DAY
        later = int(random.uniform(0, 0.5) * max(days_between(account.started_on, end), 1)) if place else 0
        spring = _happiness(random, account)
        change = PLANTED["happiness"]["change"][account.plan] + random.normal(0, 0.3)
        made.append(
            Person(
                f"p-{number:02d}",
                account,
                name,
                str(random.choice(ROLES)),
                account.country,
                account.started_on + timedelta(days=later),
                (spring, spring + change),
                company_size=account.company_size,
            )
        )
    _colleagues(made[len(HAPPINESS) :])
    workshop = made[len(HAPPINESS)]
    workshop.name, workshop.role = "Workshop", "Shared login"
    workshop.joined_on = workshop.account.started_on
    _use(made)
    _relate(made)
    _prefer(made)
    return made


def _interviewed(accounts: list[Account]) -> Iterator[Person]:
    by_id = {account.account_id: account for account in accounts}
    for id_, account, name, role, strength, sentiment, success, size, country, joined in PEOPLE_ROWS:
        happy = HAPPINESS[id_]
        yield Person(
            id_,
            by_id[account],
            name,
            role,
            country,
            joined,
            (happy, happy),
            strength,
            sentiment,
            success,
            size,
            PREFERENCES[id_][:2],
            PREFERENCES[id_][:2],
            PREFERENCES[id_][2:],
            date(2026, 4, 20),
        )


def _colleagues(people: list[Person]) -> None:
    """Those whom the interviewed speak of have their names; colleagues of theirs feel about as they do."""
    named = {account: list(known) for account, known in COLLEAGUES.items()}
    homes = {str(account["account_id"]) for account in ACCOUNTS}
    for person in people:
        if person.account.account_id in homes:
            person.happiness = (1.0, 1.0)
            if known := named.get(person.account.account_id):
                person.name, person.role = known.pop(0)


def _happiness(random: Generator, account: Account) -> float:
    planted = PLANTED["happiness"]
    mean = planted[account.plan] + planted[account.region]
    mean += planted["help"] if account.onboarding_help else 0
    mean += planted["slow"] if account.slow else 0
    return float(mean + random.normal())


def _use(people: list[Person]) -> None:
    """From when on somebody uses it, and whether they stop of their own; nobody before the first."""
    random = stream("using")
    planted = PLANTED["usage"]
    first: dict[str, date] = {}
    for person in people:
        account = person.account
        key = "first_value_days_helped" if account.onboarding_help else "first_value_days_alone"
        wait = int(random.lognormal(np.log(planted[key]), 0.8))
        stays = 1 + int(random.exponential(MONTH / planted["leave_monthly"]))
        started = person.joined_on + timedelta(days=wait)
        person.starts_on = max(started, first.setdefault(account.account_id, started))
        left = person.starts_on + timedelta(days=stays)
        if not person.interviewed and person.name != "Workshop" and left <= LAST_DAY:
            person.left_on = left


def _relate(people: list[Person]) -> None:
    """Somebody of ours has judged a third of the ties, most of them on bigger plans."""
    random = stream("relations")
    for person in people:
        known = random.random() < {"solo": 0.15, "team": 0.3, "business": 0.6}[person.account.plan]
        noise, tie = random.normal(0, 0.6), random.normal(2.4, 0.9)
        says = random.random() < 0.16
        words = str(random.choice(SUCCESS))
        ago = int(random.integers(3, 260))
        if person.interviewed:
            continue
        if known and person.name != "Workshop":
            felt = person.happiness[1] + noise
            person.sentiment = 1 if felt > 0.9 else -1 if felt < -0.5 else 0
            person.strength = int(np.clip(round(tie), 1, 4))
            looked = max(LAST_DAY - timedelta(days=ago), person.joined_on)
            person.judged_on = min(looked, person.account.churned_on or LAST_DAY)
        person.success_means = words if says and person.name != "Workshop" else ""


def _prefer(people: list[Person]) -> None:
    random = stream("preferences")
    planted = PLANTED["preferences"]
    for person in people:
        known = random.random() < planted["known"]
        reach = str(random.choice(WAYS, p=[0.35, 0.50, 0.15]))
        solve = str(random.choice(WAYS, p=[0.40, 0.25, 0.35]))
        assumed = tuple(
            str(random.choice([way for way in WAYS if way != true]))
            if random.random() < planted["assumed_wrongly"]
            else true
            for true in (reach, solve)
        )
        if not person.interviewed:
            person.likes = (reach, solve)
        if known and not person.interviewed and person.name != "Workshop":
            person.prefers, person.assumed = (reach, solve), (assumed[0], assumed[1])
