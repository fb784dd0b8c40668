"""Journeying: the journey map, and its poster."""

from __future__ import annotations

from cslab.workbench.hearing import Hearing
from cslab.workbench.promising import Promising
from cslab.workbench.scoring import Scoring


class Journeying(Scoring, Hearing, Promising):
    """Stages across; what customers do, say and feel, and what we promised, down."""
