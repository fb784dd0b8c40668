"""NPS, CSAT, effort and means of plain columns of answers; weighted and clustered where they are."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from cslab.estimate import Estimate
from cslab.measure.surveys.samples import estimate, sample_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from cslab.measure.surveys.samples import Labels


def nps(
    answers: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    clusters: Labels | None = None,
    level: float = 0.95,
) -> Estimate:
    """Estimate the Net Promoter Score of answers from 0 to 10.

    Parameters
    ----------
    answers : array-like of float, shape (n,)
        One a person; 9 and 10 promote, 0 to 6 detract. Missing ones (NaN) are left out, and counted.
    weights : array-like of float, shape (n,), optional
        How much each counts; see `cslab.measure.surveys.weighting.rake`.
    clusters : sequence, shape (n,), optional
        Who answers alike, such as the account of each.
    level : float
        Of the interval.

    Returns
    -------
    Estimate
        In ``points``, stored as a part of one: the value is the raw NPS, promoters less detractors as they
        were counted (or weighted). The middle of the interval lies nearer to 0.

    Raises
    ------
    InputError
        If nobody answered, or an answer is no whole number from 0 to 10.

    Notes
    -----
    Estimand: share of promoters less share of detractors among the people of whom those who answered are a
    random sample, which they seldom are: weight them. Adjusted Wald interval: with three answers added, 3/4
    of a promoter and 3/4 of a detractor among them, ``p - d ± z * sqrt((p + d - (p - d)^2) / (n + 3))``, cut
    off at -100 and 100. It covers about 95 % from eight answers on, where the plain Wald interval does not.
    Weighted or clustered: the same with n as the number of independent answers they are worth.

    References
    ----------
    Rocks, B. (2016). Interval estimation for the "Net Promoter Score". The American Statistician 70, 365-372.

    Examples
    --------
    >>> print(nps([10, 9, 9, 10, 8, 7, 6, 3, 9, 10]))
    40 points (-13 to 74 points, n = 10)
    """
    return estimate(sample_of("nps", answers, weights=weights, clusters=clusters, scale=(0, 10)), level=level)


def top_box(
    answers: npt.ArrayLike,
    *,
    least: float,
    weights: npt.ArrayLike | None = None,
    clusters: Labels | None = None,
    level: float = 0.95,
) -> Estimate:
    """Estimate the share of answers of at least so much, with the Wilson score interval.

    Parameters
    ----------
    answers, weights, clusters, level
        As for `nps`.
    least : float
        The lowest answer that counts.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    >>> print(top_box([5, 4, 4, 2, 5, 3, 4, 5], least=5))
    38 % (14–69 %, n = 8)
    """
    return estimate(sample_of("share", answers, weights=weights, clusters=clusters, least=least), level=level)


def csat(
    answers: npt.ArrayLike,
    *,
    scale: tuple[float, float] = (1, 5),
    weights: npt.ArrayLike | None = None,
    clusters: Labels | None = None,
    level: float = 0.95,
) -> Estimate:
    """Estimate the share of satisfied people: those who gave one of the two highest answers.

    Parameters
    ----------
    answers, weights, clusters, level
        As for `nps`.
    scale : tuple of float
        Lowest and highest answer; on a scale of fewer than four answers only the highest counts.

    Raises
    ------
    InputError
        If nobody answered, or an answer lies outside of the scale.

    Notes
    -----
    Estimand, weights and clusters as for `nps`; Wilson score interval. One share hides how dissatisfied the
    others are: look at the distribution.

    Examples
    --------
    >>> print(csat([5, 4, 4, 2, 5, 3, 4, 5]))
    75 % (41–93 %, n = 8)
    """
    made = sample_of(
        "share", answers, weights=weights, clusters=clusters, scale=scale, least=satisfied_from(scale)
    )
    return estimate(made, level=level)


def ces(
    answers: npt.ArrayLike,
    *,
    scale: tuple[float, float] = (1, 7),
    weights: npt.ArrayLike | None = None,
    clusters: Labels | None = None,
    level: float = 0.95,
) -> tuple[Estimate, Estimate]:
    """Estimate how easy it was: the mean answer, and the share of those who found it easy.

    Parameters
    ----------
    answers, weights, clusters, level
        As for `nps`; a high answer means that it was easy.
    scale : tuple of float
        Lowest and highest answer; above their middle it was easy.

    Returns
    -------
    tuple of Estimate
        The mean with Student's t interval; the share with the Wilson score interval.

    Raises
    ------
    InputError
        If fewer than two people answered, or an answer lies outside of the scale.

    References
    ----------
    Dixon, M., Freeman, K. & Toman, N. (2010). Stop trying to delight your customers. Harvard Business Review
    88(7/8), 116-122.

    Examples
    --------
    >>> for figure in ces([7, 6, 2, 5, 4, 6, 7, 1]):
    ...     print(figure)
    4.8 (2.9–6.6, n = 8)
    62 % (31–86 %, n = 8)
    """
    kept = {"weights": weights, "clusters": clusters, "scale": scale}
    means = sample_of("mean", answers, **kept)  # type: ignore[arg-type]
    easy = sample_of("share", answers, least=easy_from(scale), **kept)  # type: ignore[arg-type]
    return estimate(means, level=level), estimate(easy, level=level)


def mean_score(
    answers: npt.ArrayLike,
    *,
    scale: tuple[float, float] | None = None,
    weights: npt.ArrayLike | None = None,
    clusters: Labels | None = None,
    level: float = 0.95,
    unit: str = "",
) -> Estimate:
    """Estimate the mean answer, with Student's t interval.

    Parameters
    ----------
    answers, weights, clusters, level
        As for `nps`.
    scale : tuple of float, optional
        Lowest and highest answer there is.
    unit : str
        Of the answers.

    Raises
    ------
    InputError
        If fewer than two people (or clusters) answered, or an answer lies outside of the scale.

    Notes
    -----
    Estimand, weights and clusters as for `nps`. The mean takes the steps of the scale to be equally
    far apart, and hides a tail: look at the distribution.

    Examples
    --------
    >>> print(mean_score([3, 4, 5, 4, 4, 3, 5, 4], unit="stars"))
    4.0 stars (3.4–4.6 stars, n = 8)
    """
    made = sample_of("mean", answers, weights=weights, clusters=clusters, scale=scale)
    return estimate(replace(made, unit=unit), level=level)


def satisfied_from(scale: tuple[float, float]) -> float:
    """Give the lowest answer that counts as satisfied."""
    return scale[1] - (1 if scale[1] - scale[0] >= 3 else 0)


def easy_from(scale: tuple[float, float]) -> float:
    """Give the lowest answer that counts as easy: the first above the middle."""
    return math.floor((scale[0] + scale[1]) / 2) + 1
