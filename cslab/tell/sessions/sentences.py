"""What a session changed, in one honest sentence."""

from __future__ import annotations

from typing import Final

from cslab.estimate import Estimate

NO_GROUP: Final = (
    "There is no comparison group: who answers the same questions again, having talked about them, answers "
    "otherwise in any case, and first guesses that were far off fall back by themselves."
)
SEEN: Final = (
    "The second answers were given after the real ones had been shown, so a smaller error is partly "
    "remembered; look at the next session's first answers to see what stays."
)


def said(
    error: Estimate | None,
    before: Estimate | None,
    after: Estimate | None,
    *,
    people: int,
    answered: int,
    known: bool = True,
) -> str:
    """Say what became of the team's prediction error.

    Parameters
    ----------
    error : Estimate or None
        Its change; negative when it fell.
    before, after : Estimate or None
        The error itself.
    people : int
        Whose error is known both times.
    answered : int
        Who answered both times.
    known : bool
        Whether it is known of any question what customers answer.
    """
    if error is None or before is None or after is None:
        return _untold(people, answered, known)
    went = f"from {before.value:.1f} to {after.value:.1f} points of 100"
    if error.low == error.high == 0:
        return f"The team's guesses lie as far from the customers as before: {before.value:.1f} points of 100"
    if error.high < 0:
        fell = f"{-error.value:.1f} points ({-error.high:.1f} to {-error.low:.1f})"
        return f"Prediction error fell by {fell}, {went}"
    if error.low > 0:
        rose = f"{error.value:.1f} points ({error.low:.1f} to {error.high:.1f})"
        return f"Prediction error rose by {rose}, {went}: the team's guesses lie further from the customers"
    return (
        "Listening did not measurably change how far the team's guesses lie from the customers: the error "
        f"went {went}, and its change may be anything from {error.low:+.1f} to {error.high:+.1f}"
    )


def _untold(people: int, answered: int, known: bool) -> str:
    """Why there is no change to tell."""
    if people:
        return (
            "Only one of you guessed both times what customers answer: one person's change has no interval "
            "over people, and is shown to them alone"
        )
    if not answered:
        return "Nobody has answered both before and after listening yet, so there is no change to tell"
    if not known:
        return "Too few customers answered these questions for an error to be told"
    return (
        "Nobody guessed what customers answer to the same question both times, so there is no change to tell"
    )


def said_of_projection(change: Estimate | None, before: Estimate | None, after: Estimate | None) -> str:
    """Say what became of projection; empty where there is no number.

    Parameters
    ----------
    change, before, after : Estimate or None
        Of the projection weight.
    """
    if change is None or before is None or after is None:
        return ""
    went = f"from {before.value:.2f} to {after.value:.2f}"
    if change.low == change.high == 0:
        return f"projection is the same as before, {before.value:.2f}"
    if change.low > 0:
        return (
            f"projection rose by {change.value:.2f} ({change.low:.2f} to {change.high:.2f}), {went}: more of "
            "the team's own taste goes into its guesses than before, as replayed clips can do"
        )
    if change.high < 0:
        return f"projection fell by {-change.value:.2f} ({-change.high:.2f} to {-change.low:.2f}), {went}"
    return (
        f"whether projection changed can't be told: it went {went}, and its change may be anything from "
        f"{change.low:+.2f} to {change.high:+.2f}"
    )


def joined(error: str, error_change: Estimate | None, projection: str, change: Estimate | None) -> str:
    """Put both into one sentence: `and` where they went the same way, `but` where they did not."""
    if not projection:
        return f"{error}."
    signs = [_sign(error_change), _sign(change)]
    word = "but" if 0 not in signs and signs[0] != signs[1] else "and"
    return f"{error}; {word} {projection}."


def of_one(teammate: str, before: float | None, after: float | None, items: int) -> str:
    """Say what became of one person's error, to them alone.

    Parameters
    ----------
    teammate : str
        Whose.
    before, after : float or None
        Their mean error; None where they did not answer both times.
    items : int
        Questions it is the mean of.
    """
    if before is None or after is None:
        return f"{teammate}: you have not answered both before and after listening, so nothing can be told."
    questions = "1 question" if items == 1 else f"{items} questions"
    change = after - before
    if abs(change) < 0.05:
        return f"{teammate}: over {questions} your guesses lie as far from the customers as before."
    way = "nearer to" if change < 0 else "further from"
    came = f"your guesses came {abs(change):.1f} points {way} the customers"
    return f"{teammate}: over {questions} {came}, from {before:.1f} to {after:.1f}."


def doubts(*, locked: int, both: int, listened: int, late: int, out: int, revealed: bool) -> tuple[str, ...]:
    """Say who is not in the figures, and what to doubt.

    Parameters
    ----------
    locked : int
        Who wrote down and locked what they believed in time.
    both : int
        Who of them answered again, and locked that.
    listened : int
        Who of those heard the reel to its end.
    late : int
        Who locked only after the reveal.
    out : int
        Who was taken out.
    revealed : bool
        Whether the real answers were shown.
    """
    found = []
    if both < locked:
        found.append(
            f"{_people(locked - both)} of {locked} who locked their first answers did not answer again, "
            "and are not in the change."
        )
    if listened < both:
        found.append(
            f"{_people(both - listened)} of {both} did not hear the reel to its end; they count all the "
            "same, because the session is what is measured."
        )
    if late:
        found.append(f"{_people(late)} locked only after the answers had been shown, and count nowhere.")
    if out:
        found.append(f"{_people(out)} {'was' if out == 1 else 'were'} taken out, and count nowhere.")
    return (*found, NO_GROUP, *([SEEN] if revealed else []))


def _people(many: int) -> str:
    return "1 person" if many == 1 else f"{many} people"


def _sign(one: Estimate | None) -> int:
    return 0 if one is None else 1 if one.low > 0 else -1 if one.high < 0 else 0
