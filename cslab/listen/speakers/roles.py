"""Who asks and who answers: what people said of it, what interviews.csv says, and else a guess."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from cslab.listen.transcript import Transcript
from cslab.listen.words import Word, ends_sentence
from cslab.study.speakers import ROLES, Given

__all__ = ["ROLES", "Cast", "Given", "Speaker", "is_question", "sentences", "speakers_of"]

INTERVIEWER, CUSTOMER, OTHER = "interviewer", "customer", "other"

SIDES = ("left", "right")
"""Channels of a two-channel call, as interviews.csv and transcripts name them."""

UNKNOWN_INTERVIEWER, UNKNOWN_CUSTOMER = "Interviewer", "Customer"

_NO_NAME = re.compile(
    r"(?:left|right|unknown(?: speaker)?|(?:voice|speaker|spk|channel)[ _-]*\d+)", re.IGNORECASE
)
"""Labels that programs give; any other is a name, as in a transcript that somebody brought."""


@dataclass(frozen=True, slots=True)
class Cast:
    """What the study's files say of an interview.

    Parameters
    ----------
    interviewer : str
        Name of who asks; empty when not known.
    customer : str
        Name of the person; empty when not known.
    person_id : str, optional
        Of the person.
    interviewer_channel : str
        ``"left"``, ``"right"``, or empty when not known.
    """

    interviewer: str = ""
    customer: str = ""
    person_id: str | None = None
    interviewer_channel: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """One voice of an interview.

    Parameters
    ----------
    label : str
        As the turns call it.
    name : str
        As people read it.
    role : str
        One of :data:`ROLES`.
    person_id : str or None
        Of people.csv.
    seconds, words : float, int
        How much they say.
    share : float
        Of all seconds that are spoken, 0 to 1.
    guessed : bool
        True when nobody said who asks: the role is a guess from questions and speech.
    """

    label: str
    name: str
    role: str
    person_id: str | None
    seconds: float
    words: int
    share: float
    guessed: bool


def speakers_of(
    spoken: Transcript, cast: Cast | None = None, given: Mapping[str, Given] | None = None
) -> tuple[Speaker, ...]:
    """Say of each label who it is.

    What people gave comes first, then the interviewer's channel. What is still open is guessed: an
    interviewer asks more of the questions than their share of the speech, a customer fewer.

    Parameters
    ----------
    spoken : Transcript
        With labels as speakers; see `cslab.listen.speakers.assign`.
    cast : Cast, optional
        What the study's files say.
    given : mapping of str to Given, optional
        What people said, by label.

    Returns
    -------
    tuple of Speaker
        In the order in which they first speak, then those that people named and that say nothing.

    Examples
    --------
    >>> from cslab.listen.words import Word, build_segments
    >>> said = [Word("Why", 0, 0.2, "voice 1"), Word("then?", 0.3, 0.6, "voice 1")]
    >>> said += [Word("Because", 1, 1.5, "voice 2"), Word("it", 1.5, 1.7, "voice 2")]
    >>> talk = Transcript(build_segments([*said, Word("works.", 1.7, 2.2, "voice 2")]))
    >>> [(who.name, who.role, who.guessed) for who in speakers_of(talk, Cast("Tom", "Dana"))]
    [('Tom', 'interviewer', True), ('Dana', 'customer', True)]
    """
    cast, given = cast or Cast(), given or {}
    labels = list(dict.fromkeys([*spoken.speakers, *given]))
    if not labels:
        return ()
    seconds, words, asked = _measured(spoken, labels)
    total = sum(seconds.values()) or 1.0
    roles = _roles(labels, cast, given, seconds, asked)
    found = []
    for label in labels:
        known = given.get(label, Given())
        role, guessed = roles[label]
        name, person = _default(label, role, cast)
        found.append(
            Speaker(
                label,
                known.name or name,
                role,
                known.person_id or (person if not known.name or known.name == name else None),
                seconds[label],
                words[label],
                seconds[label] / total,
                guessed,
            )
        )
    return tuple(_told_apart(found, given))


def sentences(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Sentences of one speaker after the other, as (first word, word after the last)."""
    for _, run in groupby(range(len(words)), key=lambda at: words[at].speaker):
        places = list(run)
        first = places[0]
        for at in places:
            if ends_sentence(words[at].text) or at == places[-1]:
                yield first, at + 1
                first = at + 1


