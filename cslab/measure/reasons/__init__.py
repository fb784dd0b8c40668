"""The why behind a score: the codes on open answers, in counts of people, beside the interviews."""

from __future__ import annotations

from cslab.measure.reasons.explained import Reasons, reasons

__all__ = ["Reasons", "reasons"]
