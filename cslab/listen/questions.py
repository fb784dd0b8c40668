"""What is wrong with a question: it leads, it can be answered with yes or no, or it is two in one.

Rules for English, each with a reason that a person can agree or disagree with. They look at the form of a
sentence; whether a question was a good one, they can't know.

References
----------
Willis (2005), Cognitive Interviewing, ch. 6 (double-barrelled items, leading probes); Patton (2015),
Qualitative Research & Evaluation Methods, 4th ed., ch. 7 (truly open-ended, singular, neutral questions).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Kind = Literal["leading", "closed", "double-barrelled"]
KINDS: tuple[Kind, ...] = ("leading", "closed", "double-barrelled")

ECHO_WORDS = 6
"""So few words without a question's form, most of them said just before, hand the customer's words back."""

_BE = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must|might|ai)"
_NOT = rf"(?:{_BE}n['’]t|won['’]t|can['’]t|shan['’]t)"
_WHO = r"(?:i|you|he|she|it|we|they|this|that|there|those|these)"
_ASKS = r"(?:what|why|how|when|where|which|who|whose|whom)"
_VERB_FIRST = rf"(?:{_BE}|am|may|shall)"
_LEAD_IN = r"^(?:(?:so|and|but|well|okay|ok|right|now|then|oh|huh|um|uh|just|yeah|yes|no)\b[, ]*)*"

_TRULY = (
    r"(?:got?|get|do|did|put|made?|make|is|was|are|were|feels?|felt|all|that['’]s|it['’]s|went|going)"
    r"(?:\s+(?:it|that|this|them))?"
)
"""Words before a "right" that means what it says: "you got it right"."""

_LEADING: tuple[tuple[str, str], ...] = (
    (
        rf"(?<!\w)(?:{_NOT}\s+{_WHO}(?:\s+(?:think|say|agree))?|{_BE}\s+{_WHO}\s+not)\s*[?.]?$",
        "it ends by asking to agree",
    ),
    (
        r"(?:[,;]|[.…-]+)\s*(?:right|correct|yeah|yes|no|okay|ok|huh|eh|surely|true|agreed)\s*\?$",
        "it ends by asking to agree",
    ),
    # As engines write it that hear neither the comma nor the question.
    (rf"^(?:and |but )?so\b(?!.*\b{_TRULY}\s+right[.?]?$).*\s+right[.?]?$", "it ends by asking to agree"),
    (rf"{_LEAD_IN}{_NOT}\s+(?:{_WHO}|the|your|our|people|everybody|everyone)\b", "it expects one answer"),
    (r"\b(?:would you|do you|you['’]d)\s+(?:not\s+)?(?:agree|say)\s+that\b", "it says the answer"),
    (r"\b(?:surely|obviously|clearly|of course|no doubt|undoubtedly)\b", "it takes the answer for granted"),
    (
        r"\byou\s+(?:must|probably|surely|obviously)\s+(?:have|be|feel|think|find|love|like|hate)\b",
        "it says what they feel",
    ),
    (
        r"\b(?:i|we)\s+(?:assume|suppose|imagine|bet|guess)\s+(?:that\s+)?(?:you|it|this|that)\b",
        "it says what the interviewer supposes",
    ),
    (
        r"\bhow\s+(?:much\s+)?(?:better|worse|easier|faster|happier|great|amazing|helpful|useful|terrible|awful|"
        r"frustrating|annoying)\b",
        "it judges before they do",
    ),
    (
        r"\b(?:(?:why|how much)\s+(?:did|do|would)\s+you\s+(?:so\s+)?(?:love|like|enjoy|hate|dislike)"
        r"|what\s+(?:did|do)\s+you\s+(?:love|hate))\b",
        "it says what they feel",
    ),
)

_ASIDE = r"(?:[\w’' ]+,\s*){0,2}"
"""A name that is called, a word in between: "Marcus, for the camera, ..."."""

_INVITES = re.compile(
    _LEAD_IN
    + _ASIDE
    + r"(?:(?:can|could|would|will)\s+you(?:\s+(?:please|maybe|just|also|briefly))*|please)?\s*"
    r"(?:be able to\s+|mind\s+|like to\s+)?"
    r"(?:tell(?:ing)?|walk(?:ing)?|talk(?:ing)?|take|taking|show(?:ing)?|giv(?:e|ing)|explain(?:ing)?|"
    r"describ(?:e|ing)|say(?:ing)?(?=\s+(?:who|what|how|more|a))|shar(?:e|ing)|help(?:ing)? me|"
    r"elaborat(?:e|ing)|expand(?:ing)?)\b"
)
_TWO = re.compile(
    rf"\b(?:{_ASKS}|{_VERB_FIRST}\s+{_WHO})\b.*\b(?:and|or)\s+(?:also\s+)?"
    rf"(?:{_ASKS}\s+(?:{_VERB_FIRST}|much|many|often|long|made|happened|makes|else|about)\b"
    rf"|{_VERB_FIRST}\s+(?:you|they|it|that|there)\b|(?:how|why|when|where)\s*\?$)"
)
_COMPILED = tuple((re.compile(pattern), reason) for pattern, reason in _LEADING)
_OPEN = re.compile(_LEAD_IN + _ASIDE + rf"(?:(?:in|for|at|to|with|from|of|on|by)\s+)?{_ASKS}\b")
_CLOSED = re.compile(_LEAD_IN + _ASIDE + rf"{_VERB_FIRST}\s+(?:{_WHO}|the|your|our|any\w*|some\w*)\b")
_IF = re.compile(_LEAD_IN + r"(?:what |even )?if\b")
_ALTERNATIVE = re.compile(r"\bor\b(?!\s+(?:not|so|something|anything)\b)")


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to look at in a question.

    Parameters
    ----------
    kind : str
        One of :data:`KINDS`.
    reason : str
        In plain words.
    words : str
        Those that gave rise to it.
    """

    kind: Kind
    reason: str
    words: str


