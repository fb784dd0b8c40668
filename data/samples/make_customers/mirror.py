"""What nine of the team wrote down before they saw the survey: their own taste, and what they expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from chance import PLANTED, stream
from files import write_csv
from numpy.typing import NDArray
from waves import Answer

MIRROR = PLANTED["mirror"]
ITEMS: tuple[str, ...] = tuple(MIRROR["taste"])
TEAM: tuple[str, ...] = tuple(MIRROR["teammates"])
ROUNDS = ("first", "second")

Numbers = NDArray[np.float64]


@dataclass(slots=True)
class Round:
    """One round of all teammates: rows are teammates, columns items."""

    name: str
    weights: Numbers
    """What leaks into the predictions of each teammate."""
    own: Numbers
    certainty: Numbers
    predicted: Numbers


def of_hundred(item: str, scores: Iterable[int]) -> Numbers:
    """Answers to a question as points of 0 to 100."""
    values = np.array(list(scores), dtype=float)
    if item == "recommend":
        return values * 10
    most = 5 if item == "satisfied" else 7
    return (values - 1) / (most - 1) * 100


def mean_of(answers: Iterable[Answer]) -> Numbers:
    """Mean answer to each item, of everybody asked, whether they answered or not."""
    asked = list(answers)
    return np.array([of_hundred(item, (one.scores[item] for one in asked)).mean() for item in ITEMS])


def make_rounds(wave: list[Answer]) -> tuple[Round, Round]:
    """Both rounds; persons vary around the planted weight, and their mean is that weight."""
    random = stream("mirror")
    shape = (len(TEAM), len(ITEMS))
    truth = mean_of(wave)
    taste = np.array([float(MIRROR["taste"][item]) for item in ITEMS])
    lean = random.normal(0, 4.0, (len(TEAM), 1))
    own = _points(
        taste + random.normal(0, 5.0, (len(TEAM), 1)) + random.normal(0, 1, shape) * MIRROR["taste_spread"]
    )
    weights = _around(random, MIRROR["weight"])
    errors = random.normal(0, 4.0, len(ITEMS))

    def made(name: str, weights: Numbers, own: Numbers, wrong: float, errors: Numbers) -> Round:
        random = stream(f"mirror, {name} round")
        believed = truth + wrong * (taste - truth) + errors + lean
        pulled = weights[:, None] * (own - 50)  # what is common to all of it is part of what all believe
        pulled -= weights.mean() * (own.mean(axis=0) - 50)
        predicted = _points(believed + pulled + random.normal(0, MIRROR["error_spread"], shape))
        middle, more = MIRROR["certainty"]
        certainty = _points(middle + more * abs(own - 50) + random.normal(0, 8.0, shape))
        return Round(name, weights, own, certainty, predicted)

    first = made(ROUNDS[0], weights, own, MIRROR["believed_wrongly"], errors)
    again = _points(own + random.normal(0, 3.0, shape))
    later = weights * MIRROR["after"] / MIRROR["weight"]
    return first, made(ROUNDS[1], later, again, MIRROR["believed_after"], errors / 2)


def write_team(folder: Path, rounds: Iterable[Round]) -> None:
    """Write team.csv."""
    header = ["teammate", "item", "own", "certainty", "predicted", "round"]
    rows = [
        (who, item, *(int(table[at, k]) for table in (one.own, one.certainty, one.predicted)), one.name)
        for one in rounds
        for at, who in enumerate(TEAM)
        for k, item in enumerate(ITEMS)
    ]
    write_csv(folder / "team.csv", header, rows)


def _around(random: np.random.Generator, mean: float) -> Numbers:
    drawn = random.normal(0, 1, len(TEAM))
    return mean + MIRROR["weight_spread"] * (drawn - drawn.mean()) / drawn.std(ddof=1)


def _points(values: Numbers) -> Numbers:
    return np.clip(np.round(values), 0, 100)
