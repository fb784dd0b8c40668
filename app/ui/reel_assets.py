"""The script of the reel's editor, sent once and kept by the browser: an event does not send it again."""

from __future__ import annotations

import hashlib
from functools import cache

from app.ui import look
from cslab.player.assets import Asset

PARTS = ("reel_rows.js", "reel_moves.js", "reel_cut.js", "reel_pick.js", "reel_editor.js")


@cache
def script() -> Asset:
    """The editor's files, joined into one module; what it needs of the player is handed to it."""
    body = "\n".join(look.style(name) for name in PARTS)
    return Asset(
        f"reels-{hashlib.sha256(body.encode()).hexdigest()[:12]}.js", "text/javascript; charset=utf-8", body
    )


def find(name: str) -> Asset | None:
    """Return the asset of that name; None for any other, and for one of an older version."""
    return script() if name == script().name else None
