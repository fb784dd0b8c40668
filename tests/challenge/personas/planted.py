"""People of whom it is known which claims are true, for tests of personas."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cslab.challenge.claims.values import Values
from cslab.study.personas import Claim, Indicator, Persona

ANN = Persona("ann", "Ann")


def indicator(feature: str = "lanes", comparator: str = "at_least", threshold: float = 50.0) -> Indicator:
    """An indicator of usage; any will do."""
    return Indicator("usage", comparator, threshold, feature=feature)


def claim(id_: str, says: str, *shown_by: Indicator) -> Claim:
    """A claim of Ann."""
    return Claim(id_, "ann", says, shown_by)


def values(
    inside: Sequence[float] | np.ndarray,
    outside: Sequence[float] | np.ndarray,
    *,
    kind: str = "share",
    accounts: Sequence[str] | None = None,
    asked: Indicator | None = None,
) -> Values:
    """What was measured: the people of the segment first, p-0, p-1 and so on, then everyone else."""
    numbers = np.concatenate([np.asarray(inside, dtype=float), np.asarray(outside, dtype=float)])
    table = pd.DataFrame(
        {
            "person_id": [f"p-{at}" for at in range(len(numbers))],
            "account_id": list(accounts)
            if accounts is not None
            else [f"a-{at}" for at in range(len(numbers))],
            "value": numbers,
            "weight": 1.0,
            "inside": np.arange(len(numbers)) < len(inside),
            "hit": numbers > 0.5,
        }
    )
    return Values(asked or indicator(), table, kind, "%" if kind == "share" else "", "Use it")  # type: ignore[arg-type]


def share(of: int, yes: int) -> list[float]:
    """So many people, of whom so many do."""
    return [1.0] * yes + [0.0] * (of - yes)
