"""Numbers as people say them. Nothing here knows what they mean."""

from __future__ import annotations

import math
import re
from datetime import date
from html import escape
from typing import Any


def missing(value: Any) -> bool:
    """Whether a cell of a table is empty."""
    return (
        value is None or (isinstance(value, float) and math.isnan(value)) or str(value) in {"", "NaT", "<NA>"}
    )


def text(value: Any) -> str:
    """Return a cell as safe HTML; nothing for an empty one."""
    return "" if missing(value) else escape(str(value))


def prose(said: object) -> str:
    """Return a sentence as safe HTML; a number stays on one line with its per cent.

    Examples
    --------
    >>> prose("<b>12</b> %") == "&lt;b&gt;12&lt;/b&gt;" + chr(160) + "%"
    True
    """
    return escape(str(said)).replace(" %", "\u00a0%")


def label(value: Any) -> str:
    r"""Return a name for a widget's label as it is written: widgets read Markdown.

    Examples
    --------
    >>> print(label("int_01 *new*"))
    int\_01 \*new\*
    """
    return re.sub(r"([\\`*_\[\]$~#:<>])", r"\\\1", str(value))


def clock(seconds: float) -> str:
    """Return a time as a player shows it.

    Examples
    --------
    >>> clock(62.4), clock(3723), clock(float("nan"))
    ('1:02', '1:02:03', '')
    """
    if missing(seconds):
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def length(seconds: float) -> str:
    """Return a length in words.

    Examples
    --------
    >>> length(38), length(110), length(5400)
    ('38 s', '2 min', '1 h 30 min')
    """
    if missing(seconds):
        return ""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def day(value: Any) -> str:
    """Return a date as people write it.

    Examples
    --------
    >>> day("2026-03-04"), day(None)
    ('4 March 2026', '')
    """
    if missing(value):
        return ""
    try:
        when = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    except ValueError:
        return str(value)
    return f"{when.day} {when:%B %Y}"


def many(count: int, one: str, more: str | None = None) -> str:
    """Count things in words.

    Examples
    --------
    >>> many(1, "interview"), many(1200, "word")
    ('1 interview', '1,200 words')
    """
    return f"{count:,} {one if count == 1 else more or one + 's'}"
