"""Relating: how customers feel about us and we about them, and whose success counts."""

from __future__ import annotations

from cslab.workbench.scoring import Scoring
from cslab.workbench.using import Using


class Relating(Scoring, Using):
    """Relationships, quadrants, hidden flight risk, success."""
