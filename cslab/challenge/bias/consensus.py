"""The false-consensus effect as the literature gives it: to compare with others, not our headline."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from cslab.errors import InputError
from cslab.estimate import Estimate, check_level

if TYPE_CHECKING:
    import numpy.typing as npt

FARTHEST = 37.62
"""Beyond this noncentrality the distribution's series loses digits; its normal approximation is used."""


def false_consensus(yes: npt.ArrayLike, no: npt.ArrayLike, *, level: float = 0.95) -> Estimate:
    """Estimate how much more common a choice is thought to be by those who made it, in standard deviations.

    Parameters
    ----------
    yes : array-like of float
        What those who chose it think is the share of people who choose it.
    no : array-like of float
        What those who did not choose it think of the same share.
    level : float
        Of the interval.

    Returns
    -------
    Estimate
        Above 0: each side thinks its own choice the commoner one. Missing values are left out.

    Raises
    ------
    InputError
        If a side has fewer than two people, all of them say the same, or a value is not a finite number.

    Notes
    -----
    Estimand: the difference of the two means by the standard deviation, among people like those asked.
    ``d = t * sqrt(1 / n1 + 1 / n2)``, t as Welch's; the interval holds the noncentralities that the observed
    t does not contradict, scaled the same way. Where they are large the distribution is approximated by a
    normal one (Abramowitz & Stegun 26.7.10).
    Who chose was not decided by chance, and a common cause may stand behind choice and guess; what one knows
    of oneself is also a reason to think others alike (Dawes 1989). So a d above 0 is no error by itself. The
    headline here is the projection weight (`projection`) instead.

    References
    ----------
    Ross, L., Greene, D. & House, P. (1977). The "false consensus effect": an egocentric bias in social
    perception and attribution processes. Journal of Experimental Social Psychology 13, 279-301.
    Klein, R. A. et al. (2018). Many Labs 2: investigating variation in replicability across samples and
    settings. Advances in Methods and Practices in Psychological Science 1, 443-490.

    Examples
    --------
    >>> print(false_consensus([70, 60, 80, 65, 75], [50, 40, 55, 60, 45]).format(digits=1))
    2.5 standard deviations (0.8–4.2 standard deviations, n = 10)
    """
    from scipy import stats

    check_level(level)
    ones, others = _side(yes, "chose it"), _side(no, "did not choose it")
    gap = float(ones.mean() - others.mean())
    parts = [float(side.var(ddof=1)) / len(side) for side in (ones, others)]
    error = math.sqrt(sum(parts))
    if not error:
        raise InputError(
            "All people of each side gave the same share, so there is no spread to compare with."
        )
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / (len(ones) - 1) + parts[1] ** 2 / (len(others) - 1))
    statistic = gap / error
    scale = math.sqrt(1 / len(ones) + 1 / len(others))
    low, high = noncentralities(statistic, freedom, level)
    few = min(len(ones), len(others))
    normal = float(stats.norm.ppf((1 + level) / 2))
    return Estimate(
        statistic * scale,
        min(low, statistic) * scale,
        max(high, statistic) * scale,
        len(ones) + len(others),
        "Welch's t by the sizes of both sides, interval from the noncentral t",
        level,
        "standard deviations",
        (
            *(("The smaller side has fewer than 10 people.",) if few < 10 else ()),
            *(
                ("The interval rests on a normal approximation.",)
                if abs(statistic) + normal > FARTHEST
                else ()
            ),
            "For comparison with the literature only: choosing and guessing may share a cause.",
        ),
    )


def noncentralities(statistic: float, freedom: float, level: float) -> tuple[float, float]:
    """Return the lowest and the highest noncentrality that an observed t does not contradict.

    Parameters
    ----------
    statistic : float
        The observed t.
    freedom : float
        Its degrees of freedom.
    level : float
        Of the interval.
    """
    from scipy import optimize, stats

    if statistic < 0:
        low, high = noncentralities(-statistic, freedom, level)
        return -high, -low
    reach = float(stats.norm.ppf((1 + level) / 2)) * math.sqrt(1 + statistic**2 / (2 * freedom))
    middle = statistic * (1 - 1 / (4 * freedom))
    if middle + reach > FARTHEST:
        return middle - reach, middle + reach
    tail = (1 - level) / 2
    ends = [
        optimize.brentq(
            lambda at, share=share: float(stats.nct.cdf(statistic, freedom, at)) - share,
            middle - 4 * reach - 2,
            middle + 4 * reach + 2,
        )
        for share in (1 - tail, tail)
    ]
    return float(ends[0]), float(ends[1])


def _side(values: npt.ArrayLike, who: str) -> npt.NDArray[np.float64]:
    try:
        side = np.asarray(values, dtype=np.float64).ravel()
    except (TypeError, ValueError) as error:
        raise InputError(f"Shares as those see them who {who} must be numbers, but one is not.") from error
    side = side[~np.isnan(side)]
    if not np.isfinite(side).all():
        raise InputError(f"Shares as those see them who {who} must be finite.")
    if len(side) < 2:
        raise InputError(f"Only {len(side)} of those asked {who}; a comparison needs two on each side.")
    return side
