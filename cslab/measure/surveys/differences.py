"""How far two estimates lie apart, of different people, of the same people, or of partly the same."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cslab.estimate import Estimate
from cslab.measure.surveys.samples import Sample, at_levels

if TYPE_CHECKING:
    import numpy.typing as npt

LEAST_LEVEL, MOST_LEVEL = 1e-6, 1 - 1e-9
"""Between these the level is looked for at which an interval just reaches 0."""

NAMED = {"nps": "adjusted Wald", "share": "Wilson", "mean": "t"}


def difference(first: Sample, second: Sample, *, shared: float = 0.0, level: float = 0.95) -> Estimate:
    """Estimate how far the first lies above the second.

    Parameters
    ----------
    first, second : Sample
        Of the same kind.
    shared : float
        Correlation of the two estimates, 0 for different people; see `correlation`.
    level : float
        Of the interval.

    Returns
    -------
    Estimate
        In ``points`` for shares and NPS; ``n`` counts both.

    Notes
    -----
    Estimand: the first less the second, each among the people its answers stand for. The ends are put
    together from the intervals of both by the distance of each end from its estimate, less twice their
    product times the correlation. For shares of different people this is Newcombe's hybrid score interval,
    for shares of the same people his interval for paired ones.

    References
    ----------
    Zou, G. Y. & Donner, A. (2008). Construction of confidence limits about effect measures: a general
    approach. Statistics in Medicine 27, 1693-1702.
    Newcombe, R. G. (1998). Improved confidence intervals for the difference between binomial proportions
    based on paired data. Statistics in Medicine 17, 2635-2650. Method 8.

    Examples
    --------
    >>> import numpy as np
    >>> yes, no = np.ones, np.zeros
    >>> first = Sample("share", np.r_[yes(56), no(14)])
    >>> second = Sample("share", np.r_[yes(48), no(32)])
    >>> print(difference(first, second))
    20 points (5–33 points, n = 150)
    """
    return gap_of(first, second, shared)(level)


def gap_of(
    first: Sample, second: Sample, shared: float = 0.0, *, times: float = 1.0
) -> Callable[[float], Estimate]:
    """Give a function that estimates the difference at any level; see `difference` and `at_levels`."""
    one_at, other_at = at_levels(first, times=times), at_levels(second, times=times)
    unit = first.unit if first.kind == "mean" else "points"
    weighted = first.weights is not None or second.weights is not None
    kinds = f"{'weighted ' if weighted else ''}{NAMED[first.kind]} intervals"
    method = f"interval of a difference put together from both {kinds}"

    def at(level: float) -> Estimate:
        one, other = one_at(level), other_at(level)
        gap = one.value - other.value
        down = _reach(one.value - one.low, other.high - other.value, shared)
        up = _reach(one.high - one.value, other.value - other.low, shared)
        return Estimate(gap, gap - down, gap + up, first.n + second.n, method, level, unit)

    return at


def _reach(one: float, other: float, shared: float) -> float:
    return math.sqrt(max(0.0, one**2 + other**2 - 2 * shared * one * other))


def correlation(
    first: Sample, second: Sample, first_keys: Sequence[str], second_keys: Sequence[str]
) -> float:
    """Give how far two estimates move together because the same people, or colleagues, are in both.

    Parameters
    ----------
    first, second : Sample
        Of any kind.
    first_keys, second_keys : sequence of str
        Who gave each answer: the same person, or account, has the same key in both. Where it is missing,
        nobody knows, and the answer is nobody else's.

    Returns
    -------
    float
        From -1 to 1; 0 where nobody is in both.

    Examples
    --------
    >>> import numpy as np
    >>> same = Sample("mean", np.array([1.0, 2.0, 5.0]))
    >>> round(correlation(same, same, ["a", "b", "c"], ["a", "b", "c"]), 6)
    1.0
    """
    moved, sizes = [], []
    for sample, keys in ((first, first_keys), (second, second_keys)):
        each = pd.Series(sample.influence())
        named = pd.Series(np.asarray(keys, dtype=object))
        summed = each.groupby(named).sum()
        moved.append(summed)
        sizes.append(float((summed**2).sum() + (each[named.isna()] ** 2).sum()))
    size = math.sqrt(sizes[0] * sizes[1])
    if size == 0:
        return 0.0
    together = float((moved[0] * moved[1]).dropna().sum())
    return max(-1.0, min(1.0, together / size))


def level_of(gap: Callable[[float], Estimate]) -> float:
    """Find the highest level at which an interval still leaves 0 out: 1 less the p-value it belongs to.

    Parameters
    ----------
    gap : callable
        Gives the estimate of a level.
    """

    def out(level: float) -> bool:
        found = gap(level)
        return found.low > 0 or found.high < 0

    low, high = LEAST_LEVEL, MOST_LEVEL
    if not out(low):
        return 0.0
    if out(high):
        return high
    for _ in range(22):
        middle = (low + high) / 2
        low, high = (middle, high) if out(middle) else (low, middle)
    return low


def holm_levels(held: Sequence[float], *, level: float = 0.95) -> tuple[list[float], list[bool]]:
    """Give the level at which to show each of several intervals, and whether it tells its two apart.

    Parameters
    ----------
    held : sequence of float
        Of each comparison what `level_of` found.
    level : float
        Of the whole family.

    Returns
    -------
    tuple of (list of float, list of bool)
        With these levels an interval leaves 0 out exactly where Holm's procedure tells the two apart.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of
    Statistics 6, 65-70.

    Examples
    --------
    >>> holm_levels([0.99, 0.97, 0.5])
    ([0.9833333333333333, 0.975, 0.975], [True, False, False])
    """
    chances: npt.NDArray[np.float64] = 1 - np.asarray(held, dtype=np.float64)
    count, alpha = len(chances), 1 - level
    levels, apart = [0.0] * count, [False] * count
    steps, going = count, True
    for at in np.argsort(chances, kind="stable"):
        levels[at] = 1 - alpha / steps
        going = going and bool(chances[at] <= alpha / steps)
        apart[at] = going
        steps -= 1 if going else 0
    return levels, apart
