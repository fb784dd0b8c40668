"""Comparing: agreement between coders, and what the codes say about people."""

from __future__ import annotations

from cslab.workbench.coding import Coding


class Comparing(Coding):
    """Agreement between coders, and what the codes say about people."""
