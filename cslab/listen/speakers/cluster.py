"""Which pieces of speech are of one voice: spectral clustering of their points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float32]
Labels = NDArray[np.int64]

NEIGHBOURS = 0.1
"""Share of all pieces that each piece keeps as its neighbours: fewer than the least talkative voice has."""

FEWEST = 6
"""Neighbours that a piece keeps in a short recording."""

MOST = 2400
"""Pieces that are clustered at once (half an hour of speech); the others join the voice they are nearest."""

STARTS = 10
SAME_VOICE = 0.65
"""Cosine between the centres of two clusters above which they are one voice: halves of one voice lie at .89
and above in the recordings that were tried, two people at .32 and below."""


def cluster(points: Points, speakers: int, *, seed: int = 0) -> Labels:
    """Tell voices apart.

    Parameters
    ----------
    points : ndarray, shape (n, d)
        Each of length 1; see `cslab.listen.speakers.campplus`.
    speakers : int
        How many voices there are; fewer are given where two can't be told apart.
    seed : int
        The same seed and points always give the same labels.

    Returns
    -------
    ndarray of int, shape (n,)
        Counted from 0, in the order in which the voices are first heard.

    Notes
    -----
    Cosines below zero count as none. Each point keeps a tenth of the others as neighbours, the graph is made
    symmetric, and the rows of the first eigenvectors of its normalised Laplacian are parted by k-means.

    References
    ----------
    von Luxburg (2007), "A tutorial on spectral clustering", Statistics and Computing 17, section 4 (the
    algorithm of Ng, Jordan and Weiss).

    Examples
    --------
    >>> import numpy as np
    >>> around = np.random.default_rng(1).normal(0, 0.1, (20, 3))
    >>> points = around + np.repeat([[1.0, 0, 0], [0, 1.0, 0]], 10, axis=0)
    >>> points /= np.linalg.norm(points, axis=1, keepdims=True)
    >>> cluster(points.astype(np.float32), 2).tolist()
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    """
    if speakers < 2 or len(points) <= speakers:
        return np.zeros(len(points), dtype=np.int64)
    picked = np.unique(np.linspace(0, len(points) - 1, min(len(points), MOST)).round().astype(np.int64))
    labels = _spectral(points[picked], speakers, seed)
    middles = centres(points[picked], labels)
    middles = _merged(middles, np.bincount(labels, minlength=len(middles)))
    if len(picked) < len(points) or len(middles) < speakers:
        labels = np.asarray((points @ middles.T).argmax(axis=1))
    return in_order(labels)


def centres(points: Points, labels: Labels) -> Points:
    """The middle of each cluster, of length 1, shape (clusters, d)."""
    sums = np.stack([points[labels == label].sum(axis=0) for label in np.unique(labels)])
    return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True).clip(1e-9), dtype=np.float32)


def in_order(labels: Labels) -> Labels:
    """Count labels anew, in the order in which they first come.

    Examples
    --------
    >>> in_order(np.array([4, 4, 0, 4, 2])).tolist()
    [0, 0, 1, 0, 2]
    """
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(first))[inverse], dtype=np.int64)


def _spectral(points: Points, speakers: int, seed: int) -> Labels:
    from scipy.cluster.vq import kmeans2
    from scipy.linalg import eigh

    count = len(points)
    close = np.maximum(points.astype(np.float64) @ points.T.astype(np.float64), 0.0)
    np.fill_diagonal(close, 0.0)
    kept = min(count - 1, max(FEWEST, round(NEIGHBOURS * count)))
    least = np.partition(close, count - kept, axis=1)[:, count - kept, None]
    close = np.where(close >= least, close, 0.0)
    close = (close + close.T) / 2
    scale = 1.0 / np.sqrt(close.sum(axis=1).clip(1e-9))
    _, vectors = eigh(close * np.outer(scale, scale), subset_by_index=[count - speakers, count - 1])
    rows = vectors / np.linalg.norm(vectors, axis=1, keepdims=True).clip(1e-9)
    best, lowest = np.zeros(count, dtype=np.int64), np.inf
    for start in range(STARTS):
        middles, labels = kmeans2(rows, speakers, minit="++", rng=np.random.default_rng([seed, start]))
        cost = float(((rows - middles[labels]) ** 2).sum())
        if len(np.unique(labels)) == speakers and cost < lowest - 1e-9:
            best, lowest = labels.astype(np.int64), cost
    return best


def _merged(middles: Points, sizes: Labels) -> Points:
    """Centres of voices that can be told apart: the nearest two become one as long as they are one voice."""
    weights = sizes.astype(np.float64)
    while len(middles) > 1:
        alike = middles @ middles.T
        np.fill_diagonal(alike, -1.0)
        one, other = divmod(int(alike.argmax()), len(middles))
        if alike[one, other] < SAME_VOICE:
            break
        joined = weights[one] * middles[one] + weights[other] * middles[other]
        weights[one] += weights[other]
        middles[one] = joined / np.linalg.norm(joined)
        middles, weights = np.delete(middles, other, axis=0), np.delete(weights, other)
    return middles
