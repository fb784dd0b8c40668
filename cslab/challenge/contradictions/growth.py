"""A reason that grew, or shrank, since the last wave of a series."""

from __future__ import annotations

import pandas as pd

from cslab.challenge.contradictions.chance import difference, pairs
from cslab.challenge.contradictions.contradiction import AT_LEAST, FEW, GROWTH, Contradiction, Side, people
from cslab.challenge.contradictions.themes import codes_of, known
from cslab.errors import InputError
from cslab.estimate import Estimate
from cslab.measure.reasons.voiced import difference_of_pairs

CODED = "Somebody else may have coded the other wave, or the same person with other eyes."


def growth(
    before: pd.DataFrame,
    now: pd.DataFrame,
    *,
    series: str = "",
    surveys: tuple[str, str] = ("", ""),
    titles: tuple[str, str] = ("the wave before", "the last wave"),
    level: float = 0.95,
) -> list[Contradiction]:
    """Set each code of one wave against the same code of the wave before.

    Parameters
    ----------
    before, now : DataFrame
        One row a person whose answers are coded: person, codes (tuple of str).
    series : str
        Name of the series.
    surveys, titles : tuple of str
        Names and titles of the two waves, the earlier first.
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
    Estimand: the change of the share of people who write of something, between two waves. Two ways: of
    different people (those in one wave alone, Newcombe, p from the same interval) and of the same people in
    both (Newcombe's interval for pairs, McNemar's exact p). The one that rests on more people is tested; the
    other stands beside it. Who answers one wave may be others than who answers the next.
    """
    old, new = codes_of(before), codes_of(now)
    both = sorted(set(old) & set(new))
    left = {who: codes for who, codes in old.items() if who not in new}
    came = {who: codes for who, codes in new.items() if who not in old}
    apart, same = min(len(left), len(came)) >= FEW, len(both) >= FEW
    if not apart and not same:
        raise InputError(
            f"The answers of {people(len(old))} are coded in {titles[0]}, and of {people(len(new))} in "
            f"{titles[1]}; a change needs at least {FEW} on each side."
        )
    paired = same and (not apart or len(both) > len(left) + len(came))
    found = []
    for code in sorted({name for codes in (*old.values(), *new.values()) for name in codes}):
        if sum(code in codes for codes in (*old.values(), *new.values())) < AT_LEAST:
            continue
        ways: dict[bool, tuple[Estimate, float, tuple[int, int, int, int]]] = {}
        if apart:
            cells = (
                *(sum(code in codes for codes in came.values()), len(came)),
                *(sum(code in codes for codes in left.values()), len(left)),
            )
            ways[False] = (*difference(*cells, level=level), cells)
        if same:
            later, sooner = ({who for who in both if code in wave[who]} for wave in (new, old))
            cells = (len(later), len(both), len(sooner), len(both))
            twice = len(later & sooner)
            gap = difference_of_pairs(
                twice, len(later) - twice, len(sooner) - twice, len(both) - len(later | sooner), level=level
            )
            ways[True] = (gap, pairs(len(later - sooner), len(sooner - later)), cells)
        gap, p, (k, n, m, of) = ways[paired]
        grew = gap.value >= 0
        word = "grew" if grew else "shrank"
        beside = {True: f"of the {len(both)} people in both waves", False: "of different people"}
        also = tuple((beside[way], ways[way][0]) for way in ways if way != paired)
        holders = [who for who, codes in (new if grew else old).items() if code in codes]
        voices = [
            {"people": known(who for who, codes in wave.items() if code in codes), "codes": [code]}
            | ({"survey": name} if name else {})
            for wave, name in ((old, surveys[0]), (new, surveys[1]))
        ]
        found.append(
            Contradiction(
                key=f"growth/{series}/{code}",
                kind=GROWTH,
                title=f"“{code}” {word}: {k} of {n} write of it in {titles[1]}, {m} of {of} in {titles[0]}",
                sides=(
                    Side(titles[0], f"{m} of {people(of)} wrote of it.", voices[0]),
                    Side(titles[1], f"{k} of {people(n)} wrote of it.", voices[1]),
                ),
                estimate=gap,
                null=0.0,
                against="no change between the waves",
                p=p,
                n=n if paired else n + of,
                person_ids=known(holders),
                also=also,
                caveats=(
                    "Both times the same people."
                    if paired
                    else "People who answered one of the waves alone.",
                    CODED,
                ),
                page=("surveys", {"survey": surveys[1], "view": "why"}) if surveys[1] else None,
            )
        )
    return found
