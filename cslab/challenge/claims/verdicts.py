"""All verdicts side by side: as sentences, as a table, and as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cslab.challenge.claims.verdict import Verdict

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Verdicts:
    """Verdicts on claims, in the order of personas.toml.

    Parameters
    ----------
    verdicts : tuple of Verdict
        One a claim.
    personas : mapping of str to str
        Name of each persona, by its id.
    unlocked : tuple of str
        Ids of claims that are not locked, and so not judged.
    caveats : tuple of str
        What to doubt about all of them.
    """

    verdicts: tuple[Verdict, ...]
    personas: Mapping[str, str] = field(default_factory=dict)
    unlocked: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Verdict]:
        return iter(self.verdicts)

    def __len__(self) -> int:
        return len(self.verdicts)

    def verdict(self, claim: str) -> Verdict:
        """Give the verdict on a claim.

        Raises
        ------
        NotFoundError
            If there is no such claim.
        InputError
            If it is not locked, so that nobody may know yet.
        """
        raise NotImplementedError

    def summary(self) -> pd.DataFrame:
        """Return one row a source of a claim.

        Returns
        -------
        DataFrame
            claim, persona, says, version, verdict (of the claim), source, measured (in words), found (the
            verdict of the source), value, low, high (of the corrected estimate, in the unit that people
            read: per cent, points, or the scale's own), threshold, level, p, p_holm, n, needed, sentence.
        """
        raise NotImplementedError

    def chart(self) -> alt.LayerChart:
        """Draw estimates against thresholds, claim by claim, with the verdict in words."""
        raise NotImplementedError
