"""How well authors knew: what they predicted against what was found, how sure against how often right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

    from cslab.estimate import Estimate


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """Predictions and confidence of claims against their verdicts.

    Parameters
    ----------
    table : DataFrame
        One row a claim, the oldest first: claim, persona, says, author, locked_at, confidence, predicted,
        found, low, high (in the unit that people read), holds (whether the interval holds the prediction;
        missing where there is none), verdict, outcome (1.0 supported, 0.0 contradicted, missing otherwise).
    brier : Estimate or None
        Mean squared distance of confidence from outcome; 0.25 is what saying "50 %" each time gets. None
        with fewer than 5 settled claims.
    overconfidence : Estimate or None
        Mean confidence less the share of claims that held, in points.
    reliability : DataFrame
        One row a bin of confidence: confidence (words), mean, claims, value, low, high (share that held,
        Wilson; missing below 5 claims).
    authors : DataFrame
        One row an author: author, claims, settled, held, confidence (mean), brier, low, high (missing below
        5 settled claims).
    counts : dict of str to int
        Claims by verdict.
    sentence : str
        In one sentence.
    caveats : tuple of str
        What to doubt.
    """

    table: pd.DataFrame
    brier: Estimate | None
    overconfidence: Estimate | None
    reliability: pd.DataFrame
    authors: pd.DataFrame
    counts: dict[str, int]
    sentence: str
    caveats: tuple[str, ...] = ()

    def summary(self) -> pd.DataFrame:
        """Return the claims."""
        return self.table

    def chart(self) -> alt.LayerChart:
        """Draw how often claims held against how sure their authors were."""
        raise NotImplementedError
