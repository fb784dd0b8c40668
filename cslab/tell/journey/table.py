"""The map as a table: one row a figure, quote and point, and one for each gap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from cslab.tell.journey.lanes import SUMMARY

if TYPE_CHECKING:
    from cslab.tell.journey.map import Cell, JourneyMap

_KINDS = {
    "value": "float64",
    "low": "float64",
    "high": "float64",
    "n": "Int64",
    "level": "float64",
    "people": "Int64",
    "of": "Int64",
}


def table_of(journey: JourneyMap) -> pd.DataFrame:
    """Return the rows of a map; see `JourneyMap.summary`."""
    rows = [
        {"stage": journey.stages[stage], "lane": lane} | row
        for stage in journey.stages
        for lane in journey.lanes
        for row in _rows(journey.cell(lane, stage))
    ]
    return pd.DataFrame(rows, columns=list(SUMMARY)).astype(_KINDS)


def _rows(cell: Cell) -> Iterator[dict[str, Any]]:
    for label, estimate in cell.figures:
        yield {
            "kind": "figure",
            "what": label,
            "value": estimate.value,
            "low": estimate.low,
            "high": estimate.high,
            "unit": estimate.unit,
            "n": estimate.n,
            "level": estimate.level,
            "method": estimate.method,
        }
    for quote in cell.quotes:
        yield {"kind": "quote", "what": f"{quote.person}: {quote.text}", "clips": str(quote.highlight)}
    for point in cell.points:
        yield {
            "kind": "promise" if point.state else "feeling" if cell.lane == "feel" else "code",
            "what": f"{point.label}: {point.state}" if point.state else point.label,
            "people": point.people,
            "of": point.of,
            "clips": " ".join(map(str, point.highlights)),
        }
    if cell.empty or (cell.note and not cell.figures and cell.lane == "feel"):
        yield {"kind": "gap", "what": cell.note}
