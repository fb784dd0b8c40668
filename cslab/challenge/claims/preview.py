"""Before anybody looks: whether a claim can be tested, by how many people, and how many it would take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from cslab.study.personas import Claim, Indicator


@dataclass(frozen=True, slots=True)
class Promise:
    """What one source could say of a claim, and nothing of what it does say.

    Parameters
    ----------
    indicator : Indicator
        What would be asked of it.
    words : str
        What would be measured; empty where that can't be said.
    testable : bool
        Whether it could speak at all.
    why : str
        Why not; empty where it could.
    could_speak : int
        People for whom it can be measured.
    in_segment : int
        Those of them whom the claim is about.
    needed : int or None
        How many of them it would take, were the author's prediction true; None where nobody can say.
    sentence : str
        All this in one sentence.
    """

    indicator: Indicator
    words: str
    testable: bool
    why: str = ""
    could_speak: int = 0
    in_segment: int = 0
    needed: int | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """Whether a claim can be tested; never what would come out.

    Parameters
    ----------
    claim : Claim
        As it is written.
    testable : bool
        Whether any source could speak to it.
    sentence : str
        In one sentence, for whoever writes it.
    sources : tuple of Promise
        One an indicator.
    level, power : float
        At which level it would be judged, and how often it should then be settled.
    """

    claim: Claim
    testable: bool
    sentence: str
    sources: tuple[Promise, ...] = ()
    level: float = 0.95
    power: float = 0.8

    def summary(self) -> pd.DataFrame:
        """Return one row a source: source, measured, testable, could_speak, in_segment, needed, sentence."""
        raise NotImplementedError
