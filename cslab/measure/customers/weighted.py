"""A share of customers when some count more than others."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cslab.errors import InputError
from cslab.estimate import Estimate, check_level
from cslab.intervals import SMALL, proportion


def weighted_share(
    yes: npt.ArrayLike, weights: npt.ArrayLike | None = None, *, level: float = 0.95
) -> Estimate:
    """Estimate the share of customers of whom something is true.

    Parameters
    ----------
    yes : array-like of bool or float, shape (n,)
        Whether it is true of each; a number from 0 to 1 where it is true in part, or only likely.
    weights : array-like of float, shape (n,), optional
        How much each counts. Without weights this is the Wilson interval of `cslab.intervals.proportion`.
    level : float
        Of the interval.

    Returns
    -------
    Estimate
        In ``%``; ``n`` counts customers, and a caveat says to how many equal ones they come.

    Raises
    ------
    InputError
        If nobody is there, a value does not lie between 0 and 1, or no weight is above 0.

    Notes
    -----
    Estimand: the share among all whom the weighted customers stand for. With ``p = sum(w y) / sum(w)`` and
    Kish's effective number ``m = sum(w)^2 / sum(w^2)``, the interval is Wilson's for ``p`` of ``m``. It takes
    weights as given; where these were fitted to the very same answers it is a little too wide.
    Not for several rows of the same customer.

    References
    ----------
    Kish, L. (1965). Survey Sampling. Wiley. Section 11.7.
    Dean, N. & Pagano, M. (2015). Evaluating confidence interval methods for binomial proportions in clustered
    surveys. Journal of Survey Statistics and Methodology 3, 484-503.

    Examples
    --------
    >>> print(weighted_share([True, True, False, False, False], [3, 1, 1, 1, 1]))
    57 % (18–89 %, n = 5)
    """
    from statsmodels.stats.proportion import proportion_confint

    check_level(level)
    values = np.asarray(yes, dtype=np.float64)
    w = np.ones(len(values)) if weights is None else np.asarray(weights, dtype=np.float64)
    if len(values) == 0:
        raise InputError("A share needs at least one customer, but there is none.")
    if len(w) != len(values) or not np.isfinite(w).all() or w.min() < 0 or w.max() == 0:
        raise InputError("Each customer needs a weight of 0 or more, and one of them above 0.")
    if not ((values >= 0) & (values <= 1)).all():
        raise InputError("Of each customer it must be known how far it is true, from 0 to 1.")
    n = len(values)
    if weights is None and bool(np.isin(values, (0, 1)).all()):
        return proportion(int(values.sum()), n, level=level)
    share = min(1.0, max(0.0, float(values @ w / w.sum())))
    effective = float(w.sum() ** 2 / (w @ w))
    low, high = proportion_confint(share * effective, effective, alpha=1 - level, method="wilson")
    caveats = [f"weighted: these {n} count as {effective:.0f} equal ones"] if weights is not None else []
    if effective < SMALL:
        caveats.append("few observations: read it as a direction, not as a figure")
    low, high = min(float(low), share), max(float(high), share)
    method = "Wilson score interval" + (" of the effective number" if weights is not None else "")
    return Estimate(share, max(0.0, low), min(1.0, high), n, method, level, "%", tuple(caveats))
