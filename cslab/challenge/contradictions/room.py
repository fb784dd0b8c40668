"""How much more room interviews give for themes than a line of writing does, judged by all other themes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Codes = Mapping[str, set[str]]
Floats = npt.NDArray[np.float64]

_STEPS = 60


@dataclass(frozen=True, slots=True)
class Room:
    """How many times as much room there is.

    Parameters
    ----------
    times : float
        At least 1.
    error : float
        Standard error of its logarithm.
    """

    times: float
    error: float

    def most(self, z: float) -> float:
        """Give the upper end of what it may be, so many standard errors away."""
        return self.times * math.exp(min(50.0, z * self.error))


def room_beside(code: str, one: Codes, other: Codes) -> Room:
    """Estimate the room from all themes but one.

    Parameters
    ----------
    code : str
        The theme that is left out: were it counted, its own rise would explain itself.
    one, other : mapping of str to set of str
        The codes of each person, first of those with more room.

    Returns
    -------
    Room
        1 where the other themes are named no more often, or there are none.

    Notes
    -----
    Who names theme k with probability q_k when there is little room does so with ``1 - (1 - q_k)^r`` when
    there is r times as much. r is such that as many other themes are named in the mean as were:
    ``sum_k 1 - (1 - q_k)^r = T``. The ratio of the two means would be too small, because nobody names a theme
    twice. Shares are ``(count + 0.5) / (people + 1)``, so that a theme which nobody wrote of can be named.
    The standard error is linearized over people, since whoever talks much names more of everything.

    Examples
    --------
    >>> said = {str(at): {"a", "b"} if at % 2 else {"b", "c"} for at in range(40)}
    >>> wrote = {str(at): {"abcd"[at % 4]} for at in range(80)}
    >>> round(room_beside("a", said, wrote).times, 1)
    2.4
    """
    names = sorted({name for codes in (*one.values(), *other.values()) for name in codes} - {code})
    if not names or min(len(one), len(other)) < 2:
        return Room(1.0, 0.0)
    first, second = (_named(some, names) for some in (one, other))
    q: Floats = (second.sum(axis=0) + 0.5) / (len(second) + 1)
    target = float(((first.sum(axis=0) + 0.5) / (len(first) + 1)).sum())

    def named(times: float) -> float:
        return float((1 - (1 - q) ** times).sum())

    low, high = 1.0, 2.0
    if named(low) >= target:
        times = 1.0
    else:
        while named(high) < target and high < 1e6:
            high *= 2
        for _ in range(_STEPS):
            middle = (low + high) / 2
            low, high = (middle, high) if named(middle) < target else (low, middle)
        times = (low + high) / 2
    steep = float((-((1 - q) ** times) * np.log1p(-q)).sum())
    moved = first.sum(axis=1), (second * (times * (1 - q) ** (times - 1))).sum(axis=1)
    spread = sum(float(part.var(ddof=1)) / len(part) for part in moved)
    return Room(times, math.sqrt(spread) / (steep * times) if steep > 0 else 0.0)


def _named(codes: Codes, names: list[str]) -> Floats:
    return np.array([[name in some for name in names] for some in codes.values()], dtype=float)
