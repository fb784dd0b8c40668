"""Agreement on any table of ratings: one row a unit, one column a coder, each figure with its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from cslab.errors import InputError
from cslab.estimate import Estimate, check_level
from cslab.intervals import SMALL
from cslab.listen.agreement import coefficients
from cslab.listen.agreement.levels import Level
from cslab.listen.agreement.resample import RESAMPLES, draw, ends
from cslab.listen.agreement.tally import MISSING, Tally, tally_units

SAME = "every coder gave one and the same value throughout, so chance can't be told from agreement"


def krippendorff_alpha(
    ratings: npt.ArrayLike,
    *,
    level: Level = "nominal",
    groups: npt.ArrayLike | None = None,
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Estimate:
    """Estimate Krippendorff's alpha of any number of coders, with missing ratings.

    Parameters
    ----------
    ratings : array-like, shape (n, m)
        One row a unit, one column a coder; None and NaN where a coder did not judge a unit.
    level : {"nominal", "ordinal", "interval", "ratio"}
        Of measurement. Ordinal values are ordered as they sort.
    groups : array-like, shape (n,), optional
        What each unit belongs to, such as its interview: with it, whole groups are drawn for the interval.
    confidence : float
        Level of the interval.
    resamples : int
        How many samples of units, or groups, are drawn.
    seed : int
        The same seed gives the same interval.

    Returns
    -------
    Estimate
        ``n`` counts the units that two or more coders judged.

    Raises
    ------
    InputError
        If no unit was judged twice, or all values are the same.

    Notes
    -----
    Estimand: one less the disagreement of two coders on a unit of this kind, as a share of the disagreement
    that pairing values at random would bring. It assumes that coders worked alone and are interchangeable.
    Not to be read without the share of agreement beside it: where one value is rare, few units decide it.

    References
    ----------
    Krippendorff, K. (2018). Content Analysis: An Introduction to Its Methodology, 4th ed. Sage. Chapter 12.
    Hayes, A. F. & Krippendorff, K. (2007). Answering the call for a standard reliability measure for coding
    data. Communication Methods and Measures 1, 77-89.

    Examples
    --------
    >>> ratings = [[1, 1], [2, 2], [3, 3], [3, 3], [2, 2], [1, 2], [4, 4], [1, 1], [2, 2], [None, 5]]
    >>> round(krippendorff_alpha(ratings).value, 3)
    0.852
    """
    tally = tally_units(ratings, clusters=groups)
    n = _judged(tally, at_least=2)
    sampled = tally.drawn(draw(len(tally.weights), resamples=resamples, seed=seed))
    values = coefficients.krippendorff(sampled, level).agreement()
    name = f"Krippendorff's alpha ({level})"
    return _estimate(values, n, len(tally.weights), name, groups is not None, confidence)


def fleiss_kappa(
    ratings: npt.ArrayLike,
    *,
    groups: npt.ArrayLike | None = None,
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Estimate:
    """Estimate Fleiss' kappa of three or more coders; parameters and errors as for `krippendorff_alpha`.

    Notes
    -----
    Units that a coder did not judge are left out; alpha keeps them. The point is computed by statsmodels.

    References
    ----------
    Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological Bulletin
    76, 378-382.

    Examples
    --------
    >>> round(fleiss_kappa([["a", "a", "a"], ["b", "b", "b"], ["a", "b", "b"], ["a", "a", "a"]]).value, 3)
    0.657
    """
    from statsmodels.stats import inter_rater

    tally = tally_units(ratings, clusters=groups)
    n = _judged(tally, at_least=tally.patterns.shape[1])
    sampled = tally.drawn(draw(len(tally.weights), resamples=resamples, seed=seed))
    values = coefficients.fleiss(sampled).agreement()
    complete = tally.patterns[(tally.patterns != MISSING).all(axis=1)]
    often = tally.whole.weights[0][(tally.patterns != MISSING).all(axis=1)]
    rows = np.repeat(complete, often.astype(int), axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        values[0] = inter_rater.fleiss_kappa(inter_rater.aggregate_raters(rows)[0])
    return _estimate(values, n, len(tally.weights), "Fleiss' kappa", groups is not None, confidence)


def cohen_kappa(first: Sequence[Any], second: Sequence[Any], *, confidence: float = 0.95) -> Estimate:
    """Estimate Cohen's kappa of two coders, over the units that both judged.

    Parameters
    ----------
    first, second : sequence
        Their values, unit by unit; None and NaN where one did not judge it.
    confidence : float
        Level of the interval.

    Raises
    ------
    InputError
        If no unit was judged by both, or all values are the same.

    Notes
    -----
    Kappa and its large-sample standard error are those of statsmodels. The interval takes units to be
    independent of each other, which words and turns of one conversation are not: for them use
    `cslab.listen.agreement.compare`, which draws whole interviews.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological
    Measurement 20, 37-46.
    Fleiss, J. L., Cohen, J. & Everitt, B. S. (1969). Large sample standard errors of kappa and weighted
    kappa. Psychological Bulletin 72, 323-327.

    Examples
    --------
    >>> print(cohen_kappa(["yes"] * 25 + ["no"] * 25, ["yes"] * 20 + ["no"] * 30))
    0.80 (0.64–0.96, n = 50)
    """
    from scipy import stats
    from statsmodels.stats import inter_rater

    check_level(confidence)
    if len(first) != len(second):
        raise InputError(f"The coders must judge the same units, but have {len(first)} and {len(second)}.")
    tally = tally_units(list(zip(first, second, strict=True)))
    n = _judged(tally, at_least=2)
    table = np.zeros((len(tally.values), len(tally.values)))
    for (one, other), often in zip(tally.patterns, tally.whole.weights[0], strict=True):
        if MISSING not in (one, other):
            table[one, other] += often
    used = table.sum(axis=0) + table.sum(axis=1) > 0
    table = table[used][:, used]
    if len(table) < 2:
        raise InputError(f"There is nothing to estimate: {SAME}.")
    result = inter_rater.cohens_kappa(table)
    value, spread = float(result.kappa), float(result.std_kappa)
    reach = float(stats.norm.ppf((1 + confidence) / 2)) * spread
    return Estimate(
        value,
        max(-1.0, value - reach),
        min(1.0, value + reach),
        n,
        "Cohen's kappa, large-sample interval of Fleiss, Cohen & Everitt",
        confidence,
        caveats=(*_few(n), *(() if spread else ("the coders never differ, so the interval has no width",))),
    )


def _judged(tally: Tally, *, at_least: int) -> int:
    judges = (tally.patterns != MISSING).sum(axis=1)
    n = round(float(tally.whole.weights[0] @ (judges >= at_least)))
    if not n:
        raise InputError("No unit was judged by enough coders to compare them.")
    return n


def _estimate(
    values: npt.NDArray[np.float64], n: int, clusters: int, name: str, grouped: bool, level: float
) -> Estimate:
    value = float(values[0])
    if math.isnan(value):
        raise InputError(f"There is nothing to estimate: {SAME}.")
    low, high = ends(values[1:], clusters, level=level)
    drawn = f"{clusters} {'groups' if grouped else 'units'}"
    method = f"{name}, bootstrap interval, {len(values) - 1} resamples of {drawn}"
    return Estimate(value, min(low, value), max(high, value), n, method, level, caveats=_few(n))


def _few(n: int) -> tuple[str, ...]:
    return (f"only {n} units: read it as a direction, not as a figure",) if n < SMALL else ()
