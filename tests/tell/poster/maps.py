"""Journey maps made by hand, for posters."""

from __future__ import annotations

import pandas as pd

from cslab.estimate import Estimate
from cslab.tell.journey.map import Cell, Figure, JourneyMap, Point, Quote

STAGES = {"discover": "Discover", "onboarding": "Onboarding", "renewal": "Renewal"}


def a_map(
    *, title: str = "Ledgerline", said: str = "We waited eleven days for one signature.", quotes: int = 3
) -> JourneyMap:
    """A map of three stages, the last without a voice."""
    cells = {}
    clips = []
    for number, stage in enumerate(STAGES):
        silent = stage == "renewal"
        ids = () if silent else tuple(range(10 * number + 1, 10 * number + 1 + quotes))
        clips += [{"id": one, "stage": stage} for one in ids]
        told = tuple(Quote(one, said, "Ana", (-1, 0, 1)[one % 3]) for one in ids)
        share = Estimate(0.62, 0.55, 0.68, 238, "Wilson score interval", unit="%")
        mood = Estimate(0.2, -0.3, 0.7, 6, "t interval")
        gap = "Nobody speaks of this stage yet; listen to somebody who renewed."
        point = (Point("hidden fee", 3, 5, ids), Point("approval by one person", 2, 5, ids))
        promise = (Point("An audit trail by June", 1, None, (), state="kept"),)
        for lane, has in {
            "do": {"figures": (Figure("first invoice in 14 days", share),)},
            "say": {"quotes": told, "clips": ids},
            "feel": {"figures": (Figure("mean", mood),)},
            "score": {"figures": (Figure("ease", share), Figure("trust", share))},
            "pains": {"points": point},
            "delights": {"points": point},
            "promises": {"points": promise},
        }.items():
            empty = silent and lane not in {"do", "promises"}
            cells[lane, stage] = Cell(lane, stage, note=gap) if empty else Cell(lane, stage, **has)  # type: ignore[arg-type]
    return JourneyMap(title, STAGES, cells, pd.DataFrame(clips), people=6, left_out=("One is left out.",))
