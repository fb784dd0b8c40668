"""Give each word to a voice: by time, whole sentences where the voice is not beyond doubt."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from cslab.listen.speakers.turns import Turn
from cslab.listen.transcript import Transcript
from cslab.listen.words import Segment, Word, ends_sentence

PAUSE = 0.6
"""Seconds of quiet after which a sentence that the engine did not end may go on in another voice."""

FEW_WORDS = 2
FEW_SECONDS = 0.7
"""So few words, in so little time, at the edge of another's sentence are taken for a slip of the boundary."""


def assign(
    transcript: Transcript,
    turns: Sequence[Turn] = (),
    reassigned: Sequence[Turn] = (),
    names: Mapping[str, str] | None = None,
) -> Transcript:
    """Say of each word who said it.

    Parameters
    ----------
    transcript : Transcript
        As the engine heard it. Words that have a speaker already (by channel) keep it.
    turns : sequence of Turn
        By voice, in order; with none, words without a speaker stay without.
    reassigned : sequence of Turn
        Stretches that people gave to a speaker, oldest first: where two overlap, the later holds. A word
        belongs to a stretch when its middle does.
    names : mapping of str to str, optional
        Names of labels; two labels of one name become one speaker.

    Returns
    -------
    Transcript
        The same words in the same order. Segments are parted where the speaker changes within them.

    Examples
    --------
    >>> from cslab.listen.words import build_segments
    >>> words = [Word("Why?", 0.0, 0.4), Word("Because", 0.5, 0.9), Word("of", 1.0, 1.1), Word("it.", 1.1, 2)]
    >>> heard = Transcript(build_segments(words), duration=2.0)
    >>> turns = [Turn(0.0, 0.6, "voice 1"), Turn(0.6, 2.0, "voice 2")]
    >>> spoken = assign(heard, turns, names={"voice 1": "Maya"})
    >>> [(segment.speaker, segment.text) for segment in spoken.segments]
    [('Maya', 'Why?'), ('voice 2', 'Because of it.')]
    """
    if not turns and not reassigned and not names:
        return transcript
    words = transcript.words
    labels = [
        segment.speaker if word.speaker is None else word.speaker
        for segment in transcript.segments
        for word in segment.words
    ]
    if turns:
        _by_voice(words, labels, turns)
    middles = np.array([_middle(word) for word in words]) if reassigned else np.empty(0)
    for stretch in reassigned:
        for at in np.flatnonzero((stretch.start <= middles) & (middles < stretch.end)).tolist():
            labels[at] = stretch.label
    shown = [label if label is None else (names or {}).get(label, label) for label in labels]
    return replace(transcript, segments=tuple(_parted(transcript.segments, shown)))


def _by_voice(words: Sequence[Word], labels: list[str | None], turns: Sequence[Turn]) -> None:
    """Label the words that have no speaker."""
    free = [at for at, label in enumerate(labels) if label is None]
    starts = [turn.start for turn in turns]
    for at in free:
        labels[at] = _voice_at(_middle(words[at]), turns, starts)
    for sentence in _sentences(words, free):
        runs = [list(run) for _, run in groupby(sentence, key=lambda at: labels[at])]
        if len(runs) < 2:
            continue
        for run, neighbour in ((runs[0], runs[1]), (runs[-1], runs[-2])):
            if _is_slip(run, neighbour, words):
                for at in run:
                    labels[at] = labels[neighbour[0]]
        for before, run, after in zip(runs, runs[1:], runs[2:], strict=False):
            if labels[before[0]] == labels[after[0]] and _is_slip(run, before + after, words):
                for at in run:
                    labels[at] = labels[before[0]]


def _is_slip(run: Sequence[int], beside: Sequence[int], words: Sequence[Word]) -> bool:
    seconds = words[run[-1]].end - words[run[0]].start
    return len(run) <= FEW_WORDS and seconds <= FEW_SECONDS and len(run) < len(beside)


def _voice_at(moment: float, turns: Sequence[Turn], starts: Sequence[float]) -> str:
    """Label of the turn at a moment; between two turns, of the nearer."""
    at = max(0, bisect_right(starts, moment) - 1)
    if moment <= turns[at].end or at + 1 == len(turns):
        return turns[at].label
    after = turns[at + 1]
    return turns[at].label if moment - turns[at].end <= after.start - moment else after.label


def _sentences(words: Sequence[Word], places: Sequence[int]) -> Iterator[list[int]]:
    """Runs of words that end with a sentence or before a pause."""
    run: list[int] = []
    for at in places:
        if run and (words[at].start - words[run[-1]].end > PAUSE or ends_sentence(words[run[-1]].text)):
            yield run
            run = []
        run.append(at)
    if run:
        yield run


def _parted(segments: Sequence[Segment], speakers: Sequence[str | None]) -> Iterator[Segment]:
    """The segments with these speakers of their words, parted where the speaker changes."""
    at = 0
    for segment in segments:
        said = speakers[at : at + len(segment.words)]
        at += len(segment.words)
        if {segment.speaker, *(word.speaker for word in segment.words)} == set(said) == {said[0]}:
            yield segment
            continue
        pairs = zip(segment.words, said, strict=True)
        for name, run in groupby(pairs, key=lambda pair: pair[1]):
            yield Segment(tuple(_said_by(word, name) for word, _ in run), name)


def _said_by(word: Word, name: str | None) -> Word:
    # Written out, because `dataclasses.replace` takes ten times as long, and there may be 27,000 words.
    return Word(word.text, word.start, word.end, name, word.probability, word.interpolated)


def _middle(word: Word) -> float:
    return (word.start + word.end) / 2
