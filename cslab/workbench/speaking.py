"""Speakers: who says what, under which name; and how well the interview was led."""

from __future__ import annotations

from cslab.workbench.listening import Listening


class Speaking(Listening):
    """Who says what, under which name; and how well the interview was led."""
