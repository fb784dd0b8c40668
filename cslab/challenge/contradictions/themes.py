"""Themes of interviews against the shares of a survey: the few against the many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from cslab.challenge.contradictions.chance import difference, pairs
from cslab.challenge.contradictions.contradiction import AT_LEAST, FEW, THEME, Contradiction, Side, people
from cslab.errors import InputError
from cslab.estimate import Estimate
from cslab.measure.reasons.voiced import difference_of_pairs

ROOM = "An interview has room for many themes, an answer for one: most shares lie higher in interviews."
CHOSEN = "Who is interviewed is chosen, and who writes chooses: neither is a random sample of customers."


def themes(
    said: pd.DataFrame,
    wrote: pd.DataFrame,
    *,
    survey: str = "",
    title: str = "",
    ranking: Estimate | None = None,
    level: float = 0.95,
) -> list[Contradiction]:
    """Set each code in interviews against the same code in open answers.

    Parameters
    ----------
    said : DataFrame
        One row a person interviewed and coded: person, codes (tuple of str).
    wrote : DataFrame
        One row a person whose answers are coded: person, codes.
    survey, title : str
        Name and title of the survey.
    ranking : Estimate, optional
        Kendall's tau of the two orders of themes, for context.
    level : float
        Of the intervals.

    Returns
    -------
    list of Contradiction
        One a code that two people at least have, listed or not.

    Raises
    ------
    InputError
        If fewer than 5 people are on a side.

    Notes
    -----
    Estimand: the difference between the share of people who bring a theme up when they are interviewed and
    the share who bring it up in writing. Two ways: of different people (those interviewed, against those who
    wrote and were not interviewed; Newcombe, p from the same interval), and of the same people in both
    (Newcombe's interval for pairs, McNemar's exact p). The one that rests on more people is tested, which the
    outcome does not decide; the other stands beside it. Which theme leads says more than how high it is.
    """
    one, other = codes_of(said), codes_of(wrote)
    both = sorted(set(one) & set(other))
    rest = {who: codes for who, codes in other.items() if who not in one}
    apart, same = min(len(one), len(rest)) >= FEW, len(both) >= FEW
    if not apart and not same:
        raise InputError(
            f"The clips of {people(len(one))} and the answers of {people(len(other))} are coded; "
            f"a theme needs at least {FEW} on each side."
        )
    paired = same and (not apart or len(both) > len(one) + len(rest))
    context = (("the two orders of themes agree by (Kendall's tau-b)", ranking),) if ranking else ()
    found = []
    for code in sorted({name for codes in (*one.values(), *other.values()) for name in codes}):
        here = [who for who, codes in one.items() if code in codes]
        there = [who for who, codes in other.items() if code in codes]
        if len({*here, *there}) < AT_LEAST:
            continue
        counted = _Counted(code, here, there, list(one), list(other), both, list(rest))
        made = counted.same(level) if paired else counted.apart(level)
        beside: tuple[tuple[str, Estimate], ...] = ()
        if paired and apart:
            beside = (("of different people", counted.apart(level)[0]),)
        elif not paired and same:
            beside = ((f"of the {len(both)} people who did both", counted.same(level)[0]),)
        found.append(_entry(counted, made, (*beside, *context), survey, title, paired=paired))
    return found


class _Counted:
    """Who has a code on which side."""

    def __init__(
        self,
        code: str,
        here: list[str],
        there: list[str],
        one: list[str],
        other: list[str],
        both: list[str],
        rest: list[str],
    ) -> None:
        self.code, self.here, self.there = code, here, there
        self.one, self.other, self.both, self.rest = one, other, both, rest

    def apart(self, level: float) -> tuple[Estimate, float, tuple[int, int], tuple[int, int]]:
        wrote = len(set(self.there) & set(self.rest))
        counts = (len(self.here), len(self.one)), (wrote, len(self.rest))
        gap, p = difference(*counts[0], *counts[1], level=level)
        return gap, p, *counts

    def same(self, level: float) -> tuple[Estimate, float, tuple[int, int], tuple[int, int]]:
        spoke, wrote = ({who for who in self.both if who in set(some)} for some in (self.here, self.there))
        twice, only, other = len(spoke & wrote), len(spoke - wrote), len(wrote - spoke)
        gap = difference_of_pairs(twice, only, other, len(self.both) - twice - only - other, level=level)
        n = len(self.both)
        return gap, pairs(only, other), (len(spoke), n), (len(wrote), n)


def _entry(
    counted: _Counted, made: Any, also: Any, survey: str, title: str, *, paired: bool
) -> Contradiction:
    gap, p, (k, n), (m, of) = made
    code = counted.code
    aloud, whose = f"{k} of {people(n)} {_verb(k, 'speak')} of it", "of them" if paired else "others"
    written = f"{m} of {of} {whose} {_verb(m, 'write')} of it"
    doubts: tuple[str, ...]
    if gap.value >= 0:
        says = (
            f"“{code}” is said more than it is written: {k} of {n} in interviews, {m} of {of} in the survey"
        )
        concerned, doubts = counted.here, (ROOM, CHOSEN)
    else:
        says = (
            f"“{code}” is written more than we hear it when we talk with people: {m} of {of}, and {k} of {n}"
        )
        concerned, doubts = counted.there, (CHOSEN,)
    where = f" in {title}" if title else ""
    return Contradiction(
        key=f"theme/{code}",
        kind=THEME,
        title=says,
        sides=(
            Side("In interviews", f"{aloud}.", {"people": tuple(counted.here), "codes": [code]}),
            Side(
                "In writing",
                f"{written}{where}.",
                {"people": known(counted.there), "codes": [code], **({"survey": survey} if survey else {})},
            ),
        ),
        estimate=gap,
        null=0.0,
        against="no difference between talking and writing",
        p=p,
        n=n if paired else n + of,
        person_ids=known(concerned),
        also=tuple(also),
        caveats=(*doubts, *(("Both times the same people.",) if paired else ())),
        page=("codes", {"code": code}),
    )


def _verb(count: int, word: str) -> str:
    return f"{word}s" if count == 1 else word


def known(who: Iterable[str]) -> tuple[str, ...]:
    """Keep people whose id is known; a response of nobody known has a name of its own."""
    return tuple(name for name in who if not name.startswith("response "))


def codes_of(table: pd.DataFrame) -> dict[str, set[str]]:
    """Give the codes of each person, put together where somebody stands there twice."""
    found: dict[str, set[str]] = {}
    for who, codes in zip(table["person"].astype(str), table["codes"], strict=True):
        found.setdefault(who, set()).update(map(str, codes))
    return found
