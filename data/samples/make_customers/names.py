"""Invented names, for people and for the companies they work for. A likeness to a real one is an accident."""

from __future__ import annotations

import tomllib
from pathlib import Path

from numpy.random import Generator

_WORDS = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
FIRST, LAST, FRONT, BACK = (_WORDS[part] for part in ("first", "last", "front", "back"))
ROLES: list[str] = _WORDS["roles"]


def company_names(random: Generator, count: int) -> list[str]:
    """So many different companies."""
    pairs = [f"{front} {back}" for front in FRONT for back in BACK]
    return [pairs[i] for i in random.choice(len(pairs), count, replace=False)]


def person_names(random: Generator, count: int) -> list[str]:
    """So many different people."""
    pairs = [f"{first} {last}" for first in FIRST for last in LAST]
    return [pairs[i] for i in random.choice(len(pairs), count, replace=False)]
