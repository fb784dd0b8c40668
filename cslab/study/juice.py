"""How a passage is judged: its sentiment, and its juiciness, which is what it gives to those not there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cslab.errors import InputError, NotFoundError

COMPONENTS = {
    "concrete detail": "A number, a name, a place or a thing that one can picture.",
    "emotion": "The person feels something, and it is heard.",
    "surprise": "It goes against what we expected.",
    "own words": "A metaphor or a turn of phrase that nobody gave them.",
    "consequence": "It says what came of it: time, money, trust, somebody leaving.",
    "contrast": "Before and after, hoped and got, us and others.",
}
"""What makes a passage juicy: the name of each mark, and how to recognise it."""

LEAST, MOST = 1, 5


def components_of(given: Iterable[str]) -> tuple[str, ...]:
    """Check the marks of a passage; each counts once, in the order of `COMPONENTS`.

    Raises
    ------
    NotFoundError
        If there is no such mark.
    """
    named = {given} if isinstance(given, str) else set(given)
    for name in sorted(named):
        if name not in COMPONENTS:
            raise NotFoundError.of("component of juiciness", name, COMPONENTS)
    return tuple(name for name in COMPONENTS if name in named)


def juiciness_of(given: int | None, components: Iterable[str]) -> int | None:
    """Give the juiciness that a person set, else 1 and one for each mark, at most 5; None without either.

    Raises
    ------
    InputError
        If it is not a whole number from 1 to 5.

    Examples
    --------
    >>> juiciness_of(None, ["emotion", "contrast"]), juiciness_of(5, []), juiciness_of(None, [])
    (3, 5, None)
    """
    marks = len(tuple(components))
    if given is None:
        return min(MOST, LEAST + marks) if marks else None
    if isinstance(given, bool) or given not in range(LEAST, MOST + 1):
        raise InputError(f"Juiciness is a whole number from {LEAST} to {MOST}, but {given} was given.")
    return int(given)


def judged(given: int | None, marks: Iterable[str], by: str) -> dict[str, Any]:
    """Give what a highlight keeps of a judgement: juiciness, juice (its components), juice_by."""
    components = components_of(marks)
    found = juiciness_of(given, components)
    return {
        "juiciness": found,
        "juice": list(components) or None,
        "juice_by": by if found is not None else None,
    }


def sentiment_of(given: int | None) -> int | None:
    """Check a sentiment.

    Raises
    ------
    InputError
        If it is not -1, 0 or 1.
    """
    if given is None:
        return None
    if isinstance(given, bool) or given not in (-1, 0, 1):
        raise InputError(f"Sentiment is -1, 0 or 1, but {given} was given.")
    return int(given)
