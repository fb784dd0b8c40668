"""Coders of whom it is known how often they err, so that every figure has a true value to be near to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cslab.listen.agreement import Reading
from cslab.timecode import Span

STEP, TURN = 10.0, 9.0
"""Seconds from one turn of speech to the next, and how long each lasts."""


def simulate(
    rng: np.random.Generator,
    *,
    interviews: int = 8,
    units: int = 60,
    codes: Sequence[str] = ("trust",),
    coders: Sequence[str] = ("Maya", "Tom"),
    share: float = 0.3,
    error: float = 0.1,
    errors: Mapping[str, float] | None = None,
) -> tuple[pd.DataFrame, dict[str, Reading]]:
    """Let coders code turns of which a share truly has each code, each erring now and then on their own."""
    rows, readings = [], {}
    for number in range(interviews):
        name = f"int-{number:02}"
        turns = tuple(Span(at * STEP, at * STEP + TURN) for at in range(units))
        readings[name] = Reading(turns, turns)
        for code in codes:
            truth = rng.random(units) < share
            for coder in coders:
                slip = rng.random(units) < (errors or {}).get(code, error)
                rows += [
                    (name, turns[at].start, turns[at].end, (code,), coder)
                    for at in np.flatnonzero(truth ^ slip)
                ]
    return pd.DataFrame(rows, columns=["interview_id", "start", "end", "codes", "coder"]), readings


def true_alpha(share: float, error: float) -> float:
    """Alpha of two such coders in endless material."""
    held = share * (1 - error) + (1 - share) * error
    return 1 - 2 * error * (1 - error) / (2 * held * (1 - held))
