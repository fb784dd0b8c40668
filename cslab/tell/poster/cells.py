"""One cell of the poster: figures, quotes, people counted, promises, or why there is nothing."""

from __future__ import annotations

import re

from cslab.tell.display import one_line
from cslab.tell.journey.map import Cell, Figure, Point, Quote
from cslab.tell.poster.drawing import Disc
from cslab.tell.poster.page import ACCENT, BAD, FAINT, GOOD, INK, LEADING, QUIET, Place, Sheet

MOST_DOTS = 14
"""People that are drawn one by one; more are told in words alone."""

_TINTS = {"kept": GOOD, "broken": BAD, "overdue": BAD}


def fill(sheet: Sheet, cell: Cell, stage: str, place: Place) -> None:
    """Draw a cell in its place; what finds no room is remembered by the sheet.

    Parameters
    ----------
    sheet : Sheet
        To draw on.
    cell : Cell
        What.
    stage : str
        Name of its stage, for the sentence on what was left out.
    place : Place
        Where.
    """
    where = f"{stage}, {cell.lane}"
    if cell.lane == "feel":
        _feeling(sheet, cell, place)
    elif cell.empty:
        sheet.paragraph(one_line(_told(cell.note)), place, ink=QUIET)
    elif cell.quotes:
        _quotes(sheet, cell.quotes, place, where)
    elif cell.figures and cell.points:
        lines = _in_words(sheet, cell.figures, place)
        _points(sheet, cell.points, Place(place.x, place.y, place.width, place.height - lines), where)
    elif cell.figures:
        _figures(sheet, cell.figures, place, where)
    else:
        _points(sheet, cell.points, place, where)


def _feeling(sheet: Sheet, cell: Cell, place: Place) -> None:
    """What stands beside a dot of the curve."""
    if cell.figures:
        value, _, rest = _figure_said(cell.figures[0]).partition(" (")
        beside = Place(
            place.x + 0.35 * place.width + 1.1 * sheet.unit,
            place.bottom - 1.45 * sheet.unit,
            0.62 * place.width,
            2 * sheet.unit,
        )
        sheet.paragraph(f"{value} ({rest}", beside, ink=QUIET, most=1)
    else:
        low = Place(place.x, place.bottom - 3 * sheet.unit, place.width, 3 * sheet.unit)
        sheet.paragraph(one_line(cell.note), low, ink=QUIET, most=2)


def _quotes(sheet: Sheet, quotes: tuple[Quote, ...], place: Place, where: str) -> None:
    """As many quotes as there is room for; the first must leave room for a second."""
    unit, used, shown = sheet.unit, 0.0, 0
    size = 1.2
    step = size * unit * LEADING
    for number, quote in enumerate(quotes):
        left = place.height - used
        others = min(1, len(quotes) - number - 1)
        most = int((left - 1.5 * unit * LEADING) / step)
        if others and not number:
            most = min(most, max(3, int(0.5 * left / step)))
        if most < 2:
            break
        said = place.after(used)
        used += sheet.paragraph(f"“{one_line(quote.text)}”", said, size=size, face="serif", most=most)
        tint = {1: GOOD, -1: BAD}.get(quote.sentiment or 0, QUIET)
        y = place.y + used + 0.62 * unit
        sheet.shapes.append(Disc(place.x + 0.35 * unit, y, 0.3 * unit, tint))
        feeling = {1: ", glad", -1: ", unhappy"}.get(quote.sentiment or 0, "")
        name = Place(place.x + unit, place.y + used, place.width - unit, 2 * unit)
        used += sheet.paragraph(f"{one_line(quote.person)}{feeling}", name, ink=QUIET, most=1) + 0.6 * unit
        shown += 1
    if shown < len(quotes):
        sheet.left_out.append(f"{where}: {len(quotes) - shown} of {len(quotes)} quotes found no room.")


