"""The intervals that every room shares; each says what it estimates, and when not to use it."""

from __future__ import annotations

import math
import operator
import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cslab.errors import InputError
from cslab.estimate import Estimate, check_level

if TYPE_CHECKING:
    import numpy.typing as npt

SMALL = 20
"""Fewer observations than this are named as few, in words."""


def proportion(successes: int, n: int, *, level: float = 0.95) -> Estimate:
    """Estimate a share, with the Wilson score interval.

    Parameters
    ----------
    successes : int
        How many of them do, or say, or are.
    n : int
        How many were asked.
    level : float
        Of the interval.

    Returns
    -------
    Estimate
        In ``%``, stored as a part of one.

    Raises
    ------
    InputError
        If nobody was asked, or the counts are not whole or contradict each other.

    Notes
    -----
    Estimand: the share in the population of which the n are a simple random sample.
    The interval holds all shares p for which ``|successes / n - p| <= z * sqrt(p * (1 - p) / n)``;
    it stays within 0 and 1, and has a width even when nobody or everybody does.
    Not for weighted answers, nor for several answers of the same person: then resample people
    with `bootstrap`.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association 22, 209-212.
    Newcombe, R. G. (1998). Two-sided confidence intervals for the single proportion:
    comparison of seven methods. Statistics in Medicine 17, 857-872. Method 3.

    Examples
    --------
    >>> print(proportion(0, 20))
    0 % (0–16 %, n = 20)
    """
    from statsmodels.stats.proportion import proportion_confint

    check_level(level)
    successes, n = _counts(successes, n)
    low, high = proportion_confint(successes, n, alpha=1 - level, method="wilson")
    return Estimate(
        successes / n,
        0.0 if successes == 0 else float(low),
        1.0 if successes == n else float(high),
        n,
        "Wilson score interval",
        level,
        "%",
        _few(n),
    )


