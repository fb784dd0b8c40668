"""What is true in the sample: worked out from what was planted, and from everybody who was asked."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from accounts import Account
from cases import Exchange
from chance import FIRST_DAY, LAST_DAY, PLANTED
from claimed import truths_of_claims, truths_of_personas
from mirror import TEAM, Round
from numpy.typing import NDArray
from people import Person
from session import PEOPLE, STAYED, errors
from waves import NAMES, TOPICS, Answer

Truths = dict[str, Any]


def write_truths(
    folder: Path,
    accounts: list[Account],
    people: list[Person],
    contacts: list[Exchange],
    waves: list[list[Answer]],
    rounds: Sequence[Round],
    sheets: Sequence[Round],
) -> None:
    """Write truths.toml."""
    truths: Truths = {
        "nps": {name: _nps_of(wave) for name, wave in zip(NAMES, waves, strict=True)},
        "levels": {name: _levels(wave) for name, wave in zip(NAMES, waves, strict=True)},
        "topics": _topics(waves[1]),
        "reasons": _reasons(),
        "loyalty": _flight(accounts, waves[1]),
        "churn": _churn(),
        "adoption": {plan: dict(shares) for plan, shares in PLANTED["adoption"].items()},
        "use_it_at_all": _at_all(people),
        "retention": _retention(),
        "first_value": {
            "helped": PLANTED["usage"]["first_value_days_helped"],
            "alone": PLANTED["usage"]["first_value_days_alone"],
        },
        "leaving": {"exports_rise": PLANTED["leaving"]["exports_rise"], "days": 30},
        "contacts": _contacts(people, contacts),
        "promises": {"kept": PLANTED["promises"]["kept"]},
        "coders": {"agree": PLANTED["open"]["tom_agrees"], "answers": PLANTED["open"]["read_by_both"]},
        "personas": truths_of_personas(people, waves[1], rounds[0]),
        "quality": PLANTED["claims"],
        "claims": truths_of_claims(people, waves[1]),
        "mirror": {one.name: _leaking(one) for one in rounds},
        "session": _session(sheets, waves[1]),
    }
    truths["nps"]["change"] = _rounded(truths["nps"][NAMES[1]]["asked"] - truths["nps"][NAMES[0]]["asked"])
    head = (
        "# What is true in this sample study; written by data/samples/make_customers.\n"
        "# Shares and differences of shares are parts of one. README.md explains them.\n"
    )
    (folder / "truths.toml").write_text(head + "\n".join(_toml(truths)) + "\n", encoding="utf-8")


# ------------------------------------------------------------------------------------------ surveys


def _nps(scores: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    return float(np.average((scores > 8).astype(float) - (scores < 7), weights=weights))


def _nps_of(wave: Sequence[Answer]) -> Truths:
    scores = np.array([answer.scores["recommend"] for answer in wave], dtype=float)
    chance = np.array([answer.chance for answer in wave])
    plans = [answer.person.account.plan for answer in wave]
    regions = [answer.person.account.region for answer in wave]
    asked = _nps(scores, np.ones(len(wave)))
    answering = _nps(scores, chance)
    mended = _nps(scores, chance * _raked(chance, plans, regions))
    return {
        "people": len(wave),
        "asked": _rounded(asked),
        "who_would_answer": _rounded(answering),
        "after_weighting": _rounded(mended),
        "bias": _rounded(answering - asked),
        "rest": _rounded(mended - asked),
        "by_plan": {
            plan: _rounded(_nps(scores[mine], np.ones(mine.sum())))
            for plan in ("solo", "team", "business")
            if (mine := np.array(plans) == plan).any()
        },
    }


def _raked(chance: NDArray[np.float64], *margins: Sequence[str]) -> NDArray[np.float64]:
    """Weights that bring those who would answer to the shares of everybody asked."""
    weights = np.ones(len(chance))
    for _ in range(200):
        for margin in margins:
            names = np.array(margin)
            for name in set(margin):
                mine = names == name
                weights[mine] *= mine.sum() / (chance[mine] * weights[mine]).sum()
    return weights


def _levels(wave: Sequence[Answer]) -> Truths:
    """Means of the three levels among everybody asked, the reversed item turned round."""
    found = {}
    for level, prefix in (("satisfaction", "sat"), ("loyalty", "loy"), ("goodwill", "good")):
        items = np.array([[answer.scores[f"{prefix}_{item}"] for item in (1, 2, 3)] for answer in wave])
        if prefix == "good":
            items[:, 2] = 8 - items[:, 2]
        found[level] = _rounded(float(items.mean()))
    return found


def _topics(wave: Sequence[Answer]) -> Truths:
    """Shares of the variance of recommending that go along with each topic, averaged over all orders."""
    matrix = np.array([[answer.scores[topic] for topic in TOPICS] for answer in wave], dtype=float)
    outcome = np.array([answer.scores["recommend"] for answer in wave], dtype=float)

    def explained(chosen: tuple[int, ...]) -> float:
        if not chosen:
            return 0.0
        design = np.column_stack([np.ones(len(outcome)), matrix[:, chosen]])
        residual = outcome - design @ np.linalg.lstsq(design, outcome, rcond=None)[0]
        return float(1 - residual.var() / outcome.var())

    known = {
        subset: explained(subset)
        for size in range(len(TOPICS) + 1)
        for subset in itertools.combinations(range(len(TOPICS)), size)
    }
    count = len(TOPICS)
    shares = {}
    for topic in range(count):
        rest = [other for other in range(count) if other != topic]
        share = 0.0
        for size in range(count):
            weight = math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count)
            for subset in itertools.combinations(rest, size):
                share += weight * (known[tuple(sorted((*subset, topic)))] - known[subset])
        shares[TOPICS[topic]] = _rounded(share / known[tuple(range(count))])
    return {"explained": _rounded(known[tuple(range(count))]), "shares": shares}


def _reasons() -> Truths:
    """Of each group, the share who have a reason: as their first, or as the other one."""
    second = PLANTED["open"]["second_reason"]
    found: Truths = {}
    for group, shares in PLANTED["reasons"].items():
        total = sum(shares.values())
        first = {code: share / total for code, share in shares.items()}
        found[group] = {
            code: _rounded(
                own + second * sum(p * own / (1 - p) for other, p in first.items() if other != code)
            )
            for code, own in first.items()
        }
    return found


def _flight(accounts: list[Account], wave: Sequence[Answer]) -> Truths:
    """Of the accounts that renewed at least once, the share whose people are unhappy, below 0.6 of 1."""
    happy: dict[str, list[float]] = {}
    for answer in wave:
        items = [answer.scores[f"sat_{item}"] for item in (1, 2, 3)]
        happy.setdefault(answer.person.account.account_id, []).append((float(np.mean(items)) - 1) / 6)
    renewed = [
        account
        for account in accounts
        if account.here(LAST_DAY)
        and (LAST_DAY - account.started_on).days >= 365
        and account.account_id in happy
    ]
    unhappy = [float(np.mean(happy[account.account_id])) < 0.6 for account in renewed]
    return {"renewed": len(renewed), "unhappy": _rounded(float(np.mean(unhappy))), "happy_at": 0.6}


# ------------------------------------------------------------------------------- leaving and using


def _hazards() -> Iterator[tuple[float, float, bool, bool]]:
    """Share of accounts, monthly hazard, whether helped, whether answered late."""
    planted = PLANTED["churn"]
    for helped, slow in itertools.product((True, False), repeat=2):
        share = planted["helped"] if helped else 1 - planted["helped"]
        share *= planted["slowed"] if slow else 1 - planted["slowed"]
        hazard = planted["monthly"] * (planted["help"] if helped else 1) * (planted["slow"] if slow else 1)
        yield share, hazard, helped, slow


def _stay(months: float, chosen: Callable[[bool, bool], bool] = lambda *_: True) -> float:
    cells = [(share, hazard) for share, hazard, helped, slow in _hazards() if chosen(helped, slow)]
    whole = sum(share for share, _ in cells)
    return sum(share * math.exp(-hazard * months) for share, hazard in cells) / whole


def _churn() -> Truths:
    planted = PLANTED["churn"]
    return {
        "help": planted["help"],
        "slow": planted["slow"],
        "stay": {f"month_{month}": _rounded(_stay(month)) for month in (6, 12, 18)},
        "stay_12_helped": _rounded(_stay(12, lambda helped, _: helped)),
        "stay_12_alone": _rounded(_stay(12, lambda helped, _: not helped)),
        "stay_12_slow": _rounded(_stay(12, lambda _, slow: slow)),
        "stay_12_soon": _rounded(_stay(12, lambda _, slow: not slow)),
    }


def _retention() -> Truths:
    """Share of people who approve an invoice in the calendar month so many after that of their first one.

    They began anywhere in that month, and stop at constant hazards: their own and their account's.
    """
    leave = PLANTED["usage"]["leave_monthly"]

    def back(month: int) -> float:
        total = 0.0
        for share, hazard, *_ in _hazards():
            both = leave + hazard
            total += share * math.exp(-both * (month - 1)) * (1 - math.exp(-both)) / both
        return total

    return {f"month_{month}": _rounded(back(month)) for month in (1, 2, 3, 4, 5)}


def _at_all(people: list[Person]) -> Truths:
    """Of the people whose account was here in the time of the records, the share who used it."""
    found = {}
    for plan in ("solo", "team", "business"):
        mine = [
            person
            for person in people
            if person.account.plan == plan
            and (person.account.churned_on is None or person.account.churned_on >= FIRST_DAY)
        ]
        using = [max(person.starts_on, FIRST_DAY) < person.uses_until for person in mine]
        found[plan] = _rounded(float(np.mean(using)))
    return found


# ----------------------------------------------------------------------------------------- contacts


def _contacts(people: list[Person], contacts: list[Exchange]) -> Truths:
    planted = PLANTED["contacts"]
    weight = {code: PLANTED["causes"][code] * PLANTED["escalates"][code] for code in PLANTED["causes"]}
    whole = sum(weight.values())
    angry = [row for row in contacts if row.escalated]
    loud = [row for row in angry if row.person.account.loud]
    solved = planted["solved_each"]
    talks = PLANTED["renewal_talks"]
    return {
        "escalation_causes": {code: _rounded(share / whole) for code, share in weight.items()},
        "loud_account": next(person.account.account_id for person in people if person.account.loud),
        "loud_cause": planted["loud_cause"],
        "loud_share_of_escalations": _rounded(len(loud) / len(angry)),
        "first_answer_median_hours": planted["first_answer_hours"],
        "first_answer_slow_share": planted["slow_share"],
        "first_answer_slow_cause": planted["slow_cause"],
        "solved_with_exchanges": {
            f"at_most_{count}": _rounded(1 - (1 - solved) ** (count - 1)) for count in (2, 3, 4, 5)
        },
        "assumed_wrongly": PLANTED["preferences"]["assumed_wrongly"],
        "renewal_talks": dict(talks),
    }


# ------------------------------------------------------------------------------------------- mirror


def _leaking(one: Round) -> Truths:
    """What leaks of one's own taste: of all like them, of these nine as far as they differ, of each."""
    apart, leaks = (_apart(table) for table in (one.own, one.weights[:, None] * one.own))
    return {
        "weight": _rounded(one.weights.mean()),
        "weight_of_these": _rounded((apart * leaks).sum() / (apart**2).sum()),
        "of_each": {who: _rounded(weight) for who, weight in zip(TEAM, one.weights, strict=True)},
    }


