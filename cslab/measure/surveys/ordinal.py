"""An outcome of ordered answers and what it goes with: odds ratios, and whether they hold at every step."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cslab.errors import InputError
from cslab.measure.surveys.differences import holm_levels

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

LEAST_A_SIDE = 10
"""A step of the scale is checked where at least so many people are on both sides of it."""

MOST_CUTS = 4
WILD = 15.0
"""Slopes, for one standard deviation of a topic, that no people have: the outcome is told exactly."""
MOST_ANSWERS = 11


@dataclass(frozen=True, slots=True, eq=False)
class Odds:
    """Odds ratios of one step of each topic.

    Parameters
    ----------
    table : DataFrame
        One row a topic: topic, wording (where it is known), value (odds ratio of a higher answer for one
        step more), low, high, n, at_bottom, at_top (odds ratios at the lowest and highest step of the scale
        that was checked), word (associated with more, associated with less, can't be told), steps (the same
        at every step as far as can be told, not the same at every step, not checked).
    caveats : tuple of str
        What to doubt.
    """

    table: pd.DataFrame
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table.copy()

    def chart(self) -> Any:
        """Draw the odds ratios with their intervals, and a line at 1, where there is no association."""
        from cslab import charts

        label = "wording" if "wording" in self.table else "topic"
        return charts.intervals(
            self.table, label=label, title="Odds ratio of a higher answer, for one step more", lines=(1.0,)
        )


def proportional_odds(
    outcome: Floats,
    topics: Floats,
    names: Sequence[str],
    *,
    groups: npt.NDArray[Any] | None = None,
    level: float = 0.95,
) -> Odds:
    """Fit a proportional-odds model, and check in plain words that odds are proportional.

    Parameters
    ----------
    outcome : ndarray, shape (n,)
        Ordered answers, of which there are at most 11 different ones.
    topics : ndarray, shape (n, p)
        What it may go with.
    names : sequence of str
        Of the topics.
    groups : ndarray, shape (n,), optional
        Who answers alike: the standard errors take it in.
    level : float
        Of the intervals.

    Raises
    ------
    InputError
        If there are fewer than 2 or more than 11 different answers, or the model can't be fitted.

    Notes
    -----
    Odds ratio: how much the odds of an answer above any step of the scale grow when a topic is one higher and
    the others stay as they are. The model takes it to be the same at every step. The check fits a logistic
    regression at up to four steps, and asks whether their slopes differ more than chance would make them, one
    question a topic, held to Holm's level. An association is no cause.

    References
    ----------
    McCullagh, P. (1980). Regression models for ordinal data. Journal of the Royal Statistical Society B 42,
    109-142.
    Brant, R. (1990). Assessing proportionality in the proportional odds model for ordinal logistic
    regression. Biometrics 46, 1171-1178.

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> x = rng.normal(size=(300, 2))
    >>> felt = 1.0 * x[:, 0] + rng.logistic(size=300)
    >>> found = proportional_odds(np.digitize(felt, [-1.0, 0.0, 1.5]).astype(float), x, ["ease", "price"])
    >>> found.table["word"].tolist()
    ['associated with more', "can't be told"]
    """
    from scipy import stats
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    answers, codes = np.unique(outcome, return_inverse=True)
    if not 2 <= len(answers) <= MOST_ANSWERS:
        raise InputError(
            f"An ordinal model needs 2 to {MOST_ANSWERS} different answers, but there are {len(answers)}."
        )
    model = OrderedModel(
        pd.Series(pd.Categorical(codes, ordered=True)),
        pd.DataFrame(topics, columns=list(names)),
        distr="logit",
    )
    robust = (
        {} if groups is None else {"cov_type": "cluster", "cov_kwds": {"groups": pd.factorize(groups)[0]}}
    )
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            fit = model.fit(method="bfgs", maxiter=300, disp=False, **robust)
            slopes, errors = np.asarray(fit.params)[: len(names)], np.asarray(fit.bse)[: len(names)]
            converged = bool(fit.mle_retvals["converged"])
        except np.linalg.LinAlgError:
            converged, slopes, errors = False, np.full(len(names), np.nan), np.full(len(names), np.nan)
    spread = topics.std(axis=0)
    wild = not np.isfinite(errors).all() or float(np.max((np.abs(slopes) + errors) * spread)) > WILD
    if not converged or wild:
        raise InputError(
            "The ordinal model can't be fitted: some topics tell the outcome exactly, or each other; "
            "leave one of them out."
        )
    reach = float(stats.norm.ppf((1 + level) / 2)) * errors
    table = pd.DataFrame(
        {
            "topic": list(names),
            "value": np.exp(slopes),
            "low": np.exp(slopes - reach),
            "high": np.exp(slopes + reach),
            "n": len(outcome),
        }
    )
    table["word"] = [
        "associated with more" if low > 1 else "associated with less" if high < 1 else "can't be told"
        for low, high in zip(table["low"], table["high"], strict=True)
    ]
    checked = _steps(codes, topics, groups, level)
    table["at_bottom"], table["at_top"], table["steps"] = checked
    odd = table.loc[table["steps"] == "not the same at every step", "topic"]
    doubts = [
        f"The odds of {name} are not the same at every step of the scale: one ratio is an average of them."
        for name in odd
    ]
    if (table["steps"] == "not checked").all():
        doubts.append("Too few people at the ends of the scale to check that odds are proportional.")
    return Odds(table, tuple(doubts))


def _steps(
    codes: npt.NDArray[np.int_], topics: Floats, groups: npt.NDArray[Any] | None, level: float
) -> tuple[list[float], list[float], list[str]]:
    """Compare the slopes at several steps of the scale."""
    from scipy import stats

    count = topics.shape[1]
    fits = [fit for cut in _cuts(codes) if (fit := _logit((codes > cut).astype(float), topics)) is not None]
    if len(fits) < 2:
        return [np.nan] * count, [np.nan] * count, ["not checked"] * count
    slopes = np.array([slope for slope, _ in fits])
    held = []
    for at in range(count):
        moved = pd.DataFrame(np.column_stack([influence[:, at] for _, influence in fits]))
        summed = moved if groups is None else moved.groupby(np.asarray(groups)).sum()
        covariance = summed.to_numpy().T @ summed.to_numpy()
        contrast = np.eye(len(fits))[1:] - np.eye(len(fits))[:1]
        gaps, spread = contrast @ slopes[:, at], contrast @ covariance @ contrast.T
        held.append(float(stats.chi2.cdf(gaps @ np.linalg.pinv(spread) @ gaps, len(gaps))))
    _, told = holm_levels(held, level=level)
    words = [
        "not the same at every step" if one else "the same at every step as far as can be told"
        for one in told
    ]
    return np.exp(slopes[0]).tolist(), np.exp(slopes[-1]).tolist(), words


def _cuts(codes: npt.NDArray[np.int_]) -> list[int]:
    """Give steps with enough people on both sides: the outermost ones, and some in between."""
    below = [int((codes <= cut).sum()) for cut in range(int(codes.max()))]
    fine = [cut for cut, under in enumerate(below) if min(under, len(codes) - under) >= LEAST_A_SIDE]
    if len(fine) <= MOST_CUTS:
        return fine
    return [fine[round(at)] for at in np.linspace(0, len(fine) - 1, MOST_CUTS)]


def _logit(above: Floats, topics: Floats) -> tuple[Floats, Floats] | None:
    """Fit a logistic regression; give its slopes, and how much each person moves them."""
    from statsmodels.discrete.discrete_model import Logit

    design = np.column_stack([np.ones(len(above)), topics])
    model = Logit(above, design)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            fit = model.fit(disp=False, maxiter=100)
            information = -model.hessian(fit.params)
            influence = np.linalg.solve(information, model.score_obs(fit.params).T).T
        except (np.linalg.LinAlgError, ValueError):
            return None
    if not fit.mle_retvals["converged"] or float(np.abs(fit.params).max()) > 25:
        return None
    return np.asarray(fit.params)[1:], influence[:, 1:]
