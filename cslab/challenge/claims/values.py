"""What an indicator measures, person by person: the one shape from which everything about a claim follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from cslab.measure.surveys.samples import Kind
    from cslab.study.personas import Indicator


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """An indicator measured for every customer for whom it can be.

    Parameters
    ----------
    indicator : Indicator
        What was measured.
    table : DataFrame
        One row a person: person_id, account_id, value (as `Sample.values`: 1 and 0 for a share; 1, 0 and -1
        for an NPS; the value itself for a mean), weight (1.0 where nobody is weighted), inside (bool: whether
        they belong to the segment), hit (bool: whether this one person is as the claim says).
    kind : {"nps", "share", "mean"}
        What is estimated from the values.
    unit : str
        As in `Estimate.unit`.
    words : str
        What is measured, in words that a product manager reads: ``"People who answer 9 or 10 to “How
        likely…”, September 2026"``.
    weighted : bool
        True where the weights are not all one.
    caveats : tuple of str
        What to doubt about the measurement.
    spoke : str
        Who they are for whom it can be measured, behind "customers": ``"who answered"``.
    does : str
        What those do of whom a share is: ``"use Approval Lanes"``.
    scale : tuple of float or None
        Lowest and highest value that there can be; None where nobody knows.
    """

    indicator: Indicator
    table: pd.DataFrame
    kind: Kind
    unit: str
    words: str
    weighted: bool = False
    caveats: tuple[str, ...] = ()
    spoke: str = ""
    does: str = "do"
    scale: tuple[float, float] | None = None

    @property
    def inside(self) -> pd.DataFrame:
        """The rows of those in the segment."""
        return self.table[self.table["inside"]]

    @property
    def outside(self) -> pd.DataFrame:
        """The rows of everybody else."""
        return self.table[~self.table["inside"]]
