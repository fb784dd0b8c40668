"""The map as a piece of HTML: a table that is read, printed and, on a narrow screen, walked stage by stage.

Everything that people said, wrote or named is escaped. It needs no script; a host that has one may let each
cell be opened (`openable`).
"""

from __future__ import annotations

import hashlib
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from cslab.player import assets
from cslab.tell.journey.lanes import LANES
from cslab.tell.journey.slices import Slices, written

if TYPE_CHECKING:
    from cslab.tell.journey.map import Cell, Figure, JourneyMap, Point, Quote

FIGURES, QUOTES, POINTS = 3, 2, 4
"""How many of each a cell shows; whoever opens it sees all."""

LETTERS: Final = 150
"""Of a quote in a cell."""

SIGNS: Final = {
    "kept": "✓",
    "told": "✓",
    "broken": "✕",
    "overdue": "!",
    "open": "○",
    "released": "–",
}
"""Beside the word, so that it is seen before it is read."""

COLUMN, HEAD = 8.6, 6.5
"""Rem that a column and the names of the lanes need; on a narrower screen one stage is shown at a time."""


def map_html(journey: JourneyMap, *, openable: bool = False, styled: bool = True, chosen: str = "") -> str:
    """Return the map as HTML.

    Parameters
    ----------
    journey : JourneyMap
        The map.
    openable : bool
        Puts a button into each cell and each stage's head, with ``data-stage`` and ``data-lane``, for the
        host to listen to.
    styled : bool
        Brings its style sheet along.
    chosen : str
        Id of the stage that is shown on a narrow screen; the first when left out.

    Examples
    --------
    >>> import pandas as pd
    >>> from cslab.tell.journey import Cell, JourneyMap
    >>> none = JourneyMap("Ours", {}, {}, pd.DataFrame(columns=["stage", "person_id", "sentiment"]))
    >>> "No stages yet" in map_html(none)
    True
    """
    if not journey.stages:
        return (
            '<p class="jm-none"><b>No stages yet.</b> Describe the journey in study.toml: a section '
            "[[stages]] with id, name and question for each stage.</p>"
        )
    key = hashlib.sha256(f"{journey.title}\n{journey.audience}\n{list(journey.stages)}".encode()).hexdigest()[
        :8
    ]
    at = list(journey.stages).index(chosen) if chosen in journey.stages else 0
    heads = "".join(_stage(journey, stage, openable=openable) for stage in journey.stages)
    curve = Slices(journey)
    lanes = "".join(_lane(journey, lane, curve, openable=openable) for lane in journey.lanes)
    style = f"<style>{stylesheet()}</style>" if styled else ""
    return (
        f"{style}<style>{_narrow(key, len(journey.stages))}</style>"
        f'<div class="jm{" cl-player" if styled else ""}" id="jm-{key}" role="region" '
        f'aria-label="Journey map of {escape(journey.title)}">{_chooser(journey, key, at)}'
        f'<table class="jm-map"><caption>{escape(_caption(journey))}</caption>'
        f'<thead><tr><td class="jm-corner"></td>{heads}</tr></thead><tbody>{lanes}</tbody></table>'
        f"{_left_out(journey)}</div>"
    )


def page(journey: JourneyMap) -> str:
    """Return the map as one HTML document; its policy allows no script and no connection.

    Examples
    --------
    >>> import pandas as pd
    >>> from cslab.tell.journey import JourneyMap
    >>> none = JourneyMap("Ours & theirs", {}, {}, pd.DataFrame())
    >>> "<title>Ours &amp; theirs</title>" in page(none)
    True
    """
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    title = escape(journey.title)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">\n'
        f'<link rel="icon" href="data:,">\n<title>{title}</title>\n'
        f"<style>{own('page.css')}</style>\n</head>\n"
        f'<body class="cl-player"><main><h1>{title}</h1>{map_html(journey)}</main></body>\n</html>\n'
    )


@cache
def stylesheet() -> str:
    """The style sheet of the map, with the colours and the type of the player."""
    return f"{assets.source('tokens.css')}{own('journey.css')}"


@cache
def own(name: str) -> str:
    """Read one file of ``web/``."""
    return (files("cslab.tell.journey") / "web" / name).read_text(encoding="utf-8")


def figure_html(figure: Figure) -> str:
    """Write a number of a cell: value, interval, what it is of, and what it rests on."""
    value, ends = written(figure.estimate)
    estimate = figure.estimate
    line = ""
    if estimate.unit == "%":
        low, high, mid = (
            100 * min(1.0, max(0.0, one)) for one in (estimate.low, estimate.high, estimate.value)
        )
        style = f"--low:{low:.1f}%;--high:{high:.1f}%;--at:{mid:.1f}%"
        line = f'<i class="jm-bar" style="{style}" aria-hidden="true"></i>'
    return (
        f'<p class="jm-fig"><b>{escape(value)}</b> <span>{escape(ends)}</span>{line}'
        f"<small>{escape(figure.label)}, <i>n = {estimate.n:,}</i></small></p>"
    )


# ------------------------------------------------------------------------------------------ parts


def _caption(journey: JourneyMap) -> str:
    heard = "1 person is heard" if journey.people == 1 else f"{journey.people:,} people are heard"
    invented = " Everyone in it is invented." if journey.synthetic else ""
    return f"The journey of {journey.title}: {heard}.{invented}"


def _left_out(journey: JourneyMap) -> str:
    listed = "".join(f"<li>{escape(one)}</li>" for one in journey.left_out)
    return f'<ul class="jm-left">{listed}</ul>' if listed else ""


