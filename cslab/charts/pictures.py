"""Charts as pictures to keep: SVG and PNG, dark on white, with their words above."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from cslab.charts.look import INK, LINE
from cslab.errors import MissingDependencyError

FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
"""Of pictures: what readers have without the web."""

WIDTH = 720
"""Pixels of a picture's plot, where the page would decide."""


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
