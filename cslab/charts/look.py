"""The look that all charts have. Altair is imported inside functions: nothing else waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cslab.errors import MissingDependencyError

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

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


def as_points(rows: pd.DataFrame, columns: Sequence[str] = ("value", "low", "high")) -> pd.DataFrame:
    """Give rows whose parts of one are parts of a hundred: points carry no sign of their own on an axis.

    Examples
    --------
    >>> import pandas as pd
    >>> as_points(pd.DataFrame({"value": [0.25], "n": [8]}), ["value"]).to_dict("list")
    {'value': [25.0], 'n': [8]}
    """
    return rows.assign(**{name: rows[name] * 100 for name in columns})


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
