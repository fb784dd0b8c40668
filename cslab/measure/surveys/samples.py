"""Answers as they are counted, what they are worth, and the interval of what they say."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from cslab.errors import InputError
from cslab.estimate import Estimate, check_level
from cslab.intervals import SMALL
from cslab.measure.surveys.design import influence_of_mean, kish_n, residuals_on, spread_of, units_of

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Labels = Sequence[Any] | npt.NDArray[Any] | pd.Series

Kind = Literal["nps", "share", "mean"]
"""What is estimated: promoters less detractors, the part that does, or the mean."""

UNITS: dict[Kind, str] = {"nps": "points", "share": "%", "mean": ""}
METHODS: dict[Kind, str] = {
    "nps": "adjusted Wald interval",
    "share": "Wilson score interval",
    "mean": "Student's t interval",
}


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Answers as they are counted: 1, 0 and -1 for an NPS, 1 and 0 for a share, themselves for a mean.

    Parameters
    ----------
    kind : {"nps", "share", "mean"}
        What is estimated from them.
    values : ndarray, shape (n,)
        One a person, none missing.
    weights : ndarray, shape (n,), optional
        How much each counts.
    clusters : ndarray, shape (n,), optional
        Who answers alike, such as colleagues.
    margins, base : ndarray, shapes (n, k) and (n,), optional
        What the weights were calibrated to, and the weights before.
    unit : str
        Of a mean.
    missing : int
        How many answers were empty and are left out.
    """

    kind: Kind
    values: Floats
    weights: Floats | None = None
    clusters: npt.NDArray[Any] | None = None
    margins: Floats | None = None
    base: Floats | None = None
    unit: str = ""
    missing: int = 0

    @property
    def n(self) -> int:
        """How many answered."""
        return len(self.values)

    @property
    def plain(self) -> bool:
        """True where every answer counts the same and nobody is taken to answer alike."""
        return self.weights is None and self.clusters is None

    @property
    def counting(self) -> Floats:
        """The weights; ones where there are none."""
        return np.ones(self.n) if self.weights is None else self.weights

    @property
    def value(self) -> float:
        """The estimate: the weighted mean of the values."""
        return float(np.average(self.values, weights=self.counting))

    def share(self, value: float) -> float:
        """Give the weighted share of one value."""
        return float(np.average(self.values == value, weights=self.counting))

    def influence(self) -> Floats:
        """Give how much each answer moves the estimate; see `cslab.measure.surveys.design`."""
        residuals = None
        if self.margins is not None and self.base is not None:
            residuals = residuals_on(self.values - self.value, self.margins, self.base)
        return influence_of_mean(self.values, self.counting, residuals)

    def worth(self) -> Worth:
        """Give how many independent answers the sample is worth."""
        if self.plain:
            return Worth(float(self.n), self.n)
        spread = spread_of(self.influence(), self.clusters) if self._units() > 1 else None
        most = float(self.n) if self.weights is None else kish_n(self.weights)
        if spread is None:
            return Worth(1.0, 1)
        around = np.average((self.values - self.value) ** 2, weights=self.counting) * self.n / (self.n - 1)
        if around <= 0 or spread.variance <= 0:
            return Worth(min(most, float(spread.units)), spread.units)
        return Worth(min(float(self.n), float(around) / spread.variance), spread.units)

    def _units(self) -> int:
        return self.n if self.clusters is None else int(units_of(self.clusters).max()) + 1


@dataclass(frozen=True, slots=True)
class Worth:
    """How much answers are worth: independent equal ones, and the groups they come from."""

    n_eff: float
    units: int


def estimate(sample: Sample, *, level: float = 0.95) -> Estimate:
    """Estimate what a sample is for, with the interval of its kind.

    Raises
    ------
    InputError
        If nobody answered, or one person or group for a mean.

    Notes
    -----
    Weighted or clustered answers get the interval that as many independent, equal answers would get as they
    are worth: the variance of the answers over the design-based variance of the estimate, no more than there
    are answers, and less where few groups answered (by the ratio of t quantiles).

    References
    ----------
    Korn, E. L. & Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of
    positive counts estimated from survey data. Survey Methodology 24, 193-201.
    """
    return at_levels(sample)(level)


def at_levels(sample: Sample, *, times: float = 1.0) -> Callable[[float], Estimate]:
    """Give a function that estimates at any level; what does not depend on it is worked out once.

    Parameters
    ----------
    sample : Sample
        The answers.
    times : float
        As if there were so many times as many answers like these: to see how many it would have taken.

    Raises
    ------
    InputError
        As for `estimate`.
    """
    if sample.n == 0:
        raise InputError("Nobody answered, so there is nothing to estimate.")
    worth = sample.worth()
    if sample.kind == "mean" and worth.units < 2:
        raise InputError(
            "The interval of a mean needs answers of at least two people or accounts, "
            "because one says nothing about spread."
        )
    value, ends = sample.value, _ends(sample, worth, times)
    method, doubts = method_of(sample, worth), _doubts(sample, worth)
    unit = UNITS[sample.kind] or sample.unit

    def at(level: float) -> Estimate:
        check_level(level)
        low, high = ends(level)
        return Estimate(value, min(low, value), max(high, value), sample.n, method, level, unit, doubts)

    return at


