"""How wide words are in any unit, and where their lines break."""

from __future__ import annotations

from cslab.tell import lettering
from cslab.tell.lettering import INK, Type

_FINE = 200
"""Pixels of the letters that are measured: large enough that rounding does not show."""


def width(text: str, face: str, size: float) -> float:
    """How wide a line is, in the unit of `size`.

    Examples
    --------
    >>> 20 < width("We waited", "sans", 5) < 25
    True
    """
    return lettering.width(text, Type(face, _FINE, INK)) * size / _FINE


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
    """
    return tuple(lettering.wrap(text, Type(face, _FINE, INK), room * _FINE / size, lines=most or 9999))
