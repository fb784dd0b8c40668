"""Passages: what a search finds. A stretch that one speaker says, long enough to be understood.

Segments of one speaker that follow each other are one passage, up to 80 words; a longer pause ends it, and so
does another speaker. Words and phrases are looked for inside a passage: so a phrase is found across the seam
of two segments, and not across a change of speaker.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cslab.listen.transcript import Segment, Transcript

MOST_WORDS = 80
LONGEST_PAUSE = 3.0
"""Seconds."""

_HUNDREDTHS = 100
_LATEST = 65_535


@dataclass(frozen=True, slots=True)
class Passage:
    """One stretch.

    Parameters
    ----------
    text : str
        Its words, joined by spaces.
    speaker : str
        Name; empty when not known.
    asks : bool
        Whether the interviewer says it.
    start, end : float
        Seconds.
    times : bytes
        Start of each word; see `word_times`.
    """

    text: str
    speaker: str
    asks: bool
    start: float
    end: float
    times: bytes


def passages(transcript: Transcript, interviewers: Collection[str]) -> Iterator[Passage]:
    """Cut a transcript into passages.

    Parameters
    ----------
    transcript : Transcript
        As people now see it.
    interviewers : collection of str
        Names of those who ask.

    Examples
    --------
    >>> from cslab.listen.words import Word
    >>> said = Word("Two", 0.0, 0.3, "Ana"), Word("keys.", 0.5, 0.9, "Ana")
    >>> heard = Transcript(tuple(Segment((word,), "Ana") for word in said))
    >>> [(one.text, one.end) for one in passages(heard, {"Maya"})]
    [('Two keys.', 0.9)]
    """
    run: list[Segment] = []
    for segment in transcript.segments:
        if run and not _goes_on(run, segment):
            yield _passage(run, interviewers)
            run = []
        run.append(segment)
    if run:
        yield _passage(run, interviewers)


def word_times(times: bytes, start: float) -> list[float]:
    """Seconds at which each word of a passage starts.

    Parameters
    ----------
    times : bytes
        Of the passage: hundredths after its start, two bytes a word.
    start : float
        Of the passage.
    """
    return [start + at / _HUNDREDTHS for at in np.frombuffer(times, dtype="<u2").tolist()]


def _goes_on(run: Sequence[Segment], segment: Segment) -> bool:
    words = sum(len(one.words) for one in run) + len(segment.words)
    return (
        segment.speaker == run[-1].speaker
        and words <= MOST_WORDS
        and segment.start - run[-1].end <= LONGEST_PAUSE
    )


def _passage(run: Sequence[Segment], interviewers: Collection[str]) -> Passage:
    words = [word for segment in run for word in segment.words]
    start = min(word.start for word in words)
    after: NDArray[np.float64] = np.array([word.start - start for word in words]) * _HUNDREDTHS
    return Passage(
        text=" ".join(word.text for word in words),
        speaker=run[0].speaker or "",
        asks=run[0].speaker in interviewers,
        start=start,
        end=max(word.end for word in words),
        times=np.clip(np.round(after), 0, _LATEST).astype("<u2").tobytes(),
    )
