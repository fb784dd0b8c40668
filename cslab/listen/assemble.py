"""From what an engine said of each chunk to one transcript in the time of the recording."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cslab.listen.chunks import Chunk, Piece, to_recording
from cslab.listen.engines import EngineOutput, EngineWord
from cslab.listen.transcript import LooseWord, Transcript, Word, build_segments, interpolate_untimed
from cslab.listen.voice import RATE, WINDOW, Window
from cslab.timecode import Span, merge_spans

SNAP_REACH = 0.5
"""Seconds by which the edge of a turn may move onto the edge of the voice: engines are off by up to 0.43."""

SHORTEST_WORD = 0.06
"""Seconds that a word is given when the engine gave it none."""

ECHO_SECONDS = 0.5
ECHO_DB = 6.0
"""A word heard in both channels within so many seconds is an echo in the one that is so many dB weaker."""

SPEAKERS = ("left", "right")


@dataclass(frozen=True, slots=True)
class Heard:
    """What an engine said of one chunk, and where that chunk lies in the recording."""

    channel: int
    pieces: tuple[Piece, ...]
    speech: tuple[Span, ...]
    words: tuple[EngineWord, ...]

    @classmethod
    def of(cls, chunk: Chunk, said: EngineOutput, *, channel: int) -> Heard:
        """Keep all of a chunk but its sound."""
        return cls(channel, chunk.pieces, chunk.speech, said.words)


class Levels:
    """Level of one channel as it streams by, in dB of full scale, one number a window."""

    def __init__(self) -> None:
        self._power = array("f")

    def watch(self, stream: Iterable[Window]) -> Iterator[Window]:
        """Pass a stream of windows on and note the level of each."""
        for window in stream:
            self._power.append(float(np.mean(window.samples.astype(np.float64) ** 2)))
            yield window

    def between(self, start: float, end: float) -> float:
        """Mean level from one second to another."""
        first, after = int(start * RATE / WINDOW), int(end * RATE / WINDOW) + 1
        part = np.asarray(self._power[first:after], dtype=np.float64)
        return float(10 * np.log10(part.mean() + 1e-12)) if len(part) else -120.0


def assemble(
    heard: Sequence[Heard],
    *,
    levels: Sequence[Levels],
    duration: float,
    language: str | None,
    source: Mapping[str, str],
) -> Transcript:
    """Put the words of all chunks onto the time of the recording.

    Words lie inside the stretch of voice that they overlap most; the first and the last of a stretch are
    drawn to its edges. A word without a time, of no length, or outside its chunk is placed between its
    neighbours and marked.

    Parameters
    ----------
    heard : sequence of Heard
        All chunks, channel by channel, in order.
    levels : sequence of Levels
        Of both channels, each brought to normal level, when they are two people; else empty.
    duration : float
        Of the recording, in seconds.
    language : str, optional
        Two-letter code.
    source : mapping
        What made the words.
    """
    split = len(levels) == 2
    words = [
        replace(word, speaker=SPEAKERS[chunk.channel] if split else None)
        for chunk in heard
        for word in place_words(chunk)
    ]
    if split:
        words = without_echo(words, levels)
    return Transcript(
        segments=build_segments(words),
        language=language,
        duration=duration,
        speech=merge_spans(
            Span(span.start, min(span.end, duration)) for chunk in heard for span in chunk.speech
        ),
        source=dict(source),
    )


def place_words(heard: Heard) -> tuple[Word, ...]:
    """Words of one chunk in the time of the recording, in order."""
    length = heard.pieces[-1].at + heard.pieces[-1].end - heard.pieces[-1].start
    loose = [_loose(word, heard.pieces, length) for word in heard.words]
    begin, end = heard.pieces[0].start, heard.pieces[-1].end
    placed = interpolate_untimed(_snapped(loose, heard.speech), start=begin, end=end)
    return _with_room(placed, begin=begin, end=end)


def without_echo(words: Sequence[Word], levels: Sequence[Levels]) -> list[Word]:
    """Leave out the words that one channel only picked up from the other.

    Parameters
    ----------
    words : sequence of Word
        Of both speakers.
    levels : sequence of Levels
        Of both channels.
    """
    sides = [[w for w in words if w.speaker == speaker] for speaker in SPEAKERS]
    kept = []
    for own, (mine, theirs) in enumerate((sides, sides[::-1])):
        for word in mine:
            weaker = levels[1 - own].between(word.start, word.end) - levels[own].between(word.start, word.end)
            if weaker < ECHO_DB or not any(_same(word, other) for other in theirs):
                kept.append(word)
    return kept


def _same(word: Word, other: Word) -> bool:
    return abs(word.start - other.start) < ECHO_SECONDS and _letters(word.text) == _letters(other.text)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _loose(word: EngineWord, pieces: Sequence[Piece], length: float) -> LooseWord:
    """One word in the time of the recording; without times when those of the engine can't be right."""
    if word.start is None or word.end is None or not 0 <= word.start < min(word.end, length):
        return LooseWord(word.text, probability=word.probability)
    parts = []
    for piece in pieces:
        first, last = max(word.start, piece.at), min(word.end, piece.at + piece.end - piece.start)
        if first < last:
            parts.append((last - first, to_recording([piece], first), to_recording([piece], last)))
    # A pause that was shortened for the engine must not lie inside a word.
    _, start, end = max(parts)
    return LooseWord(word.text, start, end, probability=word.probability)


