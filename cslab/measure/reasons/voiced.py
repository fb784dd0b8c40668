"""Themes in interviews against the same themes in open answers: the few against the many."""

from __future__ import annotations

import html
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from cslab.estimate import Estimate
from cslab.intervals import difference_of_proportions, proportion

if TYPE_CHECKING:
    import altair as alt

Bools = npt.NDArray[np.bool_]

FEW = 5
"""A comparison with fewer people than this on one side shows no figure."""

LEAST_THEMES = 4
"""Rankings of fewer themes than this are not compared."""

_EXACT = 7
"""With up to so many themes, all orders are tried; with more, some drawn at random."""


@dataclass(frozen=True, slots=True, eq=False)
class InterviewsAgainst:
    """Themes of interviews beside those of open answers.

    Parameters
    ----------
    table : DataFrame
        One row a theme: code, interviewed, interviewed_of, surveyed, surveyed_of (people), value (share in
        interviews less share in answers, parts of one), low, high (Newcombe), n, p_holm (Fisher's exact test,
        Holm over the themes). Missing where fewer than `FEW` people are on one side.
    paired : DataFrame
        The people who are in both: code, both, interview_only, answer_only (people), n, value (share in
        interviews less share in answers), low, high (Newcombe's for pairs), p_holm (exact McNemar, Holm).
        Empty with fewer than `FEW` such people.
    ranking : Estimate or None
        Kendall's tau of the two orders of themes; None with too few themes.
    caveats : tuple of str
        What to doubt.
    """

    table: pd.DataFrame
    paired: pd.DataFrame
    ranking: Estimate | None
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table

    def chart(self) -> alt.LayerChart:
        """Draw how far each theme lies higher in interviews than in answers."""
        from cslab import charts

        rows = self.table[self.table["value"].notna()]
        title = "Share in interviews less share in answers"
        return charts.intervals(rows, label="code", title=title, percent=True, lines=(0.0,))

    def _repr_html_(self) -> str:
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"{self.table.to_html(index=False, escape=True, border=0)}<ul>{doubts}</ul>"


def against_interviews(
    wrote: pd.DataFrame,
    said: pd.DataFrame | None,
    *,
    level: float = 0.95,
    resamples: int = 999,
    seed: int = 0,
) -> InterviewsAgainst | None:
    """Compare what people said in interviews with what people wrote in answers.

    Parameters
    ----------
    wrote : DataFrame
        One row a person whose answer is coded: person, codes (tuple of str).
    said : DataFrame or None
        One row a person interviewed and coded: person, codes.
    level : float
        Of the intervals.
    resamples, seed : int
        For the ranking's interval and, with many themes, its test.

    Returns
    -------
    InterviewsAgainst or None
        None where one of the two is empty.

    Notes
    -----
    Estimand: the difference between the share of people who bring a theme up when interviewed and the share
    of people who bring it up when asked why in a survey. An interview leaves an hour for it, an answer a
    line, so most themes lie higher in interviews; the order of themes and what stands out from the rest say
    more than any one difference.

    Newcombe's interval takes the two groups as independent. People in both make it too wide rather than too
    narrow, as long as who says a thing is also likelier to write it. For them alone, the change within
    people is estimated: Newcombe's interval for pairs, and McNemar's exact test. Kendall's tau-b compares
    the orders; its interval resamples people of both sides, its chance (in the caveats, beside it) is from
    permuting one order.

    References
    ----------
    Newcombe, R. G. (1998). Statistics in Medicine 17, 873-890 (independent, method 10) and 2635-2650
    (pairs, method 10). McNemar, Q. (1947). Psychometrika 12, 153-157. Kendall, M. G. (1938). A new measure
    of rank correlation. Biometrika 30, 81-93. Holm (1979), Scandinavian Journal of Statistics 6, 65-70.

    Examples
    --------
    >>> wrote = pd.DataFrame({"person": list("abcdefgh"), "codes": [("price",)] * 6 + [("help",)] * 2})
    >>> said = pd.DataFrame({"person": list("uvwxy"), "codes": [("price", "help")] * 5})
    >>> against_interviews(wrote, said).table[["code", "interviewed", "surveyed"]].to_numpy().tolist()
    [['help', 5, 2], ['price', 5, 6]]
    """
    if said is None or said.empty or wrote.empty:
        return None
    codes = sorted({code for table in (wrote, said) for some in table["codes"] for code in some})
    there, here = _has(said["codes"], codes), _has(wrote["codes"], codes)
    table = _table(codes, there, here, level)
    both = [who for who in said["person"] if who in set(wrote["person"])]
    paired = _paired(codes, _of(said, both, codes), _of(wrote, both, codes), level)
    ranking = _ranking(there, here, level=level, resamples=resamples, seed=seed)
    doubts = _doubts(len(both), len(said), len(wrote))
    if ranking is not None:
        doubts.append(f"The two orders of themes: Kendall's tau-b {ranking}; {ranking.caveats[0]}.")
    return InterviewsAgainst(table, paired, ranking, tuple(doubts))


