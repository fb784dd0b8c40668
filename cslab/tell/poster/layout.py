"""A journey map as a poster: stages across, lanes down, everything large enough to be read standing."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from cslab.tell.journey.lanes import LANES
from cslab.tell.journey.map import JourneyMap
from cslab.tell.poster.cells import fill
from cslab.tell.poster.drawing import Disc, Drawing, Line, code
from cslab.tell.poster.page import ACCENT, FAINT, INK, PAPER, QUIET, Place, Sheet

HEIGHTS: Mapping[str, float] = {
    **{"do": 8.0, "say": 16.2, "feel": 7.0, "score": 8.0, "pains": 7.5, "delights": 5.0, "promises": 8.8}
}
"""Of each lane, in units of the running text."""

HEAD, STAGE, CODE, FOOT, EDGE, LABEL = 4.2, 3.8, 7.4, 2.0, 2.0, 11.0
"""Of the title, the stages' names, the codes, the last line, the margin; width of the lanes' names."""

COLUMN = 24.0
"""Width that a stage needs, in units of the running text."""


def lay_out(
    journey: JourneyMap, width: float, height: float, *, links: Mapping[str, str], note: str = ""
) -> tuple[Drawing, tuple[str, ...]]:
    """Lay a journey map out on a page.

    Parameters
    ----------
    journey : JourneyMap
        What to show.
    width, height : float
        Of the page in millimetres.
    links : mapping of str to str
        Address to hear each stage at, by stage; a stage without one gets no code.
    note : str
        What readers must know, such as that everybody in it is invented.

    Returns
    -------
    Drawing
        The page.
    tuple of str
        What found no room, one sentence each.
    """
    lanes = [lane for lane in LANES if lane in journey.lanes]
    rows = sum(HEIGHTS[lane] for lane in lanes) + HEAD + STAGE + FOOT + (CODE if links else 0) + 2 * EDGE
    columns = max(1, len(journey.stages))
    unit = min(height / rows, width / (columns * COLUMN + LABEL + 2 * EDGE))
    sheet = Sheet(unit)
    given = sum(HEIGHTS[lane] for lane in lanes)
    stretch = 1 + (height / unit - rows) / given
    page = Place(0, 0, width, height)
    sheet.box(page, "#ffffff")
    inner = page.inside(EDGE * unit)
    _head(sheet, journey, Place(inner.x, inner.y, inner.width, HEAD * unit), note)
    label = LABEL * unit
    across = (inner.width - label) / columns
    top = inner.y + HEAD * unit
    _stages(sheet, journey, Place(inner.x + label, top, inner.width - label, STAGE * unit))
    y = top + STAGE * unit
    for number, lane in enumerate(lanes):
        tall = HEIGHTS[lane] * unit * stretch
        row = Place(inner.x, y, inner.width, tall)
        if number % 2 == 0:
            sheet.box(row, PAPER, 0.5 * unit)
        _name(sheet, lane, Place(row.x + 0.8 * unit, y + 0.9 * unit, label - 3.6 * unit, tall - unit))
        cells = [
            Place(inner.x + label + across * at, y, across, tall).inside(0.75 * unit) for at in range(columns)
        ]
        if lane == "feel":
            _curve(sheet, journey, cells)
        for stage, place in zip(journey.stages, cells, strict=True):
            fill(sheet, journey.cell(lane, stage), journey.stages[stage], place)
        y += tall
    if links:
        _codes(sheet, journey, Place(inner.x, y, inner.width, CODE * unit), label, across, links)
        y += CODE * unit
    _foot(sheet, journey, Place(inner.x, y + 0.5 * unit, inner.width, FOOT * unit))
    drawing = Drawing(width, height, f"{journey.title}: the journey", tuple(sheet.shapes))
    return drawing, tuple(dict.fromkeys(sheet.left_out))


def _head(sheet: Sheet, journey: JourneyMap, place: Place, note: str) -> None:
    unit = sheet.unit
    size = 2.6
    while size > 1.4 and sheet.width_of(journey.title, size=size, face="serif-bold") > 0.62 * place.width:
        size -= 0.2
    left = Place(place.x, place.y, 0.64 * place.width, place.height)
    sheet.paragraph(journey.title, left, size=size, face="serif-bold", most=1)
    heard = f"{journey.people} {'person' if journey.people == 1 else 'people'} heard, in their own words."
    said = " ".join(part for part in (heard, note) if part)
    right = Place(place.x + 0.68 * place.width, place.y + 0.4 * unit, 0.32 * place.width, place.height)
    sheet.paragraph(said, right, ink=QUIET, most=2)


def _stages(sheet: Sheet, journey: JourneyMap, place: Place) -> None:
    """Names of the stages, as a road from left to right; one for which nobody speaks is open."""
    unit, across = sheet.unit, place.width / max(1, len(journey.stages))
    point, gaps = 0.9 * unit, set(journey.gaps())
    high = place.height - 0.8 * unit
    for number, (stage, name) in enumerate(journey.stages.items()):
        x, y = place.x + across * number, place.y
        end = x + across - 0.25 * unit
        shape = (
            *((x, y), (end - point, y), (end, y + high / 2), (end - point, y + high), (x, y + high)),
            *(((x + point, y + high / 2),) if number else ()),
        )
        open_ = stage in gaps
        if open_:
            sheet.shapes.append(Line((*shape, shape[0]), QUIET, 0.09 * unit, dashed=True))
        else:
            sheet.shapes.append(Line(shape, ACCENT, filled=True))
        inner = Place(x + 1.6 * unit, y + 0.62 * unit, across - 3.6 * unit, high)
        sheet.paragraph(name, inner, size=1.7, face="sans-bold", ink=INK if open_ else "#ffffff", most=1)


def _name(sheet: Sheet, lane: str, place: Place) -> None:
    sheet.paragraph(LANES[lane], place, size=1.15, face="sans-bold", ink=ACCENT)


def _curve(sheet: Sheet, journey: JourneyMap, cells: list[Place]) -> None:
    """How people feel: a dot a stage, its interval, and a line where two neighbours are known."""
    unit = sheet.unit
    first, last = cells[0], cells[-1]
    top, low = first.y + 0.4 * unit, first.bottom - 1.5 * unit

    def at(value: float) -> float:
        return low + (top - low) * (max(-1.0, min(1.0, value)) + 1) / 2

    for value, name in ((1, "glad"), (0, ""), (-1, "unhappy")):
        ends = ((first.x, at(value)), (last.x + last.width, at(value)))
        sheet.shapes.append(Line(ends, FAINT, 0.06 * unit))
        if name:
            y = at(value) + 0.35 * unit
            sheet.line(name, first.x - 0.4 * unit, y, size=unit, ink=QUIET, anchor="end")
    dots: list[tuple[float, float] | None] = []
    for stage, place in zip(journey.stages, cells, strict=True):
        figures = journey.cell("feel", stage).figures
        middle = place.x + 0.35 * place.width
        dots.append((middle, at(figures[0].estimate.value)) if figures else None)
        if figures:
            ends = ((middle, at(figures[0].estimate.low)), (middle, at(figures[0].estimate.high)))
            sheet.shapes.append(Line(ends, ACCENT, 0.14 * unit))
    for one, other in pairwise(dots):
        if one and other:
            sheet.shapes.append(Line((one, other), ACCENT, 0.2 * unit))
    for dot in dots:
        if dot:
            sheet.shapes.append(Disc(*dot, 0.5 * unit, ACCENT))


def _codes(
    sheet: Sheet, journey: JourneyMap, row: Place, label: float, across: float, links: Mapping[str, str]
) -> None:
    unit = sheet.unit
    named = Place(row.x + 0.8 * unit, row.y + 0.9 * unit, label - 3.6 * unit, row.height)
    sheet.paragraph("Hear them", named, size=1.15, face="sans-bold", ink=ACCENT)
    for number, stage in enumerate(journey.stages):
        x, size = row.x + label + across * number + 0.75 * unit, row.height - 0.8 * unit
        beside = Place(x + size + 0.6 * unit, row.y + 0.9 * unit, across - size - 2.2 * unit, row.height)
        if stage in links:
            sheet.shapes += code(links[stage], x, row.y + 0.4 * unit, size, INK)
            count = len(journey.played(stage))
            sheet.paragraph(f"Scan and hear {count} clip{'s' * (count != 1)}.", beside, ink=QUIET, most=4)
        else:
            beside = Place(x, beside.y, across - 1.5 * unit, row.height)
            sheet.paragraph("Nobody to hear yet.", beside, ink=QUIET, most=3)


def _foot(sheet: Sheet, journey: JourneyMap, place: Place) -> None:
    left_out = " ".join(journey.left_out)
    said = f"In brackets: the interval that the figure could as well lie in, and of how many. {left_out}"
    sheet.paragraph(said, place, ink=QUIET, most=1)
