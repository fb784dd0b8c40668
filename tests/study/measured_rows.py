"""Rows for the store's tables of the measure room, drawn at random or one of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Boolean, Double, Integer, Table

from cslab.study import challenged, measured, told
from cslab.study.columns import Json

MEASURED: tuple[Table, ...] = (
    *(measured.relationship, measured.success, measured.success_value, measured.promise),
    *(measured.feedback, measured.answer_code, measured.snapshot),
    *(challenged.claim_lock, challenged.claim_mark, challenged.mirror_sheet),
    *(challenged.mirror_answer, challenged.contradiction_status),
    *(told.session, told.session_participant, told.session_answer, told.session_tap, told.listening),
    *(told.rota, told.show_me, told.errand, told.errand_done),
)
BOUNDS = {
    "strength": (1, 4),
    "sentiment": (-1, 1),
    "version": (1, 9),
    "seed": (0, 2**31 - 1),
    "position": (0, 99),
}
NAMED = {
    "code",
    "coder",
    "author",
    "person_id",
    "response_id",
    "question",
    "survey",
    "whose",
    "state",
    "success",
    "claim",
    "highlight",
    "side",
    "round",
    "teammate",
    "item",
    "contradiction",
    "status",
    "facilitator",
    "mode",
    "session",
    "phase",
    "how",
    "errand",
    "outcome",
}


def columns(
    table: Table,
    names: st.SearchStrategy[str],
    words: st.SearchStrategy[str],
    moments: st.SearchStrategy[str],
) -> dict[str, st.SearchStrategy[Any]]:
    """A strategy for each column of a table but its number."""
    found: dict[str, st.SearchStrategy[Any]] = {}
    for column in table.columns:
        if column.name == "id":
            continue
        if isinstance(column.type, Json):
            value: st.SearchStrategy[Any] = st.dictionaries(names, words, max_size=2)
        elif isinstance(column.type, Boolean):
            value = st.booleans()
        elif isinstance(column.type, Double):
            value = st.floats(allow_nan=False, allow_infinity=False)
        elif isinstance(column.type, Integer):
            value = st.integers(*BOUNDS[column.name])
        elif column.name.endswith("_at"):
            value = moments
        else:
            value = names if column.name in NAMED | {"nonce"} or column.nullable else words
        found[column.name] = st.none() | value if column.nullable else value
    return found


def one_row(table: Table, at: str) -> dict[str, Any]:
    """One plain row."""
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.name == "id" or column.nullable:
            continue
        kinds: Mapping[type, Any] = {Json: {"plan": "team"}, Double: 1.5, Integer: 1, Boolean: True}
        found = [value for kind, value in kinds.items() if isinstance(column.type, kind)]
        row[column.name] = found[0] if found else at if column.name.endswith("_at") else column.name
    return row
