"""A drawing as vector PDF: one page at its true size, or many sheets to be glued together."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cslab.errors import InputError, NotFoundError
from cslab.tell.fonts import MISSING, faces_for
from cslab.tell.fonts import face as file_of
from cslab.tell.poster.drawing import Box, Disc, Drawing, Line, Shape, Words
from cslab.tell.poster.lettering import width
from cslab.tell.publish import published

MM = 72 / 25.4
"""Points in a millimetre."""

LARGEST = 5080.0
"""Millimetres (200 inches) that a side of a PDF page has at most."""

SHEETS = {"a4": (210.0, 297.0), "letter": (215.9, 279.4), "a3": (297.0, 420.0), "tabloid": (279.4, 431.8)}
"""Paper of printers, upright, in millimetres."""

BORDER = 10.0
"""Millimetres along the edges of a sheet that a printer leaves white."""

OVERLAP = 10.0
"""Millimetres that two neighbouring sheets have in common, to glue on."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """How a poster is cut into sheets.

    Parameters
    ----------
    paper : str
        A name in `SHEETS`.
    width, height : float
        Of one sheet, turned the way that needs fewer, in millimetres.
    columns, rows : int
        Sheets across and down.
    """

    paper: str
    width: float
    height: float
    columns: int
    rows: int

    @property
    def count(self) -> int:
        """Sheets of paper."""
        return self.columns * self.rows


def sheets(width: float, height: float, paper: str) -> Sheets:
    """Cut a poster of some millimetres into sheets.

    Raises
    ------
    NotFoundError
        If there is no such paper.

    Examples
    --------
    >>> cut = sheets(2438.4, 914.4, "a4")
    >>> cut.columns, cut.rows, cut.width
    (14, 4, 210.0)
    """
    if paper not in SHEETS:
        raise NotFoundError.of("paper", paper, SHEETS)
    short, long = SHEETS[paper]
    found = [
        Sheets(paper, w, h, _count(width, w - 2 * BORDER), _count(height, h - 2 * BORDER))
        for w, h in ((short, long), (long, short))
    ]
    return min(found, key=lambda one: one.count)


def write_pdf(drawing: Drawing, path: Path, *, paper: str | None = None, author: str = "") -> None:
    """Write a drawing at its true size, or on sheets of paper.

    Parameters
    ----------
    drawing : Drawing
        What to draw.
    path : Path
        A file that is there is replaced once all went well.
    paper : str, optional
        A name in `SHEETS`: sheets with marks to cut at, each saying where it belongs.
    author : str
        Of the file.

    Raises
    ------
    InputError
        If a side is longer than a PDF page may be.
    AudioError
        If the file can't be written.
    """
    from reportlab.pdfgen.canvas import Canvas

    if paper is None and max(drawing.width, drawing.height) > LARGEST:
        raise InputError(
            f"A page of PDF has at most {LARGEST / 25.4:.0f} inches a side, but "
            f"{max(drawing.width, drawing.height) / 25.4:.0f} were asked for; print it on sheets, or smaller."
        )
    with published(path) as (part,):
        canvas = Canvas(str(part), pagesize=(drawing.width * MM, drawing.height * MM), invariant=True)
        canvas.setTitle(drawing.title)
        canvas.setAuthor(author)
        canvas.setCreator("cslab")
        canvas.beginForm("poster", 0, 0, drawing.width * MM, drawing.height * MM)
        for shape in drawing.shapes:
            _put(canvas, shape, drawing.height)
        canvas.endForm()
        if paper is None:
            canvas.doForm("poster")
            canvas.showPage()
        else:
            for _ in _sheeted(canvas, drawing, sheets(drawing.width, drawing.height, paper)):
                canvas.showPage()
        canvas.save()


def _count(length: float, room: float) -> int:
    return max(1, math.ceil(round((length - OVERLAP) / (room - OVERLAP), 6)))


@cache
def _named(path: Path) -> str | None:
    """Name of a face in the PDF, which then holds its letters; None for one that it can't hold."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    name = f"cslab-{path.stem}"
    try:
        pdfmetrics.registerFont(TTFont(name, str(path)))
    except TTFError:
        return None
    return name