def _figures(sheet: Sheet, figures: tuple[Figure, ...], place: Place, where: str) -> None:
    """Figures side by side, two at most in a row."""
    columns = min(2, len(figures))
    gap = sheet.unit
    wide = (place.width - gap * (columns - 1)) / columns
    tall = 6.5 * sheet.unit
    rows = max(1, int(place.height / tall))
    shown = figures[: rows * columns]
    for number, figure in enumerate(shown):
        x = place.x + (wide + gap) * (number % columns)
        y = place.y + tall * (number // columns)
        _figure(sheet, figure, Place(x, y, wide, tall + 0.2 * sheet.unit))
    if len(shown) < len(figures):
        sheet.left_out.append(
            f"{where}: {len(figures) - len(shown)} of {len(figures)} figures found no room."
        )


def _figure(sheet: Sheet, figure: Figure, place: Place) -> None:
    value, _, rest = _figure_said(figure).partition(" (")
    label = one_line(figure.label)
    used = sheet.paragraph(label, place, ink=QUIET, most=2)
    size = 1.9
    while size > 1.2 and sheet.width_of(value, size=size, face="sans-bold") > place.width:
        size -= 0.1
    used += sheet.paragraph(value, place.after(used), size=size, face="sans-bold", most=1)
    sheet.paragraph(f"({rest}", place.after(used), ink=QUIET, most=1)


def _in_words(sheet: Sheet, figures: tuple[Figure, ...], place: Place) -> float:
    """Figures as lines of text at the bottom of a place; the height they took."""
    said = [f"{one_line(figure.label)}: {_figure_said(figure)}" for figure in figures[:1]]
    tall = sum(sheet.height_of(line, place.width, most=2) for line in said)
    low = Place(place.x, place.bottom - tall, place.width, tall + 0.1 * sheet.unit)
    for line in said:
        low = low.after(sheet.paragraph(line, low, ink=QUIET, most=2))
    return tall


def _points(sheet: Sheet, points: tuple[Point, ...], place: Place, where: str) -> None:
    """What was said or promised, and by how many people: a dot each where they are few."""
    unit, used, shown = sheet.unit, 0.0, 0
    for point in points:
        said = one_line(point.label)
        need = sheet.height_of(said, place.width, face="sans-bold", most=2) + LEADING * unit
        if used + need > place.height + 0.2 * unit:
            break
        at = place.after(used)
        used += sheet.paragraph(said, at, face="sans-bold", ink=INK, most=2)
        used += _counted(sheet, point, place.after(used)) + 0.45 * unit
        shown += 1
    if shown < len(points):
        sheet.left_out.append(f"{where}: {len(points) - shown} of {len(points)} points found no room.")


def _counted(sheet: Sheet, point: Point, place: Place) -> float:
    unit = sheet.unit
    words = f"{point.people} {'person' if point.people == 1 else 'people'}"
    if point.of is not None:
        words = f"{point.people} of {point.of} {'person' if point.of == 1 else 'people'}"
    if point.state:
        words = one_line(point.state)
    x = place.x
    if not point.state and point.of is not None and point.of <= MOST_DOTS:
        for number in range(point.of):
            tint = ACCENT if number < point.people else FAINT
            sheet.shapes.append(Disc(x + 0.4 * unit, place.y + 0.68 * unit, 0.36 * unit, tint))
            x += 0.95 * unit
        x += 0.4 * unit
    elif point.state:
        sheet.shapes.append(
            Disc(x + 0.35 * unit, place.y + 0.66 * unit, 0.3 * unit, _TINTS.get(point.state, QUIET))
        )
        x += unit
    beside = Place(x, place.y, place.width - (x - place.x), max(place.height, 1.4 * unit))
    return max(LEADING * unit, sheet.paragraph(words, beside, ink=QUIET, most=1))


def _figure_said(figure: Figure) -> str:
    """An estimate with the minus sign of print."""
    return re.sub(r"(?<!\w)-(?=\d)", "\N{MINUS SIGN}", figure.estimate.format())


def _told(note: str) -> str:
    """What stands in an empty cell: what whoever makes the map is to do is nothing for a wall."""
    if "study.toml" in note:
        return "Nothing of this stage is measured yet."
    return note.split("; do so on the page", maxsplit=1)[0].rstrip(".") + "." if note else note
