"""The projection weight of a team."""

from __future__ import annotations

import pandas as pd

from cslab.challenge.bias.projected import Projection


def projection(
    team: pd.DataFrame,
    actual: pd.DataFrame | None = None,
    *,
    smallest: float = 0.10,
    level: float = 0.95,
    permutations: int = 1999,
    seed: int = 0,
) -> Projection:
    """Measure how far a team's own taste leaks into what it believes of customers."""
    raise NotImplementedError