def difference_of_proportions(
    successes: int, n: int, other_successes: int, other_n: int, *, level: float = 0.95
) -> Estimate:
    """Estimate how far one share lies above another, of different people, with Newcombe's interval.

    Parameters
    ----------
    successes, n : int
        How many of the first group do, and how many were asked.
    other_successes, other_n : int
        The same of the second group.
    level : float
        Of the interval.

    Returns
    -------
    Estimate
        In ``points``, stored as a part of one; ``n`` counts both groups.

    Raises
    ------
    InputError
        If nobody was asked in a group, or the counts are not whole or contradict each other.

    Notes
    -----
    Estimand: the difference of the two shares in the populations of which the groups are independent
    random samples. The ends are put together from the Wilson intervals of both shares, by the distance
    of each end from its estimate.
    Not for the same people asked twice: their answers are paired, and this interval would be wrong.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions:
    comparison of eleven methods. Statistics in Medicine 17, 873-890. Method 10.

    Examples
    --------
    >>> print(difference_of_proportions(56, 70, 48, 80))
    20 points (5–33 points, n = 150)
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    check_level(level)
    successes, n = _counts(successes, n)
    other_successes, other_n = _counts(other_successes, other_n)
    low, high = confint_proportions_2indep(
        successes, n, other_successes, other_n, method="newcomb", compare="diff", alpha=1 - level
    )
    return Estimate(
        successes / n - other_successes / other_n,
        float(low),
        float(high),
        n + other_n,
        "Newcombe hybrid score interval",
        level,
        "points",
        _few(min(n, other_n), "the smaller group has "),
    )


def mean(values: npt.ArrayLike, *, level: float = 0.95, unit: str = "") -> Estimate:
    """Estimate a mean, with Student's t interval.

    Parameters
    ----------
    values : array-like of float, shape (n,)
        One a person. Missing ones (NaN) are left out, and counted in a caveat.
    level : float
        Of the interval.
    unit : str
        Of the values.

    Raises
    ------
    InputError
        If fewer than two values are there, or one is infinite.

    Notes
    -----
    Estimand: the mean of the population of which the values are a simple random sample.
    Interval: ``mean ± t(level, n - 1) * s / sqrt(n)``. It assumes that the mean's own distribution
    is about normal, which few and very skewed values do not give: then use `bootstrap`.
    Missing values are taken to be missing at random, which they often are not.

    References
    ----------
    Student (1908). The probable error of a mean. Biometrika 6, 1-25.

    Examples
    --------
    >>> print(mean([3, 4, 5, 4, 4, 3, 5, 4], unit="stars"))
    4.0 stars (3.4–4.6 stars, n = 8)
    """
    from scipy import stats

    check_level(level)
    present, _, caveats = _present(values)
    n = len(present)
    if n < 2:
        raise InputError(
            "The interval of a mean needs at least two values, because one says nothing about spread."
        )
    middle = float(present.mean())
    reach = float(stats.t.ppf((1 + level) / 2, n - 1)) * float(present.std(ddof=1)) / math.sqrt(n)
    return Estimate(
        middle,
        middle - reach,
        middle + reach,
        n,
        "Student's t interval",
        level,
        unit,
        (*_few(n), *caveats, *_no_spread(present)),
    )


def bootstrap(
    values: npt.ArrayLike,
    statistic: Callable[[npt.NDArray[np.float64]], float],
    *,
    groups: Sequence[Any] | npt.NDArray[Any] | None = None,
    method: Literal["bca", "percentile"] = "bca",
    level: float = 0.95,
    resamples: int = 4999,
    seed: int = 0,
    unit: str = "",
) -> Estimate:
    """Estimate any statistic, with an interval from resampling.

    Parameters
    ----------
    values : array-like of float, shape (n,)
        The observations. Missing ones (NaN) are left out, and counted in a caveat.
    statistic : callable
        Takes an array of observations, gives a number.
    groups : sequence, shape (n,), optional
        Who each observation belongs to: with it, whole groups are drawn, and ``n`` counts the groups.
    method : {"bca", "percentile"}
        Bias-corrected and accelerated, or plain percentiles.
    level : float
        Of the interval.
    resamples : int
        How many are drawn.
    seed : int
        The same seed gives the same interval.
    unit : str
        Of the statistic.

    Raises
    ------
    InputError
        If fewer than two observations, or groups, are there, one is infinite, the groups do not match
        the values, or the statistic gives no number.

    Notes
    -----
    Estimand: the statistic in the population of which the observations, or the groups, are a random
    sample. Where BCa can't be worked out, because nearly all resamples agree, percentiles are given,
    and a caveat says so. Not for extremes such as a maximum; and from fewer than about twenty
    observations the intervals are too narrow.

    References
    ----------
    Efron, B. & Tibshirani, R. J. (1993). An Introduction to the Bootstrap. Chapman & Hall.
    Sections 13.3 and 14.3.

    Examples
    --------
    >>> import numpy as np
    >>> days = [2, 3, 3, 4, 4, 4, 5, 6, 6, 7, 8, 9, 9, 10, 12, 14, 15, 21, 30, 44]
    >>> print(bootstrap(days, np.median, unit="days"))
    7.5 days (4.5–11.0 days, n = 20)
    """
    check_level(level)
    if method not in ("bca", "percentile"):
        raise InputError(f"{method!r} is not a bootstrap interval; use bca or percentile.")
    if resamples < 100:
        raise InputError(f"An interval needs at least 100 resamples, but {resamples} were asked for.")
    present, kept, caveats = _present(values)
    members = _members(kept, groups)
    n = len(members)
    if n < 2:
        raise InputError(
            f"A bootstrap needs at least two {'groups' if groups is not None else 'values'} to draw."
        )

    def of_draw(drawn: npt.NDArray[np.int_]) -> float:
        return float(statistic(present[np.concatenate([members[at] for at in drawn])]))

    value = of_draw(np.arange(n))
    if not math.isfinite(value):
        raise InputError("The statistic gives no number for these values, so there is nothing to estimate.")
    low, high, used = _resampled(of_draw, n, method=method, level=level, resamples=resamples, seed=seed)
    if used != method:
        caveats = (*caveats, "too few different resamples for BCa, so these are plain percentiles")
    named = "BCa bootstrap interval" if used == "bca" else "percentile bootstrap interval"
    drawn_by = f"{named}, {resamples} resamples of {'groups' if groups is not None else 'observations'}"
    caveats = (*_few(n), *caveats, *_no_spread(present))
    return Estimate(value, low, high, n, drawn_by, level, unit, caveats)


def _resampled(
    of_draw: Callable[[npt.NDArray[np.int_]], float],
    n: int,
    *,
    method: str,
    level: float,
    resamples: int,
    seed: int,
) -> tuple[float, float, str]:
    """Return the ends of the interval, and the method that gave them."""
    from scipy import stats

    for used in dict.fromkeys((method, "percentile")):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", stats.DegenerateDataWarning)
            warnings.simplefilter("ignore", RuntimeWarning)
            ends = stats.bootstrap(
                (np.arange(n),),
                of_draw,
                vectorized=False,
                method="BCa" if used == "bca" else "percentile",
                confidence_level=level,
                n_resamples=resamples,
                rng=np.random.default_rng(seed),
            ).confidence_interval
        low, high = float(ends.low), float(ends.high)
        if math.isfinite(low) and math.isfinite(high):
            return low, high, used
    raise InputError("The statistic gives no number for some resamples; use one that does for any of them.")


def _present(
    values: npt.ArrayLike,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_], tuple[str, ...]]:
    """Return the values that are there, which of all those are, and a caveat for those that are not."""
    try:
        whole = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError("Values to estimate from must be numbers, but at least one is not.") from error
    if whole.ndim != 1:
        raise InputError(f"Values to estimate from must be one column, but have the shape {whole.shape}.")
    kept = ~np.isnan(whole)
    present = whole[kept]
    if len(present) == 0:
        raise InputError("There is no value to estimate from.")
    if not np.isfinite(present).all():
        raise InputError("Values to estimate from must be finite, but at least one is infinite.")
    missing = len(whole) - len(present)
    return present, kept, (f"{missing} of {len(whole)} values are missing and left out",) if missing else ()


def _members(
    kept: npt.NDArray[np.bool_], groups: Sequence[Any] | npt.NDArray[Any] | None
) -> list[npt.NDArray[np.int_]]:
    """Return the places of the values of each group; without groups, each value is its own."""
    if groups is None:
        return [np.array([at]) for at in range(int(kept.sum()))]
    if len(groups) != len(kept):
        raise InputError(
            f"There must be one group a value, but there are {len(groups)} for {len(kept)} values."
        )
    places: dict[Any, list[int]] = {}
    named = (group for group, keep in zip(groups, kept, strict=True) if keep)
    for at, group in enumerate(named):
        places.setdefault(group, []).append(at)
    return [np.array(members) for members in places.values()]


def _counts(successes: int, n: int) -> tuple[int, int]:
    try:
        successes, n = operator.index(successes), operator.index(n)
    except TypeError as error:
        raise InputError(f"Counts must be whole numbers, but {successes} of {n} was given.") from error
    if n < 1:
        raise InputError(f"A share needs at least one person, but {n} were asked.")
    if not 0 <= successes <= n:
        raise InputError(f"Of {n} people no {successes} can be counted; it must be 0 to {n}.")
    return successes, n


def _few(n: int, who: str = "") -> tuple[str, ...]:
    few = f"{who}only {n} observations: read it as a direction, not as a figure"
    return (few,) if n < SMALL else ()


def _no_spread(present: npt.NDArray[np.float64]) -> tuple[str, ...]:
    same = bool((present == present[0]).all())
    return ("all values are the same, so the interval has no width; that is not certainty",) if same else ()
