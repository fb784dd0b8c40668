"""Parts of a page that holds everything it needs and asks the network for nothing."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from typing import Any

from cslab.errors import InputError

MEDIA_TYPES = {
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
}
"""Kinds of sound that a page can hold."""

LARGEST = 64 * 2**20
"""Bytes of sound that a page may hold; beyond, browsers take long to open it."""


def head(title: str, *, script: str, style: str, media: str = "blob:") -> str:
    """Write the head of a page whose policy allows one script, by its hash, and no connection.

    Parameters
    ----------
    title : str
        Plain text.
    script : str
        The one script that may run, to the letter.
    style : str
        Its style sheet.
    media : str
        Where sound may come from, as a policy says it.

    Examples
    --------
    >>> "connect-src" in head("Ours", script="", style=""), "default-src" in head("Ours", script="", style="")
    (False, True)
    """
    policy = (
        f"default-src 'none'; script-src '{script_hash(script)}'; style-src 'unsafe-inline'; img-src data:; "
        f"media-src {media}; base-uri 'none'; form-action 'none'"
    )
    return (
        '<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">\n'
        f'<link rel="icon" href="data:,">\n<title>{html.escape(title)}</title>\n'
        f"<style>{style}</style>\n</head>"
    )


def script_hash(script: str) -> str:
    """Give the hash by which a policy allows a script."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def data_island(name: str, value: Any) -> str:
    r"""Write data into a page; it can't end its own element, nor open a comment in it.

    Parameters
    ----------
    name : str
        Its id.
    value : Any
        Plain values.

    Examples
    --------
    >>> print(data_island("said", ["</script>"]))
    <script type="application/json" id="said">["\u003c/script\u003e"]</script>
    """
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        plain = plain.replace(sign, f"\\u{ord(sign):04x}")
    return f'<script type="application/json" id="{html.escape(name)}">{plain}</script>'


def sound_island(name: str, data: bytes, kind: str) -> str:
    """Write sound into a page.

    Parameters
    ----------
    name : str
        Its id.
    data : bytes
        A sound file.
    kind : str
        One of `MEDIA_TYPES`.

    Raises
    ------
    InputError
        If it is of another kind, or too large for a page.
    """
    if kind not in MEDIA_TYPES:
        raise InputError(f"A page can't hold sound as {kind!r}; give {', '.join(MEDIA_TYPES)}.")
    if len(data) > LARGEST:
        raise InputError(
            f"The sound has {len(data) / 2**20:.0f} MB, but a page holds {LARGEST / 2**20:.0f} MB at most; "
            "take fewer clips, or share the sound file itself."
        )
    media = html.escape(f"text/plain; of={MEDIA_TYPES[kind]}")
    return f'<script type="{media}" id="{html.escape(name)}">{base64.b64encode(data).decode()}</script>'
