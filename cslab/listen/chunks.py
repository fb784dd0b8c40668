"""Speech packed into chunks for an engine: pauses shortened, and every moment traceable to the recording."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cslab.listen.decode import Samples
from cslab.listen.voice import RATE, WINDOW, SpeechFinder, Window
from cslab.timecode import Span

Edge = Literal["start", "end"]

LONGEST_CHUNK = 29.5
"""Seconds of sound in one chunk: engines hear 30 at once, and a little room keeps the last word whole."""

PAD = 0.2
"""Seconds kept on each side of speech. So a pause is at most 0.4 s long in a chunk."""

EARLIEST_END = 15.0
"""When a chunk is full, it ends at the longest pause after so many seconds, rather than at the last one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the recording inside a chunk.

    Parameters
    ----------
    at : float
        Second of the chunk at which the piece begins.
    start, end : float
        Seconds of the recording.
    """

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Chunk:
    """What an engine is given at once.

    Parameters
    ----------
    index : int
        Counted from 0 in one channel of one recording.
    samples : ndarray of float32, shape (n,)
        At 16 kHz, at most 30 s.
    pieces : tuple of Piece
        In order; together they are the whole chunk.
    speech : tuple of Span
        Voice in it, in seconds of the recording.
    """

    index: int
    samples: Samples
    pieces: tuple[Piece, ...]
    speech: tuple[Span, ...]

    @property
    def start(self) -> float:
        """Second of the recording at which it begins."""
        return self.pieces[0].start

    @property
    def end(self) -> float:
        """Second of the recording at which it ends."""
        return self.pieces[-1].end

    @property
    def duration(self) -> float:
        """Length in seconds, pauses shortened."""
        return len(self.samples) / RATE

    def to_recording(self, second: float, *, edge: Edge = "start") -> float:
        """Second of the recording for a second of the chunk; see :func:`to_recording`."""
        return to_recording(self.pieces, second, edge=edge)


def to_recording(pieces: Sequence[Piece], second: float, *, edge: Edge = "start") -> float:
    """Second of the recording for a second of a chunk made of these pieces.

    Parameters
    ----------
    pieces : sequence of Piece
        Of the chunk, in order.
    second : float
        In the chunk; what lies outside is taken as its start or its end.
    edge : {"start", "end"}
        Where two pieces meet, a start belongs to the later one and an end to the earlier.

    Examples
    --------
    >>> pieces = [Piece(0.0, 10.0, 12.0), Piece(2.0, 20.0, 21.0)]
    >>> to_recording(pieces, 2.0, edge="end"), to_recording(pieces, 2.0), to_recording(pieces, 2.5)
    (12.0, 20.0, 20.5)
    """
    begins = [piece.at for piece in pieces]
    find = bisect.bisect_right if edge == "start" else bisect.bisect_left
    piece = pieces[max(0, find(begins, second) - 1)]
    return min(max(piece.start + second - piece.at, piece.start), piece.end)


def pack(stream: Iterable[Window]) -> Iterator[Chunk]:
    """Pack the speech in a stream of windows into chunks.

    One pass; memory is bounded by about two chunks. The same stream always gives the same chunks.

    Parameters
    ----------
    stream : iterable of Window
        Of one channel, in order.

    Yields
    ------
    Chunk
        In order.
    """
    packer = _Packer()
    finder = SpeechFinder()
    for window in stream:
        packer.hold(window)
        for first, after in finder.feed(window):
            yield from packer.add(first, after)
        packer.forget(finder.open)
    for first, after in finder.finish():
        yield from packer.add(first, after)
    yield from packer.finish()


_PAD = round(PAD * RATE / WINDOW)
_LONGEST = int(LONGEST_CHUNK * RATE) // WINDOW
_EARLIEST = int(EARLIEST_END * RATE) // WINDOW
_UNDECIDED = 16
"""Windows that are kept although nothing was found in them yet."""


class _Packer:
    """Counts everything in windows, so that nothing is lost to rounding."""

    def __init__(self) -> None:
        self._held: dict[int, Samples] = {}
        self._oldest = 0
        self._after_newest = 0
        self._speech: list[tuple[int, int]] = []
        self._floor = 0
        self._count = 0

    def hold(self, window: Window) -> None:
        """Keep a window until no chunk can need it."""
        self._held[window.index] = window.samples
        self._after_newest = window.index + 1

    def forget(self, open_since: int | None) -> None:
        """Drop what no chunk can need any more."""
        first = self._speech[0][0] if self._speech else open_since
        needed = (self._after_newest if first is None else first) - _PAD - _UNDECIDED
        while self._oldest < needed:
            self._held.pop(self._oldest, None)
            self._oldest += 1

    def add(self, first: int, after: int) -> Iterator[Chunk]:
        """Take a stretch of speech; yields a chunk when it does not fit into the one that is being filled."""
        self._speech.append((first, after))
        while len(self._speech) > 1 and self._length(len(self._speech)) > _LONGEST:
            yield self._chunk(self._best_end())

    def finish(self) -> Iterator[Chunk]:
        """Put what is left into the last chunk."""
        if self._speech:
            yield self._chunk(len(self._speech))

    def _best_end(self) -> int:
        """Number of stretches for this chunk: up to the longest pause that leaves it long enough."""
        fits = [n for n in range(1, len(self._speech)) if self._length(n) <= _LONGEST] or [1]
        late = [n for n in fits if self._length(n) >= _EARLIEST] or fits[-1:]
        return max(late, key=lambda n: (self._speech[n][0] - self._speech[n - 1][1], n))

    def _length(self, number: int) -> int:
        return sum(after - first for first, after in self._pieces(number))

    def _pieces(self, number: int) -> list[tuple[int, int]]:
        """The first stretches with pads, joined where these meet; chunks share what lies between them."""
        rest = self._speech[number:]
        ceiling = (self._speech[number - 1][1] + rest[0][0]) // 2 if rest else self._after_newest
        pieces: list[tuple[int, int]] = []
        for first, after in self._speech[:number]:
            begin, end = max(self._floor, first - _PAD), min(ceiling, after + _PAD)
            if pieces and begin <= pieces[-1][1]:
                pieces[-1] = (pieces[-1][0], end)
            else:
                pieces.append((begin, end))
        return pieces

    def _chunk(self, number: int) -> Chunk:
        windows = self._pieces(number)
        pieces, at = [], 0
        for begin, end in windows:
            pieces.append(Piece(_seconds(at), _seconds(begin), _seconds(end)))
            at += end - begin
        chunk = Chunk(
            index=self._count,
            samples=np.concatenate([self._held[i] for begin, end in windows for i in range(begin, end)]),
            pieces=tuple(pieces),
            speech=tuple(Span(_seconds(first), _seconds(after)) for first, after in self._speech[:number]),
        )
        self._floor = windows[-1][1]
        self._speech = self._speech[number:]
        self._count += 1
        return chunk


def _seconds(windows: int) -> float:
    return windows * WINDOW / RATE
