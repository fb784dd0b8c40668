"""Scoring: what the answers say, with intervals, raw and weighted."""

from __future__ import annotations

from cslab.workbench.surveying import Surveying


class Scoring(Surveying):
    """Scores of questions, their trends, who did not answer, and what goes with what."""
