"""Judging claims: the verdict of each source, corrected for the number of questions asked of the data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from cslab.challenge.claims.figures import Figures, deciding_level, people_needed, word_of
from cslab.challenge.claims.sentences import finding_sentence, verdict_sentence
from cslab.challenge.claims.units import bounds, lines_of, misses, spoken
from cslab.challenge.claims.values import Values
from cslab.challenge.claims.verdict import (
    CONTRADICTED,
    DISAGREE,
    INCONCLUSIVE,
    SUPPORTED,
    UNTESTABLE,
    Finding,
    Verdict,
)
from cslab.errors import CslabError, InputError
from cslab.estimate import Estimate, check_level
from cslab.measure.surveys.answers import FEW
from cslab.measure.surveys.samples import Sample, at_levels
from cslab.study.personas import COMPARATORS, Condition, Indicator, LockedClaim

LEAST: Final = 8
"""Fewer people than this decide nothing."""

Measured = Callable[[Indicator, Sequence[Condition]], Values]
"""Gives an indicator's values for a segment, as `cslab.challenge.claims.measuring.measure` does."""

AGAIN: Final = "This is version {version}: an earlier one was locked, and its verdict may have been known."
DRAFT: Final = "This is a draft: it is not locked, so whoever wrote it may have known."
VERSUS: Final = ("", "others")


