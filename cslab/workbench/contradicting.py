"""Contradicting: where what we believe, what they say and what they do disagree."""

from __future__ import annotations

from cslab.workbench.judging import Judging
from cslab.workbench.promising import Promising
from cslab.workbench.relating import Relating


class Contradicting(Judging, Relating, Promising):
    """The feed of contradictions, and what became of each."""