def _session(sheets: Sequence[Round], wave: Sequence[Answer]) -> Truths:
    """What leaks and how far guesses lie from everybody asked, of those who answered both times."""
    stayed = [PEOPLE.index(who) for who in STAYED]
    found: Truths = {"answered_again": len(STAYED), "moved": dict(PLANTED["session"]["moved"])}
    for one in sheets:
        apart, leaks = (_apart(table[stayed]) for table in (one.own, one.weights[:, None] * one.own))
        found[one.name] = {
            "weight": _rounded(one.weights.mean()),
            "weight_of_these": _rounded((apart * leaks).sum() / (apart**2).sum()),
            "error": _rounded(errors(one, list(wave)).mean()),
        }
    return found


def _apart(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """What is left when each teammate's mean and each item's mean are taken out."""
    return table - table.mean(axis=0) - table.mean(axis=1, keepdims=True) + table.mean()


# --------------------------------------------------------------------------------------------- toml


def _rounded(value: float) -> float:
    return round(float(value), 4)


def _toml(table: Mapping[str, Any], at: str = "") -> Iterator[str]:
    for key, value in table.items():
        if not isinstance(value, Mapping):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in table.items():
        if isinstance(value, Mapping):
            name = f"{at}.{_key(key)}" if at else _key(key)
            yield f"\n[{name}]"
            yield from _toml(value, name)


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("-", "").replace("_", "").isalnum() else f'"{key}"'


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)
