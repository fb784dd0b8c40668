"""What to ask in a conversation, and what not to defend."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Final

from cslab.challenge.contradictions import contradiction as kinds

MOST: Final = 6
"""Questions of a brief: more are not asked in half an hour."""

MOST_DISAGREEING: Final = 2
"""Of them, about things on which sources disagree."""

SHOW: Final = "Could you show me how you do that, on your own screen or paper?"
"""The last question of every brief."""

DO_NOT_CONFIRM: Final = (
    "Ask, do not confirm. What stands here is what we believe we know of them; let them say it in their own "
    "words, and otherwise."
)
LISTEN: Final = "Listen, do not explain. This is how it was for them, whatever our reasons were."


@dataclass(frozen=True, slots=True)
class Ask:
    """Something to ask.

    Parameters
    ----------
    question : str
        What to ask about.
    why : str
        Why it is open.
    """

    question: str
    why: str


@dataclass(frozen=True, slots=True)
class Pain:
    """Something that went wrong for them, and that nobody needs to defend.

    Parameters
    ----------
    what : str
        In their words, or what was promised.
    where : str
        Where it is known from.
    """

    what: str
    where: str


def to_ask(
    stages: Sequence[tuple[str, str, str]],
    spoke: Mapping[str, Collection[str]],
    person_id: str,
    *,
    success: str = "",
    disagreeing: Iterable[tuple[str, str]] = (),
) -> tuple[Ask, ...]:
    """Choose what to ask somebody.

    Parameters
    ----------
    stages : sequence of (id, name, question)
        The journey, as study.toml has it.
    spoke : mapping of str to collection of str
        Who spoke of each stage: person_ids.
    person_id : str
        Whom.
    success : str
        What success means to them, in their own words.
    disagreeing : iterable of (str, str)
        What sources disagree on where they are concerned: its kind, as
        `cslab.challenge.contradictions.contradiction` names it, and its title.

    Returns
    -------
    tuple of Ask
        At most `MOST`: stages of which nobody has spoken, then what success has become, then what sources
        disagree on, then stages of which this person has not spoken, the least spoken of first; and `SHOW`.

    Notes
    -----
    Every question is open: none can be answered by yes, and none says what we expect.

    Examples
    --------
    >>> stages = [("choose", "Choose", "What do they pick?"), ("renewal", "Renewal", "Why do they stay?")]
    >>> for ask in to_ask(stages, {"choose": {"p-2"}}, "p-1"):
    ...     print(ask.question, "|", ask.why)
    Renewal: Why do they stay? | Nobody has spoken of this stage yet.
    Choose: What do they pick? | One other has spoken of it, and they have not.
    Could you show me how you do that, on your own screen or paper? | What people do is seen, and seldom said.
    """
    gaps, others = [], []
    for stage, name, question in stages:
        people = set(spoke.get(stage, ()))
        asked = f"{name}: {question or f'What was it like for you, from the beginning? ({name})'}"
        if not people:
            gaps.append(Ask(asked, "Nobody has spoken of this stage yet."))
        elif person_id not in people:
            who = "One other has" if len(people) == 1 else f"{len(people)} others have"
            others.append((len(people), Ask(asked, f"{who} spoken of it, and they have not.")))
    others.sort(key=lambda one: one[0])
    own = [Ask(f"What has become of what you hoped for: “{success}”?", "They said so themselves.")]
    open_ = starmap(_open, disagreeing)
    two = list({ask.question: ask for ask in reversed(list(open_))}.values())[::-1][:MOST_DISAGREEING]
    found = [*gaps, *(own if success else []), *two, *(ask for _, ask in others)]
    return (*found[: MOST - 1], Ask(SHOW, "What people do is seen, and seldom said."))


def _open(kind: str, title: str) -> Ask:
    """Ask about something that sources disagree on, without saying what any of them says."""
    named = re.search("“(.+)”", title)
    about = named[1] if named else ""
    if kind in (kinds.THEME, kinds.GROWTH) and about:
        return Ask(
            f"What comes to your mind first when you hear “{about}”?",
            "Interviews and surveys differ on how much it matters.",
        )
    if kind in (kinds.CLAIM, kinds.SOURCES) and about:
        return Ask(
            "How did you go about it the last time, step by step, and what was it like?",
            f"About what we wrote of such customers, and do not know: “{about}” Do not say it to them.",
        )
    if kind == kinds.RENEWING:
        return Ask(
            "What went through your mind when it came to renewing?", "Renewing and being happy differ."
        )
    if kind == kinds.FALLING:
        return Ask("What do you do now that you did with us before?", "Their words and their use differ.")
    return Ask("Whom do you think of when you think of us, and how did that come about?", "Sources differ.")
