"""What each of several predictors adds to R2, on average over all orders in which they could come."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

MOST = 12
"""Predictors; all subsets of them are gone through."""

NOTHING = 1e-10
"""Less than this is left of a variable when others explain it wholly."""


def explained(correlations: Floats) -> Floats:
    """Give R2 of every subset of predictors.

    Parameters
    ----------
    correlations : ndarray, shape (b, p + 1, p + 1)
        Of the predictors and, last, the outcome; b tables at once.

    Returns
    -------
    ndarray, shape (b, 2 ** p)
        Subset s has predictor i where bit i of s is set.

    Notes
    -----
    Each predictor in turn is either left out or swept out of what is left, so that every subset costs one
    update of a matrix that gets smaller and smaller.
    """
    many, size, _ = correlations.shape
    count = size - 1
    found = np.zeros((many, 2**count))
    stack: list[tuple[Floats, int, int]] = [(correlations, 0, 0)]
    while stack:
        left, at, chosen = stack.pop()
        if at == count:
            found[:, chosen] = 1 - left[:, 0, 0]
            continue
        pivot = left[:, 0, 0]
        rest = left[:, 1:, 1:]
        stack.append((rest, at + 1, chosen))
        usable = pivot > NOTHING
        factor = np.divide(
            left[:, 1:, 0], pivot[:, None], out=np.zeros_like(left[:, 1:, 0]), where=usable[:, None]
        )
        stack.append((rest - factor[:, :, None] * left[:, None, 0, 1:], at + 1, chosen | 1 << at))
    return found


def shares(correlations: Floats) -> tuple[Floats, Floats]:
    """Give the share of each predictor in R2, and R2.

    Parameters
    ----------
    correlations : ndarray, shape (b, p + 1, p + 1)
        As for `explained`.

    Returns
    -------
    tuple of ndarray, shapes (b, p) and (b,)
        The shares add to R2.

    Notes
    -----
    What a predictor adds to R2 beyond those before it, averaged over all orders: LMG, or Shapley value of R2.

    References
    ----------
    Lindeman, R. H., Merenda, P. F. & Gold, R. Z. (1980). Introduction to Bivariate and Multivariate Analysis.
    Scott, Foresman. Page 119.
    Groemping, U. (2006). Relative importance for linear regression in R: the package relaimpo. Journal of
    Statistical Software 17(1).

    Examples
    --------
    >>> table = np.array([[[1.0, 0.5, 0.6], [0.5, 1.0, 0.6], [0.6, 0.6, 1.0]]])
    >>> parts, whole = shares(table)
    >>> parts.round(2).tolist(), whole.round(2).tolist()
    ([[0.24, 0.24]], [0.48])
    """
    count = correlations.shape[1] - 1
    known = explained(correlations)
    subsets = np.arange(2**count)
    sizes = np.array([int(one).bit_count() for one in subsets])
    parts = np.empty((len(known), count))
    for at in range(count):
        without = subsets[(subsets >> at & 1) == 0]
        weight = np.array([1 / (count * math.comb(count - 1, int(size))) for size in sizes[without]])
        parts[:, at] = (known[:, without | 1 << at] - known[:, without]) @ weight
    return parts, known[:, -1]
