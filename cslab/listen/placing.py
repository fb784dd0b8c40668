"""Give the words of a brought transcript their times.

From what an engine heard in the same recording, else from the file's own times, else from where voice is
heard, else at an ordinary pace.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Literal

from cslab.listen.brought import Brought
from cslab.listen.textalign import Alignment, align
from cslab.listen.transcript import LooseWord, Segment, Transcript, build_segments, interpolate_untimed
from cslab.listen.words import Word
from cslab.timecode import Span

Way = Literal["own", "heard", "turns", "voice", "pace"]

WAYS: dict[Way, str] = {
    "own": "the times of single words that the file gives",
    "heard": "the words that were heard in the recording",
    "turns": "the times of turns that the file gives",
    "voice": "where voice is heard in the recording",
    "pace": "an ordinary pace of speech, for want of anything better",
}
"""How times were found -> what people are told."""


def way_of(name: str | None) -> Way:
    """Return the key of `WAYS` of that name; of any other, the least that can be said."""
    return next((way for way in WAYS if way == name), "pace")


LEAST_ALIKE = 0.3
"""Share of words found again below which two texts are not of the same conversation."""

_OWN_SHARE = 0.5
_SLACK = 1.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A transcript with times.

    Parameters
    ----------
    transcript : Transcript
        Words whose time was worked out, not heard, are marked as interpolated.
    way : str
        Key of `WAYS`.
    alike : float or None
        Share of its words that the engine heard too, 0 to 1; None when there was nothing to compare.
    unclear : tuple of str
        One sentence for each thing that people should know.
    """

    transcript: Transcript
    way: Way
    alike: float | None = None
    unclear: tuple[str, ...] = ()


def place(
    brought: Brought,
    *,
    heard: Transcript | None = None,
    speech: Sequence[Span] = (),
    duration: float | None = None,
) -> Placed:
    """Give the words of a transcript their times.

    Parameters
    ----------
    brought : Brought
        What the file says.
    heard : Transcript, optional
        What an engine heard in the same recording.
    speech : sequence of Span
        Where voice is heard in the recording; needed only where there is nothing better.
    duration : float, optional
        Of the recording, in seconds.

    Returns
    -------
    Placed
        Same words, same speakers, in the same order.

    Notes
    -----
    A word that the engine heard too is given its time. One that stands where the engine heard as many others
    takes their times, and is marked; of others, the time between their neighbours is shared out by number of
    characters.
    """
    given, unclear = brought.transcript, []
    words = given.words
    alike = None
    if sum(not word.interpolated for word in words) >= _OWN_SHARE * len(words):
        return _finished(given, given.segments, "own", heard, speech, duration)
    if heard is not None and heard.words:
        aligned = align([word.text for word in heard.words], [word.text for word in words])
        same = sum(at is not None for at in aligned.places)
        alike = same / len(words)
        if alike >= LEAST_ALIKE:
            placed = _as_heard(given, heard.words, aligned, timed=brought.timed)
            return replace(_finished(given, placed, "heard", heard, speech, duration), alike=alike)
        unclear.append(f"Only {alike:.0%} of its words were heard in the recording; is it of this interview?")
    if brought.timed:
        segments, shifted = _shifted(given.segments, duration)
        unclear += shifted
        return replace(
            _finished(given, segments, "turns", heard, speech, duration), alike=alike, unclear=tuple(unclear)
        )
    voiced = [span for span in speech if span.end > span.start]
    if voiced:
        placed = _over_voice(given, voiced)
        return replace(
            _finished(given, placed, "voice", heard, speech, duration), alike=alike, unclear=tuple(unclear)
        )
    return replace(
        _finished(given, given.segments, "pace", heard, speech, duration), alike=alike, unclear=tuple(unclear)
    )


def _as_heard(
    given: Transcript, heard: Sequence[Word], aligned: Alignment, *, timed: bool
) -> tuple[Segment, ...]:
    """Lay the words over those that were heard."""
    words = given.words
    times: list[tuple[float | None, float | None]] = [(None, None)] * len(words)
    sure = [False] * len(words)
    for block in aligned.blocks:
        old = heard[block.old_first : block.old_last]
        if block.kind == "equal" or (block.kind == "replace" and len(old) == block.last - block.first):
            for at, word in zip(range(block.first, block.last), old, strict=True):
                times[at] = (word.start, word.end)
                sure[at] = block.kind == "equal" and not word.interpolated
        elif block.kind == "replace":
            first, last = block.first, block.last - 1
            times[first] = (old[0].start, times[first][1])
            times[last] = (times[last][0], old[-1].end)
    if timed:
        _keep_turns(given, times)
    times = _rising(times)
    loose = [
        LooseWord(word.text, start, end, word.speaker)
        for word, (start, end) in zip(words, times, strict=True)
    ]
    filled = interpolate_untimed(loose)
    marked = [replace(word, interpolated=not certain) for word, certain in zip(filled, sure, strict=True)]
    return _in_segments(given, marked)


