"""Contradictions, ``?kind=theme&status=open``."""

from __future__ import annotations

from app import opened
from app.ui import contradiction_feed

contradiction_feed.show(opened.study())
