"""How a reel's plan is shown as plain text: times, single lines, a table."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

WIDEST = 60
"""Characters of a cell before it is shortened."""


def clock(seconds: float, digits: int = 1) -> str:
    """A time as people read it, rounded down to so many digits of a second.

    Examples
    --------
    >>> clock(3.04), clock(63.5), clock(3723.956, 3)
    ('0:03.0', '1:03.5', '1:02:03.956')
    """
    scale = 10**digits
    whole, part = divmod(int(max(0.0, seconds) * scale + 1e-6), scale)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    rest = f"{second:02d}.{part:0{digits}d}"
    return f"{hours}:{minute:02d}:{rest}" if hours else f"{minute}:{rest}"


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