def asks(sentence: str) -> bool:
    """Whether a sentence asks: it ends with a question mark, begins as a question does, or invites to tell.

    Examples
    --------
    >>> asks("Tell me about the worst day."), asks("And what did you do"), asks("I see.")
    (True, True, False)
    """
    said = _plain(sentence)
    if said.endswith("?") or _is_invitation(said) or any(tag.search(said) for tag, _ in _COMPILED[:3]):
        return True
    return bool(_OPEN.match(said)) and len(said.split()) > 1


def flags(sentence: str, *, just_said: Collection[str] = ()) -> tuple[Flag, ...]:
    """What is wrong with one English question.

    Parameters
    ----------
    sentence : str
        As it was asked.
    just_said : collection of str
        Words of the other person shortly before, in lower case: a question made of these hands them back.

    Examples
    --------
    >>> [(flag.kind, flag.words) for flag in flags("So the price was fair, wasn't it?")]
    [('leading', "wasn't it?")]
    >>> flags("What did you do first?")
    ()
    >>> [flag.kind for flag in flags("Did you like it?")]
    ['closed']
    >>> [flag.words for flag in flags("How did you hear of it, and what made you buy?")]
    ['and what made']
    """
    said = _plain(sentence)
    found: list[Flag] = []
    for pattern, reason in _COMPILED:
        if match := pattern.search(said):
            found.append(Flag("leading", reason, match.group().strip(" ,;")))
            break
    if match := _TWO.search(said):
        joint = list(re.finditer(r"\b(?:and|or)\s+(?:also\s+)?\S+\s+\S+", match.group()))
        words = joint[-1].group() if joint else match.group()
        found.append(Flag("double-barrelled", "it asks two things at once", words))
    if not found and said.endswith("?") and (words := _closed(said, just_said)):
        found.append(Flag("closed", "it can be answered with yes or no", words))
    return tuple(found)


def _closed(said: str, just_said: Collection[str]) -> str:
    """The words that make a question one for yes or no; empty when it is not."""
    if _is_invitation(said) or _OPEN.match(said) or _IF.match(said) or _asks_inside(said):
        return ""
    if match := _CLOSED.match(said):
        return "" if _ALTERNATIVE.search(said) else match.group().strip(" ,")
    spoken = words_of(said)
    if len(spoken) <= ECHO_WORDS and _is_echo(spoken, just_said):
        return ""
    return said


def _is_echo(spoken: Collection[str], just_said: Collection[str]) -> bool:
    return len(spoken) <= ECHO_WORDS // 2 or 2 * sum(word in just_said for word in spoken) >= len(spoken)


def _is_invitation(said: str) -> bool:
    match = _INVITES.match(said)
    return bool(match and match.group().strip())


def _asks_inside(said: str) -> bool:
    """Whether a question word with a verb after it stands inside: "And if it broke, what would you do?"."""
    words = words_of(said)
    return any(re.fullmatch(_ASKS, one) and re.fullmatch(_VERB_FIRST, two) for one, two in pairwise(words))


def words_of(sentence: str) -> list[str]:
    """Words in lower case, without punctuation.

    Examples
    --------
    >>> words_of("You said nine?")
    ['you', 'said', 'nine']
    """
    return re.findall(r"[\w’']+", sentence.lower())


def _plain(sentence: str) -> str:
    return " ".join(sentence.lower().split()).strip("\"'”’“ ")
