"""The figures behind a verdict, at any level, and what an interval says of a threshold."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cslab.challenge.claims.units import lines_of
from cslab.challenge.claims.values import Values
from cslab.challenge.claims.verdict import CONTRADICTED, INCONCLUSIVE, SUPPORTED
from cslab.estimate import Estimate
from cslab.measure.surveys.differences import LEAST_LEVEL, MOST_LEVEL, correlation, gap_of
from cslab.measure.surveys.samples import Sample, at_levels
from cslab.study.personas import Indicator

MOST_PEOPLE = 100_000
"""More people than this are not asked for: then nothing would settle it."""

NEWCOMBE = "Newcombe hybrid score interval"
"""What the interval of a difference is called where people are independent and count alike."""

_STEPS = 40


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """What is held against the threshold: the segment's figure, or its difference from everybody else's.

    Parameters
    ----------
    values : Values
        What was measured.
    inside : Sample
        Of the segment.
    outside : Sample or None
        Of everybody else; None where nobody else is measured.
    shared : float
        How far the two move together, because colleagues are in both.
    """

    values: Values
    inside: Sample
    outside: Sample | None
    shared: float

    @classmethod
    def of(cls, values: Values) -> Figures:
        """Make samples of what was measured: weighted where it is, and clustered by account."""
        inside, outside = values.inside, values.outside
        first, second = _sample(values, inside), _sample(values, outside) if len(outside) else None
        shared = 0.0
        if second is not None and (first.clusters is not None or second.clusters is not None):
            shared = correlation(first, second, list(_homes(inside)), list(_homes(outside)))
        return cls(values, first, second, shared)

    def at(self, *, times: float = 1.0) -> Callable[[float], Estimate]:
        """Give a function that estimates what decides, at any level.

        Parameters
        ----------
        times : float
            As if there were so many times as many people like these.

        Raises
        ------
        InputError
            If there is nobody, or one person or account alone for a mean.
        """
        if not self.values.indicator.versus:
            return at_levels(self.inside, times=times)
        if self.outside is None:
            raise ValueError("There is nobody to compare with.")
        gap = gap_of(self.inside, self.outside, self.shared, times=times)
        if self.inside.kind != "share" or not (self.inside.plain and self.outside.plain):
            return gap
        return lambda level: replace(gap(level), method=NEWCOMBE)


def _sample(values: Values, rows: pd.DataFrame) -> Sample:
    homes = _homes(rows)
    return Sample(
        values.kind,
        rows["value"].to_numpy(dtype=np.float64),
        rows["weight"].to_numpy(dtype=np.float64) if values.weighted else None,
        homes.to_numpy(dtype=object) if homes.duplicated().any() else None,
        unit=values.unit if values.kind == "mean" else "",
    )


def _homes(rows: pd.DataFrame) -> pd.Series[str]:
    """The account of each; whoever has none is alone."""
    own = pd.Series([f"nobody's {at}" for at in rows.index], index=rows.index, dtype=object)
    return rows["account_id"].where(rows["account_id"].notna(), own).astype(object)


def word_of(found: Estimate, indicator: Indicator, kind: str) -> str:
    """Say what an interval says of a claim.

    Parameters
    ----------
    found : Estimate
        Of what decides.
    indicator : Indicator
        With comparator and threshold.
    kind : {"nps", "share", "mean"}
        What is estimated.

    Returns
    -------
    str
        ``"supported"`` where the interval lies wholly beyond the threshold on the claim's side (for ``about``
        wholly within the margin), ``"contradicted"`` where wholly on the other side (wholly outside of the
        margin), ``"inconclusive"`` else.

    Examples
    --------
    >>> high = Indicator("survey", "at_least", 50)
    >>> word_of(Estimate(0.31, 0.22, 0.41, 43, "Wilson", unit="%"), high, "share")
    'contradicted'
    """
    lines = lines_of(indicator, kind)  # type: ignore[arg-type]
    above, under = found.low > lines[-1], found.high < lines[0]
    if indicator.comparator == "about":
        if above or under:
            return CONTRADICTED
        return SUPPORTED if found.low > lines[0] and found.high < lines[1] else INCONCLUSIVE
    if indicator.comparator == "at_most":
        above, under = under, above
    return SUPPORTED if above else CONTRADICTED if under else INCONCLUSIVE


def deciding_level(at: Callable[[float], Estimate], decides: Callable[[Estimate], bool]) -> float:
    """Find the highest level at which an interval still decides: 1 less the p-value that belongs to it.

    Parameters
    ----------
    at : callable
        Gives the estimate of a level; the higher the level, the wider.
    decides : callable
        Says whether an interval decides.

    Returns
    -------
    float
        0 where none decides.

    Examples
    --------
    >>> from cslab.intervals import proportion
    >>> def nine_of_ten(level: float) -> Estimate:
    ...     return proportion(9, 10, level=level)
    >>> round(1 - deciding_level(nine_of_ten, lambda found: found.low > 0.5), 4)
    0.0114
    """
    low, high = LEAST_LEVEL, MOST_LEVEL
    if not decides(at(low)):
        return 0.0
    if decides(at(high)):
        return high
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if decides(at(middle)) else (low, middle)
    return low


def people_needed(figures: Figures, level: float, least: int) -> int | None:
    """Say how many people of the segment would have settled it, were the figure what it seems.

    Parameters
    ----------
    figures : Figures
        What was found; with a comparison, the others are taken to become as many times more.
    level : float
        At which it is judged.
    least : int
        Fewer than this decide nothing.

    Returns
    -------
    int or None
        None where not even `MOST_PEOPLE` would, because the figure lies on the threshold.
    """
    n, indicator, kind = figures.inside.n, figures.values.indicator, figures.values.kind

    def settled(people: int) -> bool:
        found = figures.at(times=people / n)(level)
        return word_of(found, indicator, kind) != INCONCLUSIVE

    if not settled(MOST_PEOPLE):
        return None
    low, high = max(1, least - 1), MOST_PEOPLE
    if settled(least):
        return least
    while high - low > max(1, low // 200):
        middle = math.isqrt(low * high) if high > 4 * low else (low + high) // 2
        low, high = (low, middle) if settled(middle) else (middle, high)
    return high
