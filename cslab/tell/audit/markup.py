"""An audit as HTML: what it warns of, then the three shares of each group as numbers and bars."""

from __future__ import annotations

import html
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from cslab.player import assets
from cslab.player.sealed import head
from cslab.study.segmentcolumns import in_words
from cslab.tell.audit.warn import LIMITS
from cslab.timecode import format_time

if TYPE_CHECKING:
    from cslab.tell.audit.result import ReelAudit

HOW: Final = (
    "This reel: its seconds of voices, counted; clips and people stand beside them. All interviews: of "
    "personas and attributes the people interviewed; of voices their part of everything pulled aside; of "
    "stages and sentiments the same, everybody counting alike. All customers: everybody in people.csv, "
    "counted; where an interval stands beside a share, some were asked, and it is an estimate."
)
"""What the three shares are."""

_PAGE = """
:root { color-scheme: light dark; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 400 1rem/1.5 var(--sans); }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font: 560 1.75rem/1.25 var(--serif); margin: 0 0 .5rem; overflow-wrap: anywhere; }
@media print { body { background: #fff; color: #000; --ink: #000; --ink-2: #333; --paper: #fff; } }
"""

TITLES = {
    "voice": "Voices",
    "persona": "Personas",
    "stage": "Stages of the journey",
    "sentiment": "Sentiment",
}


def audit_html(audit: ReelAudit, *, warned: bool = True) -> str:
    """Write an audit as HTML; its style sheet is `style`.

    Parameters
    ----------
    audit : ReelAudit
        What it shows; for the public, shares of customers and not how many there are.
    warned : bool
        False leaves out what it warns of, where that stands elsewhere; see `warned_html`.
    """
    tables = "".join(_table(audit, about, audit.audience != "public") for about in audit.abouts)
    notes = "".join(f"<p class='ra-how'>{_esc(note)}</p>" for note in audit.notes)
    return (
        f"{warned_html(audit) if warned else ''}<div class='ra'>{tables}<p class='ra-how'>{_esc(HOW)}</p>"
        f"<p class='ra-how'>{_esc(LIMITS)}</p>{notes}</div>"
    )


def page(audit: ReelAudit) -> str:
    """Write an audit as a page of its own."""
    title = f"{audit.title}: whose voices these are"
    return (
        '<!doctype html>\n<html lang="en">\n'
        f"{head(title, script='', style=assets.source('tokens.css') + style() + _PAGE)}\n"
        f"<body class='cl-player'><main><h1>{_esc(title)}</h1><p>{_esc(audit.sentence)}</p>"
        f"{audit_html(audit)}</main></body>\n</html>\n"
    )


@cache
def style() -> str:
    """The style sheet of an audit; on a page with the player's colours it takes these."""
    return (files("cslab.tell.audit") / "web" / "audit.css").read_text(encoding="utf-8")


def warned_html(audit: ReelAudit) -> str:
    """Write what an audit warns of as HTML."""
    if not audit.warnings:
        return "<div class='ra'><p class='ra-fine'>Nothing to warn of.</p></div>"
    lines = "".join(f"<li>{_esc(one)}</li>" for one in audit.warnings)
    return f"<div class='ra'><ul class='ra-warned'>{lines}</ul></div>"


# ----------------------------------------------------------------------------------------------- inside


def _table(audit: ReelAudit, about: str, numbers: bool) -> str:
    rows = audit.of(about)
    title = TITLES.get(about) or in_words(about).capitalize()
    known = bool(rows["customers_share"].notna().any() or rows["customers"].notna().any())
    heads = ["", "This reel", "All interviews", *(["All customers"] if known else [])]
    head = "".join(f"<th scope='col'>{one}</th>" for one in heads)
    body = "".join(_row(row, known, numbers) for row in rows.to_dict("records"))
    return (
        f"<table><caption>{_esc(title)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row(row: dict[Any, Any], known: bool, numbers: bool) -> str:
    cells = [
        _cell(1, "This reel", row["share"], _reel(row)),
        _cell(2, "All interviews", row["interviews_share"], _asked(row)),
    ]
    if known:
        cells.append(_customers(row, numbers))
    return f"<tr><th scope='row'>{_esc(row['group'])}</th>{''.join(cells)}</tr>"


def _cell(which: int, key: str, part: Any, small: str, interval: str = "") -> str:
    if pd.isna(part):
        return f"<td><span class='ra-key'>{key}</span>–<span>{_esc(small)}</span></td>"
    at = f"{100 * min(1.0, float(part)):.1f}%"
    bar = f"<span class='ra-bar ra-b{which}' style='--at:{at}' aria-hidden='true'><i></i>{interval}</span>"
    said = f"<span>{_esc(small)}</span>" if small else ""
    return f"<td><span class='ra-key'>{key}</span><b>{100 * float(part):.0f}&nbsp;%</b>{bar}{said}</td>"


def _reel(row: dict[Any, Any]) -> str:
    if not row["clips"]:
        return "nobody"
    clips = "1 clip" if row["clips"] == 1 else f"{row['clips']} clips"
    if row["about"] == "voice":
        return f"{format_time(row['seconds'])}, {clips}"
    people = "1 person" if row["people"] == 1 else f"{row['people']} people"
    return f"{format_time(row['seconds'])}, {clips}, {people}"


def _asked(row: dict[Any, Any]) -> str:
    if row["about"] == "voice":
        return "" if pd.isna(row["interviews_share"]) else "of what was pulled aside"
    if pd.isna(row["interviews"]) or pd.isna(row["interviews_of"]):
        return ""
    return f"{row['interviews']} of {row['interviews_of']} people"


def _customers(row: dict[Any, Any], numbers: bool) -> str:
    part = row["customers_share"]
    if row["basis"] == "estimate":
        low, high = float(row["low"]), float(row["high"])
        small = f"{100 * low:.0f}–{100 * high:.0f} %, n = {row['customers_of']}"
        mark = f"<u style='--low:{100 * low:.1f}%;--high:{100 * high:.1f}%'></u>"
        return _cell(3, "All customers", part, ", ".join(filter(None, [small, str(row["note"])])), mark)
    if pd.isna(part):
        return _cell(3, "All customers", None, str(row["note"] or "not known"))
    count = f"{int(row['customers']):,} of {int(row['customers_of']):,}" if numbers else ""
    return _cell(3, "All customers", part, "; ".join(filter(None, [count, str(row["note"] or "")])))


def _esc(said: object) -> str:
    return html.escape(str(said)).replace(" %", "\u00a0%")
