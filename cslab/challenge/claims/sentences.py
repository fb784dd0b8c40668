"""Findings and verdicts in one sentence each, for people who know no statistics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cslab.challenge.claims.units import digits_for, lines_of, spoken, stored
from cslab.challenge.claims.values import Values
from cslab.challenge.claims.verdict import (
    CONTRADICTED,
    DISAGREE,
    INCONCLUSIVE,
    SUPPORTED,
    UNTESTABLE,
    Finding,
)
from cslab.estimate import Estimate
from cslab.study.personas import Indicator

SOURCE_NAMES: Final = {
    "survey": "the survey",
    "answers": "what people wrote",
    "usage": "what people do",
    "interviews": "what people say in interviews",
    "people": "what we know of people",
}
"""How a source is called in a sentence."""

VAGUE: Final = "Nothing is named that would show it, so no data can refuse it: it is vague."

_COMPARED: Final = {"at_least": "at least", "at_most": "at most", "about": "about"}
_MORE: Final = "than everybody else"


def so_we_said(indicator: Indicator, values: Values, *, digits: int | None = None) -> str:
    """Say what a claim expects of a source.

    Examples
    --------
    >>> import pandas as pd
    >>> asked = Indicator("usage", "at_least", 40, versus="others")
    >>> so_we_said(asked, Values(asked, pd.DataFrame(), "share", "%", ""))
    'at least 40 points more than everybody else'
    """
    at = stored(indicator.threshold, values.kind)
    lines = (at, *lines_of(indicator, values.kind))
    if indicator.versus and not at and indicator.comparator != "about":
        return {"at_least": "more", "at_most": "less"}[indicator.comparator] + f" {_MORE}"
    shown = digits_for((), lines, values) if digits is None else digits
    versus = bool(indicator.versus)
    more = ""
    if versus:
        more = f" {'less' if at < 0 else 'more'} {_MORE}"
    amount = spoken(abs(at) if versus else at, values, versus=versus, digits=shown)
    compared = _COMPARED.get(indicator.comparator, indicator.comparator)
    if versus and at < 0:
        compared = {"at least": "at most", "at most": "at least"}.get(compared, compared)
    if indicator.comparator == "about":
        margin = stored(abs(indicator.margin), values.kind)
        near = spoken(margin, values, versus=True, digits=shown)
        if versus and not at:
            return f"as much as everybody else, give or take {near}"
        return f"about {amount}{more}, give or take {near}"
    return f"{compared} {amount}{more}"


def finding_sentence(
    word: str,
    values: Values,
    corrected: Estimate,
    inside: Estimate,
    outside: Estimate | None,
    needed: int | None,
    *,
    everybody: bool,
) -> str:
    """Say what one source says of a claim: what we said, what was found, of how many, and so what."""
    indicator, versus = values.indicator, bool(values.indicator.versus)
    lines = lines_of(indicator, values.kind)
    ends = (corrected.low, corrected.high)
    digits = digits_for(ends, lines, values)
    low, high = (spoken(end, values, versus=versus, digits=digits, unit=False) for end in ends)
    unit = "" if values.kind == "mean" and not values.unit else f" {_unit(values, versus=versus)}"
    between = f"({low} to {high}{unit})"
    said = so_we_said(indicator, values, digits=digits)
    customers = f"{inside.n:,} {'' if everybody else 'such '}customers {values.spoke}".strip()
    found = _found(values, inside, customers, digits)
    if versus and outside is not None:
        beside = spoken(outside.value, values, digits=digits)
        gap = spoken(abs(corrected.value), values, versus=True, digits=digits)
        which = "less" if corrected.value < 0 else "more"
        found = f"{found}, against {beside} of {outside.n:,} others: {gap} {which} {between}"
    else:
        found = f"{found} {between}"
    return f"We said {said}; {found}, so {_so(word, needed, inside.n)}."


def _found(values: Values, inside: Estimate, customers: str, digits: int) -> str:
    amount = spoken(inside.value, values, digits=digits)
    if values.kind == "share":
        return f"of {customers}, {amount} {values.does}"
    if values.kind == "nps":
        return f"the score of {customers} is {amount}"
    return f"the mean of {customers} is {amount}"


def _so(word: str, needed: int | None, n: int) -> str:
    if word in (SUPPORTED, CONTRADICTED):
        return f"this is {word}"
    if needed is None:
        return "nobody can say: it lies too near to the line for any number of people"
    if needed <= n:
        return "nobody can say yet, but almost"
    return f"nobody can say yet; about {two_digits(needed):,} people would settle it if the figure stays so"


def two_digits(number: int) -> int:
    """Two digits are enough for a number that rests on a guess."""
    step = int(10 ** max(0, len(str(number)) - 2))
    return -(-number // step) * step


def _unit(values: Values, *, versus: bool) -> str:
    return spoken(0.0, values, versus=versus).partition(" ")[2]


def verdict_sentence(word: str, findings: Sequence[Finding]) -> str:
    """Say what all sources say together; they are named, never averaged."""
    if not findings:
        return VAGUE
    if len(findings) == 1:
        return findings[0].sentence
    parts = {
        SUPPORTED: "supports it",
        CONTRADICTED: "contradicts it",
        INCONCLUSIVE: "can't say yet",
        UNTESTABLE: "can't speak to it",
    }
    told = []
    for found in findings:
        figure = f" ({short_figure(found)})" if found.corrected is not None else ""
        told.append(f"{_source(found, findings)} {parts[found.verdict]}{figure}")
    listed = f"{'; '.join(told[:-1])}; and {told[-1]}" if len(told) > 2 else " and ".join(told)
    begin = {
        SUPPORTED: "Supported",
        CONTRADICTED: "Contradicted",
        DISAGREE: "Sources disagree",
        INCONCLUSIVE: "Nobody can say yet",
        UNTESTABLE: "Nothing can test it",
    }[word]
    return f"{begin}: {listed}."


def short_figure(found: Finding) -> str:
    """Write what was found against what was said: ``"31 %; we said at least 50 %"``; empty without a figure.

    The figure is that of the segment, or how far it lies above everybody else's.
    """
    if found.corrected is None or found.values is None:
        return ""
    values, versus = found.values, bool(found.indicator.versus)
    lines = lines_of(found.indicator, values.kind)
    digits = digits_for((found.corrected.value,), lines, values)
    amount = spoken(found.corrected.value, values, versus=versus, digits=digits)
    return f"{amount}; we said {so_we_said(found.indicator, values, digits=digits)}"


def _source(found: Finding, findings: Sequence[Finding]) -> str:
    """Name a source; where several findings are of the same, by what each measures."""
    same = [one for one in findings if one.indicator.source == found.indicator.source]
    name = SOURCE_NAMES.get(found.indicator.source, found.indicator.source)
    return name if len(same) == 1 or not found.words else f"{name} on “{found.words}”"
