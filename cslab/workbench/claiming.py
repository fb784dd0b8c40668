"""Claiming: what we assume of customers, written down and locked before we look."""

from __future__ import annotations

from cslab.workbench.hearing import Hearing
from cslab.workbench.using import Using


class Claiming(Hearing, Using):
    """Personas, their claims and segments, and locking."""
