"""One file on its way to its loudness and its true peak: trimmed, encoded, decoded again and measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO

from cslab.listen.decode import Samples
from cslab.listen.levels import Loudness
from cslab.tell.captions import chapters
from cslab.tell.encode import FORMATS, decoded, encode
from cslab.tell.limiter import true_peak
from cslab.tell.mix import RATE, Piece, programme
from cslab.tell.script import Plan

HIGHEST_PEAK = -1.0
"""dBTP that a rendered file may reach (EBU R 128)."""

CLOSE_ENOUGH = 0.4
"""LU by which the loudness of the file may miss the wanted one before it is encoded again."""

TRIMMED = 0.2
"""LU that remain when a reel is trimmed before it is encoded: limiting takes back a part of each trim."""

TRIMS = 4
"""Times a reel is trimmed at most."""

Watch = Callable[[str, Iterable[Samples], int], Iterator[Samples]]
"""Passes a stream on, while somebody is told which step is how far; of how many samples."""


class Master:
    """One file on its way to its loudness and peak: what was tried, and what came of it.

    Parameters
    ----------
    plan : Plan
        Its loudness is the aim.
    pieces : tuple of Piece
        Its clips, from `cslab.tell.mix.gather`.
    spool : binary file
        Where their samples are.
    kind : str
        A name in `cslab.tell.encode.FORMATS`.
    channels : int
        1 or 2.
    watch : callable
        Sees every block of every step.

    Attributes
    ----------
    total : int
        Samples of the file.
    loudness, peak : float
        Of the file last encoded, in LUFS and dBTP; minus infinity for silence.
    """

    def __init__(
        self,
        plan: Plan,
        pieces: tuple[Piece, ...],
        spool: IO[bytes],
        *,
        kind: str,
        channels: int,
        watch: Watch,
    ) -> None:
        self._plan = plan
        self._pieces = pieces
        self._spool = spool
        self._kind = kind
        self._channels = channels
        self._watch = watch
        self.total = round(plan.duration * RATE)
        # Two equal channels sound 3 dB louder than one, by definition of the measure.
        self._wide = 10 * math.log10(channels)
        self._trim = -self._wide
        self._ceiling = FORMATS[kind].ceiling
        self._lost = FORMATS[kind].lost
        self.loudness = -math.inf
        self.peak = -math.inf

    def encode(self, path: Path | IO[bytes], about: Mapping[str, str], *, cover: bytes = b"") -> None:
        """Measure, trim, encode, and measure what came out; the file may be one without a name."""
        target = self._plan.options.loudness - self._wide + self._lost
        for _ in range(TRIMS):
            stream = self._watch("measure", self._sound(), self.total)
            before, _ = _measured(stream, peaks=False)
            if math.isinf(before) or abs(target - before) <= TRIMMED:
                break
            self._trim += target - before
        encode(
            self._watch("encode", self._sound(), self.total),
            path,
            format=self._kind,
            channels=self._channels,
            metadata=about,
            chapters=chapters(self._plan, self.total),
            cover=cover,
        )
        after, self.peak = _measured(self._watch("check", decoded(path), self.total))
        self.loudness = after + self._wide

    def is_good(self) -> bool:
        """Whether the file may be kept; otherwise the next attempt allows for what coding raised or lost."""
        if self.peak > HIGHEST_PEAK:
            self._ceiling -= self.peak - HIGHEST_PEAK + 0.2
            return False
        missed = self._plan.options.loudness - self.loudness
        if math.isinf(missed) or abs(missed) <= CLOSE_ENOUGH:
            return True
        self._lost += missed
        return False

    def gain(self, piece: Piece) -> float:
        """Decibels applied to one clip."""
        return piece.gain(self._plan.options.loudness) + self._trim

    def _sound(self) -> Iterator[Samples]:
        ceiling = 10 ** (self._ceiling / 20)
        return programme(
            self._pieces,
            self._spool,
            self.total,
            options=self._plan.options,
            trim=self._trim,
            ceiling=ceiling,
        )


def _measured(stream: Iterable[Samples], *, peaks: bool = True) -> tuple[float, float]:
    """Loudness and true peak of a mono stream in one pass; minus infinity where there is none."""
    meter = Loudness()

    def heard() -> Iterator[Samples]:
        for block in stream:
            meter.feed(block)
            yield block

    if peaks:
        peak = true_peak(heard())
    else:
        peak = -math.inf
        for _ in heard():
            pass
    loudness = meter.integrated()
    return -math.inf if loudness is None else loudness, peak
