"""What is true of the claims in personas.toml: worked out from everybody, and not from who answered.

Nothing here knows how cslab measures a claim. A source is expected to settle one where the truth lies far
enough from the threshold for the number of people it has; see `FAR`.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
from accounts import Account
from chance import FIRST_DAY, PLANTED
from mirror import ITEMS, Round, mean_of
from people import Person
from waves import Answer

HOME = Path(__file__).resolve().parent.parent / "ledgerline"
WRITTEN: dict[str, Any] = tomllib.loads((HOME / "personas.toml").read_text(encoding="utf-8"))
HIGHLIGHTS: list[dict[str, Any]] = tomllib.loads((HOME / "highlights.toml").read_text(encoding="utf-8"))[
    "highlights"
]
FEWEST = 8
"""Fewer people decide nothing."""
FAR = 1.5
"""So many half-widths of a corrected interval between truth and threshold settle a claim."""
WRONG = 0.05
"""How often one of the claims of a persona may be settled by chance alone."""

Truths = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What is true of one indicator: of the people inside and outside the segment, and who can be asked."""

    inside: float
    outside: float
    n: float
    n_outside: float


def truths_of_claims(people: list[Person], wave: list[Answer]) -> Truths:
    """The truth of each claim on each source, and what can be found out with the people there are."""
    segments = {one["id"]: _segment(one.get("segment", {})) for one in WRITTEN["personas"]}
    claims = WRITTEN["claims"]
    draft = PLANTED["claims"]["draft"]
    tests = Counter(
        claim["persona"] for claim in claims if claim["id"] != draft for _ in claim.get("shown_by", ())
    )
    return {
        claim["id"]: _of(claim, segments[claim["persona"]], tests[claim["persona"]], people, wave)
        for claim in claims
    }


def truths_of_personas(people: list[Person], wave: list[Answer], first: Round) -> Truths:
    """How many people each persona claims, and whom its scores are nearer to: 0 at them, 1 at us."""
    us = first.own.mean(axis=0)
    found = {}
    for persona in WRITTEN["personas"]:
        inside = _segment(persona.get("segment", {}))
        them = mean_of(answer for answer in wave if inside(answer.person.account))
        scores = np.array([float(persona["scores"][item]) for item in ITEMS])
        way = us - them
        found[persona["id"]] = {
            "people": sum(inside(person.account) for person in people),
            "nearer_to_us": round(float((scores - them) @ way / (way @ way)), 4),
        }
    nobody = [
        person
        for person in people
        if not any(_segment(one.get("segment", {}))(person.account) for one in WRITTEN["personas"])
    ]
    return {**found, "fit_none": len(nobody)}


def _of(
    claim: Mapping[str, Any],
    inside: Callable[[Account], bool],
    tests: int,
    people: list[Person],
    wave: list[Answer],
) -> Truths:
    found: Truths = {}
    for indicator in claim.get("shown_by", ()):
        found[indicator["source"]] = _on_source(indicator, inside, tests, people, wave)
    verdicts = [one["verdict"] for one in found.values()]
    settled = {word for word in verdicts if word in ("supported", "contradicted")}
    if len(settled) == 2:
        together = "sources disagree"
    elif settled:
        together = settled.pop()
    else:
        together = "inconclusive" if "inconclusive" in verdicts else "untestable"
    return {"verdict": together, **found}


def _on_source(
    indicator: Mapping[str, Any],
    inside: Callable[[Account], bool],
    tests: int,
    people: list[Person],
    wave: list[Answer],
) -> Truths:
    if indicator["source"] == "interviews":
        return _interviews(indicator, inside, people)
    known = _known(indicator, inside, people, wave)
    versus = "versus" in indicator
    if known.n < FEWEST:
        return {"people": round(known.n), "verdict": "untestable"}
    truth = known.inside - known.outside if versus else known.inside
    variance = known.inside * (1 - known.inside) / known.n
    variance += known.outside * (1 - known.outside) / known.n_outside if versus else 0
    half = NormalDist().inv_cdf(1 - WRONG / 2 / tests) * variance**0.5
    beyond = truth - indicator["at_least"] / 100
    word = "inconclusive" if abs(beyond) < FAR * half else "supported" if beyond > 0 else "contradicted"
    return {
        "true": round(truth, 4),
        "others": round(known.outside, 4),
        "people": round(known.n),
        "half_widths": round(beyond / half, 2),
        "verdict": word,
    }


