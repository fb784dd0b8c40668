"""What can be wrong with a persona, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from cslab.estimate import Estimate

VAGUE: Final = "vague"
SAID_TWICE: Final = "said twice"
OPPOSITE: Final = "opposite"
OF_EVERYONE: Final = "true of nearly everyone"
LIKE_OTHERS: Final = "like everyone else"
SMALL_SEGMENT: Final = "small segment"

KINDS: Final = (VAGUE, OF_EVERYONE, LIKE_OTHERS, SAID_TWICE, OPPOSITE, SMALL_SEGMENT)

NUMBERS: Final = ("what", "value", "low", "high", "n", "level", "unit", "method")


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """One thing that is wrong with a persona.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    claims : tuple of str
        Ids of the claims that it is about; empty for the segment.
    sure : bool
        False where it seems so, and the data can't tell for certain.
    sentence : str
        What is wrong and what to do, without statistics.
    estimate : Estimate or None
        The figure that it rests on, where there is one.
    table : DataFrame
        The numbers behind: what, value, low, high, n, level, unit, method.
    """

    kind: str
    claims: tuple[str, ...]
    sure: bool
    sentence: str
    estimate: Estimate | None = None
    table: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(NUMBERS)))

    def summary(self) -> pd.DataFrame:
        """Return the numbers behind it."""
        return self.table


def numbers(rows: dict[str, Estimate]) -> pd.DataFrame:
    """Make a table of estimates, by what they are of."""
    return pd.DataFrame(
        [
            (what, one.value, one.low, one.high, one.n, one.level, one.unit, one.method)
            for what, one in rows.items()
        ],
        columns=list(NUMBERS),
    )


def quoted(says: str) -> str:
    """Give a claim as it is quoted within a sentence.

    Examples
    --------
    >>> quoted("She forgives us.")
    '“She forgives us”'
    """
    return f"“{says.strip().rstrip('.')}”"