def method_of(sample: Sample, worth: Worth) -> str:
    """Name the interval, and what the answers are worth where they are not equal and independent."""
    named = METHODS[sample.kind] + (" (Rocks 2016)" if sample.kind == "nps" else "")
    if sample.plain:
        return named
    how = [
        word
        for word, told in (("weighted", sample.weights), ("clustered", sample.clusters))
        if told is not None
    ]
    groups = f" from {worth.units} groups" if sample.clusters is not None else ""
    return f"{named}, {' and '.join(how)}: worth {worth.n_eff:.0f} independent answers{groups}"


def _ends(sample: Sample, worth: Worth, times: float) -> Callable[[float], tuple[float, float]]:
    from scipy import special

    n, value = sample.n, sample.value
    units = max(2.0, worth.units * times) if sample.kind == "mean" else worth.units * times
    if sample.kind == "mean":
        around = float(np.average((sample.values - value) ** 2, weights=sample.counting))
        se = math.sqrt(around * n / (n - 1) / (worth.n_eff * times))

        def by_t(level: float) -> tuple[float, float]:
            reach = float(special.stdtrit(units - 1, (1 + level) / 2)) * se
            return value - reach, value + reach

        return by_t
    promoters, detractors = sample.share(1), sample.share(-1)

    def by_z(level: float) -> tuple[float, float]:
        z = float(special.ndtri((1 + level) / 2))
        equal = worth.n_eff * times
        if not sample.plain:
            few, many = max(1, units - 1), max(1, n * times - 1)
            tails = special.stdtrit([many, few], (1 + level) / 2)
            equal *= float(tails[0] / tails[1]) ** 2
        return _wilson(value, equal, z) if sample.kind == "share" else _rocks(promoters, detractors, equal, z)

    return by_z


def _wilson(share: float, n: float, z: float) -> tuple[float, float]:
    """Wilson's interval: as `cslab.intervals.proportion`, but n need not be whole."""
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z / (1 + z**2 / n) * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return (0.0 if share == 0 else middle - reach), (1.0 if share == 1 else middle + reach)


def _rocks(promoters: float, detractors: float, n: float, z: float) -> tuple[float, float]:
    more = n + 3
    p, d = (n * promoters + 0.75) / more, (n * detractors + 0.75) / more
    se = math.sqrt((p + d - (p - d) ** 2) / more)
    return max(-1.0, p - d - z * se), min(1.0, p - d + z * se)


def _doubts(sample: Sample, worth: Worth) -> tuple[str, ...]:
    doubts = []
    if sample.missing:
        doubts.append(f"{sample.missing} of {sample.n + sample.missing} answers are missing and left out")
    if sample.n < SMALL:
        doubts.append(f"only {sample.n} answers: read it as a direction, not as a figure")
    if not sample.plain and worth.units < SMALL <= sample.n:
        doubts.append(f"the answers come from only {worth.units} groups")
    if sample.n > 1 and bool((sample.values == sample.values[0]).all()):
        doubts.append("all answers are the same; that is not certainty")
    return tuple(doubts)


def counted(kind: Kind, answers: Floats, least: float = math.nan) -> Floats:
    """Turn answers into what is averaged."""
    if kind == "nps":
        return np.where(answers >= 9, 1.0, np.where(answers <= 6, -1.0, 0.0))
    return (answers >= least).astype(float) if kind == "share" else answers


def sample_of(
    kind: Kind,
    answers: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    clusters: Labels | None = None,
    scale: tuple[float, float] | None = None,
    least: float = math.nan,
) -> Sample:
    """Check a column of answers and make a sample of those that are there.

    Raises
    ------
    InputError
        If an answer is no number or lies outside of the scale, or weights or clusters do not match.
    """
    try:
        numbers = np.asarray(answers, dtype=float)
    except (TypeError, ValueError) as error:
        raise InputError("Answers to score must be numbers, but at least one is not.") from error
    there = ~np.isnan(numbers)
    outside = there & ~np.isfinite(numbers)
    if scale is not None:
        outside |= there & ((numbers < scale[0]) | (numbers > scale[1]))
    if outside.any():
        about = f"must lie between {scale[0]:g} and {scale[1]:g}" if scale is not None else "must be finite"
        raise InputError(f"Answers {about}, but {numbers[outside][0]:g} was given.")
    if kind == "nps" and (numbers[there] % 1).any():
        raise InputError("Answers of a Net Promoter Score must be whole numbers from 0 to 10.")
    heavy = None if weights is None else _matching(np.asarray(weights, dtype=float), there, "weight")
    if heavy is not None and (not np.isfinite(heavy).all() or (heavy < 0).any() or heavy.sum() <= 0):
        raise InputError("Weights must be numbers of at least 0, and not all of them 0.")
    groups = None if clusters is None else _matching(np.asarray(clusters), there, "cluster")
    missing = int(len(there) - there.sum())
    return Sample(kind, counted(kind, numbers[there], least), heavy, groups, missing=missing)


def _matching(column: npt.NDArray[Any], there: npt.NDArray[np.bool_], what: str) -> npt.NDArray[Any]:
    if len(column) != len(there):
        raise InputError(f"There must be one {what} an answer, but there are {len(column)} for {len(there)}.")
    return column[there]
