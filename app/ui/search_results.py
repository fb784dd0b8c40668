"""What a search found: passages that play, or people with what they first said."""

from __future__ import annotations

from typing import Any

import pandas as pd

from app.ui import look, player, rows
from app.ui.plain import many
from cslab import Study
from cslab.listen.search.results import SearchResults

STEP = 20
"""Passages, or people, that are shown at first."""
PATIENCE = 1.5
"""Seconds in which interviews that changed are read before what is known is shown."""


def passages(study: Study, found: SearchResults, *, key: str) -> None:
    """The best passages, each to be played; codes of the codebook beneath."""
    heard = found.table[found.table["kind"] != "code"]
    codes = found.table[found.table["kind"] == "code"]
    if len(heard):
        player.show_snippets(study, [_passage(row) for row in heard.to_dict("records")], key=key)
    if len(codes):
        look.section("In the codebook")
        rows.sentences(codes["text"].tolist())


def people(study: Study, found: pd.DataFrame, shown: int, *, key: str) -> None:
    """One row a person, with what they said first."""
    player.show_snippets(study, [_person(row) for row in found.head(shown).to_dict("records")], key=key)


def _passage(row: dict[Any, Any]) -> dict[str, Any]:
    speaker = str(row["speaker"])
    if row["kind"] == "note":
        speaker = f"Note by {speaker}"
    elif row["interviewer"]:
        speaker = f"{speaker or 'Interviewer'} (interviewer)"
    return {
        "interview_id": row["interview_id"],
        "start": row["start"],
        "end": row["end"],
        "quote": row["text"],
        "marks": row["matches"],
        "person": row["person"] or row["interview_id"],
        "speaker": speaker,
        "codes": list(row["codes"]),
        "stage": row["stage"],
    }


def _person(row: dict[Any, Any]) -> dict[str, Any]:
    named = [row["name"], row["role"], row["account_name"]]
    person = ", ".join(str(part) for part in named if isinstance(part, str) and part)
    where = f"{many(int(row['passages']), 'passage')} in {many(int(row['interviews']), 'interview')}"
    return {
        "interview_id": row["interview_id"],
        "start": row["start"],
        "end": row["end"],
        "quote": row["quote"],
        "person": person or str(row["person_id"]),
        "marks": row["matches"],
        "stage": where,
    }
