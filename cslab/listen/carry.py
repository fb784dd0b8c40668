"""An older transcription beside a newer one of the same recording: highlights and speakers carried over.

The two texts are aligned. Nothing is guessed: what is not found again in the new words stays as it is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from cslab.listen.corrections import Mended
from cslab.listen.textalign import Alignment, align
from cslab.listen.transcript import Transcript
from cslab.timecode import Span

APART = 10.0
"""Seconds by which two transcriptions may differ about when a word was said; more, and it is another word."""

SHIFT = 0.25
"""Seconds by which an edge may be off before it is worth moving."""


@dataclass(frozen=True, slots=True)
class Passage:
    """An older text beside a newer one.

    Parameters
    ----------
    old : Mended
        The older transcript as it was read: with its corrections.
    new : Transcript
        The newer one as its engine gave it.
    aligned : Alignment
        Of their words.
    """

    old: Mended
    new: Transcript
    aligned: Alignment

    @classmethod
    def between(cls, old: Mended, new: Transcript) -> Passage:
        """Align the two."""
        before, after = old.transcript.words, new.words
        return cls(old, new, align([word.text for word in before], [word.text for word in after]))


def carry_span(passage: Passage, start: float, end: float) -> Span | None:
    """Give the span of a highlight by the new words' times.

    Parameters
    ----------
    passage : Passage
        The older text beside the newer one.
    start, end : float
        Seconds.

    Returns
    -------
    Span or None
        An edge moves by as much as the word at it did, when that is more than a quarter of a second; an edge
        whose word is not found again stays. None when less than half of the words are found again.

    Examples
    --------
    >>> from cslab.listen.corrections import apply_corrections
    >>> from cslab.listen.transcript import Word, build_segments
    >>> said = ["well", "that", "helped"]
    >>> old, new = (Transcript(build_segments(Word(t, k + late, k + late + 1) for k, t in enumerate(said)))
    ...             for late in (0.0, 0.4))
    >>> carry_span(Passage.between(apply_corrections(old, []), new), 1.0, 3.0)
    Span(start=1.4, end=3.4)
    """
    words, new, places = passage.old.transcript.words, passage.new.words, passage.aligned.places
    inside = [at for at, word in enumerate(words) if start <= (word.start + word.end) / 2 <= end]
    paired = {at: new[place] for at in inside if (place := places[at]) is not None}
    found = {at: word for at, word in paired.items() if abs(word.start - words[at].start) <= APART}
    if 2 * len(found) < len(inside):
        return None
    if not inside:
        return Span(start, end)
    first = min(inside, key=lambda at: (words[at].start, at))
    last = max(inside, key=lambda at: (words[at].end, at))
    early = found[first].start - words[first].start if first in found else 0.0
    late = found[last].end - words[last].end if last in found else 0.0
    begin = max(0.0, start + early) if abs(early) > SHIFT else start
    stop = end + late if abs(late) > SHIFT else end
    return Span(begin, stop) if begin < stop else Span(start, end)


def own_turns(transcript: Transcript) -> tuple[tuple[float, float, str], ...]:
    """Give the turns of speech by the labels that the words bear themselves: start, end, label.

    Examples
    --------
    >>> from cslab.listen.transcript import Word, build_segments
    >>> said = [Word("Why?", 0, 1, "Maya"), Word("So.", 1, 2, "Ana"), Word("Yes.", 2, 3, "Ana")]
    >>> own_turns(Transcript(build_segments(said)))
    ((0, 1, 'Maya'), (1, 3, 'Ana'))
    """
    words = sorted(
        (word for word in transcript.words if word.speaker), key=lambda word: (word.start, word.end)
    )
    turns = []
    for label, run in groupby(words, key=lambda word: word.speaker):
        said = list(run)
        turns.append((said[0].start, max(word.end for word in said), str(label)))
    return tuple(turns)


def carry_labels(passage: Passage, spoken: Transcript) -> dict[str, str | None]:
    """Give for each speaker of the older text the new label of most of their words that are found again.

    Parameters
    ----------
    passage : Passage
        The older text beside the newer one.
    spoken : Transcript
        The newer one with its speakers.

    Returns
    -------
    dict
        Old label -> new label; None where no word of theirs is found again with a speaker.
    """
    votes: dict[str, Counter[str]] = {}
    said = spoken.words
    for word, place in zip(passage.old.transcript.words, passage.aligned.places, strict=True):
        if word.speaker is None:
            continue
        counted = votes.setdefault(word.speaker, Counter())
        label = None if place is None else said[place].speaker
        if label is not None:
            counted[label] += 1
    return {old: counted.most_common(1)[0][0] if counted else None for old, counted in votes.items()}
