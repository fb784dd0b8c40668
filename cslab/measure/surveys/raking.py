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
    weights : ndarray, shape (b, n)
        For each of b resamples, with a mean of 1 over those that were drawn.
    gap : float
        The largest difference left between a share and its target.
    trimmed : int
        How many weights were cut off at the cap, in all.
    """

    weights: Floats
    gap: float
    trimmed: int


def rake_codes(
    margins: Sequence[tuple[Codes, Floats]],
    base: Floats,
    *,
    cap: float | None,
    times: Floats | None = None,
    close: float = CLOSE,
) -> Raked:
    """Rake answers that are given as numbers of categories, in any number of resamples at once.

    Parameters
    ----------
    margins : sequence of (codes, targets)
        For each margin the category of every answer, from 0, and the share that each category shall have.
        Categories that nobody is in are left out of the target.
    base : ndarray, shape (n,)
        The weights to begin with.
    cap : float or None
        No weight is more than so many times the mean.
    times : ndarray, shape (b, n), optional
        How often each answer was drawn; once without it.
    close : float
        Where shares are off by less, they hold.

    Notes
    -----
    Iterative proportional fitting: each margin in turn multiplies the weights of a category by target over
    share. After each round weights over the cap are set to it, what is cut off goes to the others in
    proportion, and the next round brings the margins back as far as that goes.
    """
    drawn = np.ones((1, len(base))) if times is None else times
    total = drawn.sum(axis=1, keepdims=True)
    weights = np.broadcast_to(base, drawn.shape)
    weights = weights / ((weights * drawn).sum(axis=1, keepdims=True) / total)
    tables, targets = [], []
    for codes, target in margins:
        table = np.eye(len(target))[codes]
        there = np.where(drawn @ table > 0, target, 0.0)
        tables.append(table)
        targets.append(there / there.sum(axis=1, keepdims=True))

    def shares(at: int) -> Floats:
        found: Floats = (weights * drawn) @ tables[at] / total
        return found

    gap = np.inf
    for _ in range(MOST_ROUNDS):
        before = weights
        for at, target in enumerate(targets):
            share = shares(at) / ((weights * drawn).sum(axis=1, keepdims=True) / total)
            factor = np.divide(target, share, out=np.ones_like(target), where=share > 0)
            weights = weights * (factor @ tables[at].T)
        if cap is not None:
            weights = _capped(weights, drawn, cap)
        gap = max(float(np.abs(shares(at) - target).max()) for at, target in enumerate(targets))
        if gap < close or float(np.abs(weights - before).max()) < close:
            break
    trimmed = 0 if cap is None else int(((weights >= cap * (1 - 1e-6)) & (drawn > 0)).sum())
    return Raked(weights, gap, trimmed)


def _capped(weights: Floats, drawn: Floats, cap: float) -> Floats:
    """Cut weights off at the cap and scale the others up, so that the mean stays 1."""
    total = drawn.sum(axis=1, keepdims=True)
    over = np.zeros_like(weights, dtype=bool)
    while True:
        more = weights > cap * (1 + 1e-12)
        if not (more & ~over & (drawn > 0)).any():
            return np.where(more, cap, weights)
        over |= more
        held = (drawn * over).sum(axis=1, keepdims=True) * cap
        others = (weights * drawn * ~over).sum(axis=1, keepdims=True)
        scale = np.divide(total - held, others, out=np.ones_like(others), where=others > 0)
        weights = np.where(over, cap, weights * np.maximum(scale, 0))
