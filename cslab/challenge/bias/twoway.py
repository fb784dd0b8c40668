"""Two-way fixed effects: what is left of answers once each teammate's level and each item's is taken out.

Everything works on arrays of shape (..., teammates, items): one team, or thousands of simulated ones.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

NOTHING = 1e-9
"""A sum of squares below this part of what it could be is nothing but rounding."""


class Within:
    """Takes the effects of teammates and items out of answers that are there.

    Parameters
    ----------
    used : array of bool, shape (teammates, items)
        Which answers are there.
    """

    __slots__ = ("_inverse", "_items", "_raters", "_used", "full", "rank")

    def __init__(self, used: Bools) -> None:
        self._used = used
        self.full = bool(used.all())
        self._raters = np.maximum(used.sum(axis=1), 1).astype(float)
        self._items = used.sum(axis=0).astype(float)
        raters, items = int(used.any(axis=1).sum()), int(used.any(axis=0).sum())
        if self.full:
            self._inverse = np.empty((0, 0))
            self.rank = raters + items - 1
        else:
            # items once teammates are out: as many dimensions as items, less one for each group of teammates
            # that shares no item with the others
            share = used / self._raters[:, None]
            system = np.diag(self._items) - used.astype(float).T @ share
            # each group leaves one dimension of nothing, whose rounding must not be taken for something
            self._inverse = np.linalg.pinv(system, rcond=NOTHING, hermitian=True)
            rank = np.linalg.matrix_rank(system, tol=NOTHING * max(items, 1) * raters, hermitian=True)
            self.rank = raters + int(rank)

    def __call__(self, values: Floats) -> Floats:
        """Return what is left, 0 where no answer is.

        Parameters
        ----------
        values : array, shape (..., teammates, items)
            Anything where no answer is.
        """
        if self.full:
            centred: Floats = values - values.mean(axis=-1, keepdims=True)
            centred -= centred.mean(axis=-2, keepdims=True)
            return centred
        given: Floats = np.where(self._used, values, 0.0)
        given = np.where(self._used, given - (given.sum(axis=-1) / self._raters)[..., None], 0.0)
        levels = given.sum(axis=-2) @ self._inverse
        inside = np.where(self._used, levels[..., None, :], 0.0)
        inside = inside - (inside.sum(axis=-1) / self._raters)[..., None]
        return np.where(self._used, given - inside, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Projection weights of one team, or of many at once.

    Parameters
    ----------
    weight : array, shape (...)
        NaN where own answers do not vary.
    error : array, shape (...)
        The classical standard error.
    freedom : int
        Its degrees of freedom.
    apart : array, shape (..., teammates)
        The weight without each teammate; NaN where it can't be told.
    """

    weight: Floats
    error: Floats
    freedom: int
    apart: Floats

    def of_team(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Return the ends of the interval for these teammates (t of ordinary least squares)."""
        return _ends(self.weight, self.error, self.freedom, level)

    def of_people_like_us(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Return the ends of the interval for people like them (delete-one-teammate jackknife, t)."""
        many = self.apart.shape[-1]
        return _ends(self.weight, jackknife(self.apart), many - 1, level)


def fit(own: Floats, predicted: Floats, used: Bools | None = None) -> Fit:
    """Regress predictions on own answers, given teammate and item.

    Parameters
    ----------
    own, predicted : array, shape (..., teammates, items)
        Answers, on any scale.
    used : array of bool, shape (teammates, items), optional
        Which answers are there, of all the teams alike; without it, all.
    """
    used = np.ones(own.shape[-2:], dtype=bool) if used is None else used
    within = Within(used)
    taste, belief = within(own), within(predicted)
    weight = _slope(taste, belief, own, used)
    freedom = int(used.sum()) - within.rank - 1
    left = belief - np.where(np.isnan(weight), 0.0, weight)[..., None, None] * taste
    spread = (taste**2).sum(axis=(-2, -1))
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt((left**2).sum(axis=(-2, -1)) / freedom / spread) if freedom > 0 else weight * np.nan
    raters = np.arange(used.shape[0])
    apart = [_without(own, predicted, used, raters != at) for at in raters]
    return Fit(weight, error, freedom, np.stack(apart, axis=-1))


def jackknife(apart: Floats) -> Floats:
    """Return the standard error from the values without each teammate.

    Parameters
    ----------
    apart : array, shape (..., teammates)
        The value without each.
    """
    many = apart.shape[-1]
    away = apart - apart.mean(axis=-1, keepdims=True)
    return np.asarray(np.sqrt((many - 1) / many * (away**2).sum(axis=-1)))


def permuted(
    own: Floats, predicted: Floats, used: Bools, *, permutations: int, rng: np.random.Generator
) -> float:
    """Return how often own answers dealt out among teammates, item by item, go as closely with predictions.

    Parameters
    ----------
    own, predicted : array, shape (teammates, items)
        Answers.
    used : array of bool, shape (teammates, items)
        Which are there.
    permutations : int
        How often they are dealt out.
    rng : Generator
        Deals.
    """
    within = Within(used)
    belief = within(predicted)
    found = abs(_closeness(within(own), belief))
    # who has no answer to an item comes last in its order, and so keeps having none
    last = np.where(used, 0.0, 1.0)
    given = np.where(used, own, np.inf)
    sorted_first = np.argsort(last, axis=0, kind="stable")
    packed = np.take_along_axis(given, sorted_first, axis=0)
    counts = used.sum(axis=0)
    places = np.argsort(sorted_first, axis=0, kind="stable")
    beyond, block = 0, max(1, 400_000 // own.size)
    for begun in range(0, permutations, block):
        many = min(block, permutations - begun)
        keys = rng.random((many, *own.shape)) + (np.arange(own.shape[0])[:, None] >= counts)
        dealt = np.take_along_axis(np.broadcast_to(packed, keys.shape), np.argsort(keys, axis=-2), axis=-2)
        dealt = np.take_along_axis(dealt, np.broadcast_to(places, keys.shape), axis=-2)
        taste = within(np.where(used, dealt, 0.0))
        beyond += int((np.abs(_closeness(taste, belief)) >= found * (1 - 1e-9)).sum())
    return (1 + beyond) / (1 + permutations)


def reach(freedom: int, level: float) -> float:
    """Return how many standard errors an interval reaches to each side."""
    from scipy import stats

    return float(stats.t.ppf((1 + level) / 2, freedom)) if freedom > 0 else math.nan


def varies(left: Floats, values: Floats, used: Bools) -> Bools:
    """Say whether anything but rounding is left of answers, shape (...)."""
    given = np.where(used, values, 0.0)
    most = (given**2).sum(axis=(-2, -1)) + 1.0
    return np.asarray((left**2).sum(axis=(-2, -1)) > NOTHING * most)


def _ends(weight: Floats, error: Floats, freedom: int, level: float) -> tuple[Floats, Floats]:
    far = reach(freedom, level) * error
    return weight - far, weight + far


def _slope(taste: Floats, belief: Floats, own: Floats, used: Bools) -> Floats:
    spread = (taste**2).sum(axis=(-2, -1))
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = (taste * belief).sum(axis=(-2, -1)) / spread
    return np.where(varies(taste, own, used), slope, np.nan)


def _without(own: Floats, predicted: Floats, used: Bools, kept: Bools) -> Floats:
    remain = used[kept]
    within = Within(remain)
    mine = own[..., kept, :]
    return _slope(within(mine), within(predicted[..., kept, :]), mine, remain)


def _closeness(taste: Floats, belief: Floats) -> Floats:
    spread = np.sqrt((taste**2).sum(axis=(-2, -1)))
    return np.asarray((taste * belief).sum(axis=(-2, -1)) / np.maximum(spread, 1e-12))
