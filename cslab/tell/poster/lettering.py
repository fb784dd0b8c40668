"""How wide words are, and where their lines break."""

from __future__ import annotations

from functools import cache
from typing import Any

from cslab.tell.fonts import face as file_of


@cache
def _letters(face: str) -> tuple[dict[int, float], float]:
    """Width of each letter as a part of the size, and of one that the face does not have."""
    from reportlab.pdfbase.ttfonts import TTFontFace

    found: Any = TTFontFace(str(file_of(face)))
    return {sign: width / 1000 for sign, width in found.charWidths.items()}, found.defaultWidth / 1000


def width(text: str, face: str, size: float) -> float:
    """How wide a line is, in the unit of `size`.

    Examples
    --------
    >>> 20 < width("We waited", "sans", 5) < 25
    True
    """
    known, other = _letters(face)
    return sum(known.get(ord(sign), other) for sign in text) * size


def wrap(text: str, face: str, size: float, room: float, *, most: int = 0) -> tuple[str, ...]:
    """Break a text into lines that fit; what is too long for `most` lines ends with an ellipsis.

    Parameters
    ----------
    text : str
        Words; any white space parts them.
    face : str
        See `cslab.tell.fonts.face`.
    size, room : float
        Of the letters, and of a line, in one unit.
    most : int
        Lines at most; 0 for as many as it takes.

    Examples
    --------
    >>> wrap("We waited eleven days for one signature.", "sans", 5, 60)
    ('We waited eleven days', 'for one signature.')
    >>> wrap("We waited eleven days for one signature.", "sans", 5, 60, most=1)
    ('We waited eleven days…',)
    """
    words = [part for word in text.split() for part in _parts(word, face, size, room)]
    lines: list[str] = []
    while words and (not most or len(lines) < most):
        taken = 1
        while taken < len(words) and width(" ".join(words[: taken + 1]), face, size) <= room:
            taken += 1
        lines.append(" ".join(words[:taken]))
        words = words[taken:]
    if words and lines:
        last = lines[-1].split()
        while len(last) > 1 and width(" ".join(last) + "…", face, size) > room:
            last.pop()
        lines[-1] = " ".join(last).rstrip(" ,;.") + "…"
    return tuple(lines)


def _parts(word: str, face: str, size: float, room: float) -> list[str]:
    """A word that is wider than a line, in pieces."""
    pieces = [""]
    for sign in word:
        if pieces[-1] and width(pieces[-1] + sign, face, size) > room:
            pieces.append("")
        pieces[-1] += sign
    return pieces
