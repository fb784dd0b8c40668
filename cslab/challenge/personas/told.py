"""How what is wrong with a persona is told: one sentence each, which says what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cslab.challenge.personas.alike import REVERSED, SAME, in_indicators
from cslab.challenge.personas.problem import (
    LIKE_OTHERS,
    OF_EVERYONE,
    OPPOSITE,
    SAID_TWICE,
    SMALL_SEGMENT,
    VAGUE,
    Problem,
    numbers,
    quoted,
)
from cslab.challenge.personas.telling_apart import ALIKE as AS_OTHERS
from cslab.challenge.personas.telling_apart import MAYBE_ALIKE, Apart
from cslab.estimate import Estimate
from cslab.study.personas import Claim


def vague(claim: Claim) -> Problem:
    """Tell a claim that names nothing that would show it."""
    return Problem(
        VAGUE,
        (claim.id,),
        True,
        f"{quoted(claim.says)} is vague: it names nothing that would show it, so no data can refuse it. Say "
        "what such a customer would answer, do or say.",
    )


def true_of_all(claim: Claim, share: Estimate, limit: float) -> Problem:
    """Tell a claim that is true of more of all customers than a limit."""
    sure = share.low > limit
    who = "true of nearly everyone" if sure else "perhaps true of nearly everyone"
    return Problem(
        OF_EVERYONE,
        (claim.id,),
        sure,
        f"{quoted(claim.says)} is {who}: of {_percent(share.value)} of the {share.n:,} customers for whom it "
        "can be told, so it says nothing about these people. Name what sets them apart.",
        share,
        numbers({"true of all customers": share}),
    )


def like_others(claim: Claim, gaps: Sequence[Apart], figures: dict[str, Estimate]) -> Problem | None:
    """Tell a claim by which nobody can be told from everyone else, by any figure that was measured."""
    words = {gap.word for gap in gaps}
    if not words or words - {AS_OTHERS, MAYBE_ALIKE}:
        return None
    sure = words == {AS_OTHERS}
    first = next(gap for gap in gaps if gap.inside is not None)
    told = ""
    if first.inside is not None and first.outside is not None:
        told = f" ({_value(first.inside)} here, {_value(first.outside)} elsewhere)"
    how = "is as true of everyone else" if sure else "is, as far as can be told, as true of everyone else"
    rest = "" if sure else " Too few were measured to be certain."
    return Problem(
        LIKE_OTHERS,
        (claim.id,),
        sure,
        f"{quoted(claim.says)} {how}{told}: it does not set these people apart.{rest}",
        first.gap,
        numbers(figures),
    )


def alike_pair(
    one: Claim,
    other: Claim,
    figure: Estimate | None,
    words: tuple[str, float],
    redundant: float,
    alike: float,
) -> Iterator[Problem]:
    """Tell two claims that are one, or each other's opposite: by the figure, by the people, or in words."""
    both = f"{quoted(one.says)} and {quoted(other.says)}"
    claims = (one.id, other.id)
    table = numbers({"phi": figure} if figure is not None else {})
    asked = in_indicators(one, other)
    if asked:
        how = (
            "are shown by the very same figure: they are one claim. Keep the better of the two."
            if asked == SAME
            else "can't both hold: the same figure would have to be in two places. Decide for one."
        )
        yield Problem(SAID_TWICE if asked == SAME else OPPOSITE, claims, True, f"{both} {how}", figure, table)
        return
    if figure is not None and abs(figure.value) >= redundant:
        up = figure.value > 0
        sure = figure.low >= redundant if up else figure.high <= -redundant
        how = (
            "are true of the same people"
            if up
            else "are opposites: where one is true of somebody, the other is not"
        )
        seems = "" if sure else "perhaps "
        advice = "They are one claim" if up else "Keep one"
        yield Problem(
            SAID_TWICE if up else OPPOSITE,
            claims,
            sure,
            f"{both} {seems}{how} (of {figure.n:,} measured for both). {advice}.",
            figure,
            table,
        )
        return
    same, likeness = words
    if likeness < alike:
        return
    how = (
        "say the same in nearly the same words. Keep the better of the two."
        if same != REVERSED
        else "say the opposite of each other, in nearly the same words. Decide for one."
    )
    yield Problem(SAID_TWICE if same != REVERSED else OPPOSITE, claims, True, f"{both} {how}", figure, table)


def small_segment(size: int, of: int, smallest: int) -> Iterator[Problem]:
    """Tell a segment that holds few people, or none."""
    if size >= smallest:
        return
    whom = "nobody" if not size else f"{size:,} of {of:,} customers"
    rest = (
        "No claim about them can be tested. Check the conditions of the segment."
        if not size
        else f"With fewer than {smallest} most claims stay open. Widen the segment, or talk to each of them."
    )
    yield Problem(SMALL_SEGMENT, (), True, f"The segment holds {whom}. {rest}")


def _value(figure: Estimate) -> str:
    return figure.format(digits=0 if figure.unit in ("%", "points") else 1).partition(" (")[0]


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