def _runs(text: str, face: str) -> list[tuple[str, str]]:
    """A line as runs of one face each; what no face can show is an ellipsis."""
    home = _named(file_of(face)) or "Helvetica"
    named = [(run, _named(path)) for run, path in faces_for(text, face)]
    return [(run, name) if name else (MISSING, home) for run, name in named]


def _sheeted(canvas: Any, drawing: Drawing, cut: Sheets) -> Iterator[None]:
    wide, high = cut.width - 2 * BORDER, cut.height - 2 * BORDER
    canvas.setPageSize((cut.width * MM, cut.height * MM))
    for row in range(cut.rows):
        for column in range(cut.columns):
            left, top = column * (wide - OVERLAP), row * (high - OVERLAP)
            canvas.saveState()
            frame = canvas.beginPath()
            frame.rect(BORDER * MM, BORDER * MM, wide * MM, high * MM)
            canvas.clipPath(frame, stroke=0)
            # its corner at the sheet's inner corner: PDF counts from below
            canvas.translate((BORDER - left) * MM, (cut.height - BORDER + top - drawing.height) * MM)
            canvas.doForm("poster")
            canvas.restoreState()
            _marks(canvas, wide, high)
            said = f"Row {row + 1} of {cut.rows}, sheet {column + 1} of {cut.columns}: {drawing.title}"
            glued = f"Print at 100 %. Neighbours overlap by {OVERLAP:.0f} mm."
            right = cut.width - BORDER
            _put(canvas, Words(BORDER, cut.height - 4, said[:90], 2.8, "sans", "#5b564c"), cut.height)
            _put(canvas, Words(right, cut.height - 4, glued, 2.8, "sans", "#5b564c", "end"), cut.height)
            yield


def _marks(canvas: Any, wide: float, high: float) -> None:
    """Short lines outside of the corners, to cut along."""
    canvas.setStrokeColor("#1a1815")
    canvas.setLineWidth(0.4)
    for x in (BORDER, BORDER + wide):
        for y in (BORDER, BORDER + high):
            side, up = (-1 if x == BORDER else 1), (-1 if y == BORDER else 1)
            canvas.line((x + 1.5 * side) * MM, y * MM, (x + 6 * side) * MM, y * MM)
            canvas.line(x * MM, (y + 1.5 * up) * MM, x * MM, (y + 6 * up) * MM)


def _put(canvas: Any, shape: Shape, height: float) -> None:
    if isinstance(shape, Words):
        canvas.setFillColor(shape.ink)
        long = width(shape.text, shape.face, shape.size)
        x = (shape.x - {"start": 0.0, "middle": long / 2, "end": long}[shape.anchor]) * MM
        for run, name in _runs(shape.text, shape.face):
            canvas.setFont(name, shape.size * MM)
            canvas.drawString(x, (height - shape.y) * MM, run)
            x += canvas.stringWidth(run)
    elif isinstance(shape, Box):
        canvas.setFillColor(shape.fill)
        x, y = shape.x * MM, (height - shape.y - shape.height) * MM
        if shape.radius:
            canvas.roundRect(x, y, shape.width * MM, shape.height * MM, shape.radius * MM, stroke=0, fill=1)
        else:
            canvas.rect(x, y, shape.width * MM, shape.height * MM, stroke=0, fill=1)
    elif isinstance(shape, Disc):
        canvas.setFillColor(shape.fill)
        canvas.circle(shape.x * MM, (height - shape.y) * MM, shape.radius * MM, stroke=0, fill=1)
    else:
        _put_line(canvas, shape, height)


def _put_line(canvas: Any, line: Line, height: float) -> None:
    path = canvas.beginPath()
    first, *rest = ((x * MM, (height - y) * MM) for x, y in line.points)
    path.moveTo(*first)
    for point in rest:
        path.lineTo(*point)
    if line.filled:
        path.close()
        canvas.setFillColor(line.ink)
        canvas.drawPath(path, stroke=0, fill=1)
        return
    canvas.setStrokeColor(line.ink)
    canvas.setLineWidth(line.width * MM)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    canvas.setDash([3 * line.width * MM, 3 * line.width * MM] if line.dashed else [])
    canvas.drawPath(path, stroke=1, fill=0)
