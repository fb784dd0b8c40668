"""A contradiction: two sides that can't both be the whole story, how large it is, and how sure."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pandas as pd

    from cslab.estimate import Estimate

THEME: Final = "theme"
FALLING: Final = "happy, using less"
GOODWILL: Final = "high score, no goodwill"
RENEWING: Final = "renewing, unhappy"
CLAIM: Final = "claim contradicted"
SOURCES: Final = "sources disagree"
GROWTH: Final = "grew or shrank"
BELIEF: Final = "team against customers"

KINDS: Final[Mapping[str, str]] = {
    THEME: "Said in interviews, and written in surveys",
    FALLING: "Happy words, and falling use",
    GOODWILL: "High scores, and no goodwill",
    RENEWING: "Renewing, and unhappy",
    CLAIM: "A claim, and what data say of it",
    SOURCES: "Sources that disagree on a claim",
    GROWTH: "A reason that grew or shrank since the last wave",
    BELIEF: "What the team believes, and what customers answer",
}
"""Each kind, and what it sets against each other."""

NEEDS: Final[Mapping[str, str]] = {
    THEME: "coded clips of at least 5 people, and coded open answers of at least 5",
    FALLING: "files in usage/ with the value event that study.toml names, and happy clips or promoters",
    GOODWILL: "a survey that asks for recommendation or satisfaction, and questions of the level goodwill",
    RENEWING: "accounts.csv with started_on, and a survey that tells how happy people are",
    CLAIM: "claims in personas.toml that somebody locked",
    SOURCES: "locked claims that name two sources",
    GROWTH: "two waves of one series with coded open answers",
    BELIEF: "sheets of the mirror that teammates locked",
}
"""What each kind needs."""

HOLDS: Final = "holds up"
HINT: Final = "a hint"

FEW: Final = 5
"""Of fewer people than this nothing is told: it says little, and it may say who somebody is."""

TOLERANCE: Final = 0.05
"""Of everybody there are a few: only a share above 1 in 20 of them is more than that."""

LISTED: Final = 0.32
"""A comparison is listed where chance alone does as much in less than about one case in three."""

AT_LEAST: Final = 2
"""People of whom a contradiction is true, from which on it is listed, whatever their share."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a contradiction.

    Parameters
    ----------
    source : str
        Who says it: ``"In interviews"``.
    says : str
        What it says, in a sentence.
    voices : mapping or None
        Arguments of `Study.why` for the people behind it; None where there is nobody to hear.
    """

    source: str
    says: str
    voices: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Contradiction:
    """Two sides that can't both be the whole story.

    Parameters
    ----------
    key : str
        The same as long as it is about the same, whatever new data say: ``"theme/trust"``.
    kind : str
        One of `KINDS`.
    title : str
        What it is, in one sentence that needs no statistics.
    sides : tuple of Side
        The two of them.
    estimate : Estimate
        How large it is, with its interval.
    null : float
        What it is set against, in the unit of the estimate as it is stored.
    against : str
        The same in words.
    p : float
        How often chance alone would do as much, two-sided, by the interval shown (of pairs, McNemar's exact
        test); 1 where it points the other way.
    n : int
        People, or accounts, that were looked at.
    person_ids, account_ids : tuple of str
        Of whom it is true.
    p_holm : float
        `p`, corrected for everything that the feed looked at.
    label : str
        ``"holds up"`` or ``"a hint"``.
    listed : bool
        Whether it is shown.
    surprise : float
        In bits: -log2 of `p`.
    share : float
        Part of the revenue, or of the people, that is concerned; 0 to 1.
    revenue : float or None
        What the accounts concerned pay in a year; None where accounts.csv does not say it.
    also : tuple of Estimate
        The same, looked at another way; not tested.
    caveats : tuple of str
        What to doubt.
    page : tuple of (str, mapping) or None
        Page of the app that has more, and what to open there.
    """

    key: str
    kind: str
    title: str
    sides: tuple[Side, Side]
    estimate: Estimate
    null: float
    against: str
    p: float
    n: int
    person_ids: tuple[str, ...] = ()
    account_ids: tuple[str, ...] = ()
    p_holm: float = float("nan")
    label: str = ""
    listed: bool = False
    surprise: float = 0.0
    share: float = 0.0
    revenue: float | None = None
    also: tuple[tuple[str, Estimate], ...] = ()
    caveats: tuple[str, ...] = ()
    page: tuple[str, Mapping[str, str]] | None = field(default=None)

    @property
    def rank(self) -> float:
        """Surprise times the part concerned; the feed shows the largest first."""
        return self.surprise * self.share

    @property
    def sentence(self) -> str:
        """Say how far to believe it."""
        if self.label == HOLDS:
            return "Holds up: chance alone hardly does this, even among all that was looked at."
        return "A hint: it could well be chance. Worth a second look, not a decision."

    def summary(self) -> pd.DataFrame:
        """Return one row: the estimate, then what it is set against and how far to believe it."""
        return self.estimate.summary().assign(
            key=self.key,
            kind=self.kind,
            title=self.title,
            null=self.null,
            against=self.against,
            p=self.p,
            p_holm=self.p_holm,
            label=self.label,
            surprise=self.surprise,
            share=self.share,
            revenue=float("nan") if self.revenue is None else self.revenue,
        )

    def _repr_html_(self) -> str:
        sides = "".join(
            f"<p><b>{html.escape(side.source)}:</b> {html.escape(side.says)}</p>" for side in self.sides
        )
        doubts = "".join(f"<li>{html.escape(doubt)}</li>" for doubt in self.caveats)
        return (
            f"<h4>{html.escape(self.title)}</h4>{sides}{self.estimate._repr_html_()}"
            f"<p><b>{html.escape(self.sentence)}</b></p><ul>{doubts}</ul>"
        )


def people(count: int) -> str:
    """Count people in words.

    Examples
    --------
    >>> people(1), people(1200)
    ('1 person', '1,200 people')
    """
    return f"{count:,} {'person' if count == 1 else 'people'}"