def _known(
    indicator: Mapping[str, Any],
    inside: Callable[[Account], bool],
    people: list[Person],
    wave: list[Answer],
) -> Known:
    source = indicator["source"]
    if source == "survey":
        low, high, question = indicator["low"], indicator["high"], indicator["question"]
        return _split(
            [(a.person.account, low <= a.scores[question] <= high, a.answered) for a in wave], inside
        )
    if source == "answers":
        code = indicator["code"]
        return _split(
            [(a.person.account, code in a.reasons, a.answered and bool(a.written)) for a in wave], inside
        )
    if source == "usage":
        return _usage(indicator["feature"], inside, people)
    if indicator["column"] == "role":
        return _split([(one.account, one.role in indicator["values"], True) for one in people], inside)
    return _split(
        [(one.account, one.likes[0] in indicator["values"], bool(one.prefers[0])) for one in people], inside
    )


def _usage(feature: str, inside: Callable[[Account], bool], people: list[Person]) -> Known:
    """The planted share of the plan, of those who use it at all; among people whose plan has the feature."""
    rows = []
    for person in people:
        share = PLANTED["adoption"][person.account.plan].get(feature)
        gone = person.account.churned_on is not None and person.account.churned_on < FIRST_DAY
        if share is not None and not gone:
            using = max(person.starts_on, FIRST_DAY) < person.uses_until
            rows.append((person.account, share * using, True))
    return _split(rows, inside)


def _split(rows: Iterable[tuple[Account, float, bool]], inside: Callable[[Account], bool]) -> Known:
    """The truth of everybody; and for how many of them we can know it."""
    sides: dict[bool, list[tuple[float, bool]]] = {True: [], False: []}
    for account, value, seen in rows:
        sides[inside(account)].append((float(value), seen))

    def mean(side: Sequence[tuple[float, bool]]) -> float:
        return float(np.mean([value for value, _ in side])) if side else float("nan")

    def count(side: Sequence[tuple[float, bool]]) -> int:
        return sum(seen for _, seen in side)

    return Known(mean(sides[True]), mean(sides[False]), count(sides[True]), count(sides[False]))


def _interviews(
    indicator: Mapping[str, Any], inside: Callable[[Account], bool], people: list[Person]
) -> Truths:
    """Eight people settle hardly anything, and fewer nothing at all."""
    here = {
        person.person_id.replace("p-", "int-")
        for person in people
        if person.interviewed and inside(person.account)
    }
    with_it = {one["interview"] for one in HIGHLIGHTS if indicator["code"] in one["codes"]}
    word = "untestable" if len(here) < FEWEST else "inconclusive"
    return {"people": len(here), "with_it": len(here & with_it), "verdict": word}


def _segment(conditions: Mapping[str, Any]) -> Callable[[Account], bool]:
    def of(account: Account, column: str) -> Any:
        value = getattr(account, column)
        return ("no", "yes")[value] if isinstance(value, bool) else value

    def holds(account: Account) -> bool:
        return all(_condition(of(account, column), asked) for column, asked in conditions.items())

    return holds


def _condition(value: Any, asked: Any) -> bool:
    if isinstance(asked, Mapping):
        if "not" in asked:
            return value not in asked["not"]
        return bool(value >= asked["at_least"]) if "at_least" in asked else bool(value <= asked["at_most"])
    return value in asked if isinstance(asked, list) else bool(value == asked)
