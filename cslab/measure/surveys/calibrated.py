"""Means and totals of calibrated weights, with the linearised standard error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from cslab.errors import InputError
from cslab.estimate import Estimate, check_level
from cslab.measure.surveys.design import influence_of_mean, residuals_on, spread_of
from cslab.measure.surveys.weighting import Weights

if TYPE_CHECKING:
    import numpy.typing as npt


def calibrated_mean(
    values: pd.Series,
    weights: Weights | pd.Series,
    *,
    clusters: Sequence[Any] | pd.Series | None = None,
    strata: Sequence[Any] | pd.Series | None = None,
    population: npt.ArrayLike | None = None,
    level: float = 0.95,
    unit: str = "",
) -> Estimate:
    """Estimate a weighted mean, with the linearised standard error.

    Parameters
    ----------
    values : Series of float, n rows
        None missing, indexed as the weights.
    weights : Weights or Series
        From `rake`, or plain weights that are calibrated to nothing.
    clusters, strata, population
        How the answers were sampled; see `cslab.measure.surveys.design.spread_of`.
    level : float
        Of the interval.
    unit : str
        Of the values.

    Raises
    ------
    InputError
        If a value is missing.

    Notes
    -----
    Estimand: the mean among all who were asked. Standard error: of the residuals from the design-weighted
    regression on the margins, times the calibrated weights. t interval, with clusters less strata degrees of
    freedom.

    References
    ----------
    Deville, J.-C., Sarndal, C.-E. & Sautory, O. (1993). Generalized raking procedures in survey sampling.
    Journal of the American Statistical Association 88, 1013-1020.

    Examples
    --------
    >>> print(calibrated_mean(pd.Series([3.0, 5.0, 4.0, 8.0]), pd.Series([1.0, 1.0, 1.0, 1.0])))
    5.0 (1.6–8.4, n = 4)
    """
    return _calibrated(values, weights, clusters, strata, population, level, unit, total=False)


def calibrated_total(
    values: pd.Series,
    weights: Weights | pd.Series,
    *,
    clusters: Sequence[Any] | pd.Series | None = None,
    strata: Sequence[Any] | pd.Series | None = None,
    population: npt.ArrayLike | None = None,
    level: float = 0.95,
    unit: str = "",
) -> Estimate:
    """Estimate a weighted total; parameters, errors and notes as for `calibrated_mean`.

    The weights must add to the number of all who were asked (``rake(..., total=)``).

    Examples
    --------
    >>> print(calibrated_total(pd.Series([3.0, 5.0, 4.0, 8.0]), pd.Series([10.0, 10.0, 10.0, 10.0])))
    200 (63–337, n = 4)
    """
    return _calibrated(values, weights, clusters, strata, population, level, unit, total=True)


def _calibrated(
    values: pd.Series,
    weights: Weights | pd.Series,
    clusters: Sequence[Any] | pd.Series | None,
    strata: Sequence[Any] | pd.Series | None,
    population: npt.ArrayLike | None,
    level: float,
    unit: str,
    *,
    total: bool,
) -> Estimate:
    from scipy import stats

    check_level(level)
    if values.isna().any():
        raise InputError(
            "A weighted figure needs a value for each answer; leave out those without before weighting."
        )
    numbers = values.to_numpy(dtype=float)
    counting = (weights.weights if isinstance(weights, Weights) else weights).to_numpy(dtype=float)
    middle = float(counting @ numbers / counting.sum())
    around = numbers if total else numbers - middle
    if isinstance(weights, Weights):
        around = residuals_on(around, weights.dummies().to_numpy(), weights.base.to_numpy(dtype=float))
    influence = counting * around if total else influence_of_mean(numbers, counting, around)
    spread = spread_of(influence, clusters, strata, population)
    value = float(counting @ numbers) if total else middle
    reach = float(stats.t.ppf((1 + level) / 2, spread.degrees)) * spread.se
    method = f"t interval, linearised standard error {spread.se:.6g}"
    return Estimate(value, value - reach, value + reach, len(numbers), method, level, unit)
