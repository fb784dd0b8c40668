"""The player in a notebook, through anywidget.

Jupyter's own file route refuses hidden folders and what lies outside the folder that it shows, so it can't
serve a study's sound (benchmarks/notebook_player.py). The browser asks the kernel instead: words come as one
message, sound as a Blob in pieces. Neither is ever part of the widget's state or of a cell's output, so that
a saved notebook holds nothing that anybody said.
"""

from __future__ import annotations

import html
import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from cslab.errors import CslabError, MissingDependencyError
from cslab.player import assets
from cslab.player.events import Answer, Event

PIECE = 1 << 20
"""Bytes of sound in one message: small enough for every server between the kernel and the browser."""

ASLEEP = "Run this cell to read the words and hear the sound."
"""What a notebook shows where nobody answers for the player."""

MEDIA_TYPES = {".m4a": "audio/mp4", ".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".wav": "audio/wav"}


class Host(Protocol):
    """What stands behind one player: the study, seen from one interview or one reel."""

    name: str
    """Of the interview or the reel."""

    def data(self) -> dict[str, Any]:
        """What `createPlayer` (or, for ``kind="reel"``, `createReel`) gets, but for words and sound."""

    def words(self) -> dict[str, Any]:
        """As `cslab.player.payload.words_payload` gives them; empty for a reel, whose chapters are data."""

    def sound(self) -> Path | None:
        """The playback copy; None where there is nothing to be heard."""

    def act(self, events: Sequence[Event]) -> Answer:
        """Do what a person did, once each."""


class Line:
    """Answers what the browser asks, message by message.

    Parameters
    ----------
    host : Host
        The interview.
    send : callable
        Given a message and its buffers; what it is given goes to every view of the player.
    """

    def __init__(self, host: Host, send: Callable[[dict[str, Any], list[bytes]], None]) -> None:
        self._host = host
        self._send = send
        self._sound: Path | None = None

    def receive(self, message: Any) -> None:
        """Answer one message; what is no question is passed over."""
        asked = message.get("ask") if isinstance(message, Mapping) else None
        if asked == "state":
            self._tell({}, words=True)
        elif asked == "piece":
            self._give(message.get("at"))
        elif asked == "act" and isinstance(message.get("events"), list):
            answer = self._host.act(message["events"])
            told = {"answered": list(answer.answered), "refused": dict(answer.refused or {})}
            self._tell(told, words=answer.words_changed)

    def _tell(self, more: dict[str, Any], *, words: bool) -> None:
        data: dict[str, Any] = {"interview": self._host.name, "person": self._host.name, "readonly": True}
        said = None
        try:
            data |= self._host.data()
            said = self._host.words() if words else None
            if data.get("kind") == "reel" and self._sound is None:
                early = data | {"which": "The sound is being put together."}
                self._send({"is": "state", "data": early | more, "words": said, "sound": None}, [])
            self._sound = self._host.sound()
        except CslabError as error:
            data["notice"] = str(error)
        self._send({"is": "state", "data": data | more, "words": said, "sound": self._about_sound()}, [])

    def _about_sound(self) -> dict[str, Any] | None:
        if self._sound is None or not (size := self._sound.stat().st_size):
            return None
        return {"pieces": -(-size // PIECE), "type": MEDIA_TYPES.get(self._sound.suffix, "audio/mp4")}

    def _give(self, at: Any) -> None:
        if self._sound is None or not isinstance(at, int) or at < 0:
            return
        with self._sound.open("rb") as file:
            file.seek(at * PIECE)
            piece = file.read(PIECE)
        if piece:
            self._send({"is": "piece", "at": at}, [piece])


def show(host: Host) -> Any:
    """Return the player of one interview as a widget, which a notebook shows as a cell's result.

    Parameters
    ----------
    host : Host
        The interview.

    Returns
    -------
    anywidget.AnyWidget
        It holds the player's script and style; words and sound are sent when the browser asks for them.

    Raises
    ------
    MissingDependencyError
        If anywidget is not installed; with the install line.
    """
    return _widget_class()(host)


@cache
def _widget_class() -> Any:
    try:
        import anywidget
        import traitlets
    except ImportError as error:
        raise MissingDependencyError.of("anywidget", "the player in a notebook", "notebook") from error

    class Player(anywidget.AnyWidget):
        """The player of one interview."""

        _esm = f"{assets.script().body}\n{assets.source('notebook.js')}"
        _css = f"{assets.style().body}\n{assets.source('notebook.css')}"
        _mark = traitlets.Unicode().tag(sync=True)

        def __init__(self, host: Host) -> None:
            super().__init__(_mark=secrets.token_hex(8))
            self._host_name = host.name
            self._line = Line(host, self.send)
            self.on_msg(lambda _widget, message, _buffers: self._line.receive(message))

        def __repr__(self) -> str:
            return f"<Player: {self._host_name}>"

        def _ipython_display_(self) -> None:
            """Show the sentence that stays in a saved notebook, and the player, which hides it."""
            from IPython.display import display

            asleep = {"text/html": _asleep(self._mark), "text/plain": ASLEEP}
            bundle = self._repr_mimebundle_()
            alive = dict(bundle[0] if isinstance(bundle, tuple) else bundle or {}) | {"text/plain": ""}
            for shown in (asleep, alive):
                display(shown, raw=True)  # type: ignore[no-untyped-call]

    return Player


def _asleep(mark: str) -> str:
    """The sentence; where JupyterLab finds no player below it, its own complaint about that is left out."""
    empty = ".jp-OutputArea-child:has(.cslab-asleep) + .jp-OutputArea-child:not(:has(.cl-notebook))"
    return (
        f"<style>{empty} {{ display: none }}</style>"
        f'<p class="cslab-asleep cslab-asleep-{html.escape(mark)}">{html.escape(ASLEEP)}</p>'
    )
