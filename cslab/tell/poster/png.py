"""A drawing as PNG, for slides and chats."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

from cslab.errors import InputError
from cslab.tell.lettering import Type, put, width
from cslab.tell.poster.drawing import Box, Disc, Drawing, Line, Shape, Words
from cslab.tell.publish import published

FINER = 2
"""Times as many pixels are drawn each way as are kept: edges become smooth."""

MOST_PIXELS = 60_000_000
"""Of a picture."""


def write_png(drawing: Drawing, path: Path, *, width: int = 4800) -> None:
    """Write a drawing as a picture of `width` pixels; a file that is there is replaced once all went well.

    Raises
    ------
    InputError
        If the picture would be too large.
    """
    from PIL import Image, ImageDraw

    height = max(1, round(width * drawing.height / drawing.width))
    if width < 1 or width * height > MOST_PIXELS:
        raise InputError(
            f"A picture of {width} by {height} pixels is too large or too small; ask for a width "
            f"that makes it at most {MOST_PIXELS // 1_000_000} million pixels."
        )
    scale = FINER * width / drawing.width
    canvas = Image.new("RGB", (width * FINER, height * FINER), "#ffffff")
    draw = ImageDraw.Draw(canvas)
    for shape in drawing.shapes:
        _put(draw, shape, scale)
    canvas = canvas.resize((width, height), Image.Resampling.BOX)
    dots = 25.4 * width / drawing.width
    with published(path) as (part,), part.open("wb") as file:
        canvas.save(file, format="PNG", dpi=(dots, dots), optimize=True)


def _put(draw: Any, shape: Shape, scale: float) -> None:
    if isinstance(shape, Words):
        kind = Type(shape.face, max(1, round(shape.size * scale)), shape.ink)
        before = {"start": 0.0, "middle": 0.5, "end": 1.0}[shape.anchor] * width(shape.text, kind)
        put(draw, (shape.x * scale - before, shape.y * scale), shape.text, kind)
    elif isinstance(shape, Box):
        left, top = shape.x * scale, shape.y * scale
        edges = (left, top, left + shape.width * scale - 1, top + shape.height * scale - 1)
        if edges[2] >= left and edges[3] >= top:
            draw.rounded_rectangle(edges, radius=shape.radius * scale, fill=shape.fill)
    elif isinstance(shape, Disc):
        draw.circle((shape.x * scale, shape.y * scale), shape.radius * scale, fill=shape.fill)
    else:
        _put_line(draw, shape, scale)


def _put_line(draw: Any, line: Line, scale: float) -> None:
    points = [(x * scale, y * scale) for x, y in line.points]
    if line.filled:
        draw.polygon(points, fill=line.ink)
    elif not line.dashed:
        draw.line(points, fill=line.ink, width=max(1, round(line.width * scale)), joint="curve")
    else:
        for begin, end in _dashes(points, 3 * line.width * scale):
            draw.line((begin, end), fill=line.ink, width=max(1, round(line.width * scale)))


def _dashes(
    points: list[tuple[float, float]], length: float
) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    found = []
    for (x, y), (to_x, to_y) in pairwise(points):
        whole = ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5
        steps = max(1, int(whole / (2 * length))) if length else 1
        for step in range(steps):
            a, b = step / steps, (step + 0.5) / steps
            found.append(((x + (to_x - x) * a, y + (to_y - y) * a), (x + (to_x - x) * b, y + (to_y - y) * b)))
    return found
