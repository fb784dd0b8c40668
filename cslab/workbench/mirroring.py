"""Mirroring: how far our own taste leaks into what we believe."""

from __future__ import annotations

from cslab.workbench.claiming import Claiming
from cslab.workbench.scoring import Scoring


class Mirroring(Scoring, Claiming):
    """The team's elicitations, and its projection."""