def difference_of_pairs(
    both: int, first_only: int, second_only: int, neither: int, *, level: float = 0.95
) -> Estimate:
    """Estimate how far one share lies above another of the same people, with Newcombe's interval for pairs.

    Parameters
    ----------
    both, first_only, second_only, neither : int
        How many people say yes both times, only the first time, only the second time, never.

    Returns
    -------
    Estimate
        In ``points``, stored as a part of one.

    Notes
    -----
    Each end is put together from the Wilson intervals of both shares, with their correlation taken into
    account (phi, with the continuity correction where it is positive).

    References
    ----------
    Newcombe, R. G. (1998). Improved confidence intervals for the difference between binomial proportions
    based on paired data. Statistics in Medicine 17, 2635-2650. Method 10.

    Examples
    --------
    >>> print(difference_of_pairs(14, 5, 0, 22))
    12 points (1–23 points, n = 41)
    """
    n = both + first_only + second_only + neither
    one = proportion(both + first_only, n, level=level)
    other = proportion(both + second_only, n, level=level)
    gap = one.value - other.value
    phi = _phi(both, first_only, second_only, neither)
    below = (one.value - one.low, other.high - other.value)
    above = (one.high - one.value, other.value - other.low)
    low, high = (math.sqrt(max(0.0, a * a - 2 * phi * a * b + b * b)) for a, b in (below, above))
    return Estimate(
        gap, gap - low, gap + high, n, "Newcombe interval for pairs", level, "points", one.caveats
    )


# ----------------------------------------------------------------------------------------------- inside


def _phi(both: int, first_only: int, second_only: int, neither: int) -> float:
    margins = (both + first_only) * (second_only + neither) * (both + second_only) * (first_only + neither)
    if not margins:
        return 0.0
    cross = float(both * neither - first_only * second_only)
    if cross > 0:
        cross = max(0.0, cross - (both + first_only + second_only + neither) / 2)
    return cross / math.sqrt(margins)


def _has(codes: pd.Series, names: Sequence[str]) -> Bools:
    return np.array([[name in some for name in names] for some in codes], dtype=bool).reshape(
        len(codes), len(names)
    )


def _of(table: pd.DataFrame, people: Sequence[str], codes: Sequence[str]) -> Bools:
    """Who of these people has what, put together where someone stands there twice."""
    found = np.zeros((len(people), len(codes)), dtype=bool)
    at = {who: row for row, who in enumerate(people)}
    for who, row in zip(table["person"], _has(table["codes"], codes), strict=True):
        if who in at:
            found[at[who]] |= row
    return found


def _table(codes: Sequence[str], there: Bools, here: Bools, level: float) -> pd.DataFrame:
    from scipy import stats

    rows = []
    for at, code in enumerate(codes):
        said, of, wrote, of_answers = int(there[:, at].sum()), len(there), int(here[:, at].sum()), len(here)
        value = low = high = chance = math.nan
        if min(of, of_answers) >= FEW:
            gap = difference_of_proportions(said, of, wrote, of_answers, level=level)
            value, low, high = gap.value, gap.low, gap.high
            cells = np.array([[said, of - said], [wrote, of_answers - wrote]])
            chance = float(stats.fisher_exact(cells).pvalue)
        rows.append((code, said, of, wrote, of_answers, value, low, high, of + of_answers, chance))
    columns = ["code", "interviewed", "interviewed_of", "surveyed", "surveyed_of"]
    return _holm(pd.DataFrame(rows, columns=[*columns, "value", "low", "high", "n", "p_holm"]))


