"""The player's script and style sheet, joined from their parts and named by their content.

A browser that knows the name need not fetch again; a page or a notebook can hold both inline.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SCRIPTS = (
    *("dom.js", "media.js", "sound.js", "outbox.js", "overlay.js", "words.js", "marks.js", "select.js"),
    *("form.js", "rail.js", "mend.js", "voices.js", "keys.js", "notices.js"),
    *("player.js", "playlist.js", "reel.js", "snippets.js"),
)
STYLES = ("tokens.css", "player.css", "coding.css", "lists.css", "playlist.css")
PUBLIC = (
    "export { createPlayer, createReel, createSnippets, createPlaylist, createSound, createMedia, "
    "element, button, icon, ICONS, clockOf, newId, calm };\n"
)
"""What a host may use: the players, and of their parts what an editor of reels is built from."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file for the browser."""

    name: str
    media_type: str
    body: str


@cache
def script() -> Asset:
    """The player's files, joined into one module that imports nothing.

    Examples
    --------
    >>> script().body.count("export ")
    1
    """
    body = "\n".join(source(name) for name in SCRIPTS) + PUBLIC
    return Asset(f"player-{_mark(body)}.js", "text/javascript; charset=utf-8", body)


@cache
def style() -> Asset:
    """The player's style sheet, with the colours and the type that it needs."""
    body = "\n".join(source(name) for name in STYLES)
    return Asset(f"player-{_mark(body)}.css", "text/css; charset=utf-8", body)


def find(name: str) -> Asset | None:
    """Return the asset of that name; None for any other, and for one of an older version."""
    return {asset.name: asset for asset in (script(), style())}.get(name)


@cache
def source(name: str) -> str:
    """Return one file of ``web/`` as it is written: a part, or an adapter such as ``streamlit.js``."""
    return (files("cslab.player") / "web" / name).read_text(encoding="utf-8")


def _mark(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:12]
