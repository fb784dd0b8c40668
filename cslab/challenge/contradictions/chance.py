"""How often chance alone does as much: p-values that agree with the intervals that are shown."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from cslab.challenge.contradictions.room import Room
from cslab.estimate import Estimate, check_level
from cslab.intervals import SMALL, difference_of_proportions

_STEPS = 60
"""Halvings of the interval in which p is looked for: more than a double can tell apart."""


def share_among(
    yes: Iterable[bool], accounts: Iterable[Any] | None = None, *, level: float = 0.95
) -> Estimate:
    """Estimate a share of people, with the exact interval of Clopper and Pearson.

    Parameters
    ----------
    yes : iterable of bool
        Of each person whether it is so.
    accounts : iterable, optional
        The account of each; missing where nobody knows it. People of one account are not independent: where
        they are alike, so many fewer count.
    level : float
        Of the interval.

    Returns
    -------
    Estimate
        In ``%``.

    Notes
    -----
    Estimand: the share of all customers like these of whom it is so. Exact, because it is set against a small
    share, at which Wilson's interval is too short for a test: of 10 people of whom 1 in 20 are so, two are so
    in 9 % of samples, and Wilson would call that surprising. With accounts, n is divided by the design effect
    of the share (linearized, at least 1).

    References
    ----------
    Clopper, C. J. & Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in the case
    of the binomial. Biometrika 26, 404-413.
    Korn, E. L. & Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of
    positive counts estimated from survey data. Survey Methodology 24, 193-201.

    Examples
    --------
    >>> print(share_among([True] * 9 + [False] * 22))
    29 % (14–48 %, n = 31)
    """
    from scipy import stats

    check_level(level)
    flags = np.asarray(list(yes), dtype=float)
    n = len(flags)
    effect = 1.0 if accounts is None else design_effect(flags, accounts)
    k, m = float(flags.sum()) / effect, n / effect
    tail = (1 - level) / 2
    low = float(stats.beta.ppf(tail, k, m - k + 1)) if k > 0 else 0.0
    high = float(stats.beta.ppf(1 - tail, k + 1, m - k)) if k < m else 1.0
    method = "exact (Clopper-Pearson) interval"
    doubts = [f"only {n} people: read it as a direction, not as a figure"] if n < SMALL else []
    if effect > 1.005:
        method += f" of an effective n of {m:.0f}"
        doubts.append("people of one account are alike, so they count as fewer")
    return Estimate(float(flags.mean()), low, high, n, method, level, "%", tuple(doubts))


def chance_of_more(k: float, n: float, null: float) -> float:
    """Say how often chance alone gives a share so far above another; the interval of that level ends there.

    Parameters
    ----------
    k, n : float
        How many are so, of how many; each divided by the design effect.
    null : float
        The share it is set against.

    Returns
    -------
    float
        Two-sided: twice the exact tail; 1 where the share is not above the other.

    Examples
    --------
    >>> round(chance_of_more(3, 10, 0.05), 4)
    0.023
    """
    from scipy import stats

    if n <= 0 or k <= 0 or k / n <= null:
        return 1.0
    return min(1.0, 2 * float(stats.beta.cdf(null, k, n - k + 1)))


def effective(yes: Iterable[bool], accounts: Iterable[Any] | None = None) -> tuple[float, float]:
    """Give how many are so, and of how many, when people of one account count as what they add."""
    flags = np.asarray(list(yes), dtype=float)
    effect = 1.0 if accounts is None else design_effect(flags, accounts)
    return float(flags.sum()) / effect, len(flags) / effect


def design_effect(flags: np.ndarray, accounts: Iterable[Any]) -> float:
    """Say by how much the variance of a share grows because people of one account are alike; at least 1."""
    names = pd.Series(list(accounts), dtype="object")
    own = pd.Series([f"nobody {at}" for at in range(len(names))], dtype="object")
    homes, _ = pd.factorize(names.where(names.notna(), own))
    n, groups = len(flags), int(homes.max(initial=-1)) + 1
    share = float(flags.mean()) if n else 0.0
    if groups == n or groups < 2 or not 0 < share < 1:
        return 1.0
    totals = np.bincount(homes, weights=flags - share, minlength=groups)
    variance = groups / (groups - 1) * float(totals @ totals) / n**2
    return max(1.0, variance / (share * (1 - share) / n))


def difference(k: int, n: int, other_k: int, other_n: int, *, level: float = 0.95) -> tuple[Estimate, float]:
    """Estimate how far one share lies above another of other people, and how often chance gives as much.

    Returns
    -------
    Estimate, float
        Newcombe's interval (method 10), in points, and the p at whose level it just ends at 0.

    Examples
    --------
    >>> found, p = difference(56, 70, 48, 80)
    >>> print(found, round(p, 3))
    20 points (5–33 points, n = 150) 0.008
    """
    found = difference_of_proportions(k, n, other_k, other_n, level=level)
    gap = found.value
    if gap == 0:
        return found, 1.0
    first, second = (k / n, n), (other_k / other_n, other_n)
    if gap < 0:
        first, second = second, first

    def reaches(z: float) -> bool:
        below = first[0] - _wilson(*first, z)[0]
        above = _wilson(*second, z)[1] - second[0]
        return math.hypot(below, above) >= abs(gap)

    return found, _found(reaches)


def difference_in_accounts(
    yes: pd.Series[bool], other: pd.Series[bool], homes: Mapping[str, str], *, level: float = 0.95
) -> tuple[Estimate, float]:
    """Estimate how far one share lies above another where people of one account may be alike.

    Parameters
    ----------
    yes, other : Series of bool
        Of each person, by person_id, whether it is so; different people in both.
    homes : mapping of str to str
        The account of each person; whoever has none is alone.
    level : float
        Of the interval.

    Returns
    -------
    Estimate, float
        Of as many independent people as they are worth, accounts that are in both taken into account; and the
        p at whose level the interval just ends at 0. Where no two share an account, as `difference`.

    Examples
    --------
    >>> yes, other = (pd.Series([True] * k + [False] * (n - k)) for k, n in ((56, 70), (48, 80)))
    >>> found, p = difference_in_accounts(yes, other.set_axis(range(70, 150)), {})
    >>> print(found, round(p, 3))
    20 points (5–33 points, n = 150) 0.008
    """
    from cslab.measure.surveys.differences import correlation, gap_of, level_of
    from cslab.measure.surveys.samples import Sample

    keys = [[homes.get(str(who), f"nobody's {who}") for who in some.index] for some in (yes, other)]
    if len({*keys[0], *keys[1]}) == len(yes) + len(other):
        return difference(int(yes.sum()), len(yes), int(other.sum()), len(other), level=level)
    first, second = (
        Sample("share", some.to_numpy().astype(np.float64), clusters=np.array(names, dtype=object))
        for some, names in zip((yes, other), keys, strict=True)
    )
    gap = gap_of(first, second, correlation(first, second, *keys))
    return gap(level), 1 - level_of(gap)


def beyond_room(
    k: int, n: int, other_k: int, other_n: int, room: Room, *, level: float = 0.95
) -> tuple[Estimate, float]:
    """Estimate how far a share lies above what another one would be, had people had more room to say it.

    Parameters
    ----------
    k, n, other_k, other_n : int
        How many do, of how many; first those with more room.
    room : Room
        How many times as much room they have, at least 1, and how far that may be off.
    level : float
        Of the interval.

    Returns
    -------
    Estimate, float
        In points, and the p at whose level the interval just ends at 0; 1 where the share is not above.

    Notes
    -----
    Who says a thing with probability q does so with ``1 - (1 - q)^room`` when there is so many times as much
    room. The ends are put together from the Wilson intervals of both shares and that of the room by the
    distance of each from its estimate, as Newcombe's are; with a room of 1 that is known it is his interval.
    The three are taken to be independent.

    References
    ----------
    Zou, G. Y. & Donner, A. (2008). Construction of confidence limits about effect measures: a general
    approach. Statistics in Medicine 27, 1693-1702.

    Examples
    --------
    >>> from cslab.challenge.contradictions.room import Room
    >>> found, p = beyond_room(7, 8, 18, 136, Room(3, 0.2))
    >>> print(found, round(p, 3))
    53 points (14–71 points, n = 144) 0.008
    """
    from scipy import stats

    one, other = k / n, other_k / other_n

    def opened(share: float, times: float = room.times) -> float:
        return 1.0 - math.pow(1.0 - max(0.0, min(1.0, share)), times)

    gap = one - opened(other)

    def ends(z: float) -> tuple[float, float]:
        (low, high), (other_low, other_high) = _wilson(one, n, z), _wilson(other, other_n, z)
        more, less = (opened(other, times) for times in (room.most(z), max(1.0, room.most(-z))))
        here = opened(other)
        below = math.hypot(one - low, opened(other_high) - here, more - here)
        return gap - below, gap + math.hypot(high - one, here - opened(other_low), here - less)

    low, high = ends(float(stats.norm.ppf((1 + level) / 2)))
    plain = difference_of_proportions(k, n, other_k, other_n, level=level)
    method = f"difference from what {room.times:.1f} times as much room explains, from two Wilson intervals"
    found = Estimate(gap, low, high, n + other_n, method, level, "points", plain.caveats)
    return found, _found(lambda z: ends(z)[0] <= 0) if gap > 0 else 1.0


def pairs(only: int, other_only: int, split: float = 0.5) -> float:
    """Say how often chance alone splits those who changed so unevenly; McNemar's exact p.

    Parameters
    ----------
    only, other_only : int
        How many say yes only the first time, and only the second time.
    split : float
        The part of them to be expected at the first time alone.

    Examples
    --------
    >>> pairs(8, 1), pairs(0, 0)
    (0.0390625, 1.0)
    """
    from scipy import stats

    changed = only + other_only
    if not changed:
        return 1.0
    tails = (stats.binom.cdf(only, changed, split), stats.binom.sf(only - 1, changed, split))
    return min(1.0, 2 * float(min(tails)))


def _wilson(share: float, n: float, z: float) -> tuple[float, float]:
    middle = share + z * z / (2 * n)
    reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    return (middle - reach) / whole, (middle + reach) / whole


def _found(reaches: Any) -> float:
    """Give the two-sided p of the smallest z at which an interval reaches what it is set against."""
    from scipy import stats

    low, high = 0.0, 40.0
    if not reaches(high):
        return 0.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return 2 * float(stats.norm.sf(high))
