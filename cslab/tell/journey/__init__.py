"""The journey map: what customers do, say and feel at each stage, how they score it, and what we promised."""

from __future__ import annotations

from cslab.tell.journey.lanes import CLIPS, LANES, SUMMARY
from cslab.tell.journey.map import Behind, Cell, Figure, JourneyMap, Point, Quote

__all__ = ["CLIPS", "LANES", "SUMMARY", "Behind", "Cell", "Figure", "JourneyMap", "Point", "Quote"]
