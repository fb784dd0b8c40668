"""How an interview was led: who talked how much and how long at a stretch, and which questions to look at."""

from __future__ import annotations

import html
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cslab.listen.questions import KINDS, Flag, asks, flags, words_of
from cslab.listen.speakers.roles import sentences
from cslab.listen.transcript import Transcript
from cslab.listen.words import Word
from cslab.timecode import format_time

if TYPE_CHECKING:
    import pandas as pd

JUST_NOW = 30.0
"""Seconds before a question in which the customer's words count as just said."""

ASIDE_WORDS = 2
"""So few words of the listener ("mm-hm", "I see") do not end a monologue."""

GUESSED = "Who asks and who answers is a guess; where it is wrong, swap the speakers."
UNKNOWN = "Nobody knows yet who speaks; find the speakers first."
ONE_SIDE = "Only one side of the conversation is known; name the speakers."
UNTOLD = "Questions are checked in English only; say which language this is: language in study.toml."
UNCHECKED = "Questions are checked in English only; this is in another language, and was not checked."
RULES = "Flags follow from the form of a sentence, in the words the engine heard; a person decides."


@dataclass(frozen=True, slots=True)
class Monologue:
    """The longest stretch that one side speaks without the other taking over.

    Parameters
    ----------
    speaker : str
        Their name.
    start, end : float
        Seconds of the recording.
    """

    speaker: str
    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the interviewer.

    Parameters
    ----------
    text : str
        As it was asked.
    speaker : str
        Who asks.
    start, end : float
        Seconds of the recording.
    first, last : int
        Its words in the transcript, half-open.
    flags : tuple of Flag
        What is to be looked at; none in a language that is not checked.
    """

    text: str
    speaker: str
    start: float
    end: float
    first: int
    last: int
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Quality:
    """How one interview was led.

    Parameters
    ----------
    talk_share : float or None
        Share of the interviewer in all that is spoken, by time, 0 to 1; None when not known.
    interviewer_seconds, customer_seconds : float
        How long each side speaks (customers and others together).
    interviewer_monologue, customer_monologue : Monologue or None
        The longest of each side.
    questions : tuple of Question
        Of the interviewer, in order.
    checked : bool
        Whether questions were looked at: in English alone.
    caveats : tuple of str
        What to know before these are believed.
    """

    talk_share: float | None
    interviewer_seconds: float
    customer_seconds: float
    interviewer_monologue: Monologue | None
    customer_monologue: Monologue | None
    questions: tuple[Question, ...]
    checked: bool
    caveats: tuple[str, ...]

    def flagged(self, kind: str | None = None) -> tuple[Question, ...]:
        """Questions with a flag, or with one of a kind."""
        return tuple(
            question
            for question in self.questions
            if any(kind is None or flag.kind == kind for flag in question.flags)
        )

    def summary(self) -> pd.DataFrame:
        """Return one row a flag.

        Returns
        -------
        DataFrame
            start, end (seconds), first, last (words, half-open), kind, reason, words, text, speaker.
        """
        from cslab.study.frames import frame_of

        rows = [
            (q.start, q.end, q.first, q.last, flag.kind, flag.reason, flag.words, q.text, q.speaker)
            for q in self.questions
            for flag in q.flags
        ]
        return frame_of(rows, _FLAG_COLUMNS)

    def row(self) -> dict[str, Any]:
        """As one row of a table: talk_share, the longest monologues in seconds, and counts."""
        asked, answered = self.interviewer_monologue, self.customer_monologue
        counts = {kind.replace("-", "_"): len(self.flagged(kind)) for kind in KINDS}
        return {
            "talk_share": self.talk_share,
            "interviewer_monologue": asked.seconds if asked else None,
            "customer_monologue": answered.seconds if answered else None,
            "questions": len(self.questions),
            **counts,
            "checked": self.checked,
            "guessed": GUESSED in self.caveats,
        }

    def _repr_html_(self) -> str:
        share = "not known" if self.talk_share is None else f"{100 * self.talk_share:.0f} %"
        items = "".join(
            f"<li>{format_time(max(0.0, q.start))} <b>{flag.kind}</b>: {html.escape(q.text)} "
            f"<em>({flag.reason}: {html.escape(flag.words)})</em></li>"
            for q in self.questions
            for flag in q.flags
        )
        notes = "".join(f"<p style='opacity:.7'>{html.escape(caveat)}</p>" for caveat in self.caveats)
        return (
            f"<p>The interviewer has {share} of the talk and asks {len(self.questions)} questions.</p>"
            f"<ul>{items}</ul>{notes}"
        )


_FLAG_COLUMNS = {
    "start": "float64",
    "end": "float64",
    "first": "int64",
    "last": "int64",
    "kind": "str",
    "reason": "str",
    "words": "str",
    "text": "str",
    "speaker": "str",
}

_TABLE_COLUMNS = {
    "interview_id": "str",
    "talk_share": "float64",
    "interviewer_monologue": "float64",
    "customer_monologue": "float64",
    "questions": "int64",
    "leading": "int64",
    "closed": "int64",
    "double_barrelled": "int64",
    "checked": "bool",
    "guessed": "bool",
}


def assess(transcript: Transcript, interviewers: Collection[str], *, guessed: bool = False) -> Quality:
    """Look at how an interview was led.

    Parameters
    ----------
    transcript : Transcript
        With the names of its speakers.
    interviewers : collection of str
        Names of those who ask.
    guessed : bool
        Whether who asks is a guess, to be said beside the numbers.

    Notes
    -----
    Talk share is the time of the interviewers' words in the time of all words of known speakers; overlapping
    speech counts for both. No share is right or wrong in itself; in a customer interview the customer should
    have most of it.

    Examples
    --------
    >>> from cslab.listen.words import build_segments
    >>> said = [Word("It", 0.0, 0.2, "Tom"), Word("was", 0.2, 0.4, "Tom"), Word("easy,", 0.4, 0.8, "Tom")]
    >>> said += [Word("right?", 0.8, 1.2, "Tom"), Word("Not", 1.5, 2.5, "Ana"), Word("so.", 2.5, 5.1, "Ana")]
    >>> found = assess(Transcript(build_segments(said), language="en"), {"Tom"})
    >>> round(found.talk_share, 2), found.questions[0].flags[0].kind
    (0.25, 'leading')
    """
    words = transcript.words
    asking = sum(_seconds(word) for word in words if word.speaker in interviewers)
    rest = sum(_seconds(word) for word in words if word.speaker is not None) - asking
    known = asking > 0 and rest > 0
    checked = transcript.language == "en" and asking > 0
    caveats = []
    if not known:
        caveats.append(ONE_SIDE if asking + rest else UNKNOWN)
    elif guessed:
        caveats.append(GUESSED)
    caveats.append(RULES if transcript.language == "en" else UNCHECKED if transcript.language else UNTOLD)
    turns = tuple(_turns(words))
    return Quality(
        talk_share=asking / (asking + rest) if known else None,
        interviewer_seconds=asking,
        customer_seconds=rest,
        interviewer_monologue=_longest(turn for turn in turns if turn.speaker in interviewers),
        customer_monologue=_longest(turn for turn in turns if turn.speaker not in interviewers),
        questions=tuple(_questions(words, interviewers, checked=checked)),
        checked=checked,
        caveats=tuple(caveats),
    )


def table(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows of `Quality.row`, each with its interview_id, as one table."""
    from cslab.study.frames import frame_of

    return frame_of(([row[name] for name in _TABLE_COLUMNS] for row in rows), _TABLE_COLUMNS)


