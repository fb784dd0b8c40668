"""Surveys: what customers answered, and why."""

from __future__ import annotations

from app.ui import look

look.head("Surveys")
