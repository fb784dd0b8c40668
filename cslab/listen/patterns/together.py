"""Which codes the same people have."""

from __future__ import annotations

import html
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from cslab.intervals import SMALL, proportion
from cslab.listen.agreement.resample import RESAMPLES, draw, ends
from cslab.listen.patterns.counts import FEW
from cslab.listen.patterns.people import count_people, rows_of, said_by

_COLUMNS = {
    "code": "str",
    "other": "str",
    "both": "int64",
    "either": "int64",
    "of": "int64",
    "jaccard": "float64",
    "jaccard_low": "float64",
    "jaccard_high": "float64",
    "lift": "float64",
    "lift_low": "float64",
    "lift_high": "float64",
    "few": "bool",
}


@dataclass(frozen=True, slots=True, eq=False)
class CoOccurrence:
    """Pairs of codes, and the people who have both.

    Parameters
    ----------
    table : DataFrame
        One row a pair, those that most people share first: code, other, both and either (people), of (people
        in all), jaccard (both of either) and lift (how many times as often as if the two had nothing to do
        with each other), each with the ends of its interval; few (True where fewer than five people have
        either).
    caveats : tuple of str
        What to doubt.
    """

    table: pd.DataFrame
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table

    def _repr_html_(self) -> str:
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"{self.table.round(2).to_html(index=False, escape=True, border=0)}<ul>{doubts}</ul>"


def cooccur(
    highlights: pd.DataFrame,
    interviews: pd.DataFrame,
    *,
    level: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> CoOccurrence:
    """Count, for each two codes, the people who have both.

    Parameters
    ----------
    highlights : DataFrame
        interview_id, codes (tuple of str), stage.
    interviews : DataFrame
        interview_id, person_id.
    level : float
        Of the intervals.
    resamples, seed : int
        How many samples of people are drawn for the interval of lift, and where chance starts.

    Notes
    -----
    Jaccard is the share of those with either code who have both, with the Wilson interval. Lift is the share
    of people with both, divided by the product of the shares with each: 1 where the codes are independent.
    Its interval comes from drawing people again. With many codes some pairs stand out by chance: the
    intervals are of each pair on its own.

    References
    ----------
    Jaccard, P. (1901). Étude comparative de la distribution florale dans une portion des Alpes et des Jura.
    Bulletin de la Société vaudoise des sciences naturelles 37, 547-579.

    Examples
    --------
    >>> asked = pd.DataFrame({"interview_id": ["a", "b", "c"], "person_id": None})
    >>> made = asked.assign(codes=[("x", "y"), ("x",), ("y", "x")], stage=None)
    >>> cooccur(made, asked).table[["code", "other", "both", "either"]]
      code other  both  either
    0    x     y     2       3
    """
    said = said_by(rows_of(highlights, interviews))
    pairs = list(combinations(range(len(said.codes)), 2))
    people = len(said.people)
    if not pairs:
        return CoOccurrence(pd.DataFrame(columns=list(_COLUMNS)).astype(_COLUMNS), _doubts(people, 0))
    one, other = (np.array(side) for side in zip(*pairs, strict=True))
    has = said.has.astype(float)
    shared = has[:, one] * has[:, other]
    draws = draw(people, resamples=resamples, seed=seed)
    single = draws @ has
    with np.errstate(invalid="ignore", divide="ignore"):
        lifts = (draws @ shared) * people / (single[:, one] * single[:, other])
    rows = []
    for at, (a, b) in enumerate(pairs):
        both = int(shared[:, at].sum())
        either = int((said.has[:, a] | said.has[:, b]).sum())
        share = proportion(both, either, level=level)
        low, high = ends(lifts[1:, at], people, level=level)
        lift = float(lifts[0, at])
        names = (said.codes[a], said.codes[b])
        ratios = (lift, min(lift, low), max(lift, high))
        rows.append((*names, both, either, people, share.value, share.low, share.high, *ratios, either < FEW))
    table = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
    table = table.sort_values(["both", "lift"], ascending=False, kind="stable", ignore_index=True)
    return CoOccurrence(table, _doubts(people, len(pairs)))


def _doubts(people: int, pairs: int) -> tuple[str, ...]:
    doubts = ["Having both says nothing of which led to which, nor that they were said in one breath."]
    if people < SMALL:
        doubts.insert(0, f"Only {count_people(people)}: intervals are wide, and lift tends to be overstated.")
    if pairs > 20:
        doubts.append(f"Of {pairs} pairs some stand out by chance.")
    return tuple(doubts)
