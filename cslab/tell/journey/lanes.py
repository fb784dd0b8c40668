"""The rows of the map, and the columns of its tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LANES: Final[Mapping[str, str]] = {
    "do": "What they do",
    "say": "What they say",
    "feel": "How they feel",
    "score": "How they score it",
    "pains": "Pains",
    "delights": "Delights",
    "promises": "What we promised, and did",
}
"""The rows of the map, from above, and what they are called before people."""

CLIPS: Final = (
    *("id", "interview_id", "start", "end", "person_id", "person", "quote", "speaker", "codes", "stage"),
    *("sentiment", "juiciness", "note"),
)
"""Columns of the clips of a map."""

SUMMARY: Final = (
    *("stage", "lane", "kind", "what", "value", "low", "high", "unit", "n", "level", "method"),
    *("people", "of", "clips"),
)
"""Columns of `JourneyMap.summary`."""
