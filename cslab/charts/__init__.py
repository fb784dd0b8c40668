"""Tables as charts, all in one theme. Altair is imported inside functions: nothing else waits for it."""

from __future__ import annotations

from cslab.charts.answers import SERIES, bars, dumbbells, waves
from cslab.charts.compared import compared
from cslab.charts.look import ACCENT, INK, LINE, QUIET, altair, escaped, themed
from cslab.charts.pictures import FONT, WIDTH, converter, png, printed, svg
from cslab.charts.points import in_points
from cslab.charts.shapes import band, intervals

__all__ = [
    "ACCENT",
    "FONT",
    "INK",
    "LINE",
    "QUIET",
    "SERIES",
    "WIDTH",
    "altair",
    "band",
    "bars",
    "compared",
    "converter",
    "dumbbells",
    "escaped",
    "in_points",
    "intervals",
    "png",
    "printed",
    "svg",
    "themed",
    "waves",
]