def _keep_turns(given: Transcript, times: list[tuple[float | None, float | None]]) -> None:
    """A turn of which nothing was heard keeps the times of the file, where they fit between the others."""
    known = [at for at, pair in enumerate(times) if pair != (None, None)]
    at = 0
    for segment in given.segments:
        after = at + len(segment.words)
        if all(pair == (None, None) for pair in times[at:after]):
            place = bisect_right(known, at)
            before = times[known[place - 1]][1] if place else 0.0
            following = times[known[place]][0] if place < len(known) else math.inf
            fits = (before or 0.0) - _SLACK <= segment.start and segment.end <= (
                math.inf if following is None else following
            ) + _SLACK
            if fits:
                for number, word in zip(range(at, after), segment.words, strict=True):
                    times[number] = (word.start, word.end)
        at = after


def _rising(times: Sequence[tuple[float | None, float | None]]) -> list[tuple[float | None, float | None]]:
    """Times that never fall: where two people spoke at once, the order of the text holds."""
    reached = 0.0
    rising: list[tuple[float | None, float | None]] = []
    for start, end in times:
        first = None if start is None else max(start, reached)
        last = None if end is None else max(end, first if first is not None else reached)
        reached = max(reached, first or 0.0)
        rising.append((first, last))
    return rising


def _shifted(segments: tuple[Segment, ...], duration: float | None) -> tuple[tuple[Segment, ...], list[str]]:
    """Times of day become seconds of the recording; times beyond its end are told."""
    if duration is None or not segments:
        return segments, []
    first, last = segments[0].start, max(segment.end for segment in segments)
    if first >= duration >= last - first:
        moved = tuple(
            replace(
                segment,
                words=tuple(replace(w, start=w.start - first, end=w.end - first) for w in segment.words),
            )
            for segment in segments
        )
        return moved, [
            "Its times are those of a day, not of the recording; they were counted from the first."
        ]
    beyond = sum(segment.start > duration for segment in segments)
    if beyond:
        return segments, [f"{beyond} of {len(segments)} turns begin after the recording has ended."]
    return segments, []


def _over_voice(given: Transcript, speech: Sequence[Span]) -> tuple[Segment, ...]:
    """Share the stretches of voice out over the characters of the text."""
    words = given.words
    reach = [0, *accumulate(len(word.text) + 1 for word in words)]
    voiced = [0.0, *accumulate(span.end - span.start for span in speech)]

    def moment(characters: int, *, ends: bool) -> float:
        wanted = voiced[-1] * characters / reach[-1]
        at = min(bisect_right(voiced, wanted) - 1, len(speech) - 1)
        if ends and at and wanted == voiced[at]:
            return speech[at - 1].end
        return speech[at].start + wanted - voiced[at]

    placed = [
        replace(
            word,
            start=moment(reach[at], ends=False),
            end=max(moment(reach[at], ends=False), moment(reach[at + 1], ends=True)),
            interpolated=True,
        )
        for at, word in enumerate(words)
    ]
    return _in_segments(given, placed)


def _in_segments(given: Transcript, words: Sequence[Word]) -> tuple[Segment, ...]:
    """Put the words back into the turns they came in."""
    edges = [0, *accumulate(len(segment.words) for segment in given.segments)]
    return tuple(
        Segment(tuple(words[first:last]), segment.speaker)
        for segment, first, last in zip(given.segments, edges, edges[1:], strict=False)
    )


def _finished(
    given: Transcript,
    segments: Sequence[Segment],
    way: Way,
    heard: Transcript | None,
    speech: Sequence[Span],
    duration: float | None,
) -> Placed:
    """Cut long turns into runs that can be read, and fill in what else is known of the recording."""
    runs = [run for segment in segments for run in _readable(segment)]
    runs.sort(key=lambda run: run.start)
    last = max(run.end for run in runs)
    transcript = replace(
        given,
        segments=tuple(runs),
        duration=max(duration or 0.0, last),
        speech=heard.speech if heard is not None else tuple(speech) or given.speech,
        language=given.language or (heard.language if heard is not None else None),
    )
    return Placed(transcript, way)


def _readable(segment: Segment) -> tuple[Segment, ...]:
    words = segment.words
    ordered = all(a.start <= b.start and a.end <= b.end for a, b in pairwise(words))
    single = {word.speaker for word in words} <= {segment.speaker}
    return build_segments(words) if ordered and single else (segment,)
