"""Themes of interviews against the shares of a survey: the few against the many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from cslab.challenge.contradictions.chance import beyond_room, difference, pairs
from cslab.challenge.contradictions.contradiction import AT_LEAST, FEW, THEME, Contradiction, Side, people
from cslab.challenge.contradictions.room import Codes, room_beside
from cslab.errors import InputError
from cslab.estimate import Estimate
from cslab.measure.reasons.voiced import difference_of_pairs

Counts = tuple[int, int, int, int]
"""How many say it, of how many, how many write it, of how many."""

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
    the share who bring it up in writing. An hour has more room than a line, so most shares lie higher in
    interviews, and that is no contradiction: a share above is set against what the survey's would be, were as
    many of the other themes named there in the mean (`cslab.challenge.contradictions.room.room_beside`), a
    share below against the survey's as it is; between the two nothing is said. That all themes gain alike
    from room is a model, so the plain difference stands beside it.

    Two ways: of different people (those interviewed, against those who wrote and were not interviewed;
    Newcombe's interval, or that with the room) and of the same people in both (Newcombe's interval for pairs,
    McNemar's exact p, with the split of the other themes in place of one half where these are louder in
    interviews, too). The one that rests on more people is tested, which the outcome does not decide; the
    other stands beside it. Which theme leads says more than how high it is.
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
    names = sorted({name for codes in (*one.values(), *other.values()) for name in codes})
    context = (("the two orders of themes, Kendall's tau-b", ranking),) if ranking is not None else ()
    found = []
    for code in names:
        if sum(code in one.get(who, ()) or code in other.get(who, ()) for who in {*one, *other}) < AT_LEAST:
            continue
        ways: dict[bool, _Compared] = {}
        if apart:
            ways[False] = _of_others(code, one, rest, level)
        if same:
            ways[True] = _of_the_same(code, names, {who: (one[who], other[who]) for who in both}, level)
        beside = [(_WHOSE[way], compared.estimate) for way, compared in ways.items() if way != paired]
        also = (*ways[paired].also, *beside, *context)
        found.append(_entry(code, ways[paired], also, one, other, survey, title, paired=paired))
    return found


@dataclass(frozen=True, slots=True)
class _Compared:
    """One theme, compared in one way."""

    estimate: Estimate
    p: float
    counts: Counts
    against: str
    also: tuple[tuple[str, Estimate], ...] = ()


_WHOSE = {True: "of the same people in both", False: "of different people"}
NO_GAP = "no difference between talking and writing"
ROOM = "what the room of an interview for more themes explains"


def _of_others(code: str, one: Codes, rest: Codes, level: float) -> _Compared:
    k, m = (sum(code in codes for codes in some.values()) for some in (one, rest))
    counts = (k, len(one), m, len(rest))
    gap, p = difference(*counts, level=level)
    if gap.value <= 0:
        return _Compared(gap, p, counts, NO_GAP)
    beyond, p = beyond_room(*counts, room_beside(code, one, rest), level=level)
    return _Compared(beyond, p, counts, ROOM, (("said less written, as it stands", gap),))


def _of_the_same(
    code: str, names: Iterable[str], both: Mapping[str, tuple[set[str], set[str]]], level: float
) -> _Compared:
    cells = {name: [0, 0, 0, 0] for name in names}
    for spoken, written in both.values():
        for name, cell in cells.items():
            cell[2 * (name not in spoken) + (name not in written)] += 1
    twice, only, other, neither = cells[code]
    gap = difference_of_pairs(twice, only, other, neither, level=level)
    counts = (twice + only, len(both), twice + other, len(both))
    if gap.value <= 0:
        return _Compared(gap, pairs(only, other), counts, NO_GAP)
    louder = sum(cell[1] for name, cell in cells.items() if name != code)
    changed = louder + sum(cell[2] for name, cell in cells.items() if name != code)
    split = min(0.95, max(0.5, louder / changed)) if changed else 0.5
    p = pairs(only, other, split) if only > split * (only + other) else 1.0
    return _Compared(gap, p, counts, NO_GAP if split == 0.5 else "how the other themes fare")


def _entry(
    code: str,
    compared: _Compared,
    also: tuple[tuple[str, Estimate], ...],
    one: Codes,
    other: Codes,
    survey: str,
    title: str,
    *,
    paired: bool,
) -> Contradiction:
    k, n, m, of = compared.counts
    here, there = (known(who for who, codes in some.items() if code in codes) for some in (one, other))
    louder = k / n >= m / of
    word = "said more than written" if louder else "written more than said"
    shares = [f"{k} of {n} in interviews", f"{m} of {of} in the survey"]
    where = f" in {title}" if title else ""
    written = f"{m} of {of} {'of the same people' if paired else 'others'} {_verb(m, 'write')} of it{where}."
    voices = {"people": there, "codes": [code], **({"survey": survey} if survey else {})}
    return Contradiction(
        key=f"theme/{code}",
        kind=THEME,
        title=f"“{code}” is {word}: {', '.join(shares if louder else shares[::-1])}",
        sides=(
            Side(
                "In interviews",
                f"{k} of {people(n)} {_verb(k, 'speak')} of it.",
                {"people": here, "codes": [code]},
            ),
            Side("In writing", written, voices),
        ),
        estimate=compared.estimate,
        null=0.0,
        against=compared.against,
        p=compared.p,
        n=n if paired else n + of,
        person_ids=here if louder else there,
        also=also,
        caveats=(CHOSEN, *(("Both times the same people.",) if paired else ())),
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
