"""The sound of a reel as a stream of blocks: cut, brought to one loudness, faded, added up, limited.

Where two parts of a reel overlap, their samples are added, and what that exceeds is turned down afterwards.
Clips are decoded once into a nameless temporary file and read from there as often as needed, so that memory
does not grow with the reel, and nothing is left behind when the process is killed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from cslab.errors import AudioError
from cslab.listen.decode import Samples, blocks
from cslab.listen.levels import Loudness
from cslab.tell.limiter import CONTEXT, limit
from cslab.tell.script import Clip, Element, Options, Plan

RATE = 48000
"""Samples per second of every reel."""

SHORTEST_GATED = 0.4
"""Seconds under which loudness by BS.1770 is not defined; the plain level is used instead."""

MOST_GAIN = 36.0
"""Decibels by which a clip is raised at most: beyond that, mostly noise would be heard."""

SILENT = -70.0
"""LUFS (or dB of a very short clip) under which a clip is silence and is left as it is."""

MISSING = 0.05
"""Seconds by which a recording may end before its clip does; coding delays account for as much."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One sound of the reel, in the temporary file: a clip, or a heading that is heard.

    Parameters
    ----------
    clip : Clip, optional
        As planned; None for a spoken heading.
    start, samples : int
        Where it lies in the reel, in samples at 48 kHz.
    offset : int
        Where it lies in the temporary file, in samples.
    loudness : float
        As recorded, in LUFS (dB of full scale when shorter than 0.4 s); minus infinity for silence.
    """

    clip: Clip | None
    start: int
    samples: int
    offset: int
    loudness: float

    @property
    def end(self) -> int:
        """Where it ends in the reel, in samples."""
        return self.start + self.samples

    def gain(self, target: float) -> float:
        """Decibels that bring it to the target, and those that the script asks for on top."""
        common = min(target - self.loudness, MOST_GAIN) if self.loudness > SILENT else 0.0
        return common + (self.clip.gain if self.clip is not None else 0.0)

    def fades(self, options: Options) -> tuple[int, int]:
        """Samples over which it rises from silence and falls to it."""
        own = (None, None) if self.clip is None else (self.clip.fade_in, self.clip.fade_out)
        rise, fall = (
            usual if said is None else said
            for said, usual in zip(own, (options.fade_in, options.fade_out), strict=True)
        )
        half = max(1, self.samples // 2)
        return min(max(1, round(rise * RATE)), half), min(max(1, round(fall * RATE)), half)


def gather(
    plan: Plan, recordings: Mapping[str, Path], spool: IO[bytes], tick: Callable[[float], None]
) -> tuple[Piece, ...]:
    """Decode every sound of a plan into a temporary file, and measure it.

    Parameters
    ----------
    plan : Plan
        Its times are turned into samples here, once and for all.
    recordings : mapping of str to Path
        By interview; and those of spoken headings by their ``sound``.
    spool : binary file
        Open for writing and reading.
    tick : callable
        Told the seconds of sound done so far.

    Returns
    -------
    tuple of Piece
        In the order of the plan's elements, one for each that can be heard.

    Raises
    ------
    AudioError
        If a recording is missing, can't be read, or ends before its clip.
    """
    pieces: list[Piece] = []
    offset = 0
    for element in plan.elements:
        if element.clip is None and not element.sound:
            continue
        start, wanted = _in_samples(element)
        meter, power, written = Loudness(), 0.0, 0
        for block in _cut(element, recordings, wanted):
            meter.feed(block)
            power += float(np.dot(block, block))
            written += len(block)
            spool.write(block.tobytes())
            tick((offset + written) / RATE)
        loudness = meter.integrated()
        if loudness is None and wanted < SHORTEST_GATED * RATE and power > 0:
            loudness = 10 * math.log10(power / wanted)
        pieces.append(Piece(element.clip, start, wanted, offset, -math.inf if loudness is None else loudness))
        offset += wanted
    spool.flush()
    return tuple(pieces)


def programme(
    pieces: tuple[Piece, ...], spool: IO[bytes], total: int, *, options: Options, trim: float, ceiling: float
) -> Iterator[Samples]:
    """The whole reel from its first sample to its last, in blocks of at most a second.

    Parameters
    ----------
    pieces : tuple of Piece
        From `gather`, in order; they may overlap.
    spool : binary file
        What `gather` wrote to.
    total : int
        Samples of the reel.
    options : Options
        Fades and loudness.
    trim : float
        Decibels on top of each clip's own gain.
    ceiling : float
        Highest true peak, as a part of full scale.

    Yields
    ------
    ndarray of float32, shape (n,)
        Mono, at 48 kHz.
    """
    gains = [(piece, 10 ** ((piece.gain(options.loudness) + trim) / 20)) for piece in pieces]
    for first in range(0, total, RATE):
        last = min(first + RATE, total)
        low, high = max(0, first - CONTEXT), min(total, last + CONTEXT)
        heard = [(piece, gain) for piece, gain in gains if piece.start < high and low < piece.end]
        sound = np.zeros(high - low, dtype=np.float32)
        for piece, gain in heard:
            begin, end = max(low, piece.start), min(high, piece.end)
            spool.seek((piece.offset + begin - piece.start) * 4)
            raw = np.frombuffer(spool.read((end - begin) * 4), dtype=np.float32)
            loud = raw * np.float32(gain)
            sound[begin - low : end - low] += _faded(loud, begin - piece.start, piece, options)
        yield (limit(sound, ceiling) if heard else sound)[first - low : last - low]


def _in_samples(element: Element) -> tuple[int, int]:
    """Where a sound begins in the reel, and how long it lasts; a heading may be seen for longer."""
    start = round(element.start * RATE)
    end = element.end if element.clip is not None else element.start + element.sound_seconds
    return start, round(end * RATE) - start


def _cut(element: Element, recordings: Mapping[str, Path], wanted: int) -> Iterator[Samples]:
    """Exactly the wanted number of samples of a clip or of a spoken heading."""
    clip = element.clip
    if clip is not None:
        path, what = recordings[clip.interview_id], f"a clip of {clip.interview_id}"
        stream = blocks(path, rate=RATE, channel=clip.channel, start=clip.start)
    else:
        path, what = recordings[element.sound], "its heading"
        stream = blocks(path, rate=RATE)
    left = wanted
    for block in stream:
        kept = block[:left]
        left -= len(kept)
        yield kept
        if left <= 0:
            break
    if left > MISSING * RATE:
        raise AudioError(
            f"The recording {path} ends {left / RATE:.1f} s before {what} does; "
            "put the whole recording back, or plan the reel again."
        )
    if left > 0:
        yield np.zeros(left, dtype=np.float32)


def _faded(block: Samples, first: int, piece: Piece, options: Options) -> Samples:
    """Raised-cosine fades at both ends of a piece, for a block that begins at its sample `first`."""
    rise, fall = piece.fades(options)
    last = first + len(block)
    if rise <= first and last <= piece.samples - fall:
        return block
    index = np.arange(first, last)
    ramp = np.minimum(np.minimum(index / rise, (piece.samples - 1 - index) / fall), 1.0)
    faded: Samples = (block * (0.5 - 0.5 * np.cos(np.pi * ramp))).astype(np.float32)
    return faded
