"""Questions before they are asked: what is wrong with their wording, why, and how to ask instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cslab.study.measures import Question


@dataclass(frozen=True, slots=True)
class Review:
    """What was found; filled in the next commit."""

    findings: tuple[str, ...] = ()


def review(questions: Iterable[Question], *, vocabulary: Iterable[str] = (), language: str = "en") -> Review:  # noqa: ARG001
    """Look for what is wrong with questions."""
    return Review()
