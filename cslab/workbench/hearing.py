"""Hearing why: from a number to the voices behind it."""

from __future__ import annotations

from cslab.workbench.answering import Answering


class Hearing(Answering):
    """Clips that belong to a number: by who was counted, what they said, and where in the journey."""
