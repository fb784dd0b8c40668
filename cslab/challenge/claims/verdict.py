"""Verdicts: what each source says of a claim, and what they say together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cslab.challenge.claims.values import Values
    from cslab.estimate import Estimate
    from cslab.study.personas import Claim, Indicator

SUPPORTED: Final = "supported"
CONTRADICTED: Final = "contradicted"
INCONCLUSIVE: Final = "inconclusive"
UNTESTABLE: Final = "untestable"
DISAGREE: Final = "sources disagree"
"""Of a claim as a whole: one source supports what another contradicts."""

WORDS: Final = (SUPPORTED, CONTRADICTED, DISAGREE, INCONCLUSIVE, UNTESTABLE)


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """What one source says of a claim.

    Parameters
    ----------
    indicator : Indicator
        What was asked of it.
    words : str
        What is measured, in plain words.
    verdict : str
        ``"supported"``, ``"contradicted"``, ``"inconclusive"`` or ``"untestable"``.
    sentence : str
        The verdict in one sentence that needs no statistics.
    estimate : Estimate or None
        Of the segment (or of its difference from everybody else), 95 %; None where nothing can be measured.
    corrected : Estimate or None
        The same at the level that the correction for the number of claims asks for; it decides.
    inside, outside : Estimate or None
        The figure of the segment, and of everybody else.
    p, p_holm : float
        Against the threshold, two-sided, before and after Holm within the persona; NaN where untestable.
    n : int
        People it rests on.
    needed : int or None
        How many people would have settled it, were the figure what it seems; None where none would.
    people_for, people_against : tuple of str
        person_id of those in the segment who are as the claim says, and of those who are not.
    values : Values or None
        What was measured, person by person.
    caveats : tuple of str
        What to doubt.
    """

    indicator: Indicator
    words: str
    verdict: str
    sentence: str
    estimate: Estimate | None = None
    corrected: Estimate | None = None
    inside: Estimate | None = None
    outside: Estimate | None = None
    p: float = float("nan")
    p_holm: float = float("nan")
    n: int = 0
    needed: int | None = None
    people_for: tuple[str, ...] = ()
    people_against: tuple[str, ...] = ()
    values: Values | None = None
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """What all sources together say of a claim; they are never averaged.

    Parameters
    ----------
    claim : Claim
        As it was locked, or as it is drafted.
    version : int
        Of the lock; 0 for a draft.
    locked_at : str
        The moment; empty for a draft.
    verdict : str
        One of `WORDS`.
    sentence : str
        The verdict in one sentence that needs no statistics.
    findings : tuple of Finding
        One an indicator.
    caveats : tuple of str
        What to doubt.
    """

    claim: Claim
    version: int
    locked_at: str
    verdict: str
    sentence: str
    findings: tuple[Finding, ...] = ()
    caveats: tuple[str, ...] = field(default=())