def _snapped(words: Sequence[LooseWord], speech: Sequence[Span]) -> list[LooseWord]:
    """Keep each word inside the voice it belongs to, and stretch the outer ones to its edges."""
    runs: dict[int, list[int]] = {}
    latest = 0
    for at, word in enumerate(words):
        if word.start is not None and word.end is not None:
            latest = max(latest, _home(word.start, word.end, speech))
            runs.setdefault(latest, []).append(at)
    snapped = list(words)
    for home, members in runs.items():
        voice = speech[home]
        for at in members:
            start, end = words[at].start or 0.0, words[at].end or 0.0
            if at == members[0] and abs(start - voice.start) <= SNAP_REACH:
                start = voice.start
            if at == members[-1] and abs(end - voice.end) <= SNAP_REACH:
                end = voice.end
            inside = max(start, voice.start), min(end, voice.end)
            start, end = inside if inside[0] < inside[1] else (start, max(start, end))
            snapped[at] = replace(words[at], start=start, end=end)
    return snapped


def _home(start: float, end: float, speech: Sequence[Span]) -> int:
    """Number of the stretch of voice that overlaps most, or else is nearest."""
    return max(range(len(speech)), key=lambda i: (min(end, speech[i].end) - max(start, speech[i].start), -i))


def _with_room(words: Sequence[Word], *, begin: float, end: float) -> tuple[Word, ...]:
    """Give words of no length a little, from the pause beside them or from a neighbour, and mark them."""
    roomy = list(words)
    for at, word in enumerate(roomy):
        if word.end - word.start >= SHORTEST_WORD / 2:
            continue
        follows = roomy[at + 1] if at + 1 < len(roomy) else None
        precedes = roomy[at - 1] if at else None
        latest = follows.end - SHORTEST_WORD if follows else end
        stop = max(word.end, min(word.start + SHORTEST_WORD, latest))
        start = min(word.start, stop - SHORTEST_WORD)
        if precedes:
            start = min(word.start, max(start, precedes.start + SHORTEST_WORD))
            roomy[at - 1] = replace(precedes, end=max(precedes.start, min(precedes.end, start)))
        if follows:
            roomy[at + 1] = replace(follows, start=max(follows.start, stop))
        roomy[at] = replace(word, start=max(begin, start), end=stop, interpolated=True)
    return tuple(roomy)
