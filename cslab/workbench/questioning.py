"""Questioning: personas themselves, and our own words, held against real people."""

from __future__ import annotations

from cslab.workbench.judging import Judging


class Questioning(Judging):
    """How good personas are, whom they fit, and whether customers would say what we say."""
