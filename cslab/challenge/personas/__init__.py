"""Personas: how good they are, how many real people fit them, and which fit worst."""

from __future__ import annotations

from cslab.challenge.personas.check import check

__all__ = ["check"]
