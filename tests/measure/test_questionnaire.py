"""The review of questions: exact flags on a labelled set, and what it does around the wording."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from cslab.measure.questionnaire import Finding, review, without
from cslab.measure.wording_reasons import NOTES, WHY
from cslab.study.measures import DEFAULT_SCALES, Question

REFERENCE = Path(__file__).parent.parent / "reference"
AROUND = {"no why", *NOTES}
"""What depends on more than the question itself."""


def labelled(name: str, key: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((REFERENCE / name).read_text("utf-8"))[key]
    return rows


def question(row: dict[str, Any]) -> Question:
    role = row.get("role", "csat")
    return Question(
        "q", row["wording"], role, DEFAULT_SCALES.get(role), answers=tuple(row.get("answers", ()))
    )


def flags(row: dict[str, Any]) -> set[str]:
    found = review([question(row)], vocabulary=row.get("vocabulary", ())).findings
    return {one.problem for one in found} - AROUND


TUNED = labelled("questions.toml", "tuned")


@pytest.mark.parametrize("row", TUNED, ids=[row["wording"][:60] for row in TUNED])
def test_exactly_these_problems_are_found(row: dict[str, Any]) -> None:
    assert flags(row) == set(row["flags"])
