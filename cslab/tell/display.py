"""How a reel's plan is shown as plain text: times, single lines, a table."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

WIDEST = 60
"""Characters of a cell before it is shortened."""


def clock(seconds: float) -> str:
    """A time with tenths, as people read it.

    Examples
    --------
    >>> clock(3.04), clock(63.5), clock(3723.95)
    ('0:03.0', '1:03.5', '1:02:03.9')
    """
    tenths = int(max(0.0, seconds) * 10 + 1e-6)
    whole, tenth = divmod(tenths, 10)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02d}:{second:02d}.{tenth}" if hours else f"{minute}:{second:02d}.{tenth}"


def one_line(text: object) -> str:
    r"""Somebody's text as one line, without the characters that steer a terminal or a player.

    Examples
    --------
    >>> one_line("Eleven days,\nno\x1b[31m kidding")
    'Eleven days, no[31m kidding'
    """
    kept = (" " if c.isspace() else c for c in str(text) if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join("".join(kept).split())


def shorten(text: str, width: int = WIDEST) -> str:
    """The beginning of a text, with an ellipsis where it was cut.

    Examples
    --------
    >>> shorten("We waited eleven days for one signature.", 20)
    'We waited eleven...'
    """
    if len(text) <= width:
        return text
    cut = text[: width - 3]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;") + "..."


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    r"""Lines of a table with aligned columns; empty columns are left out.

    Examples
    --------
    >>> print("\n".join(table(("at", "who", "note"), [("0:00.0", "Ana", ""), ("0:12.5", "Benedikt", "")])))
    at      who
    0:00.0  Ana
    0:12.5  Benedikt
    """
    cells = [[shorten(one_line(cell)) for cell in row] for row in rows]
    used = [i for i in range(len(head)) if any(row[i] for row in cells)]
    lines = [list(head), *cells] if cells else []
    widths = {i: max(len(line[i]) for line in lines) for i in used}
    return ["  ".join(line[i].ljust(widths[i]) for i in used).rstrip() for line in lines]
