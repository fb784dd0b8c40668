"""Each teammate's own projection weight, drawn toward the team's as far as chance explains the difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cslab.challenge.bias.twoway import Bools, Floats, Within

FLAT = 1e-6
"""Own answers that vary by less than this part of the others' give no slope of their own."""

SPREADS = np.linspace(0.0, 1.0, 101)
"""How much teammates may truly differ (standard deviation of their weights)."""


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """The weights of single teammates.

    Parameters
    ----------
    alone, error : array, shape (teammates,)
        From their own answers, with standard error; NaN where own answers do not vary.
    drawn, drawn_error : array, shape (teammates,)
        Drawn toward the mean, with the standard error of that.
    middle : float
        The pooled weight.
    alike : bool
        True where teammates differ by no more than chance explains.
    freedom : int
        Of the errors.
    """

    alone: Floats
    error: Floats
    drawn: Floats
    drawn_error: Floats
    middle: float
    alike: bool
    freedom: int


def slopes(own: Floats, predicted: Floats, used: Bools) -> Slopes | None:
    """Estimate each teammate's weight; None where fewer than three can be told apart.

    Parameters
    ----------
    own, predicted : array, shape (teammates, items)
        Answers.
    used : array of bool, shape (teammates, items)
        Which are there.

    Notes
    -----
    One slope a teammate in the two-way model, all at once. Slopes within answers that are only centred would
    be drawn toward each other twice: an item's mean holds the others' projection, too.
    """
    within = Within(used)
    many = used.shape[0]
    each = np.where(np.eye(many, dtype=bool)[:, :, None], np.where(used, own, 0.0)[None], 0.0)
    columns = within(each).reshape(many, -1)
    belief = within(predicted).reshape(-1)
    spread = (columns**2).sum(axis=1)
    kept = spread > FLAT * max(float(spread.max(initial=0.0)), 1e-12)
    columns = columns[kept]
    gram = columns @ columns.T
    freedom = int(used.sum()) - within.rank - int(kept.sum())
    if kept.sum() < 3 or freedom < 1 or np.linalg.matrix_rank(gram, hermitian=True) < kept.sum():
        return None
    inverse = np.linalg.inv(gram)
    alone = inverse @ (columns @ belief)
    left = belief - alone @ columns
    error = np.sqrt(float(left @ left) / freedom * np.diag(inverse))
    if not (error > 1e-6).all():
        return None
    middle, between, drawn, drawn_error = toward_the_middle(alone, error)

    def placed(values: Floats) -> Floats:
        out = np.full(many, np.nan)
        out[kept] = values
        return out

    return Slopes(
        placed(alone), placed(error), placed(drawn), placed(drawn_error), middle, not between, freedom
    )


def toward_the_middle(alone: Floats, error: Floats) -> tuple[float, float, Floats, Floats]:
    """Pool weights and draw each toward the pooled one.

    Parameters
    ----------
    alone, error : array, shape (teammates,)
        Each teammate's weight with its standard error.

    Returns
    -------
    middle : float
        The pooled weight.
    between : float
        The variance between teammates.
    drawn, drawn_error : array, shape (teammates,)
        Each weight as it is believed now, and how far it may be off.

    Notes
    -----
    How much teammates truly differ is estimated by Paule and Mandel's method, and from few it is often
    estimated as nothing at all. So the errors do not rest on that one value: they are averaged over all
    amounts from 0 to 1, by how well each agrees with the weights seen.
    """
    from statsmodels.stats.meta_analysis import combine_effects

    found = combine_effects(alone, error**2, method_re="iterated", use_t=True)
    between = max(0.0, float(found.tau2))
    middle, _, drawn, _ = _drawn(alone, error, np.array([between]))
    _, fits, beliefs, variances = _drawn(alone, error, SPREADS**2)
    likely = np.exp(fits - fits.max())
    likely /= likely.sum()
    spread = likely @ (variances + (beliefs - drawn) ** 2)
    return float(middle[0]), between, drawn[0], np.sqrt(spread)


def _drawn(alone: Floats, error: Floats, between: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """For each variance between teammates: the mean, log-likelihood, weights drawn to it, and variances."""
    total = error**2 + between[:, None]
    parts = 1 / total
    summed = parts.sum(axis=1)
    middle = (parts * alone).sum(axis=1) / summed
    away = alone - middle[:, None]
    fits = 0.5 * (np.log(parts).sum(axis=1) - np.log(summed) - (parts * away**2).sum(axis=1))
    own_part = between[:, None] / total
    beliefs = middle[:, None] + own_part * away
    variances = own_part * error**2 + (1 - own_part) ** 2 / summed[:, None]
    return middle, fits, beliefs, variances
