"""Raking: weights that bring the answers to known margins, one after the other, until all of them hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int_]

MOST_ROUNDS = 200
CLOSE = 1e-8


@dataclass(frozen=True, slots=True)
class Raked:
    """What raking came to.

    Parameters
    ----------
    weights : ndarray, shape (n,)
        With a mean of 1.
    gap : float
        The largest difference left between a share and its target.
    trimmed : int
        How many weights were cut off at the cap.
    """

    weights: Floats
    gap: float
    trimmed: int


def rake_codes(
    margins: Sequence[tuple[Codes, Floats]], base: Floats, *, cap: float | None, rounds: int = MOST_ROUNDS
) -> Raked:
    """Rake answers that are given as numbers of categories.

    Parameters
    ----------
    margins : sequence of (codes, targets)
        For each margin the category of every answer, from 0, and the share that each category shall have.
        Categories that nobody is in are left out of the target.
    base : ndarray, shape (n,)
        The weights to begin with.
    cap : float or None
        No weight is more than so many times the mean.

    Notes
    -----
    Iterative proportional fitting: each margin in turn multiplies the weights of a category by target over
    share. After each round weights over the cap are set to it, and the next round brings the margins back as
    far as that goes.
    """
    weights = base / base.mean()
    targets = []
    for codes, target in margins:
        there = np.bincount(codes, weights, len(target)) > 0
        targets.append(np.where(there, target, 0) / target[there].sum())
    gap = np.inf
    for _ in range(rounds):
        before = weights
        for (codes, _), target in zip(margins, targets, strict=True):
            share = np.bincount(codes, weights, len(target)) / weights.sum()
            factor = np.divide(target, share, out=np.ones_like(target), where=share > 0)
            weights = weights * factor[codes]
        weights = weights / weights.mean()
        if cap is not None and weights.max() > cap:
            weights = np.minimum(weights, cap)
            weights = weights / weights.mean()
        gap = max(
            float(np.abs(np.bincount(codes, weights, len(target)) / weights.sum() - target).max())
            for (codes, _), target in zip(margins, targets, strict=True)
        )
        if gap < CLOSE or float(np.abs(weights - before).max()) < CLOSE:
            break
    trimmed = 0 if cap is None else int((weights >= cap * (1 - 1e-6)).sum())
    return Raked(weights, gap, trimmed)
