"""Intervals from drawing clusters of units again, all samples at once."""

from __future__ import annotations

import math

import numpy as np

from cslab.errors import InputError
from cslab.estimate import check_level
from cslab.listen.agreement.tally import Floats

RESAMPLES = 1999


def draw(clusters: int, *, resamples: int = RESAMPLES, seed: int = 0) -> Floats:
    """Return how often each cluster is drawn in each sample; the first sample holds each once.

    Returns
    -------
    array of float, shape (1 + resamples, clusters)

    Raises
    ------
    InputError
        If there is nothing to draw from, or too few samples are asked for.
    """
    if clusters < 1:
        raise InputError("There is nothing to draw samples from.")
    if resamples < 100:
        raise InputError(f"An interval needs at least 100 resamples, but {resamples} were asked for.")
    generator = np.random.default_rng(seed)
    drawn = generator.multinomial(clusters, np.full(clusters, 1 / clusters), size=resamples)
    return np.vstack([np.ones(clusters), drawn.astype(float)])


def ends(samples: Floats, clusters: int, *, level: float = 0.95) -> tuple[float, float]:
    """Return the ends of the interval that the samples of a statistic give.

    Parameters
    ----------
    samples : array of float, shape (B,)
        Those of which nothing can be told (NaN) are left out.
    clusters : int
        How many were drawn in each.
    level : float
        Of the interval.

    Notes
    -----
    Percentiles of few clusters give intervals that are too narrow. These are moved out to where they
    would give Student's t interval with the usual standard error, were the statistic a mean.

    References
    ----------
    Hesterberg, T. C. (2015). What teachers should know about the bootstrap: resampling in the
    undergraduate statistics curriculum. The American Statistician 69, 371-386. Section 5.3.

    Examples
    --------
    >>> [round(end) for end in ends(np.arange(1001.0), clusters=10**6)]
    [25, 975]
    """
    from scipy import stats

    check_level(level)
    known = samples[np.isfinite(samples)]
    if not len(known):
        return math.nan, math.nan
    tail = (1 - level) / 2
    if clusters > 1:
        reach = math.sqrt(clusters / (clusters - 1)) * float(stats.t.ppf(tail, clusters - 1))
        tail = float(stats.norm.cdf(reach))
    low, high = np.quantile(known, [tail, 1 - tail])
    return float(low), float(high)
