"""Spans of time in seconds: parse, format, pad, clamp, merge. Pure functions, no sound here.

A span is half open: its start belongs to it, its end does not, so of two spans that meet
a time belongs to one only.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from cslab.errors import InputError

TimeStyle = Literal["clock", "vtt", "srt"]
"""How a time is written: for people, or for one of the two subtitle formats."""

_LIMIT = 1e12
"""Seconds; anything at or beyond it is a mistake of units, not a time."""

_COLONS = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{1,2}(?:[.,]\d*)?)", re.ASCII)
_SECONDS = re.compile(r"(\d+(?:[.,]\d*)?|[.,]\d+)", re.ASCII)
_UNITS = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:[.,]\d*)?)s)?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time, ``start`` <= ``end``, in seconds.

    Raises
    ------
    InputError
        If the end lies before the start, or either is not a finite number.

    Examples
    --------
    >>> Span(1.0, 2.5).duration
    1.5
    """

    start: float
    end: float

    def __post_init__(self) -> None:
        if not (-_LIMIT < self.start <= self.end < _LIMIT):
            raise InputError(
                f"A span must end at or after its start, but {self.start} to {self.end} was given."
            )

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether the two share time; spans that only meet do not.

        Examples
        --------
        >>> Span(0, 2).overlaps(Span(1, 3)), Span(0, 2).overlaps(Span(2, 3))
        (True, False)
        """
        return max(self.start, other.start) < min(self.end, other.end)

    def contains(self, time: float) -> bool:
        """Whether the time lies in the span; the end itself does not.

        Examples
        --------
        >>> Span(0, 2).contains(0), Span(0, 2).contains(2)
        (True, False)
        """
        return self.start <= time < self.end

    def pad(self, before: float, after: float) -> Span:
        """Return the span made longer on both sides; it may then reach below zero: `clamp` it.

        Parameters
        ----------
        before, after : float
            Seconds to add; negative ones make the span shorter.

        Raises
        ------
        InputError
            If so much is taken away that nothing is left.

        Examples
        --------
        >>> Span(1, 2).pad(0.5, 0.25)
        Span(start=0.5, end=2.25)
        """
        return Span(self.start - before, self.end + after)

    def clamp(self, lo: float, hi: float) -> Span:
        """Return the part between `lo` and `hi`; a span wholly outside shrinks to the nearer edge.

        Raises
        ------
        InputError
            If `hi` lies below `lo`.

        Examples
        --------
        >>> Span(-1, 2).clamp(0, 10), Span(11, 12).clamp(0, 10)
        (Span(start=0, end=2), Span(start=10, end=10))
        """
        limits = Span(lo, hi)
        return Span(min(max(self.start, limits.start), hi), min(max(self.end, limits.start), hi))


def parse_time(text: str) -> float:
    """Read a time as people and subtitle files write it, in seconds, to the microsecond.

    Parameters
    ----------
    text : str
        ``"1:02:03.5"``, ``"02:03,500"``, ``"63.5"``, ``"1h02m"`` or ``"90s"``.

    Raises
    ------
    InputError
        If it is none of these.

    Examples
    --------
    >>> parse_time("1:02:03.5"), parse_time("02:03,500"), parse_time("63.5"), parse_time("1h02m")
    (3723.5, 123.5, 63.5, 3720.0)
    """
    bare = text.strip()
    if found := _SECONDS.fullmatch(bare):
        return _checked(_number(found[1]), text)
    if found := _COLONS.fullmatch(bare):
        hours, minutes, seconds = int(found[1] or 0), int(found[2]), _number(found[3])
        if seconds < 60 and (found[1] is None or minutes < 60):
            return _checked(hours * 3600 + minutes * 60 + seconds, text)
    compact = "".join(bare.lower().split())
    if compact and (found := _UNITS.fullmatch(compact)):
        return _checked(int(found[1] or 0) * 3600 + int(found[2] or 0) * 60 + _number(found[3] or "0"), text)
    raise InputError(f"{text!r} is not a time; write it like 1:02:03.5, 02:03, 63.5 or 1h02m.")


def format_time(seconds: float, *, style: TimeStyle = "clock") -> str:
    """Write a time.

    Parameters
    ----------
    seconds : float
        Zero or more.
    style : {"clock", "vtt", "srt"}
        ``clock`` is for people: whole seconds, rounded down as a clock shows them.
        The other two carry milliseconds.

    Raises
    ------
    InputError
        If the time is negative or not a finite number, or the style is unknown.

    Examples
    --------
    >>> format_time(12.9), format_time(3723.5)
    ('0:12', '1:02:03')
    >>> format_time(3723.5, style="vtt"), format_time(3723.5, style="srt")
    ('01:02:03.500', '01:02:03,500')
    """
    if not 0 <= seconds < _LIMIT:
        raise InputError(f"A time must be zero or more seconds, but {seconds} was given.")
    thousandths = round(seconds * 1000)
    whole, thousandths = divmod(thousandths, 1000)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    if style == "clock":
        return f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"
    if style in ("vtt", "srt"):
        return f"{hours:02d}:{minute:02d}:{second:02d}{'.' if style == 'vtt' else ','}{thousandths:03d}"
    raise InputError(f"{style!r} is not a way to write a time; use clock, vtt or srt.")


def merge_spans(spans: Iterable[Span], *, gap: float = 0.0) -> tuple[Span, ...]:
    """Join spans that overlap, meet, or lie at most `gap` apart.

    The longer end always wins, so a span nested in another never shortens it.

    Parameters
    ----------
    spans : iterable of Span
        In any order; left as they are.
    gap : float
        Seconds of distance that are still joined.

    Returns
    -------
    tuple of Span
        In order of time, more than `gap` apart.

    Raises
    ------
    InputError
        If `gap` is negative or not a finite number.

    Examples
    --------
    >>> merge_spans([Span(0, 10), Span(2, 3), Span(12, 13)], gap=1)
    (Span(start=0, end=10), Span(start=12, end=13))
    """
    if not 0 <= gap < _LIMIT:
        raise InputError(f"The gap between spans to join must be zero or more seconds, but {gap} was given.")
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start - merged[-1].end <= gap:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def complement_spans(spans: Iterable[Span], *, start: float, end: float) -> tuple[Span, ...]:
    """Return what the spans leave free between `start` and `end`: the quiet between stretches of speech.

    Examples
    --------
    >>> complement_spans([Span(1, 2), Span(4, 9)], start=0, end=6)
    (Span(start=0, end=1), Span(start=2, end=4))
    """
    limits = Span(start, end)
    free: list[Span] = []
    reached = limits.start
    for span in merge_spans(spans):
        if span.start > reached and reached < limits.end:
            free.append(Span(reached, min(span.start, limits.end)))
        reached = max(reached, span.end)
    if reached < limits.end:
        free.append(Span(reached, limits.end))
    return tuple(free)


def intersect_spans(first: Iterable[Span], second: Iterable[Span]) -> tuple[Span, ...]:
    """Return the time that lies in both sets of spans.

    Examples
    --------
    >>> intersect_spans([Span(0, 5), Span(6, 9)], [Span(3, 7)])
    (Span(start=3, end=5), Span(start=6, end=7))
    """
    left, right = merge_spans(first), merge_spans(second)
    shared: list[Span] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i].start, right[j].start), min(left[i].end, right[j].end)
        if start < end:
            shared.append(Span(start, end))
        if left[i].end <= right[j].end:
            i += 1
        else:
            j += 1
    return tuple(shared)


def subtract_spans(spans: Iterable[Span], taken: Iterable[Span]) -> tuple[Span, ...]:
    """Return the time that lies in the spans, but not in those taken away.

    Examples
    --------
    >>> subtract_spans([Span(0, 10)], [Span(2, 3), Span(9, 12)])
    (Span(start=0, end=2), Span(start=3, end=9))
    """
    kept = [span for span in merge_spans(spans) if span.duration > 0]
    if not kept:
        return ()
    return intersect_spans(kept, complement_spans(taken, start=kept[0].start, end=kept[-1].end))


def nearest_edge(time: float, spans: Iterable[Span], *, reach: float = math.inf) -> float:
    """Return the start or end of a span that lies nearest to a time; of two equally near, the earlier.

    Parameters
    ----------
    time : float
        Seconds.
    spans : iterable of Span
        Whose edges are looked at.
    reach : float
        Seconds that the time may move at most; when no edge lies within it, the time is returned as it is.

    Examples
    --------
    >>> nearest_edge(2.3, [Span(0, 2), Span(5, 6)]), nearest_edge(3.5, [Span(0, 2)], reach=1)
    (2, 3.5)
    """
    edges = [edge for span in spans for edge in (span.start, span.end) if abs(edge - time) <= reach]
    return min(edges, key=lambda edge: (abs(edge - time), edge), default=time)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _checked(seconds: float, text: str) -> float:
    if seconds >= _LIMIT:
        raise InputError(f"{text!r} is too long to be a time in a recording.")
    return round(float(seconds), 6)
