"""Tables as charts, all in one theme. Altair is imported inside functions: nothing else waits for it."""

from __future__ import annotations

from textwrap import wrap
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

FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
"""Of pictures: what readers have without the web."""

WIDTH = 720
"""Pixels of a picture's plot, where the page would decide."""


def intervals(
    table: pd.DataFrame, *, label: str, title: str, percent: bool = False, lines: tuple[float, ...] = ()
) -> alt.LayerChart:
    """Draw estimates as points with their intervals, one below the other, in the order of the table.

    Parameters
    ----------
    table : DataFrame
        Columns ``value``, ``low``, ``high``, ``n`` and the one that `label` names.
    label : str
        The column with what each row is about.
    title : str
        Of the axis: what is estimated.
    percent : bool
        Show parts of one as parts of a hundred.
    lines : tuple of float
        Where a thin line stands for comparison.

    Raises
    ------
    MissingDependencyError
        If Altair is not installed.
    """
    alt = altair()
    rows = table[[label, "value", "low", "high", "n"]].astype({label: str})
    order = list(dict.fromkeys(rows[label]))
    shown = "%" if percent else ".2f"
    across = alt.X("value:Q", title=title, axis=alt.Axis(format=shown, tickCount=5))
    down = alt.Y(f"{escaped(label)}:N", sort=order, title=None, axis=alt.Axis(labelLimit=220, ticks=False))
    tips = [
        alt.Tooltip(f"{escaped(label)}:N", title=label),
        *(alt.Tooltip(f"{name}:Q", format=shown) for name in ("value", "low", "high")),
        alt.Tooltip("n:Q"),
    ]
    base = alt.Chart(rows).encode(y=down, tooltip=tips)
    layers = [
        base.mark_rule(strokeWidth=2, color=ACCENT).encode(x=alt.X("low:Q", title=title), x2="high:Q"),
        base.mark_point(filled=True, size=70, opacity=1, color=ACCENT).encode(x=across),
    ]
    marks = [
        alt.Chart(rows.head(1)).mark_rule(color=QUIET, strokeDash=[3, 3]).encode(x=alt.datum(at))
        for at in lines
    ]
    return themed(alt.layer(*marks, *layers).properties(width="container", height=alt.Step(26)))


def band(table: pd.DataFrame, *, x: str, y: str, x_title: str, y_title: str) -> alt.LayerChart:
    """Draw a stepping line with a band around where it could as well have run.

    Parameters
    ----------
    table : DataFrame
        Columns `x`, `y`, ``expected``, ``low``, ``high``; further columns are shown on pointing.
    x, y : str
        The columns along and up.
    x_title, y_title : str
        Of the axes.
    """
    alt = altair()
    along = alt.X(f"{escaped(x)}:Q", title=x_title, axis=alt.Axis(tickMinStep=1, format="d"))
    base = alt.Chart(table.astype({"interview_id": str})).encode(
        x=along, tooltip=["interview_id:N", "new:Q", "total:Q", "low:Q", "high:Q"]
    )
    layers = [
        base.mark_area(opacity=0.18, color=ACCENT).encode(y=alt.Y("low:Q", title=y_title), y2="high:Q"),
        base.mark_line(color=QUIET, strokeDash=[4, 3]).encode(y="expected:Q"),
        base.mark_line(
            color=ACCENT, strokeWidth=2, point={"filled": True, "size": 55, "color": ACCENT}
        ).encode(y=f"{escaped(y)}:Q"),
    ]
    return themed(alt.layer(*layers).properties(width="container", height=260))


def svg(chart: Any, *, title: str = "", note: str = "", width: int = WIDTH) -> str:
    """Draw a chart as an SVG image on a white ground, whatever the page looks like.

    Parameters
    ----------
    chart : Altair chart
        Of any kind.
    title, note : str
        Written above it: what it shows; and what it rests on, so that a picture alone still says so.
    width : int
        Pixels, where the chart would fill its page.

    Returns
    -------
    str
        An SVG document; text is text, in the first of Helvetica, Arial and their like that the reader has.

    Raises
    ------
    MissingDependencyError
        If Altair or vl-convert is not installed.
    """
    drawn: str = converter().vegalite_to_svg(printed(chart, title=title, note=note, width=width))
    return drawn


def png(chart: Any, *, title: str = "", note: str = "", width: int = WIDTH, scale: float = 2.0) -> bytes:
    """Draw a chart as a PNG image, `scale` times as many pixels as `svg` has; see there.

    Raises
    ------
    MissingDependencyError
        If Altair or vl-convert is not installed.
    """
    spec = printed(chart, title=title, note=note, width=width)
    drawn: bytes = converter().vegalite_to_png(spec, scale=scale)
    return drawn


def printed(chart: Any, *, title: str = "", note: str = "", width: int = WIDTH) -> dict[str, Any]:
    """Give the Vega-Lite specification of a chart as it is printed: dark on white, with its words above."""
    spec: dict[str, Any] = _wide(chart.to_dict(), width)
    config = spec.setdefault("config", {}) | {"font": FONT, "background": "white"}
    inks = {"labelColor": INK, "titleColor": INK}
    plain = {"axis": inks | {"gridColor": LINE, "tickColor": LINE}, "legend": inks, "header": inks}
    for part, ink in (plain | {"text": {"color": INK}}).items():
        config[part] = ink | config.get(part, {})
    spec |= {"config": config, "background": "white", "padding": 16}
    if title or note:
        spec["title"] = {
            "text": wrap(title, width // 9) or "",
            "subtitle": wrap(note, width // 6),
            "anchor": "start",
            "frame": "bounds",
            "fontSize": 16,
            "fontWeight": 600,
            "color": INK,
            "subtitleColor": "#5b564c",
            "subtitleFontSize": 12,
            "subtitlePadding": 6,
            "offset": 14,
        }
    return spec


def converter() -> Any:
    """Load vl-convert, which draws charts without a browser.

    Raises
    ------
    MissingDependencyError
        If it is not installed.
    """
    try:
        import vl_convert
    except ImportError as error:
        raise MissingDependencyError.of("vl-convert-python", "a chart as a picture", "app") from error
    return vl_convert


def _wide(part: Any, width: int) -> Any:
    """Let everything that would fill its page be so many pixels wide."""
    if isinstance(part, list):
        return [_wide(one, width) for one in part]
    if not isinstance(part, dict):
        return part
    size = {"width": width} if part.get("width") == "container" else {}
    return {key: value if key == "datasets" else _wide(value, width) for key, value in part.items()} | size


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
