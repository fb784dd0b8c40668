"""Figures with their intervals in small tables: the number, where it could as well lie, what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote

from app.routes import base
from cslab.estimate import Estimate
from cslab.intervals import SMALL


def number(estimate: Estimate | None, *, digits: int, bar: bool = True, rests_on: str | None = None) -> str:
    """Write an estimate as HTML.

    Its value, its interval in words and, with `bar`, as a line on a scale from 0 to 1; then what it rests on,
    as HTML, ``n = 12`` when not given, and whether that is few.
    """
    if estimate is None:
        return '<span class="cs-none">–</span>'
    value, _, rest = estimate.format(digits=digits).partition(" (")
    ends = rest.rpartition(", n = ")[0]
    line = ""
    if bar:
        low, high, at = (
            100 * min(1.0, max(0.0, end)) for end in (estimate.low, estimate.high, estimate.value)
        )
        style = f"--low:{low:.1f}%;--high:{high:.1f}%;--at:{at:.1f}%"
        line = f'<i class="cs-span" style="{style}" aria-hidden="true"></i>'
    doubt = f' title="{escape("; ".join(estimate.caveats))}"' if estimate.caveats else ""
    under = f"n = {estimate.n:,}" if rests_on is None else rests_on
    few = ' <small class="cs-few">few</small>' if rests_on is None and estimate.n < SMALL else ""
    return (
        f"<span{doubt}><b>{escape(value)}</b> <small>{escape(ends)}</small>{line}"
        f'<small class="cs-n">{under}{few}</small></span>'
    )


def of_code(code: str) -> str:
    """Write a code's name as HTML: a link to what was said on it."""
    return f'<a href="{base()}/codes?code={quote(code, safe="")}" target="_self">{escape(code)}</a>'


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str) -> str:
    """Write a table as HTML; heads are plain text, cells are HTML, the first of a row is its name."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    return (
        f'<div class="cs-figures" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
