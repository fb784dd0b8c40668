"""Answers in a few groups: detractors, passives and promoters; low, middle and high; or what was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

NPS_GROUPS = ("detractors", "passives", "promoters")
GROUPS = ("low", "middle", "high")
"""Below the middle of the scale, at it, and above it."""


def group_of(score: Any, role: str, scale: tuple[float, float] | None = None) -> str | None:
    """Name the group that an answer belongs to; None without an answer.

    Examples
    --------
    >>> group_of(8, "nps"), group_of(4, "csat", (1, 5)), group_of(3, "csat", (1, 5))
    ('passives', 'high', 'middle')
    """
    if score is None or score != score or score == "":  # noqa: PLR0124 - NaN is the one value that differs from itself
        return None
    if role == "choice":
        return str(score)
    number = float(score)
    if role == "nps":
        return NPS_GROUPS[(number >= 7) + (number >= 9)]
    low, high = scale or (1.0, 7.0)
    middle = (low + high) / 2
    return GROUPS[1 + int(np.sign(number - middle))]


def bands_of(role: str, choices: Sequence[str], scores: pd.Series) -> list[str]:
    """Name the groups of a question, from low to high, or in the order of its choices."""
    if role == "choice":
        return list(dict.fromkeys([*choices, *sorted(map(str, scores.dropna()))]))
    return list(NPS_GROUPS if role == "nps" else GROUPS)
