"""Drafting: a first script of a reel from a question, the audit of a reel, and the page that shares it."""

from __future__ import annotations

from cslab.workbench.telling import Telling


class Drafting(Telling):
    """Reels drafted, audited and shared."""
