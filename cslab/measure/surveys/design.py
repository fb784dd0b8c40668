"""How far a weighted mean could lie from the truth, when some count more and colleagues answer alike."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cslab.errors import InputError

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spread:
    """A variance and what it rests on.

    Parameters
    ----------
    variance : float
        Of the estimate.
    units : int
        Whole groups that answered independently of each other.
    degrees : int
        Degrees of freedom: groups less strata.
    """

    variance: float
    units: int
    degrees: int

    @property
    def se(self) -> float:
        """The standard error."""
        return math.sqrt(self.variance)


def influence_of_mean(values: Floats, weights: Floats, residuals: Floats | None = None) -> Floats:
    """Give how much each answer moves the weighted mean.

    Parameters
    ----------
    values, weights : ndarray, shape (n,)
        The answers, and how much each counts.
    residuals : ndarray, shape (n,), optional
        Of the design-weighted regression on what the weights were calibrated to; see `residuals_on`.

    Returns
    -------
    ndarray, shape (n,)
        They add to about 0.
    """
    total = weights.sum()
    left = values - (weights @ values) / total if residuals is None else residuals
    moved: Floats = weights * left / total
    return moved


def residuals_on(values: Floats, margins: Floats, base: Floats) -> Floats:
    """Give what is left of values when the margins that were calibrated to are taken out.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Already less their mean where a mean is estimated.
    margins : ndarray, shape (n, k)
        One column a category of each margin.
    base : ndarray, shape (n,)
        The weights before calibration: with the calibrated ones the standard error would be off.
    """
    root = np.sqrt(base)
    fitted, *_ = np.linalg.lstsq(margins * root[:, None], values * root, rcond=None)
    left: Floats = values - margins @ fitted
    return left


def spread_of(
    influence: Floats,
    clusters: Sequence[Any] | npt.NDArray[Any] | pd.Series | None = None,
    strata: Sequence[Any] | npt.NDArray[Any] | pd.Series | None = None,
    population: npt.ArrayLike | None = None,
) -> Spread:
    """Estimate the variance of a mean or a total from how much each answer moves it.

    Parameters
    ----------
    influence : ndarray, shape (n,)
        One an answer.
    clusters : sequence, shape (n,), optional
        Who belongs together, such as colleagues of one account; each answer on its own without it.
    strata : sequence, shape (n,), optional
        Groups that were sampled each on its own.
    population : array-like of float, shape (n,), optional
        How many clusters there are in the whole (of the stratum). Without it, the whole is endless.

    Raises
    ------
    InputError
        If a stratum has but one cluster: one says nothing about spread.

    Notes
    -----
    Sum over strata of ``(1 - f) * G / (G - 1) * sum((z_g - mean(z))^2)``, with z_g the sum of influence in
    cluster g, G the number of clusters and f the part of them that was sampled. With one stratum this is the
    cluster-robust variance of a weighted least squares fit of a constant, times ``G / (G - 1) * (1 - f)``.
    Clusters are taken to be drawn with equal chance within a stratum.

    References
    ----------
    Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex surveys.
    International Statistical Review 51, 279-292.
    Deville, J.-C. & Sarndal, C.-E. (1992). Calibration estimators in survey sampling. Journal of the American
    Statistical Association 87, 376-382.

    Examples
    --------
    >>> import numpy as np
    >>> y = np.array([3.0, 5.0, 4.0, 8.0])
    >>> spread = spread_of(influence_of_mean(y, np.ones(4)))
    >>> bool(np.isclose(spread.se, y.std(ddof=1) / 2))
    True
    """
    n = len(influence)
    stratum = np.zeros(n, dtype=np.int_) if strata is None else units_of(strata)
    cluster = np.arange(n) if clusters is None else units_of(clusters)
    of = np.full(n, math.inf) if population is None else np.asarray(population, dtype=float)
    variance, units, degrees = 0.0, 0, 0
    for at in range(int(stratum.max()) + 1):
        here = stratum == at
        _, inside = np.unique(cluster[here], return_inverse=True)
        moved = np.bincount(inside, influence[here])
        count = len(moved)
        if count < 2:
            raise InputError("A spread needs at least two groups that answered independently of each other.")
        left_out = max(0.0, 1 - count / float(of[here][0]))
        variance += left_out * count / (count - 1) * float(((moved - moved.mean()) ** 2).sum())
        units += count
        degrees += count - 1
    return Spread(variance, units, degrees)


def units_of(labels: Sequence[Any] | npt.NDArray[Any] | pd.Series) -> npt.NDArray[np.int_]:
    """Number groups from 0; who belongs to none that is known is a group of their own.

    Examples
    --------
    >>> units_of(["north", "south", None, "north", None]).tolist()
    [0, 1, 2, 0, 3]
    """
    codes, names = pd.factorize(np.asarray(labels, dtype=object))
    missing = codes == -1
    codes = np.where(missing, len(names) - 1 + np.cumsum(missing), codes)
    return codes.astype(np.int_)


def kish_n(weights: npt.ArrayLike) -> float:
    """Give the number of equal answers that weighted ones are worth: ``(sum w)^2 / sum w^2``.

    References
    ----------
    Kish, L. (1965). Survey Sampling. Wiley. Section 11.7.

    Examples
    --------
    >>> round(kish_n([1, 1, 1, 3]), 2)
    3.0
    """
    numbers = np.asarray(weights, dtype=float)
    return float(numbers.sum() ** 2 / (numbers**2).sum())
