"""Suggested codes: proposed, never stored until a person accepts."""

from __future__ import annotations

from cslab.workbench.coding import Coding


class Suggesting(Coding):
    """Proposed, never stored until a person accepts."""
