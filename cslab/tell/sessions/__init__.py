"""Empathy sessions: what sounds when, what listening changed, and the report of it."""

from __future__ import annotations
