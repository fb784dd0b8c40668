"""Personas at a glance: whom each claims, how its claims fare, and what is most wrong with it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cslab.challenge.claims.sentences import short_figure
from cslab.challenge.claims.verdict import CONTRADICTED, DISAGREE, SUPPORTED, WORDS
from cslab.challenge.evidence.words import scale_of

if TYPE_CHECKING:
    from cslab.challenge.claims.verdict import Finding, Verdict
    from cslab.study.personas import Persona


@dataclass(frozen=True, slots=True, eq=False)
class PersonaGlance:
    """A persona in a few words.

    Parameters
    ----------
    persona : Persona
        Which.
    segment : str
        Whom it claims, in words.
    people : int or None
        How many real customers that is; None where its segment can't be read.
    verdicts : tuple of Verdict
        On its locked claims.
    drafts : int
        Claims that are not locked, so that nobody may know yet.
    trouble : str
        Why it can't be judged; empty where it can.
    """

    persona: Persona
    segment: str
    people: int | None
    verdicts: tuple[Verdict, ...]
    drafts: int = 0
    trouble: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """How many claims have each verdict, in the order of `cslab.challenge.claims.verdict.WORDS`."""
        counted = Counter(one.verdict for one in self.verdicts)
        return {word: counted[word] for word in WORDS if counted[word]}

    @property
    def worst(self) -> Verdict | None:
        """The claim that data refuses most clearly; None where it refuses none."""
        return most_wrong(self.verdicts)

    @property
    def sentence(self) -> str:
        """What is most wrong with it, in a sentence."""
        if self.trouble:
            return self.trouble
        worst = self.worst
        if worst is not None:
            return f"“{worst.claim.says.rstrip('.')}”: {_figures(worst)}."
        if not self.verdicts:
            return "None of its claims is locked yet." if self.drafts else "It claims nothing yet."
        if any(one.verdict == SUPPORTED for one in self.verdicts):
            return "Data refuses none of its claims."
        return "Data settles none of its claims yet."


def most_wrong(verdicts: Iterable[Verdict]) -> Verdict | None:
    """Give the claim that data refuses most clearly.

    Contradicted claims come before those on which sources disagree; among them, the one whose figure lies
    farthest from what is claimed, counted in widths of its interval.

    Returns
    -------
    Verdict or None
        None where nothing is refused.
    """
    refused = [one for one in verdicts if one.verdict in (CONTRADICTED, DISAGREE)]
    if not refused:
        return None
    return max(refused, key=lambda one: (one.verdict == CONTRADICTED, _distance(one.findings)))


def _distance(findings: Sequence[Finding]) -> float:
    return max((_off(one) for one in findings if one.verdict == CONTRADICTED), default=0.0)


def _off(finding: Finding) -> float:
    found = finding.estimate
    if found is None:
        return 0.0
    half = (found.high - found.low) / 2
    claimed = finding.indicator.threshold / scale_of(found.unit)
    return abs(found.value - claimed) / half if half > 0 and math.isfinite(half) else 0.0


def _figures(verdict: Verdict) -> str:
    """What was found against what was said, of the sources that refuse it."""
    told = [short_figure(one) for one in verdict.findings if one.verdict == CONTRADICTED]
    return "; ".join(filter(None, told)) or verdict.verdict
