"""Clips of a journey for tests, as a map has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from cslab.tell.journey import CLIPS, LANES, Cell, JourneyMap
from cslab.tell.journey.feeling import feeling
from cslab.tell.journey.spoken import counted, said

HOSTILE = "<img src=x onerror=alert(1)> & \"q\" 'a'"


def clips(
    rows: Iterable[tuple[str, str, int | None, int | None]], *, codes: tuple[str, ...] = ("trust",)
) -> Any:
    """One clip a row: who, stage, sentiment, juiciness."""
    table = pd.DataFrame(
        [
            {
                "id": at,
                "interview_id": f"int-{who}",
                "start": 1.0,
                "end": 3.5,
                "person_id": who,
                "person": f"{who} {HOSTILE}",
                "quote": f"Words of {who}, {HOSTILE}",
                "speaker": who,
                "codes": codes,
                "stage": stage,
                "sentiment": sentiment,
                "juiciness": juice,
                "note": "",
            }
            for at, (who, stage, sentiment, juice) in enumerate(rows, start=1)
        ],
        columns=list(CLIPS),
    )
    return table.astype({"sentiment": "Int64", "juiciness": "Int64"})


def spoken_map(stages: dict[str, str], table: pd.DataFrame, **more: Any) -> JourneyMap:
    """A map whose spoken lanes are filled, and whose others are empty."""
    cells: dict[tuple[str, str], Cell] = {}
    for stage in stages:
        made = (
            said(table, stage),
            feeling(table, stage),
            counted(table, stage, "pains"),
            counted(table, stage, "delights"),
        )
        cells |= {(lane, stage): Cell(lane, stage, note="Nothing yet.") for lane in LANES}
        cells |= {(cell.lane, stage): cell for cell in made}
    return JourneyMap("Ours", stages, cells, table, people=int(table["person_id"].nunique()), **more)
