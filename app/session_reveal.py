"""What is shown once it is revealed: customers' answers beside what everybody wrote blind, and one's own result."""

from __future__ import annotations

from typing import Any

from cslab import Study
from cslab.study.convened import Session


def reveal(study: Study, session: Session, teammate: str) -> dict[str, Any]:
    """Give each question with what customers answered and what colleagues wrote before they heard anything."""
    return {"sentence": "", "items": [], "prompts": [], "note": ""}


def own(study: Study, session: Session, teammate: str) -> dict[str, Any]:
    """Give what a session changed in one teammate: for them alone."""
    return {"head": "", "sentences": [], "figures": [], "moved": [], "doubts": []}
