"""Mending: corrections over the engine's words, and what a new transcription carries over."""

from __future__ import annotations

from cslab.workbench.listening import Listening


class Mending(Listening):
    """Corrections over the engine's words, find and replace, what a new transcription carries over."""
