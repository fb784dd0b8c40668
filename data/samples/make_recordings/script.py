"""Read a script of the sample study: who says what, with pauses and overlaps.

A turn is one paragraph: ``**Name:** words``. Inside it, ``(0.6)`` is a pause in seconds, and ``[over 0.4]``
at its beginning lets the turn start that many seconds before the one before it has ended. A turn that ends in
a dash is cut off by the next one. Everything else is the text as spoken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

TURN = re.compile(r"^\*\*(?P<speaker>[^:*]+):\*\*\s+(?:\[over (?P<over>[\d.]+)\]\s*)?(?P<body>.+)$")
PAUSE = re.compile(r"\((\d+(?:\.\d+)?)\)")
SENTENCE_END = re.compile(r"(?<=[.?!])\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words spoken in one go, after `pause` seconds of silence."""

    pause: float
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's turn; `over` is how many seconds of the turn before it are talked over."""

    speaker: str
    pieces: tuple[Piece, ...]
    over: float

    @property
    def text(self) -> str:
        """The turn's words without any mark."""
        return " ".join(piece.text for piece in self.pieces)


def read_script(path: Path) -> tuple[Turn, ...]:
    """Read the turns of one script file, in order."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(_turn(match) for line in lines if (match := TURN.match(line)))


def sentences(text: str) -> tuple[str, ...]:
    """Split spoken text after each full stop, question mark or exclamation mark."""
    return tuple(part for part in SENTENCE_END.split(text.strip()) if part)


def _turn(match: re.Match[str]) -> Turn:
    parts = PAUSE.split(match["body"])
    marked = zip([0.0, *map(float, parts[1::2])], parts[::2], strict=True)
    pieces = tuple(Piece(pause, text.strip()) for pause, text in marked if text.strip())
    return Turn(match["speaker"], pieces, float(match["over"] or 0.0))
