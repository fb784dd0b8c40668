"""A moment that somebody noted, as a span of whole words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

BEFORE, AFTER = 5.0, 15.0
"""Seconds around the moment: people note what they see when they have seen it."""

PAUSE: Final = 0.6
"""A silence between words this long ends the span early, once the moment is past by `LEAST` seconds."""
LEAST: Final = 4.0


def span_at(at: float, length: float, words: Iterable[Sequence[float]] = ()) -> tuple[float, float]:
    """Give the span around a moment.

    Parameters
    ----------
    at : float
        Second of the recording.
    length : float
        Seconds of the recording.
    words : iterable of (start, end)
        Where its words are, in seconds; the span then holds whole words.

    Returns
    -------
    tuple of float
        From the first word that begins no earlier than 5 s before the moment, to the end of the last that is
        over 15 s after it, or to the first pause of 0.6 s at least 4 s after it; without words 5 s before to
        15 s after.

    Examples
    --------
    >>> span_at(20.0, 60.0), span_at(2.0, 10.0)
    ((15.0, 35.0), (0.0, 10.0))
    >>> span_at(20.0, 60.0, [(15.5, 19.0), (19.1, 25.0), (26.0, 30.0)])
    (15.5, 25.0)
    """
    first, last = max(0.0, at - BEFORE), min(length, at + AFTER)
    inside = sorted((float(one[0]), float(one[1])) for one in words if one[0] >= first and one[1] <= last)
    if not inside or inside[0][0] > at + LEAST:
        return (first, last) if first < last else (max(0.0, length - BEFORE), length)
    end = inside[0][1]
    for start, stop in inside:
        if start - end >= PAUSE and end >= at + LEAST:
            break
        end = max(end, stop)
    return inside[0][0], end
