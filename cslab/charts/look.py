"""The look that all charts have. Altair is imported inside functions: nothing else waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cslab.errors import MissingDependencyError

if TYPE_CHECKING:
    import altair as alt

ACCENT = "#3F78B5"
"""Seen on light and on dark pages: more than 3:1 on both."""
QUIET = "#8A8375"
INK, LINE = "#1A1815", "#E2DDD2"
"""Of pictures, which lie on white: text, and the grid."""


def themed(chart: alt.LayerChart) -> alt.LayerChart:
    """Give a chart the look that all have: no frame, a faint grid; colours of text are left to the page."""
    plain: alt.LayerChart = chart.configure_view(stroke=None).configure_axis(
        gridOpacity=0.35, domain=False, labelFontSize=12, titleFontSize=12, titleFontWeight="normal"
    )
    return plain


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