def _paired(codes: Sequence[str], there: Bools, here: Bools, level: float) -> pd.DataFrame:
    from statsmodels.stats.contingency_tables import mcnemar

    columns = ["code", "both", "interview_only", "answer_only", "n", "value", "low", "high", "p_holm"]
    rows = []
    for at, code in enumerate(codes if len(there) >= FEW else ()):
        one, other = there[:, at], here[:, at]
        cells = [int(part.sum()) for part in (one & other, one & ~other, ~one & other, ~one & ~other)]
        gap = difference_of_pairs(*cells, level=level)
        chance = float(mcnemar(np.array([cells[:2], cells[2:]]), exact=True).pvalue)
        rows.append((code, *cells[:3], len(there), gap.value, gap.low, gap.high, chance))
    return _holm(pd.DataFrame(rows, columns=columns))


def _holm(table: pd.DataFrame) -> pd.DataFrame:
    from statsmodels.stats.multitest import multipletests

    tested = table["p_holm"].notna()
    if tested.any():
        table.loc[tested, "p_holm"] = multipletests(table.loc[tested, "p_holm"], method="holm")[1]
    return table


def _ranking(there: Bools, here: Bools, *, level: float, resamples: int, seed: int) -> Estimate | None:
    ranks = (there.mean(axis=0), here.mean(axis=0))
    themes = len(ranks[0])
    if themes < LEAST_THEMES or min(len(there), len(here)) < FEW:
        return None
    value = _tau(*ranks)
    if math.isnan(value):
        return None
    generator = np.random.default_rng(seed)
    drawn = np.array(
        [
            _tau(
                *(some[generator.integers(len(some), size=len(some))].mean(axis=0) for some in (there, here))
            )
            for _ in range(resamples)
        ]
    )
    drawn = drawn[~np.isnan(drawn)]
    if not len(drawn):
        return None
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    if themes <= _EXACT:
        orders = [list(order) for order in itertools.permutations(range(themes))]
    else:
        orders = [list(generator.permutation(themes)) for _ in range(resamples)]
    as_far = sum(abs(_tau(ranks[0], ranks[1][order])) >= abs(value) - 1e-12 for order in orders)
    extra = 0 if themes <= _EXACT else 1
    chance = (as_far + extra) / (len(orders) + extra)
    how = "all orders" if themes <= _EXACT else f"{resamples} orders"
    return Estimate(
        value,
        min(float(low), value),
        max(float(high), value),
        len(there) + len(here),
        f"Kendall's tau-b of {themes} themes, percentile bootstrap of people",
        level,
        caveats=(f"orders of chance agree as much in {100 * chance:.2g} % of cases ({how} tried)",),
    )


def _tau(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> float:
    """Kendall's tau-b; for a few themes, quicker than the general one of scipy."""
    above = np.triu_indices(len(one), 1)
    a, b = (np.sign(np.subtract.outer(ranks, ranks))[above] for ranks in (one, other))
    untied = math.sqrt(float((a != 0).sum()) * float((b != 0).sum()))
    return float((a * b).sum()) / untied if untied else math.nan


def _doubts(both: int, said: int, wrote: int) -> list[str]:
    doubts = [
        "An interview has room for many themes, an answer for one: most shares lie higher in interviews.",
        "Who is interviewed is chosen, who writes chooses: neither is a random sample of customers.",
    ]
    if min(said, wrote) < FEW:
        doubts.append(f"Fewer than {FEW} people on one side: no difference is shown.")
    if both:
        doubts.append(f"{both} people are in both, which makes the intervals of differences rather too wide.")
    if 0 < both < FEW:
        doubts.append(f"Fewer than {FEW} people are in both, so change within people is not shown.")
    return doubts
