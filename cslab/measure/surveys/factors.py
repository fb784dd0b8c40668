"""Common factors of items by least squares: how much of each item the others share with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

MOST_ROUNDS = 2000
CLOSE = 1e-9
MOST_SHARED = 0.995
"""No item shares more than this with the others: beyond, the model breaks down (a Heywood case)."""


def communalities(
    correlations: Floats, factors: int = 1, *, close: float = CLOSE, rounds: int = MOST_ROUNDS
) -> Floats:
    """Give the part of each item's variance that it shares with the common factors.

    Parameters
    ----------
    correlations : ndarray, shape (..., k, k)
        Any number of matrices at once.
    factors : int
        How many common factors there are.
    close : float
        When nothing changes by more, it has settled.
    rounds : int
        After so many it is taken as it stands.

    Returns
    -------
    ndarray, shape (..., k)

    Notes
    -----
    Principal axes, gone through until nothing changes: where they settle, the squared residuals off the
    diagonal are least (minres, unweighted least squares).

    References
    ----------
    Harman, H. H. & Jones, W. H. (1966). Factor analysis by minimizing residuals (minres). Psychometrika 31,
    351-368.

    Examples
    --------
    >>> loadings = np.array([0.9, 0.8, 0.7])
    >>> made = np.outer(loadings, loadings)
    >>> np.fill_diagonal(made, 1)
    >>> communalities(made).round(2).tolist()
    [0.81, 0.64, 0.49]
    """
    size = correlations.shape[-1]
    diagonal = np.arange(size)
    tables = correlations.reshape(-1, size, size).copy()
    shared = np.clip(np.abs(tables - np.eye(size)).max(axis=-1), 0.05, MOST_SHARED)
    going = np.arange(len(tables))
    for _ in range(rounds):
        reduced = tables[going]
        reduced[:, diagonal, diagonal] = shared[going]
        values, vectors = np.linalg.eigh(reduced)
        loadings = vectors[..., -factors:] * np.sqrt(np.clip(values[..., None, -factors:], 0, None))
        renewed = np.clip((loadings**2).sum(axis=-1), 0.0, MOST_SHARED)
        moved = np.abs(renewed - shared[going]).max(axis=-1)
        shared[going] = renewed
        going = going[moved >= close]
        if not len(going):
            break
    found: Floats = shared.reshape(correlations.shape[:-1])
    return found


def correlations_of(values: Floats) -> Floats:
    """Give the correlations of columns."""
    return np.asarray(np.corrcoef(values, rowvar=False), dtype=np.float64)


def first_loadings(correlations: Floats) -> Floats:
    """Give the loading of each item on one common factor, signed so that they add to more than 0."""
    reduced = correlations.copy()
    np.fill_diagonal(reduced, communalities(correlations))
    values, vectors = np.linalg.eigh(reduced)
    loadings: Floats = vectors[:, -1] * np.sqrt(max(float(values[-1]), 0.0))
    return -loadings if loadings.sum() < 0 else loadings


def omega_of(
    covariances: Floats, factors: int = 1, *, close: float = CLOSE, rounds: int = MOST_ROUNDS
) -> Floats:
    """Give omega total: the part of the variance of the items' sum that comes from common factors.

    Parameters
    ----------
    covariances : ndarray, shape (..., k, k)
        Of the items, or their correlations.
    factors : int
        How many common factors there are.
    close, rounds
        See `communalities`.

    Returns
    -------
    ndarray, shape (...)
        ``1 - sum(u_i s_i^2) / sum of all covariances``, with u the part of an item that is its own.

    References
    ----------
    McDonald, R. P. (1999). Test Theory: A Unified Treatment. Erlbaum. Chapter 6.
    """
    diagonal = np.arange(covariances.shape[-1])
    variances = covariances[..., diagonal, diagonal]
    spread = np.sqrt(variances)
    correlations = covariances / (spread[..., :, None] * spread[..., None, :])
    own = (1 - communalities(correlations, factors, close=close, rounds=rounds)) * variances
    found: Floats = 1 - own.sum(axis=-1) / covariances.sum(axis=(-1, -2))
    return found
