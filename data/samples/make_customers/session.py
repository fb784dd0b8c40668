"""What eight of the team wrote down in an empathy session, before and after the reel, and their taps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from chance import PLANTED, stream
from files import write_csv
from mirror import ITEMS, MIRROR, Numbers, Round, mean_of
from waves import Answer

SESSION = PLANTED["session"]
PEOPLE: tuple[str, ...] = tuple(SESSION["teammates"])
STAYED: tuple[str, ...] = tuple(who for who in PEOPLE if who != SESSION["left"])
PHASES = ("before", "after")


def make_session(wave: list[Answer]) -> tuple[Round, Round]:
    """Both sheets of everybody; who left has a second one that is not written."""
    random = stream("session")
    shape = (len(PEOPLE), len(ITEMS))
    truth = mean_of(wave)
    taste = np.array([float(MIRROR["taste"][item]) for item in ITEMS])
    own = _points(
        taste + random.normal(0, 5.0, (len(PEOPLE), 1)) + random.normal(0, 1, shape) * MIRROR["taste_spread"]
    )
    drawn = random.normal(0, 1, len(PEOPLE))
    apart = SESSION["weight_spread"] * (drawn - drawn.mean()) / drawn.std(ddof=1)
    lean = random.normal(0, 3.0, (len(PEOPLE), 1))

    def made(phase: str, weight: float, own: Numbers, wrong: float) -> Round:
        random = stream(f"session, {phase}")
        weights = weight + apart
        pulled = weights[:, None] * (own - 50)
        pulled -= weights.mean() * (own.mean(axis=0) - 50)
        believed = truth + wrong * (taste - truth) + lean
        predicted = _points(believed + pulled + random.normal(0, MIRROR["error_spread"], shape))
        middle, more = MIRROR["certainty"]
        certainty = _points(middle + more * abs(own - 50) + random.normal(0, 8.0, shape))
        return Round(phase, weights, own, certainty, predicted)

    again = _points(own + random.normal(0, 3.0, shape))
    return (
        made(PHASES[0], SESSION["weight"], own, SESSION["believed_wrongly"]),
        made(PHASES[1], SESSION["after"], again, SESSION["believed_after"]),
    )


def write_session(folder: Path, sheets: tuple[Round, Round]) -> None:
    """Write made/session.csv and made/session-taps.csv."""
    header = ["teammate", "phase", "item", "own", "certainty", "predicted"]
    rows = [
        (who, one.name, item, *(int(table[at, k]) for table in (one.own, one.certainty, one.predicted)))
        for one in sheets
        for at, who in enumerate(PEOPLE)
        if who in STAYED or one.name == PHASES[0]
        for k, item in enumerate(ITEMS)
    ]
    write_csv(folder / "made" / "session.csv", header, rows)
    random = stream("session taps")
    taps = [
        (str(who), clip, round(float(random.uniform(0.2, 0.95)), 3))
        for clip, many in SESSION["moved"].items()
        for who in sorted(random.permutation(PEOPLE)[:many])
    ]
    write_csv(folder / "made" / "session-taps.csv", ["teammate", "clip", "part"], taps)


def errors(one: Round, wave: list[Answer]) -> Numbers:
    """Mean absolute error of each of those who stayed, against everybody asked."""
    stayed = [PEOPLE.index(who) for who in STAYED]
    found: Numbers = abs(one.predicted[stayed] - mean_of(wave)).mean(axis=1)
    return found


def _points(values: Numbers) -> Numbers:
    return np.clip(np.round(values), 0, 100)
