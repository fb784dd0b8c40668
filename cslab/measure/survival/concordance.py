"""Harrell's concordance: how often the one at higher risk has the event first."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from cslab.errors import InputError
from cslab.estimate import Estimate

if TYPE_CHECKING:
    import numpy.typing as npt


def concordance(
    time: npt.NDArray[np.float64],
    happened: npt.NDArray[np.bool_],
    risk: npt.NDArray[np.float64],
    *,
    entry: npt.NDArray[np.float64] | None = None,
    level: float = 0.95,
) -> Estimate:
    """Estimate how well a score orders who has the event first; 0.5 is chance.

    Parameters
    ----------
    time : array of float, shape (n,)
        How long each was watched.
    happened : array of bool, shape (n,)
        Whether the event ended it.
    risk : array of float, shape (n,)
        Higher where the event should come earlier.
    entry : array of float, shape (n,), optional
        When each came under watch.
    level : float
        Of the interval.

    Raises
    ------
    InputError
        If no two subjects can be compared.

    Notes
    -----
    Over all pairs of which one had the event while the other was watched and still without it; equal scores
    count half. The interval is of the linearised U-statistic. It is optimistic where the score was fitted on
    the same subjects.

    References
    ----------
    Harrell, F. E., Lee, K. L. & Mark, D. B. (1996). Multivariable prognostic models. Statistics in Medicine
    15, 361-387. Section 5.5.

    Examples
    --------
    >>> scores = np.array([4.0, 3.0, 1.0, 2.0])
    >>> concordance(np.array([1.0, 2.0, 3.0, 4.0]), np.array([True] * 4), scores).value
    0.8333333333333334
    """
    from scipy import stats

    n = len(time)
    right, pairs = np.zeros(n), np.zeros(n)
    for at in np.flatnonzero(happened):
        later = (time > time[at]) | ((time == time[at]) & ~happened)
        if entry is not None:
            later &= entry < time[at]
        later[at] = False
        points = np.where(risk[at] > risk, 1.0, np.where(risk[at] == risk, 0.5, 0.0)) * later
        right += points
        pairs += later
        right[at] += points.sum()
        pairs[at] += later.sum()
    total = pairs.sum() / 2
    if total == 0:
        raise InputError("No two subjects can be compared: nobody was watched when another had the event.")
    value = float(right.sum() / 2 / total)
    influence = (right - value * pairs) / total
    se = math.sqrt(float((influence**2).sum()))
    reach = float(stats.norm.ppf((1 + level) / 2)) * se
    low, high = max(0.0, value - reach), min(1.0, value + reach)
    fitted = ("optimistic where fitted on the same subjects",)
    return Estimate(value, low, high, n, "Harrell's concordance, linearised", level, "", fitted)
