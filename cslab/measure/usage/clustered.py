"""Means of people who belong together: the spread between accounts is what an interval rests on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cslab.errors import InputError
from cslab.estimate import Estimate, check_level
from cslab.intervals import SMALL

if TYPE_CHECKING:
    import numpy.typing as npt

FEW = 5
"""A number that rests on fewer than this is not shown."""


def clustered_mean(
    values: npt.ArrayLike, groups: Any = None, *, level: float = 0.95, unit: str = ""
) -> Estimate:
    """Estimate the mean over people, with an interval that knows who belongs to the same account.

    Parameters
    ----------
    values : array-like of float, shape (n,)
        One a person.
    groups : sequence, shape (n,), optional
        The account of each; a person without one stands alone. Without it everybody does.
    level : float
        Of the interval.
    unit : str
        Of the values.

    Raises
    ------
    InputError
        If there are fewer than two accounts.

    Notes
    -----
    Estimand: the mean over all people of customers like these. The variance is that of the sums of residuals
    of each account, ``G / (G - 1) * sum_g (sum_i (y_i - mean))^2 / n^2``; the interval is Student's t with
    G - 1 degrees of freedom. From fewer than about ten accounts it is too narrow.

    References
    ----------
    Liang, K.-Y. & Zeger, S. L. (1986). Longitudinal data analysis using generalized linear models.
    Biometrika 73, 13-22.

    Examples
    --------
    >>> print(clustered_mean([1, 2, 3, 4, 5, 6], ["a", "a", "b", "b", "c", "c"]))
    3.5 (-1.5 to 8.5, n = 6)
    """
    from scipy import stats

    check_level(level)
    data = np.asarray(values, dtype="float64")
    named = pd.Series(range(len(data)) if groups is None else groups, dtype=object).reset_index(drop=True)
    alone = named.isna().to_numpy()
    codes = pd.factorize(named)[0]
    codes[alone] = codes.max(initial=0) + 1 + np.arange(alone.sum())
    _, codes = np.unique(codes, return_inverse=True)
    clusters = int(codes.max(initial=-1)) + 1
    if clusters < 2:
        raise InputError("The interval of a mean over people needs people of at least two accounts.")
    middle = float(data.mean())
    sums = np.bincount(codes, weights=data - middle)
    variance = clusters / (clusters - 1) * float((sums**2).sum()) / len(data) ** 2
    reach = float(stats.t.ppf((1 + level) / 2, clusters - 1)) * math.sqrt(variance)
    caveats = () if clusters >= SMALL else (f"people of only {clusters} accounts: read it as a direction",)
    method = "mean over people, Student's t over accounts" if groups is not None else "Student's t interval"
    return Estimate(middle, middle - reach, middle + reach, len(data), method, level, unit, caveats)