def judge(
    claims: Sequence[LockedClaim], measured: Measured, *, n_min: int = LEAST, level: float = 0.95
) -> tuple[Verdict, ...]:
    """Judge the claims of one persona together.

    Parameters
    ----------
    claims : sequence of LockedClaim
        All that the persona claims; drafts have version 0.
    measured : callable
        Gives the values of an indicator for a segment; what it can't measure it raises as a `CslabError`.
    n_min : int
        Fewer people than this decide nothing.
    level : float
        Of all verdicts together.

    Returns
    -------
    tuple of Verdict
        In the order of the claims. What can't be judged is untestable, and its sentence says why.

    Raises
    ------
    InputError
        If the level is no level, or `n_min` less than 1.

    Notes
    -----
    Estimand: the figure of the persona's segment, or how far it lies above that of everybody else, among the
    customers for whom those measured stand. Each interval is the one of its kind: Wilson for shares (Newcombe
    for their differences), adjusted Wald for an NPS, Student's t for means; where some count more or
    colleagues are measured, that of as many independent people as they are worth.

    A claim of at least t is supported where the interval lies wholly above t and contradicted where wholly
    below; of at most t the other way round; of about t where it lies wholly within the margin, or wholly
    outside. Else it is inconclusive. The p-value of a finding is 1 less the highest level at which its own
    interval still decides, so it can't disagree with what is shown. Holm's procedure over all indicators of
    the persona holds the chance of even one wrong verdict among them to ``1 - level``: the smallest p is held
    against ``(1 - level) / m``, the next against ``(1 - level) / (m - 1)``, until one is not below; each
    ``corrected`` estimate is at the level of its step, and its interval alone makes the verdict.

    Not for claims written after somebody looked; and the correction knows nothing of claims that were
    dropped before they were locked.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of
    Statistics 6, 65-70.
    Schuirmann, D. J. (1987). A comparison of the two one-sided tests procedure and the power approach for
    assessing the equivalence of average bioavailability. Journal of Pharmacokinetics and Biopharmaceutics
    15, 657-680.

    Examples
    --------
    >>> import pandas as pd
    >>> from cslab.challenge.claims import Sources, measure
    >>> from cslab.study.personas import Claim
    >>> roles = ["owner"] * 25 + ["clerk"] * 15
    >>> people = pd.DataFrame({"person_id": [f"p{at}" for at in range(40)], "role": roles})
    >>> shown = Indicator("people", "at_most", 40, column="role", values=("owner",))
    >>> locked = LockedClaim(Claim("few", "carla", "Few own it", (shown,)), (), 1, "Maya", "2026-03-30")
    >>> sources = Sources(people)
    >>> [found] = judge([locked], lambda indicator, segment: measure(indicator, segment, sources))
    >>> print(found.sentence)  # doctest: +NORMALIZE_WHITESPACE
    We said at most 40 %; of 40 customers of whom we know “role”, 62 % have “owner”
    (47 to 76 %), so this is contradicted.
    """
    check_level(level)
    if n_min < 1:
        raise InputError(f"At least one person must decide, but n_min was {n_min}.")
    tried = [
        [_try(indicator, locked.segment, measured, n_min) for indicator in locked.claim.shown_by]
        for locked in claims
    ]
    open_ = [one for row in tried for one in row if isinstance(one, _Open)]
    settled = dict(zip(map(id, open_), _holm(open_, n_min, level), strict=True))
    return tuple(
        _joint(locked, tuple(settled[id(one)] if isinstance(one, _Open) else one for one in row))
        for locked, row in zip(claims, tried, strict=True)
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Open:
    """A finding that waits for the level at which it is judged."""

    figures: Figures
    everybody: bool
    at: Callable[[float], Estimate]
    held: float


def _try(
    indicator: Indicator, segment: Sequence[Condition], measured: Measured, n_min: int
) -> _Open | Finding:
    """Measure an indicator; where nothing can be judged, the finding says why."""
    try:
        check_indicator(indicator)
        values = measured(indicator, segment)
    except CslabError as error:
        return Finding(indicator, "", UNTESTABLE, str(error))
    try:
        figures = Figures.of(values) if len(values.inside) else None
        if why := _why_not(values, figures, n_min):
            return _untestable(values, figures, why, n_min)
        if figures is None:
            return _untestable(values, figures, "Nobody can be counted.", n_min)
        at = figures.at()
        held = deciding_level(at, lambda found: word_of(found, indicator, values.kind) != INCONCLUSIVE)
    except CslabError as error:
        return _untestable(values, None, str(error), n_min)
    return _Open(figures, not segment, at, held)


def check_indicator(indicator: Indicator) -> None:
    """Refuse an indicator that no figure could be held against.

    Raises
    ------
    InputError
        If it does not compare, compares with nobody, or has no number.
    """
    if indicator.comparator not in COMPARATORS:
        raise InputError(
            f"It does not say how the figure compares: {', '.join(COMPARATORS)} and a number, such as "
            "at_least = 50."
        )
    if indicator.versus not in VERSUS:
        raise InputError(
            f'It can be compared with versus = "others" only, but {indicator.versus!r} is given.'
        )
    if not np.isfinite([indicator.threshold, indicator.margin]).all():
        raise InputError("Its threshold is no number that a figure could be held against.")
    if indicator.comparator == "about" and not abs(indicator.margin) > 0:
        raise InputError(
            "“About” needs a margin, because no figure is ever exactly a number; add margin = 10, say."
        )


def _why_not(values: Values, figures: Figures | None, n_min: int) -> str:
    """Say why nothing can be judged; nothing where it can."""
    if why := too_few(values, n_min) or without_line(values):
        return why
    if values.kind != "mean" or figures is None:
        return ""
    others = figures.outside if values.indicator.versus else None
    return _no_spread(figures.inside, "They") or _no_spread(others, "Everybody else")


def too_few(values: Values, n_min: int) -> str:
    """Say that there are too few people to judge; nothing where there are enough."""
    n = len(values.inside)
    whom = f"customers {values.spoke}".strip()
    if n == 0:
        return f"None of the {len(values.table):,} {whom} belongs to this segment."
    if n < n_min:
        noun = f"such customer {values.spoke}".strip() if n == 1 else f"such {whom}"
        return f"Only {n} {noun}; fewer than {n_min} decide nothing."
    if values.indicator.versus:
        others = len(values.outside)
        if others == 0:
            return f"All {n:,} {whom} belong to this segment, so there is nobody to compare with."
        if others < n_min:
            return f"Only {others} {whom} stand outside of this segment; fewer than {n_min} decide nothing."
    return ""


def without_line(values: Values) -> str:
    """Say that no figure could refuse a claim, or none could support it."""
    ends = bounds(values)
    if ends is None:
        return ""
    lines = lines_of(values.indicator, values.kind)
    low, high = (spoken(end, values, versus=bool(values.indicator.versus)) for end in ends)
    least, most = values.indicator.comparator == "at_least", values.indicator.comparator == "at_most"
    about = values.indicator.comparator == "about"
    if (
        (least and lines[0] <= ends[0])
        or (most and lines[0] >= ends[1])
        or (about and lines[0] <= ends[0] and lines[1] >= ends[1])
    ):
        return f"No figure could refuse it, because all lie from {low} to {high}."
    if (
        (least and lines[0] > ends[1])
        or (most and lines[0] < ends[0])
        or (about and (lines[0] > ends[1] or lines[1] < ends[0]))
    ):
        return f"No figure could support it, because all lie from {low} to {high}."
    return ""


def _no_spread(sample: Sample | None, who: str) -> str:
    if sample is None or np.ptp(sample.values) > 0:
        return ""
    return f"{who} all have the same value, which says nothing of how far customers differ."


def _untestable(values: Values, figures: Figures | None, why: str, n_min: int) -> Finding:
    inside = None
    if figures is not None and figures.inside.n >= FEW:
        try:
            inside = at_levels(figures.inside)(0.95)
        except CslabError:
            inside = None
    n = len(values.inside)
    return Finding(
        values.indicator,
        values.words,
        UNTESTABLE,
        why,
        inside=inside,
        n=n,
        needed=n_min if n < n_min else None,
        people_for=_ids(values, for_it=True),
        people_against=_ids(values, for_it=False),
        values=values,
        caveats=values.caveats,
    )


def _holm(open_: Sequence[_Open], n_min: int, level: float) -> list[Finding]:
    """Judge at the level of each one's step; the interval of that step alone decides."""
    alpha, steps = 1 - level, len(open_)
    found: dict[int, Finding] = {}
    chances = [1 - one.held for one in open_]
    worst, going = 0.0, True
    for rank, at in enumerate(sorted(range(len(open_)), key=lambda one: chances[one])):
        corrected = open_[at].at(1 - alpha / steps)
        values = open_[at].figures.values
        word = word_of(corrected, values.indicator, values.kind)
        worst = max(worst, min(1.0, chances[at] * (len(open_) - rank)))
        found[at] = _finding(open_[at], word, corrected, (chances[at], worst), n_min, level)
        # After one that is not decided, the others are judged at its level, which decides none of them.
        going = going and word != INCONCLUSIVE
        steps -= 1 if going else 0
    return [found[at] for at in range(len(open_))]


def _finding(
    one: _Open, word: str, corrected: Estimate, chances: tuple[float, float], n_min: int, level: float
) -> Finding:
    figures, values = one.figures, one.figures.values
    inside = at_levels(figures.inside)(level)
    outside = None
    if figures.outside is not None and figures.outside.n >= FEW and _has_interval(figures.outside):
        outside = at_levels(figures.outside)(level)
    needed = people_needed(figures, corrected.level, n_min)
    return Finding(
        values.indicator,
        values.words,
        word,
        finding_sentence(word, values, corrected, inside, outside, needed, everybody=one.everybody),
        one.at(level),
        corrected,
        inside,
        outside,
        chances[0],
        chances[1],
        figures.inside.n,
        needed,
        _ids(values, for_it=True),
        _ids(values, for_it=False),
        values,
        tuple(dict.fromkeys((*inside.caveats, *values.caveats))),
    )


def _has_interval(sample: Sample) -> bool:
    return sample.kind != "mean" or sample.worth().units > 1


def _ids(values: Values, *, for_it: bool) -> tuple[str, ...]:
    table = values.table
    chosen = table["inside"] & (table["hit"] if for_it else misses(values)) & table["person_id"].notna()
    return tuple(dict.fromkeys(str(one) for one in table.loc[chosen, "person_id"]))


def _joint(locked: LockedClaim, findings: tuple[Finding, ...]) -> Verdict:
    word = joint_word([one.verdict for one in findings])
    doubts = []
    if locked.version == 0:
        doubts.append(DRAFT)
    elif locked.version > 1:
        doubts.append(AGAIN.format(version=locked.version))
    return Verdict(
        locked.claim,
        locked.version,
        locked.locked_at,
        word,
        verdict_sentence(word, findings),
        findings,
        tuple(doubts),
    )


def joint_word(words: Sequence[str]) -> str:
    """Say what several sources say together.

    One that supports and one that contradicts disagree. Otherwise those that can say decide, and where none
    can, it is inconclusive if any could speak at all.

    Examples
    --------
    >>> joint_word(["supported", "inconclusive"]), joint_word(["supported", "contradicted"]), joint_word([])
    ('supported', 'sources disagree', 'untestable')
    """
    said = set(words)
    if {SUPPORTED, CONTRADICTED} <= said:
        return DISAGREE
    return next((word for word in (SUPPORTED, CONTRADICTED, INCONCLUSIVE) if word in said), UNTESTABLE)
