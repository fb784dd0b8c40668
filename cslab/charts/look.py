"""The look that all charts have. Altair is imported inside functions: nothing else waits for it."""

from __future__ import annotations

import json
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from cslab.errors import MissingDependencyError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import altair as alt

ACCENT = "#3F78B5"
"""Seen on light and on dark pages: more than 3:1 on both."""
QUIET = "#8A8375"
INK, LINE = "#1A1815", "#E2DDD2"
"""Of pictures, which lie on white: text, and the grid."""


def themed(chart: alt.LayerChart) -> alt.LayerChart:
    """Give a chart the look that all have: no frame, a faint grid; colours of text are left to the page."""
    plain: alt.LayerChart = (
        chart.configure_view(stroke=None)
        .configure_axis(
            gridOpacity=0.35, domain=False, labelFontSize=12, titleFontSize=12, titleFontWeight="normal"
        )
        # ends where its axis does: on a phone a long title then runs below the names, and is not cut off
        .configure_axisX(titleAnchor="end")
    )
    return plain


WIDE, LINES = 24, 2
"""Letters of a name that stand in one line beside a chart on a phone, and lines of one name."""


def named_rows(names: Sequence[str]) -> tuple[alt.Axis, alt.Step]:
    """Give the axis with the names of rows, long ones broken into lines, and the height of a row for them."""
    alt = altair()
    broken = {name: _lines(name) for name in names if len(name) > WIDE}
    most = max(map(len, broken.values()), default=1)
    said = {"labelExpr": f"{json.dumps(broken)}[datum.label] || datum.label"} if broken else {}
    axis = alt.Axis(labelLimit=220, labelFlush=False, ticks=False, labelLineHeight=14, **said)
    return axis, alt.Step(26 if most == 1 else 34)


def _lines(name: str) -> list[str]:
    lines = wrap(name, WIDE) or [name]
    return lines if len(lines) <= LINES else [*lines[: LINES - 1], " ".join(lines[LINES - 1 :])]


def escaped(column: str) -> str:
    """Write a column's name so that Altair reads it as a name only."""
    return column.replace("\\", "\\\\").replace(":", "\\:").replace(".", "\\.").replace("[", "\\[")


def altair() -> Any:
    """Load Altair.

    Raises
    ------
    MissingDependencyError
        If it is not installed.
    """
    try:
        import altair
    except ImportError as error:
        raise MissingDependencyError.of("altair", "a chart", "app") from error
    return altair