def _chooser(journey: JourneyMap, key: str, at: int) -> str:
    radios = "".join(
        f'<label><input type="radio" name="jm-{key}" value="{place}"{" checked" if place == at else ""}>'
        f"<span>{escape(name)}</span></label>"
        for place, name in enumerate(journey.stages.values())
    )
    return f'<fieldset class="jm-choose"><legend>Stage</legend>{radios}</fieldset>'


def _narrow(key: str, stages: int) -> str:
    """Rules that show one stage at a time where all do not fit; which one, the radio buttons know."""
    root = f"#jm-{key}"
    shown = ",".join(
        f'{root}:has(input[value="{place}"]:checked) [data-at="{place}"]' for place in range(stages)
    )
    return (
        f"{root}{{container-type:inline-size}}@container (max-width:{HEAD + COLUMN * stages:.0f}rem){{"
        f"{root} .jm-choose{{display:flex}}{root} .jm-map,{root} :is(thead,tbody){{display:block}}"
        f"{root} tr{{display:block}}{root} :is(th,td)[data-at],{root} .jm-corner{{display:none}}"
        f"{shown}{{display:block!important}}{own('narrow.css').replace('ROOT', root)}}}"
    )


def _stage(journey: JourneyMap, stage: str, *, openable: bool) -> str:
    at = list(journey.stages).index(stage)
    name, question = escape(journey.stages[stage]), escape(journey.questions.get(stage, ""))
    clips = len(journey.played(stage))
    heard = _many(clips, "clip") if clips else "no voice"
    said = name
    if openable:
        said = (
            f'<button type="button" class="jm-open" data-stage="{escape(stage)}" data-lane="" '
            f'aria-label="{name}: hear this stage, {heard}">{name}</button>'
        )
    gap = "" if clips else " jm-gap"
    asks = f"<small>{question}</small>" if question else ""
    return (
        f'<th scope="col" class="jm-stage{gap}" data-at="{at}"><span>{said}</span>{asks}<em>{heard}</em></th>'
    )


def _lane(journey: JourneyMap, lane: str, curve: Slices, *, openable: bool) -> str:
    cells = []
    for at, (stage, name) in enumerate(journey.stages.items()):
        cell = journey.cell(lane, stage)
        inside = curve.cell(cell, at) if lane == "feel" else _inside(cell)
        classes = " ".join(
            filter(None, ["jm-empty" if cell.empty else "", "jm-gap" if stage in journey.gaps() else ""])
        )
        button = _button(cell, f"{name}, {LANES[lane].lower()}") if openable and not cell.empty else ""
        cells.append(f'<td data-at="{at}" class="{classes}">{inside}{button}</td>')
    ends = '<i aria-hidden="true">glad</i><i aria-hidden="true">unhappy</i>' if lane == "feel" else ""
    return (
        f'<tr class="jm-lane jm-{lane}"><th scope="row"><span>{escape(LANES[lane])}</span>{ends}</th>'
        f"{''.join(cells)}</tr>"
    )


def _button(cell: Cell, of: str) -> str:
    clips = len(cell.clips)
    word = f"▶ {_many(clips, 'clip')}" if clips else "Open"
    does = f"open and hear {_many(clips, 'clip')}" if clips else "open"
    return (
        f'<button type="button" class="jm-open jm-press" data-stage="{escape(cell.stage)}" '
        f'data-lane="{escape(cell.lane)}" aria-label="{escape(of)}: {does}">{word}</button>'
    )


def _inside(cell: Cell) -> str:
    parts = [figure_html(one) for one in cell.figures[:FIGURES]]
    parts += [_quote(one) for one in cell.quotes[:QUOTES]]
    if cell.points:
        listed = "".join(_point(one) for one in cell.points[:POINTS])
        parts.append(f'<ul class="jm-points">{listed}</ul>')
    more = sum(
        max(0, len(every) - most)
        for every, most in ((cell.figures, FIGURES), (cell.quotes, QUOTES), (cell.points, POINTS))
    )
    if more:
        parts.append(f'<p class="jm-more">and {more} more</p>')
    if cell.note:
        parts.append(f'<p class="jm-note">{escape(cell.note)}</p>')
    return "".join(parts)


def _quote(quote: Quote) -> str:
    return (
        f'<blockquote class="jm-quote"><q>{escape(short(quote.text))}</q>'
        f"<cite>{escape(quote.person)}</cite></blockquote>"
    )


def _point(point: Point) -> str:
    if point.state:
        name = point.state.partition(" ")[0]
        sign = SIGNS.get(point.state, "○")
        people = f" ×{point.people}" if point.people > 1 else ""
        return (
            f'<li class="jm-matter jm-is-{escape(name)}">{escape(point.label)}{people}'
            f'<em><span aria-hidden="true">{sign}</span> {escape(point.state)}</em></li>'
        )
    of = point.of or point.people
    dots = ""
    if of <= 12:
        dots = f'<i class="jm-dots" aria-hidden="true">{"●" * point.people}{"○" * (of - point.people)}</i>'
    return f"<li>{escape(point.label)} <em>{dots}{point.people} of {of}</em></li>"


# ------------------------------------------------------------------------------------------ inside


def short(words: str, letters: int = LETTERS) -> str:
    """Cut a quote between words, so that the cut is seen.

    Examples
    --------
    >>> short("one two three", 8)
    'one two […]'
    """
    if len(words) <= letters:
        return words
    return f"{words[:letters].rpartition(' ')[0] or words[:letters]} […]"


def _many(count: int, what: str) -> str:
    return f"{count:,} {what if count == 1 else what + 's'}"
