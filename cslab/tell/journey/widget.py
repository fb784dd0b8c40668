"""The map in a notebook, through anywidget: every cell opens, and what was said there can be heard.

The map, words and sound are sent when the browser asks for them. None of it is part of the widget's state, so
that a saved notebook holds nothing of what anybody said.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from cslab.errors import CslabError, MissingDependencyError
from cslab.player import assets, payload
from cslab.player.sealed import MEDIA_TYPES
from cslab.tell.journey.lanes import LANES
from cslab.tell.journey.picture import figure_html, map_html, own

if TYPE_CHECKING:
    import pandas as pd

    from cslab.tell.journey.map import Cell, JourneyMap

ASLEEP = "Run this cell to see the journey map and hear it."
"""What a notebook shows where nobody answers for the map."""

QUIET = (
    "<style>.jp-OutputArea-child:has(.cslab-asleep) + "
    ".jp-OutputArea-child:not(:has(.jm-notebook, .cl-notebook)) { display: none }</style>"
)
"""Leaves out JupyterLab's own complaint where it finds no map below the sentence."""


class Line:
    """Answers what the browser asks of a map, message by message.

    Parameters
    ----------
    journey : JourneyMap
        The map.
    send : callable
        Given a message and its buffers.
    """

    def __init__(self, journey: JourneyMap, send: Callable[[dict[str, Any], list[bytes]], None]) -> None:
        self._journey = journey
        self._send = send

    def receive(self, message: Any) -> None:
        """Answer one message; what is no question is passed over."""
        asked = message.get("ask") if isinstance(message, Mapping) else None
        if asked == "map":
            self._send({"is": "map", "html": map_html(self._journey, openable=True, styled=False)}, [])
        elif asked == "cell":
            self._open(str(message.get("lane") or ""), str(message.get("stage") or ""))

    def _open(self, lane: str, stage: str) -> None:
        about = {"is": "cell", "lane": lane, "stage": stage}
        try:
            cell = self._journey.cell(lane or "say", stage)
            clips = self._journey.played(stage, lane)
        except CslabError as error:
            self._send(about | {"note": str(error), "rows": [], "html": "", "title": ""}, [])
            return
        name = self._journey.stages[stage]
        title = f"{name}: {LANES[lane].lower()}" if lane else name
        silent = not lane and clips.empty
        opened = about | {
            "title": title,
            "html": _figures(cell) if lane else "",
            "note": cell.note if lane or silent else "",
        }
        rows = [payload.snippet_payload(row, self._journey.stages) for row in clips.to_dict("records")]
        # the words come first: cutting the sound takes a moment
        self._send(opened | {"rows": rows, "waits": bool(rows)}, [])
        if rows:
            self._sound(opened, clips, rows)

    def _sound(self, opened: dict[str, Any], clips: pd.DataFrame, rows: list[dict[str, Any]]) -> None:
        sounds = self._journey.sounds
        try:
            made = sounds(clips) if sounds is not None else None
        except CslabError as error:
            self._send(opened | {"rows": rows, "waits": False, "note": str(error)}, [])
            return
        if made is None:
            self._send(opened | {"rows": rows, "waits": False}, [])
            return
        heard = []
        for number, row in zip(clips["id"], rows, strict=True):
            place = made.places.get(int(number))
            heard.append(
                row if place is None else row | {"interview": "cell", "start": place[0], "end": place[1]}
            )
        kind = MEDIA_TYPES[made.format]
        self._send(opened | {"rows": heard, "waits": False, "type": kind}, [made.data])


def show(journey: JourneyMap) -> Any:
    """Return the map as a widget; see `JourneyMap.widget`."""
    return _widget_class()(journey)


@cache
def _widget_class() -> Any:
    try:
        import anywidget
        import traitlets
    except ImportError as error:
        raise MissingDependencyError.of("anywidget", "the map in a notebook", "notebook") from error

    class Map(anywidget.AnyWidget):
        """The journey map."""

        _esm = f"{assets.script().body.replace(assets.PUBLIC, '')}\n{own('notebook.js')}"
        _css = f"{assets.style().body}\n{assets.source('notebook.css')}\n{own('journey.css')}"
        _mark = traitlets.Unicode().tag(sync=True)

        def __init__(self, journey: JourneyMap) -> None:
            super().__init__(_mark=secrets.token_hex(8))
            self._title = journey.title
            self._line = Line(journey, self.send)
            self.on_msg(lambda _widget, message, _buffers: self._line.receive(message))

        def __repr__(self) -> str:
            return f"<Journey map: {self._title}>"

        def _ipython_display_(self) -> None:
            """Show the sentence that stays in a saved notebook, and the map, which hides it."""
            from IPython.display import display

            said = f'{QUIET}<p class="cslab-asleep cslab-asleep-{escape(self._mark)}">{escape(ASLEEP)}</p>'
            bundle = self._repr_mimebundle_()
            alive = dict(bundle[0] if isinstance(bundle, tuple) else bundle or {}) | {"text/plain": ""}
            for shown in ({"text/html": said, "text/plain": ASLEEP}, alive):
                display(shown, raw=True)  # type: ignore[no-untyped-call]

    return Map


def _figures(cell: Cell) -> str:
    return "".join(figure_html(one) for one in cell.figures)
