"""How a finding came about, step by step, for whoever wants to check it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from cslab.challenge.claims.sentences import so_we_said
from cslab.challenge.claims.units import digits_for, lines_of
from cslab.challenge.claims.verdict import CONTRADICTED, SUPPORTED, UNTESTABLE, Finding
from cslab.estimate import Estimate

LEAST_P = 0.0001
"""Smaller chances than this are written as below it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of how a finding came about.

    Parameters
    ----------
    name : str
        What it is about.
    words : str
        What is to be said.
    estimate : Estimate or None
        The figure, where there is one.
    digits : int
        Decimals of the figure.
    """

    name: str
    words: str = ""
    estimate: Estimate | None = None
    digits: int = 0


def steps_of(finding: Finding) -> tuple[Step, ...]:
    """Lay out how a finding came about: what was said, found, and decided, and what would have settled it.

    Parameters
    ----------
    finding : Finding
        Of one source.

    Returns
    -------
    tuple of Step
        A p-value never stands alone: its sentence says what it is the chance of.

    Examples
    --------
    >>> from cslab.study.personas import Indicator
    >>> steps_of(Finding(Indicator("survey", "at_least", 50), "", "untestable", "No survey asks it."))
    ()
    """
    values, corrected = finding.values, finding.corrected
    if values is None:
        return ()
    versus = bool(finding.indicator.versus)
    found: list[Step] = [Step("We said", f"{so_we_said(finding.indicator, values)}")]
    if finding.estimate is None or corrected is None:
        if finding.inside is not None:
            found.append(Step("Found", "too little to judge", finding.inside, 1))
        return tuple(found)
    lines = lines_of(finding.indicator, values.kind)
    digits = digits_for((corrected.low, corrected.high), lines, values)
    if versus and finding.inside is not None:
        found.append(Step("These customers", finding.inside.method, finding.inside, digits))
    if versus and finding.outside is not None:
        found.append(Step("Everybody else", finding.outside.method, finding.outside, digits))
    found.append(Step("Difference" if versus else "Found", finding.estimate.method, finding.estimate, digits))
    shown = replace(corrected, level=round(corrected.level, 3))
    found.append(
        Step(
            "What decides",
            f"the same at {100 * shown.level:.3g} %: corrected (Holm) for everything that this persona "
            "claims, so that at most one persona in twenty has even one wrong verdict",
            shown,
            digits,
        )
    )
    found.append(Step("How surprising", _chance(finding)))
    found.append(Step("How many it takes", _needed(finding)))
    return tuple(found)


def _chance(finding: Finding) -> str:
    """The p-value as a sentence; it is never shown alone."""
    if finding.verdict == UNTESTABLE or math.isnan(finding.p):
        return ""
    about = finding.indicator.comparator == "about"
    where = "at the nearer end of the margin" if about else "exactly at the line"
    return (
        f"were the truth {where}, a figure at least this far from it would come up with a chance of "
        f"{_p(finding.p)}; {_p(finding.p_holm)} after Holm's correction"
    )


def _needed(finding: Finding) -> str:
    if finding.needed is None:
        return f"{finding.n:,} people; so near to the line, no number of people would settle it"
    if finding.verdict in (SUPPORTED, CONTRADICTED):
        return f"{finding.n:,} people; for a figure so far from the line, {finding.needed:,} are enough"
    return f"{finding.n:,} people; about {finding.needed:,} would settle it if the figure stays so"


def _p(chance: float) -> str:
    if chance < LEAST_P:
        return f"less than {LEAST_P * 100:g} %"
    return f"{chance * 100:.2g} %" if chance < 0.1 else f"{chance * 100:.0f} %"
