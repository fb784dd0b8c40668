"""A drawing as SVG, with the letters' faces inside, so that it looks the same everywhere."""

from __future__ import annotations

import base64
import unicodedata
from html import escape
from pathlib import Path

from cslab.tell.fonts import face as file_of
from cslab.tell.poster.drawing import Box, Disc, Drawing, Line, Shape, Words
from cslab.tell.publish import published


def write_svg(drawing: Drawing, path: Path) -> None:
    """Write a drawing as SVG; a file that is there is replaced once all went well."""
    text = svg(drawing)
    with published(path) as (part,):
        part.write_text(text, encoding="utf-8")


def svg(drawing: Drawing) -> str:
    """Give a drawing as SVG text.

    Examples
    --------
    >>> svg(Drawing(10, 5, "Map", (Box(0, 0, 10, 5, "#ffffff"),))).startswith("<svg xmlns=")
    True
    """
    used = sorted({shape.face for shape in drawing.shapes if isinstance(shape, Words)})
    faces = "".join(
        f'@font-face{{font-family:"cslab-{name}";src:url(data:font/ttf;base64,'
        f'{base64.b64encode(file_of(name).read_bytes()).decode()}) format("truetype")}}'
        for name in used
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{drawing.width:g}mm" height="{drawing.height:g}mm" '
        f'viewBox="0 0 {drawing.width:g} {drawing.height:g}" role="img">\n'
        f"<title>{_plain(drawing.title)}</title>\n<style>{faces}</style>\n"
        + "\n".join(_element(shape) for shape in drawing.shapes)
        + "\n</svg>\n"
    )


def _plain(text: str) -> str:
    """Words as XML may hold them: no signs that steer, which XML forbids."""
    return escape("".join(sign for sign in text if unicodedata.category(sign)[0] != "C"))


def _element(shape: Shape) -> str:
    if isinstance(shape, Words):
        family = f"cslab-{shape.face}, {'serif' if shape.face.startswith('serif') else 'sans-serif'}"
        return (
            f'<text x="{shape.x:.3f}" y="{shape.y:.3f}" font-size="{shape.size:.3f}" '
            f'font-family="{family}" fill="{shape.ink}" text-anchor="{shape.anchor}" '
            f'xml:space="preserve">{_plain(shape.text)}</text>'
        )
    if isinstance(shape, Box):
        return (
            f'<rect x="{shape.x:.3f}" y="{shape.y:.3f}" width="{shape.width:.3f}" '
            f'height="{shape.height:.3f}" rx="{shape.radius:.3f}" fill="{shape.fill}"/>'
        )
    if isinstance(shape, Disc):
        return f'<circle cx="{shape.x:.3f}" cy="{shape.y:.3f}" r="{shape.radius:.3f}" fill="{shape.fill}"/>'
    return _line(shape)


def _line(line: Line) -> str:
    points = " ".join(f"{x:.3f},{y:.3f}" for x, y in line.points)
    if line.filled:
        return f'<polygon points="{points}" fill="{line.ink}"/>'
    dashes = f' stroke-dasharray="{3 * line.width:.3f}"' if line.dashed else ""
    return (
        f'<polyline points="{points}" fill="none" stroke="{line.ink}" stroke-width="{line.width:.3f}" '
        f'stroke-linecap="round" stroke-linejoin="round"{dashes}/>'
    )
