"""What changed between two rounds: projection, and the error of predictions."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pandas as pd

from cslab.estimate import Estimate

if TYPE_CHECKING:
    import altair as alt

FELL: Final = "fell"
ROSE: Final = "rose"
INCONCLUSIVE: Final = "inconclusive"
UNTESTABLE: Final = "untestable"


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """How the same teammates' projection and error changed between two rounds.

    Parameters
    ----------
    verdict : str
        Of the projection weight: ``"fell"``, ``"rose"``, ``"inconclusive"`` or ``"untestable"``.
    sentence : str
        In plain words.
    weight_before, weight_after, weight_change : Estimate or None
        The projection weight of people like these in both rounds, and the second less the first.
    error_before, error_after, error_change : Estimate or None
        How far predictions lie from the customers (root mean square, points of the 0 to 100 scale); None
        without customers' answers.
    teammates, items : int
        In both rounds.
    level : float
        Of the intervals.
    caveats : tuple of str
        What was left out, and what to doubt.
    """

    verdict: str
    sentence: str
    weight_before: Estimate | None
    weight_after: Estimate | None
    weight_change: Estimate | None
    error_before: Estimate | None
    error_after: Estimate | None
    error_change: Estimate | None
    teammates: int
    items: int
    level: float
    caveats: tuple[str, ...] = field(default=())

    def summary(self) -> pd.DataFrame:
        """Return one row a figure: figure, value, low, high, n, unit, method."""
        from cslab.challenge.bias.projected import figures

        return figures(
            {
                "projection weight before": self.weight_before,
                "projection weight after": self.weight_after,
                "change of projection weight": self.weight_change,
                "error before": self.error_before,
                "error after": self.error_after,
                "change of error": self.error_change,
            }
        )

    def chart(self) -> alt.LayerChart:
        """Draw the projection weight before and after, with intervals.

        Raises
        ------
        InputError
            If there is no number to draw.
        """
        from cslab.challenge.bias.pictures import change

        return change(self)

    def _repr_html_(self) -> str:
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"<p><b>{html.escape(self.sentence)}</b></p><ul>{doubts}</ul>"


def effect(
    before: pd.DataFrame, after: pd.DataFrame, actual: pd.DataFrame | None = None, *, level: float = 0.95
) -> Effect:
    """Measure how the same teammates' projection and error changed between two rounds."""
    raise NotImplementedError
