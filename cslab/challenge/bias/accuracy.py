"""Projection against what customers say: the weight one's own taste deserves, and what too much costs."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from cslab.challenge.bias.projected import Cost
from cslab.challenge.bias.twoway import Bools, Floats, jackknife, reach
from cslab.estimate import Estimate

MOST = 1 - 1e-6
POINTS = "points of 100"
"""Unit of answers from 0 to 100."""


def warranted(value: Floats, se: Floats, sd: Floats, *, level: float) -> Estimate | None:
    """Estimate how much weight one's own taste deserves as a guess of an item's mean.

    Parameters
    ----------
    value, se, sd : array, shape (items,)
        Customers' mean of each item, its standard error, and how much customers differ; NaN where unknown.
    level : float
        Of the interval.

    Returns
    -------
    Estimate or None
        None where fewer than three items are known, or items differ by no more than chance.

    Notes
    -----
    Estimand: the slope of items' means on one customer's answers, as a teammate drawn at random among them:
    ``var_items / (var_items + var_customers)``, with the survey's own sampling error taken out of the first.
    Interval: jackknife over items on the scale of log odds, t.
    """
    known = np.isfinite(value) & np.isfinite(se) & np.isfinite(sd)
    value, noise, differ = value[known], se[known] ** 2, sd[known] ** 2
    many = len(value)
    if many < 3:
        return None

    def odds(kept: Bools) -> float:
        items = float(value[kept].var(ddof=1) - noise[kept].mean())
        people = float(differ[kept].mean())
        if items <= 0 or people <= 0:
            return math.nan
        return math.log(items / people)

    found = odds(np.ones(many, dtype=bool))
    error = float(jackknife(np.array([odds(np.arange(many) != at) for at in range(many)])))
    if not math.isfinite(found) or not math.isfinite(error):
        return None
    far = reach(many - 1, level) * error
    return Estimate(
        _share(found),
        _share(found - far),
        _share(found + far),
        many,
        "Variance of items by variance of items and customers, jackknife over items",
        level,
        "",
        ("It is what the taste of a customer drawn at random deserves, were that all one knew.",),
    )


def shared_pull(own: Floats, predicted: Floats, value: Floats, *, level: float) -> Estimate | None:
    """Estimate how far the team's mean prediction follows its mean taste beyond what customers say.

    Parameters
    ----------
    own, predicted, value : array, shape (items,)
        Means of the team, and of customers; NaN where unknown.
    level : float
        Of the interval.
    """
    found = two_slopes(own, predicted, value)
    if found is None:
        return None
    slope, error, many = found
    far = reach(many - 3, level) * error
    return Estimate(
        slope,
        slope - far,
        slope + far,
        many,
        "Slope of the team's mean prediction on its mean taste, given customers, t",
        level,
        "",
        ("Taste and common belief can't be told apart here, so this is never the headline.",),
    )


def two_slopes(own: Floats, predicted: Floats, value: Floats) -> tuple[float, float, int] | None:
    """Regress predictions on own answers and customers' means: the first slope, its error, how many items.

    Parameters
    ----------
    own, predicted, value : array, shape (items,)
        NaN where unknown.

    Returns
    -------
    tuple or None
        None where fewer than eight items are known, or nothing varies.
    """
    known = np.isfinite(own) & np.isfinite(predicted) & np.isfinite(value)
    many = int(known.sum())
    if many < 8:
        return None
    design = np.column_stack([np.ones(many), own[known], value[known]])
    centred = design[:, 1:] - design[:, 1:].mean(axis=0)
    scales = np.sqrt((centred**2).sum(axis=0))
    if not (scales > 1e-6).all() or np.linalg.cond(centred / scales) > 1e4:
        return None
    inverse = np.linalg.inv(design.T @ design)
    slopes = inverse @ design.T @ predicted[known]
    left = predicted[known] - design @ slopes
    error = math.sqrt(float(left @ left) / (many - 3) * inverse[1, 1])
    return (float(slopes[1]), error, many) if error > 1e-9 else None


def cost(
    own: Floats, predicted: Floats, used: Bools, value: Floats, weight: float, apart: Floats, *, level: float
) -> Cost | None:
    """Estimate what projection costs in accuracy.

    Parameters
    ----------
    own, predicted : array, shape (teammates, items)
        Answers.
    used : array of bool, shape (teammates, items)
        Which are there.
    value : array, shape (items,)
        Customers' means; NaN where unknown.
    weight : float
        The team's projection weight.
    apart : array, shape (teammates,)
        The weight without each teammate.
    level : float
        Of the intervals.
    """
    known = used & np.isfinite(value)[None, :]
    if not known.any() or not (known.sum(axis=1) > 0).all():
        return None

    def errors(kept: Bools) -> tuple[float, float]:
        lam = weight if kept.all() else float(apart[int(np.flatnonzero(~kept)[0])])
        return _errors(own[kept], predicted[kept], known[kept], value, lam)

    def estimated(of: Callable[[Bools], float], name: str, lowest: float = 0.0) -> Estimate | None:
        method = f"{name}, jackknife over teammates"
        return estimate_over_teammates(
            of, len(used), int(known.sum()), method, level=level, unit=POINTS, lowest=lowest
        )

    before = estimated(lambda kept: errors(kept)[0], "Root mean square error of predictions")
    after = estimated(lambda kept: errors(kept)[1], "Root mean square error without projection")
    saved = estimated(
        lambda kept: errors(kept)[0] - errors(kept)[1],
        "Root mean square error, less that without projection",
        -math.inf,
    )
    if before is None or after is None or saved is None:
        return None
    return Cost(before, after, saved, _costs(before, saved))


def root_mean_square(away: Floats) -> float:
    """Return the root of the mean square."""
    return float(np.sqrt(np.mean(away**2)))


def estimate_over_teammates(
    of: Callable[[Bools], float],
    many: int,
    n: int,
    method: str,
    *,
    level: float,
    unit: str = "",
    lowest: float = -math.inf,
) -> Estimate | None:
    """Estimate anything of a team with its jackknife over teammates; None where it can't be told.

    Parameters
    ----------
    of : callable
        Takes which teammates are kept, gives the number.
    many : int
        Teammates.
    n : int
        What the number rests on.
    method, unit : str
        As `Estimate` names them.
    level : float
        Of the interval.
    lowest : float
        Below which no value lies.
    """
    found = of(np.ones(many, dtype=bool))
    apart = np.array([of(np.arange(many) != at) for at in range(many)])
    if many < 3 or not math.isfinite(found) or not np.isfinite(apart).all():
        return None
    far = reach(many - 1, level) * float(jackknife(apart))
    return Estimate(found, max(lowest, found - far), found + far, n, method, level, unit)


def _errors(
    own: Floats, predicted: Floats, known: Bools, value: Floats, weight: float
) -> tuple[float, float]:
    counts = np.maximum(known.sum(axis=0), 1)
    level = np.where(known, own, 0.0).sum(axis=0) / counts
    away = np.where(known, predicted - value, 0.0)[known]
    pulled = np.where(known, weight * (own - level), 0.0)[known]
    return root_mean_square(away), root_mean_square(away - pulled)


def _costs(before: Estimate, saved: Estimate) -> str:
    start = f"Your guesses lie {before.value:.0f} points from the customers on the usual measure"
    if saved.low > 0:
        return f"{start}; without projection it would be {saved.value:.1f} fewer."
    if saved.high < 0:
        return f"{start}; taking your taste out would make them worse by {-saved.value:.1f}."
    return f"{start}; taking your taste out would change that by no more than chance does."


def _share(odds: float) -> float:
    return float(min(MOST, 1 / (1 + math.exp(-odds)))) if odds > -700 else 0.0
