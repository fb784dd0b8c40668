"""Whether projection differs between answers that people are sure of and others."""

from __future__ import annotations

import math

import numpy as np

from cslab.challenge.bias.projected import Sureness
from cslab.challenge.bias.twoway import Bools, Floats, Within, reach
from cslab.estimate import Estimate

LEAST = 12
"""Answers that each side needs for a figure."""
SMALL = 40
"""Fewer answers than this on a side are named as few, in words."""


def by_sureness(
    own: Floats, certainty: Floats, predicted: Floats, used: Bools, *, level: float
) -> Sureness | None:
    """Compare projection between answers surer than a teammate's own usual ones and the others.

    Parameters
    ----------
    own, certainty, predicted : array, shape (teammates, items)
        Answers.
    used : array of bool, shape (teammates, items)
        Which have an own view and a prediction.
    level : float
        Of the intervals.

    Returns
    -------
    Sureness or None
        None where nobody was asked how sure they are.

    Notes
    -----
    Estimand: for this team, the projection weight among sure and among unsure answers, and their difference,
    in the two-way model with being sure and its product with the distance of an own answer from the item's
    mean. Sure is above the same person's own mean certainty, so that people who call themselves sure of
    everything do not make a group of their own. Interval: t of ordinary least squares.
    Certainty is not dealt out by chance: strong tastes are surer ones. It is an association.
    """
    asked = used & np.isfinite(certainty)
    if not asked.any():
        return None
    usual = np.where(asked, certainty, 0.0).sum(axis=1) / np.maximum(asked.sum(axis=1), 1)
    sure = asked & (certainty > usual[:, None] + 1e-9)
    split = asked & sure.any(axis=1)[:, None]
    counts = int(sure.sum()), int((split & ~sure).sum())
    if min(counts) < LEAST:
        return _none(
            counts,
            f"{counts[0]} sure and {counts[1]} unsure answers are too few to say whether you project more "
            f"where you are sure; it takes {LEAST} of each.",
        )
    found = _fitted(own, predicted, split, sure)
    if found is None:
        return _none(counts, "Own views vary too little among sure or unsure answers to compare them.")
    slopes, covariance, freedom = found
    far = reach(freedom, level)

    def estimated(of: tuple[float, float], n: int, name: str) -> Estimate:
        at = np.array(of)
        value, error = float(at @ slopes), math.sqrt(float(at @ covariance @ at))
        few = f"Only {min(counts)} answers on one side: read it as a direction, not as a figure."
        return Estimate(
            value,
            value - far * error,
            value + far * error,
            n,
            f"{name}, two-way fixed effects, t",
            level,
            "",
            (few,) if min(counts) < SMALL else (),
        )

    difference = estimated((0, 1), sum(counts), "Difference of projection weights")
    return Sureness(
        estimated((1, 1), counts[0], "Projection weight of sure answers"),
        estimated((1, 0), counts[1], "Projection weight of unsure answers"),
        difference,
        counts,
        _said(difference),
    )


def _fitted(own: Floats, predicted: Floats, split: Bools, sure: Bools) -> tuple[Floats, Floats, int] | None:
    """The weight of unsure answers and how far that of sure ones lies above it, with covariance."""
    within = Within(split)
    level = np.where(split, own, 0.0).sum(axis=0) / np.maximum(split.sum(axis=0), 1)
    marked = sure.astype(float)
    apart = np.where(split, (own - level) * marked, 0.0)
    design = np.column_stack([within(one).reshape(-1) for one in (np.where(split, own, 0.0), apart, marked)])
    belief = within(np.where(split, predicted, 0.0)).reshape(-1)
    freedom = int(split.sum()) - within.rank - design.shape[1]
    scales = np.sqrt((design**2).sum(axis=0))
    if freedom < 5 or not (scales > 1e-6).all() or np.linalg.cond(design / scales) > 1e4:
        return None
    inverse = np.linalg.inv(design.T @ design)
    slopes = inverse @ design.T @ belief
    left = belief - design @ slopes
    variance = float(left @ left) / freedom
    return (slopes[:2], variance * inverse[:2, :2], freedom) if variance > 1e-12 else None


def _said(difference: Estimate) -> str:
    if difference.low > 0:
        return "You project more where you are sure of your own view than where you are not."
    if difference.high < 0:
        return "You project more where you are unsure of your own view than where you are sure."
    return "Whether you project more where you are sure of your own view can't be told from these answers."


def _none(counts: tuple[int, int], sentence: str) -> Sureness:
    return Sureness(None, None, None, counts, sentence)
