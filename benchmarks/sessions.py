"""How often the intervals of a session's result hold the truth.

    python benchmarks/sessions.py [--runs 2000]

Teams are drawn from people who differ in how far off they are, how much of their taste leaks, and how much a
session changes both. The truth is the mean change among all such people, of these items, worked out from 20,000 of
them. Writes benchmarks/results/sessions.json.
"""

from __future__ import annotations

import argparse
import json
import platform
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cslab.tell.sessions.errors import over_people

RESULTS = Path(__file__).parent / "results" / "sessions.json"
PEOPLE, ITEMS = (2, 3, 5, 8, 12), (4, 8, 15)
MANY = 20_000

Numbers = NDArray[np.float64]
EFFECTS = {
    "nothing changes": (0.3, 0.3, 12.0, 12.0),
    "error falls, projection falls": (0.4, 0.1, 15.0, 5.0),
    "error falls, projection rises": (0.1, 0.5, 15.0, 5.0),
}
"""Weight before and after, and how far all err in common before and after."""


def draw(
    rng: np.random.Generator, people: int, effect: tuple[float, ...], truth: Numbers, taste: Numbers
) -> Numbers:
    """Absolute errors of people before and after, shape (2, people, items)."""
    shape = (people, len(truth))
    own = np.clip(taste + rng.normal(0, 6, (people, 1)) + rng.normal(0, 14, shape), 0, 100)
    lean = rng.normal(0, 5, (people, 1))
    keen = rng.normal(0, 0.12, (people, 1))
    moved = np.clip(rng.normal(1, 0.4, (people, 1)), 0, None)  # not everybody is moved as far
    away = np.sign(taste - truth)
    found = []
    for when in (0, 1):
        weight = effect[0] + when * moved * (effect[1] - effect[0]) + keen
        wrong = effect[2] + when * moved * (effect[3] - effect[2])
        guess = truth + wrong * away + lean + weight * (own - taste) + rng.normal(0, 7, shape)
        found.append(np.abs(np.clip(guess, 0, 100) - truth))
    return np.stack(found)


def interval(errors: Numbers) -> tuple[float, float]:
    """The interval that a session's result gives of these people."""
    change = pd.Series((errors[1] - errors[0]).mean(axis=1))
    found = over_people(change, "Change", level=0.95)
    assert found is not None
    return found.low, found.high


def main(runs: int) -> None:
    """Simulate, print and write."""
    rows = []
    for at, (name, effect) in enumerate(EFFECTS.items()):
        for items in ITEMS:
            rng = np.random.default_rng([2026, at, items])
            truth, taste = rng.uniform(40, 75, items), rng.uniform(30, 90, items)
            all_of_them = draw(rng, MANY, effect, truth, taste).mean(axis=2)
            change = float((all_of_them[1] - all_of_them[0]).mean())
            for people in PEOPLE:
                ends = np.array([interval(draw(rng, people, effect, truth, taste)) for _ in range(runs)])
                held = (ends[:, 0] <= change) & (change <= ends[:, 1])
                told = (ends[:, 0] > 0) | (ends[:, 1] < 0)
                rows.append(
                    {
                        "effect": name,
                        "items": items,
                        "people": people,
                        "true_change": round(change, 2),
                        "coverage": round(float(held.mean()), 3),
                        "says_it_changed": round(float(told.mean()), 3),
                        "median_width": round(float(np.median(ends[:, 1] - ends[:, 0])), 1),
                    }
                )
    print(pd.DataFrame(rows).to_string(index=False))
    about = {"runs": runs, "python": platform.python_version(), "rows": rows}
    RESULTS.write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    ask = argparse.ArgumentParser(description="Coverage of the intervals of a session's result.")
    ask.add_argument("--runs", type=int, default=2000)
    main(ask.parse_args().runs)
