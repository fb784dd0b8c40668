"""Judging: claims against what customers say, answer and do."""

from __future__ import annotations

from cslab.workbench.claiming import Claiming
from cslab.workbench.scoring import Scoring


class Judging(Scoring, Claiming):
    """Verdicts on claims, and how well their authors knew."""
