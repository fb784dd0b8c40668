"""Seeded chance: one stream for each idea, so that a change in one moves no other."""

from __future__ import annotations

import tomllib
import zlib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator

PLANTED: dict[str, Any] = tomllib.loads((Path(__file__).parent / "planted.toml").read_text(encoding="utf-8"))
FIRST_DAY: date = PLANTED["first_day"]
LAST_DAY: date = PLANTED["last_day"]
MONTH = 365.25 / 12


def stream(idea: str) -> Generator:
    """The chance that belongs to one idea, the same on every run."""
    return np.random.default_rng([PLANTED["seed"], zlib.crc32(idea.encode())])


def pick(random: Generator, shares: dict[str, float]) -> str:
    """One of a few words, by their shares."""
    names = list(shares)
    weights = np.array([shares[name] for name in names], dtype=float)
    return names[int(random.choice(len(names), p=weights / weights.sum()))]


def at_work(random: Generator, day: date, *, hour: float | None = None) -> datetime:
    """A moment of that day, or of the next working day, between eight and six in London."""
    while day.weekday() > 4:
        day += timedelta(days=1)
    seconds = random.uniform(8.0, 17.9) * 3600 if hour is None else hour * 3600 + random.uniform(0, 600)
    return datetime(day.year, day.month, day.day) + timedelta(seconds=int(seconds))


def days_between(start: date, end: date) -> int:
    """Whole days from one to the other."""
    return (end - start).days
