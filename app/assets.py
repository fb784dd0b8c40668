"""The player's script and style sheet by URL: named by their content, so that a browser fetches each once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "ui" / "player"
SCRIPTS = ("sound.js", "words.js", "coding.js", "player.js", "reel.js")
STYLE = "player.css"
PUBLIC = "export { createPlayer, createReel };\n"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file for the browser."""

    name: str
    media_type: str
    body: str


@cache
def script() -> Asset:
    """The player's files, joined into one module."""
    body = "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in SCRIPTS) + PUBLIC
    return Asset(f"player-{_mark(body)}.js", "text/javascript; charset=utf-8", body)


@cache
def style() -> Asset:
    """The player's style sheet."""
    body = (FOLDER / STYLE).read_text(encoding="utf-8")
    return Asset(f"player-{_mark(body)}.css", "text/css; charset=utf-8", body)


def find(name: str) -> Asset | None:
    """Return the asset of that name; None for any other, and for one of an older version."""
    return {asset.name: asset for asset in (script(), style())}.get(name)


def _mark(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:12]
