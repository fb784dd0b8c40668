"""Spans of time in seconds: parse, format, pad, clamp, merge. Pure functions, no sound here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cslab.errors import InputError


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time, ``start`` <= ``end``, in seconds.

    Raises
    ------
    InputError
        If the end lies before the start, or either is not a finite number.

    Examples
    --------
    >>> Span(1.0, 2.5).duration
    1.5
    """

    start: float
    end: float

    def __post_init__(self) -> None:
        if not (-1e12 < self.start <= self.end < 1e12):
            raise InputError(f"A span must end at or after its start, but {self.start} to {self.end} was given.")

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.end - self.start
