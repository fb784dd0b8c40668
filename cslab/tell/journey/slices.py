"""The sentiment curve in pieces, one a stage, that fit together where their columns do."""

from __future__ import annotations

import math
import re
from html import escape
from typing import TYPE_CHECKING

from cslab.tell.journey.sentiment import felt

if TYPE_CHECKING:
    import pandas as pd

    from cslab.estimate import Estimate
    from cslab.tell.journey.map import Cell, JourneyMap


class Slices:
    """The curve, cut where the columns are: each piece fills its cell from edge to edge.

    Parameters
    ----------
    journey : JourneyMap
        Whose curve it is.
    """

    def __init__(self, journey: JourneyMap) -> None:
        self._people: pd.DataFrame = felt(journey.clips)
        cells = [journey.cell("feel", stage) for stage in journey.stages]
        self._estimates = [cell.figures[0].estimate if cell.figures else None for cell in cells]

    def cell(self, cell: Cell, at: int) -> str:
        """Write the piece of one stage, and below it what it says in words."""
        own = self._estimates[at]
        value, ends = ("", "") if own is None else written(own)
        counted = ", ".join(f"{one.people} {one.label.lower()}" for one in cell.points)
        figure = f"<b>{escape(value)}</b> ({escape(ends)}), n = {own.n}" if own is not None else ""
        said = figure or escape(cell.note)
        return (
            f'<div class="jm-curve" aria-hidden="true">{self._lines(at)}{self._dots(cell.stage, own)}</div>'
            f'<p class="jm-note">{said}{f"<br/>{escape(counted)}" if counted else ""}</p>'
        )

    def _lines(self, at: int) -> str:
        own = self._estimates[at]
        drawn = '<path class="jm-zero" d="M0 50H100"/>'
        if own is not None:
            drawn += self._half(at - 1, own, 0) + self._half(at + 1, own, 100)
            drawn += f'<path class="jm-span" d="M50 {_y(own.low):.1f}V{_y(own.high):.1f}"/>'
        return f'<svg viewBox="0 0 100 100" preserveAspectRatio="none">{drawn}</svg>'

    def _half(self, other: int, own: Estimate, edge: int) -> str:
        """From the middle of a cell to its edge, half way to the neighbour; nothing where that has none."""
        if not 0 <= other < len(self._estimates):
            return ""
        beside = self._estimates[other]
        if beside is None:
            return ""
        low, mid, high = (
            (_y(getattr(own, name)) + _y(getattr(beside, name))) / 2 for name in ("low", "value", "high")
        )
        band = f"M50 {_y(own.low):.1f}L{edge} {low:.1f}V{high:.1f}L50 {_y(own.high):.1f}Z"
        return (
            f'<path class="jm-band" d="{band}"/>'
            f'<path class="jm-line" d="M50 {_y(own.value):.1f}L{edge} {mid:.1f}"/>'
        )

    def _dots(self, stage: str, own: Estimate | None) -> str:
        here = self._people[self._people["stage"] == stage].sort_values("value", kind="stable")
        middle = 50 if own is None else 66  # beside the mean, where there is one
        dots = []
        for value, same in here.groupby("value", sort=True):
            for place in range(len(same)):
                x = middle + 9 * (place - (len(same) - 1) / 2)
                dots.append(f'<i class="jm-dot" style="left:{x:.0f}%;top:{_y(float(str(value))):.0f}%"></i>')
        mean = f'<i class="jm-mean" style="top:{_y(own.value):.0f}%"></i>' if own is not None else ""
        return "".join(dots) + mean


def written(estimate: Estimate) -> tuple[str, str]:
    """Write an estimate's value, and its interval, with signs as they are printed.

    Examples
    --------
    >>> from cslab.estimate import Estimate
    >>> written(Estimate(-1.5, -3.0, 0.0, 12, "by hand", unit="days")) == (
    ...     "\u22121.5\u00a0days", "\u22123.0 to 0.0 days")
    True
    """
    whole = 0 if estimate.unit in ("%", "points") else None  # a tenth of a per cent only looks exact
    value, _, rest = estimate.format(digits=whole).partition(" (")
    ends = re.sub(r", [\d.]+ % interval$", "", rest.rpartition(", n = ")[0])
    value, ends = (re.sub(r"(?<![\w.])-(?=\d)", "\u2212", one) for one in (value, ends))
    return value.replace(" ", "\u00a0"), ends


def _y(value: float) -> float:
    """Where a sentiment stands in a hundred, from above; the ends keep a margin."""
    return 50 - 42 * (value if math.isfinite(value) else 0.0)
