"""Whether a persona is nearer to the team than to the customers it claims."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pandas as pd

from cslab.estimate import Estimate

if TYPE_CHECKING:
    import altair as alt

US: Final = "nearer to us"
CUSTOMERS: Final = "nearer to the customers"
BETWEEN: Final = "inconclusive"
UNTESTABLE: Final = "untestable"


@dataclass(frozen=True, slots=True, eq=False)
class PersonaPull:
    """How far a persona stands from the customers it claims toward the team that wrote it.

    Parameters
    ----------
    verdict : str
        ``"nearer to us"``, ``"nearer to the customers"``, ``"inconclusive"`` or ``"untestable"``.
    sentence : str
        In plain words.
    pull : Estimate or None
        0 = where the customers are, 1 = where we are; None where it can't be told.
    items : DataFrame
        item, wording, persona, own (mean of the team), value, low, high, n (customers of the segment).
    level : float
        Of the interval.
    caveats : tuple of str
        What was left out, and what to doubt.
    """

    verdict: str
    sentence: str
    pull: Estimate | None
    items: pd.DataFrame = field(repr=False)
    level: float
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the figure as one row; none where it can't be told."""
        from cslab.challenge.bias.projected import figures

        return figures({"pull toward us": self.pull})

    def chart(self) -> alt.LayerChart:
        """Draw each item: the team's taste, the persona, and the customers with interval."""
        from cslab.challenge.bias.pictures import persona_items

        return persona_items(self.items)

    def _repr_html_(self) -> str:
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"<p><b>{html.escape(self.sentence)}</b></p><ul>{doubts}</ul>"


def persona_to_us(
    scores: Mapping[str, float], team: pd.DataFrame, customers: pd.DataFrame, *, level: float = 0.95
) -> PersonaPull:
    """Measure whether a persona is nearer to the team than to the customers it claims."""
    raise NotImplementedError