def _seconds(word: Word) -> float:
    return max(0.0, word.end - word.start)


def _questions(words: Sequence[Word], interviewers: Collection[str], *, checked: bool) -> Iterator[Question]:
    others = sorted((w for w in words if w.speaker not in interviewers), key=lambda word: word.start)
    starts = [word.start for word in others]
    for first, after in sentences(words):
        part = words[first:after]
        speaker, text = part[0].speaker, " ".join(word.text for word in part)
        if speaker not in interviewers or speaker is None or not asks(text):
            continue
        start, end = min(word.start for word in part), max(word.end for word in part)
        recent = others[bisect_left(starts, start - JUST_NOW) : bisect_left(starts, start)]
        heard = {plain for word in recent for plain in words_of(word.text)} if checked else ()
        found = flags(text, just_said=heard) if checked else ()
        yield Question(text, speaker, start, end, first, after, found)


def _turns(words: Sequence[Word]) -> Iterator[Monologue]:
    """Who speaks from when to when; short asides of the other end nothing."""
    spoken = sorted((word for word in words if word.speaker is not None), key=lambda word: word.start)
    runs = [list(run) for _, run in groupby(spoken, key=lambda word: word.speaker)]
    open_run: list[Word] = []
    for at, run in enumerate(runs):
        aside = open_run and len(run) <= ASIDE_WORDS and at + 1 < len(runs)
        if aside and runs[at + 1][0].speaker == open_run[0].speaker:
            continue
        if open_run and run[0].speaker != open_run[0].speaker:
            yield _monologue(open_run)
            open_run = []
        open_run = open_run + run
    if open_run:
        yield _monologue(open_run)


def _monologue(run: Sequence[Word]) -> Monologue:
    return Monologue(str(run[0].speaker), run[0].start, max(word.end for word in run))


def _longest(turns: Iterator[Monologue]) -> Monologue | None:
    return max(turns, key=lambda turn: turn.seconds, default=None)
