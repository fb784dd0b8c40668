"""Witnessing: the voices for and against a claim."""

from __future__ import annotations

from cslab.workbench.judging import Judging


class Witnessing(Judging):
    """Evidence cards, and clips for and against."""
