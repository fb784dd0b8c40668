"""Where words of a transcript stand in a text, and when a part of any text was said."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from cslab.listen.refi.model import SyncPoint
from cslab.listen.textalign import align
from cslab.listen.transcript import Transcript
from cslab.study.schema import clean
from cslab.timecode import Span

LEAST_SHARED = 0.3
"""Part of a text's words that must be said in an interview for it to be taken for its transcript."""

_TOKEN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A transcript as plain text: one line a segment, each begins with the name of who speaks.

    Parameters
    ----------
    text : str
        All of it.
    words : ndarray, shape (words, 4)
        For each word, its first character, the one after its last, and its times in seconds.
    lines : tuple
        For each segment, its first character and its start in seconds.
    """

    text: str
    words: NDArray[np.float64]
    lines: tuple[tuple[int, float], ...]

    def part(self, start: float, end: float) -> tuple[int, int, float, float] | None:
        """Give the characters of the words that sound between two seconds, and the times of these words.

        Returns
        -------
        tuple or None
            First character, the one after the last, start and end in seconds; None where no word sounds.
        """
        first, last, begin, stop = self.words.T
        heard = (begin < end) & ((stop > start) | (begin >= start))
        if not heard.any():
            return None
        begins, stops = float(begin[heard].min()), float(stop[heard].max())
        return int(first[heard].min()), int(last[heard].max()), begins, stops


def lay_out(transcript: Transcript) -> LaidOut:
    r"""Write a transcript as plain text, and keep where each word stands in it.

    Examples
    --------
    >>> from cslab.listen.transcript import Word, build_segments
    >>> said = (Word("It", 1.0, 1.2, "Ana"), Word("broke.", 1.2, 1.8, "Ana"))
    >>> laid = lay_out(Transcript(build_segments(said)))
    >>> laid.text, laid.part(1.0, 1.1)
    ('Ana: It broke.\n', (5, 7, 1.0, 1.2))
    """
    pieces: list[str] = []
    words = []
    lines = []
    at = 0
    for segment in transcript.segments:
        lines.append((at, segment.start))
        name = " ".join(clean(segment.speaker or "").split())
        pieces.append(f"{name}: " if name else "")
        at += len(pieces[-1])
        for index, word in enumerate(segment.words):
            text = " ".join(clean(word.text).split())
            words.append((at, at + len(text), word.start, word.end))
            pieces.append(text + ("\n" if index == len(segment.words) - 1 else " "))
            at += len(pieces[-1])
    table = np.array(words, dtype=np.float64).reshape(-1, 4)
    return LaidOut("".join(pieces), table, tuple(lines))


class Places:
    """When each part of a text was said, by the words it shares with a transcript.

    Parameters
    ----------
    text : str
        As another tool has it: with or without names, times and corrections.
    transcript : Transcript
        What was said.

    Examples
    --------
    >>> from cslab.listen.transcript import Word, build_segments
    >>> said = (Word("It", 1.0, 1.2), Word("broke.", 1.2, 1.8))
    >>> Places("Ana (00:01): it broke!", Transcript(build_segments(said))).when(16, 21)
    Span(start=1.2, end=1.8)
    """

    def __init__(self, text: str, transcript: Transcript) -> None:
        tokens = list(_TOKEN.finditer(text))
        self._starts = [token.start() for token in tokens]
        self._ends = [token.end() for token in tokens]
        words = transcript.words
        self._words = words
        self._aligned = align([token[0] for token in tokens], [word.text for word in words])
        found = sum(place is not None for place in self._aligned.places)
        self.shared = found / max(1, min(len(tokens), len(words)))

    def when(self, start: int, end: int) -> Span | None:
        """Give when the characters from `start` up to `end` were said; None where no word of them was."""
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end)
        if first >= last or not self._aligned.found(first, last):
            return None
        one, after = self._aligned.span(first, last)
        said = self._words[one:after]
        if not said:
            return None
        begin, stop = min(word.start for word in said), max(word.end for word in said)
        return Span(begin, stop) if begin < stop else None


class Synced:
    """When each part of a text was said, by its sync points: times between two of them are shared out."""

    def __init__(self, points: Sequence[SyncPoint]) -> None:
        both = sorted(
            (point.position, point.time)
            for point in points
            if point.position is not None and point.time is not None
        )
        self._positions = [position for position, _ in both]
        self._times = list(accumulate((time for _, time in both), max))

    def __bool__(self) -> bool:
        return len(set(self._times)) > 1

    def when(self, start: int, end: int) -> Span | None:
        """Give when the characters from `start` up to `end` were said; None where that is not known."""
        begin, stop = self._at(start), self._at(end)
        return Span(begin, stop) if begin is not None and stop is not None and begin < stop else None

    def _at(self, position: int) -> float | None:
        after = bisect_right(self._positions, position)
        if after == 0:
            return None
        left, early = self._positions[after - 1], self._times[after - 1]
        if left == position:
            return early / 1000
        if after == len(self._positions):
            return None
        right, late = self._positions[after], self._times[after]
        return (early + (late - early) * (position - left) / (right - left)) / 1000
