"""Promising: what was heard and answered, promised and kept, and why customers get angry."""

from __future__ import annotations

from cslab.workbench.answering import Answering


class Promising(Answering):
    """The feedback loop, promises, anger, preferences, and one customer's timeline."""
