"""Thresholds and predictions as people write them, figures as they are stored, and how both are read aloud.

This is the one place where the two are turned into each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cslab.measure.surveys.samples import Kind
from cslab.study.personas import Indicator

if TYPE_CHECKING:
    import numpy.typing as npt

    from cslab.challenge.claims.values import Values

HALF = 50.0
"""A claim that about so many per cent do something is about those who do from here on."""


def factor(kind: Kind) -> float:
    """Give what a stored figure is multiplied by to be read: 100 for shares and NPS, 1 for means."""
    return 1.0 if kind == "mean" else 100.0


def stored(amount: float, kind: Kind) -> float:
    """Turn what people write into what is stored.

    Examples
    --------
    >>> stored(50, "share"), stored(5.5, "mean")
    (0.5, 5.5)
    """
    return amount / factor(kind)


def written(amount: float, kind: Kind) -> float:
    """Turn what is stored into what people read."""
    return amount * factor(kind)


def bounds(values: Values) -> tuple[float, float] | None:
    """Give the least and the most that a figure can be, as stored; None where nobody knows."""
    low, high = {"share": (0.0, 1.0), "nps": (-1.0, 1.0)}.get(values.kind, values.scale or (np.nan, np.nan))
    if np.isnan(low) or np.isnan(high):
        return None
    return (low - high, high - low) if values.indicator.versus else (low, high)


def unit_of(values: Values, *, versus: bool) -> str:
    """Give the unit that a figure is read in: ``"%"``, ``"points"``, ``"days"`` or nothing."""
    if values.kind == "mean":
        return values.unit
    return "%" if values.kind == "share" and not versus else "points"


def spoken(amount: float, values: Values, *, versus: bool = False, digits: int = 0, unit: bool = True) -> str:
    """Write a stored figure as it is read aloud.

    Examples
    --------
    >>> from cslab.challenge.claims.values import Values
    >>> shared = Values(Indicator("usage", "at_least", 50), pd.DataFrame(), "share", "%", "People who use it")
    >>> spoken(0.314, shared), spoken(0.1, shared, versus=True)
    ('31 %', '10 points')
    """
    text = f"{written(amount, values.kind):.{digits}f}"
    text = text.removeprefix("-") if float(text) == 0 else text
    named = unit_of(values, versus=versus) if unit else ""
    return f"{text} {named}".strip()


def digits_for(ends: Iterable[float], lines: Iterable[float], values: Values) -> int:
    """Give so many decimals that what lies beyond a line is seen to lie beyond it.

    Parameters
    ----------
    ends, lines : iterable of float
        What is shown, and what it is held against, as stored.
    """
    shown = [written(end, values.kind) for end in ends if np.isfinite(end)]
    held = [written(line, values.kind) for line in lines]
    few = 1 if values.kind == "mean" else 0
    for digits in range(few, 4):
        kept = all(
            np.sign(round(end, digits) - round(at, digits)) == np.sign(end - at)
            for end in shown
            for at in held
        )
        exact = all(abs(round(at, digits) - at) < 1e-9 for at in held)
        if kept and exact:
            return digits
    return 3


def lines_of(indicator: Indicator, kind: Kind) -> tuple[float, ...]:
    """Give the thresholds as stored: one, or for ``about`` the two ends of its margin."""
    at = stored(indicator.threshold, kind)
    if indicator.comparator != "about":
        return (at,)
    margin = abs(stored(indicator.margin, kind))
    return (at - margin, at + margin)


def hits(
    indicator: Indicator, values: pd.Series[float], kind: Kind, others: pd.Series[float]
) -> npt.NDArray[np.bool_]:
    """Say of each person whether they are as the claim says; see `misses`.

    Parameters
    ----------
    indicator, kind
        What was measured.
    values : Series of float
        Of everybody.
    others : Series of float
        Of those outside the segment, whom a claim with ``versus`` compares with.
    """
    found = values.to_numpy(dtype=np.float64)
    if kind == "mean":
        beside = float(others.mean()) if indicator.versus and len(others) else 0.0
        lines = [beside + line for line in lines_of(indicator, kind)]
        if indicator.comparator == "about":
            return np.asarray((found >= lines[0]) & (found <= lines[1]))
        return np.asarray(found >= lines[0] if indicator.comparator == "at_least" else found <= lines[0])
    return np.asarray(found == _wanted(indicator, kind))


def misses(values: Values) -> pd.Series[bool]:
    """Say of each person whether they are not as the claim says; passives of an NPS are neither."""
    if values.kind == "nps":
        return values.table["value"] == -_wanted(values.indicator, values.kind)
    return ~values.table["hit"]


def _wanted(indicator: Indicator, kind: Kind) -> float:
    """The value of somebody who is as the claim says."""
    few = 0.0 if kind == "share" else -1.0
    if indicator.comparator == "about":
        half = 0.0 if indicator.versus or kind == "nps" else HALF
        return 1.0 if indicator.threshold >= half else few
    return 1.0 if indicator.comparator == "at_least" else few
