"""Simulated teams with a known projection weight, many at once, for tests and for benchmarks/mirror.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cslab.challenge.bias.twoway import fit, permuted

Floats = npt.NDArray[np.float64]

SIZES = ((5, 12), (8, 15), (12, 20))
WEIGHTS = (0.0, 0.3)
KINDS = ("regressive", "ignorant", "commonly mistaken")
"""Who guesses without projecting: too near to the middle; with no idea of the customers; all with the same
wrong idea, which goes along with what they all like."""

DIFFER = 0.10
"""How much teammates' own weights differ (standard deviation)."""


@dataclass(frozen=True, slots=True)
class Teams:
    """Answers of many teams, shape (runs, teammates, items); weights of shape (runs, teammates)."""

    own: Floats
    predicted: Floats
    actual: Floats
    weights: Floats


def teams(
    rng: np.random.Generator,
    people: int,
    items: int,
    *,
    runs: int = 1,
    weight: float = 0.0,
    differ: float = DIFFER,
    kind: str = "regressive",
    noise: float = 15.0,
) -> Teams:
    """Simulate teams.

    What teammates like goes along with what customers say and with each other; each uses the scale in their
    own way. Nothing is cut off at the ends of the scale.
    """
    actual = 50 + 15 * rng.standard_normal((runs, 1, items))
    fashion = 10 * rng.standard_normal((runs, 1, items))
    way = 6 * rng.standard_normal((runs, people, 1))
    own = 50 + 0.4 * (actual - 50) + fashion + way + 16 * rng.standard_normal((runs, people, items))
    known = {
        "regressive": 0.4 * (actual - 50),
        "ignorant": np.zeros_like(actual),
        "commonly mistaken": 0.3 * (actual - 50) + 0.8 * fashion + 8 * rng.standard_normal((runs, 1, items)),
    }[kind]
    weights = weight + differ * rng.standard_normal((runs, people, 1))
    guess_way = 0.5 * way + 6 * rng.standard_normal((runs, people, 1))
    scatter = noise * rng.standard_normal((runs, people, items))
    predicted = 50 + known + guess_way + weights * (own - 50) + scatter
    return Teams(own, predicted, actual[:, 0], weights[..., 0])


def of_team(made: Teams) -> Floats:
    """Give each team's own weight: its teammates', by how much their own views vary on shared items."""
    centred = made.own - made.own.mean(axis=-1, keepdims=True)
    shared = centred - centred.mean(axis=-2, keepdims=True)
    parts = (shared * centred).sum(axis=-1)
    weights: Floats = (parts * made.weights).sum(axis=-1) / parts.sum(axis=-1)
    return weights


def coverage(people: int, items: int, weight: float, *, runs: int, seed: int) -> dict[str, float]:
    """Say how often 95 % intervals hold the truth."""
    rng = np.random.default_rng([seed, people, items, round(weight * 100)])
    made = teams(rng, people, items, runs=runs, weight=weight)
    found = fit(made.own, made.predicted)
    return {
        "team": _holds(found.of_team(), of_team(made)),
        "people_like_us": _holds(found.of_people_like_us(), np.full(runs, weight)),
    }


def false_alarms(
    people: int, items: int, kind: str, *, runs: int, permutations: int, seed: int
) -> dict[str, float]:
    """Say how often teams that do not project seem to."""
    rng = np.random.default_rng([seed, people, items, KINDS.index(kind)])
    made = teams(rng, people, items, runs=runs, differ=0.0, kind=kind)
    found = fit(made.own, made.predicted)
    used = np.ones((people, items), dtype=bool)
    deals = [
        permuted(own, predicted, used, permutations=permutations, rng=rng) < 0.05
        for own, predicted in zip(made.own, made.predicted, strict=True)
    ]
    nothing = np.zeros(runs)
    return {
        "team": 1 - _holds(found.of_team(), nothing),
        "people_like_us": 1 - _holds(found.of_people_like_us(), nothing),
        "deals": float(np.mean(deals)),
        "projects": float(np.mean(found.of_team()[0] > 0.10)),
    }


def as_table(made: Teams, at: int = 0, **more: Any) -> pd.DataFrame:
    """Give one team's answers as cslab.bias.projection takes them, moved into 0 to 100."""
    _, people, items = made.own.shape
    rows = pd.DataFrame(
        {
            "teammate": np.repeat([f"mate-{one}" for one in range(people)], items),
            "item": np.tile([f"item-{one}" for one in range(items)], people),
            "own": made.own[at].clip(0, 100).ravel(),
            "certainty": 50.0,
            "predicted": made.predicted[at].clip(0, 100).ravel(),
        }
    )
    return rows.assign(**more)


def _holds(ends: tuple[Floats, Floats], truth: Floats) -> float:
    return float(np.mean((ends[0] <= truth) & (truth <= ends[1])))
