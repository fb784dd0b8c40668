"""The manifest of a reel: one row an element, as a table that any program opens."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd

from cslab.tell.display import one_line
from cslab.tell.exports.sources import Sources
from cslab.tell.script import Element, Plan

COLUMNS = (
    *("number", "kind", "start", "end", "seen_from", "seen_until", "stage", "stage_name"),
    *("recording", "interview_id", "source_start", "source_end", "channel", "gain_db"),
    *("person_id", "person", "consent", "consent_until", "highlights", "codes", "words", "note"),
)
"""Of a manifest, in order; times in seconds."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def manifest(plan: Plan, sources: Sources) -> pd.DataFrame:
    """Every element of a reel: where it stands, where it comes from, who speaks and what they agreed to.

    Parameters
    ----------
    plan : Plan
        From `cslab.tell.plan.plan_reel`.
    sources : mapping of str to Source
        By interview.

    Returns
    -------
    DataFrame
        One row an element, with `COLUMNS`; what does not apply is missing.
    """
    rows = [_row(plan, sources, number, element) for number, element in enumerate(plan.elements, start=1)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def write(plan: Plan, sources: Sources) -> str:
    """Write a manifest as CSV (RFC 4180), in UTF-8 with a mark that spreadsheets look for.

    Words that a spreadsheet would take for a formula get an apostrophe before them.
    """
    table = manifest(plan, sources)
    for name in table.select_dtypes(include=["object", "string"]):
        table[name] = [_harmless(value) for value in table[name]]
    buffer = io.StringIO()
    table.to_csv(buffer, index=False, lineterminator="\r\n")
    return "\ufeff" + buffer.getvalue()


def _row(plan: Plan, sources: Sources, number: int, element: Element) -> dict[str, Any]:
    row: dict[str, Any] = {
        "number": number,
        "kind": element.kind,
        "start": round(element.start, 6),
        "end": round(element.end, 6),
        "seen_from": round(element.picture_start, 6),
        "seen_until": round(element.picture_end, 6),
        "stage": element.stage or None,
        "stage_name": one_line(plan.stage_name(element.stage)) or None,
    }
    if (clip := element.clip) is None:
        return row | {"words": one_line(element.text) or None}
    source = sources[clip.interview_id]
    until = source.consent_until
    return row | {
        "recording": source.recording,
        "interview_id": clip.interview_id,
        "source_start": round(clip.start, 6),
        "source_end": round(clip.end, 6),
        "channel": None if clip.channel is None else clip.channel + 1,
        "gain_db": round(clip.gain, 2),
        "person_id": source.person_id or None,
        "person": one_line(clip.person) or None,
        "consent": source.consent or None,
        "consent_until": None if until is None else until.isoformat(),
        "highlights": " ".join(map(str, clip.highlights)),
        "codes": "; ".join(clip.codes) or None,
        "words": one_line(clip.text) or None,
        "note": one_line(clip.note) or None,
    }


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