def is_question(words: Sequence[Word]) -> bool:
    """Whether a sentence ends with a question mark, of any script."""
    return words[-1].text.rstrip("\"'”’»)]").endswith(("?", "？", "؟"))


def _measured(
    spoken: Transcript, labels: Sequence[str]
) -> tuple[dict[str, float], dict[str, int], dict[str, int]]:
    """Seconds, words and questions of each label."""
    words = spoken.words
    seconds = dict.fromkeys(labels, 0.0)
    count, asked = dict.fromkeys(labels, 0), dict.fromkeys(labels, 0)
    for first, after in sentences(words):
        who = words[first].speaker
        if who is None:
            continue
        seconds[who] += sum(max(0.0, word.end - word.start) for word in words[first:after])
        count[who] += after - first
        asked[who] += is_question(words[first:after])
    return seconds, count, asked


def _roles(
    labels: Sequence[str],
    cast: Cast,
    given: Mapping[str, Given],
    seconds: Mapping[str, float],
    asked: Mapping[str, int],
) -> dict[str, tuple[str, bool]]:
    """Role of each label, and whether it is a guess."""
    roles = {label: (known.role, False) for label, known in given.items() if known.role}
    if cast.interviewer_channel in SIDES:
        for side in SIDES:
            if side in labels and side not in roles:
                roles[side] = (INTERVIEWER if side == cast.interviewer_channel else CUSTOMER, False)
    for label in labels:
        name = given.get(label, Given()).name or label
        if label not in roles and (role := _role_of_name(name, cast)):
            roles[label] = (role, False)
    open_labels = [label for label in labels if label not in roles]
    taken = {role for role, _ in roles.values()}
    # One open voice beside one that is known is no guess; nor is a recording of a single voice.
    certain = len(open_labels) == 1 and (len(labels) <= 2)
    if INTERVIEWER not in taken and len(labels) > 1 and open_labels:
        questions, speech = sum(asked.values()) or 1, sum(seconds.values()) or 1.0
        asks = max(open_labels, key=lambda label: asked[label] / questions - seconds[label] / speech)
        roles[asks] = (INTERVIEWER, not certain)
        open_labels.remove(asks)
    for label in sorted(open_labels, key=lambda label: -seconds[label]):
        role = OTHER if CUSTOMER in {role for role, _ in roles.values()} else CUSTOMER
        roles[label] = (role, not certain)
    return roles


def _role_of_name(label: str, cast: Cast) -> str:
    """Role of a label that is a name which the study's files know, whole or the first part; else empty."""
    said = label.casefold()
    for name, role in ((cast.interviewer, INTERVIEWER), (cast.customer, CUSTOMER)):
        if name and said in {name.casefold(), name.casefold().split()[0]}:
            return role
    return {"interviewer": INTERVIEWER, "customer": CUSTOMER}.get(said, "")


def _default(label: str, role: str, cast: Cast) -> tuple[str, str | None]:
    """Name and person of a role where nobody gave one."""
    person = cast.person_id if role == CUSTOMER else None
    if not _NO_NAME.fullmatch(label):
        return label, person
    if role == INTERVIEWER:
        return cast.interviewer or UNKNOWN_INTERVIEWER, None
    if role == CUSTOMER:
        return cast.customer or UNKNOWN_CUSTOMER, person
    return label.capitalize(), None


def _told_apart(found: Sequence[Speaker], given: Mapping[str, Given]) -> Iterator[Speaker]:
    """Names that only happen to be equal, made different: a customer Tom beside an interviewer Tom."""
    by_name: dict[str, set[str]] = {}
    for who in found:
        by_name.setdefault(who.name, set()).add(who.role)
    for who in found:
        clash = len(by_name[who.name]) > 1 and not given.get(who.label, Given()).name
        yield replace(who, name=f"{who.name} ({who.role})") if clash else who
