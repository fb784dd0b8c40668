"""The sound of a reel as a stream of blocks: cut, brought to one loudness, faded, limited.

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
from cslab.tell.script import Clip, Options, Plan

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
    """One clip in the temporary file.

    Parameters
    ----------
    clip : Clip
        As planned.
    start, samples : int
        Where it lies in the reel, in samples at 48 kHz.
    offset : int
        Where it lies in the temporary file, in samples.
    loudness : float
        As recorded, in LUFS (dB of full scale when shorter than 0.4 s); minus infinity for silence.
    """

    clip: Clip
    start: int
    samples: int
    offset: int
    loudness: float

    def gain(self, target: float) -> float:
        """Decibels that bring it to the target."""
        return min(target - self.loudness, MOST_GAIN) if self.loudness > SILENT else 0.0


def gather(
    plan: Plan, recordings: Mapping[str, Path], spool: IO[bytes], tick: Callable[[float], None]
) -> tuple[Piece, ...]:
    """Decode every clip of a plan into a temporary file, and measure it.

    Parameters
    ----------
    plan : Plan
        Its times are turned into samples here, once and for all.
    recordings : mapping of str to Path
        By interview.
    spool : binary file
        Open for writing and reading.
    tick : callable
        Told the seconds of sound done so far.

    Raises
    ------
    AudioError
        If a recording is missing, can't be read, or ends before its clip.
    """
    pieces: list[Piece] = []
    offset = 0
    for element in plan.elements:
        if element.clip is None:
            continue
        clip, start = element.clip, round(element.start * RATE)
        wanted = round(element.end * RATE) - start
        meter, power, written = Loudness(), 0.0, 0
        for block in _cut(clip, recordings[clip.interview_id], wanted):
            meter.feed(block)
            power += float(np.dot(block, block))
            written += len(block)
            spool.write(block.tobytes())
            tick((offset + written) / RATE)
        loudness = meter.integrated()
        if loudness is None and wanted < SHORTEST_GATED * RATE and power > 0:
            loudness = 10 * math.log10(power / wanted)
        pieces.append(Piece(clip, start, wanted, offset, -math.inf if loudness is None else loudness))
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
        From `gather`, in order.
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
    at = 0
    for piece in pieces:
        yield from _silence(piece.start - at)
        gain = 10 ** ((piece.gain(options.loudness) + trim) / 20)
        for first in range(0, piece.samples, RATE):
            last = min(first + RATE, piece.samples)
            low, high = max(0, first - CONTEXT), min(piece.samples, last + CONTEXT)
            spool.seek((piece.offset + low) * 4)
            raw = np.frombuffer(spool.read((high - low) * 4), dtype=np.float32)
            limited = limit(raw * np.float32(gain), ceiling)[first - low : last - low]
            yield _faded(limited, first, piece.samples, options)
        at = piece.start + piece.samples
    yield from _silence(total - at)


def _cut(clip: Clip, path: Path, wanted: int) -> Iterator[Samples]:
    """Exactly the wanted number of samples from a recording."""
    left = wanted
    stream = blocks(path, rate=RATE, channel=clip.channel, start=clip.start)
    for block in stream:
        kept = block[:left]
        left -= len(kept)
        yield kept
        if left <= 0:
            break
    if left > MISSING * RATE:
        raise AudioError(
            f"The recording {path} ends {left / RATE:.1f} s before a clip of {clip.interview_id} does; "
            "put the whole recording back, or plan the reel again."
        )
    if left > 0:
        yield np.zeros(left, dtype=np.float32)


def _silence(count: int) -> Iterator[Samples]:
    while count > 0:
        size = min(count, RATE)
        yield np.zeros(size, dtype=np.float32)
        count -= size


def _faded(block: Samples, first: int, samples: int, options: Options) -> Samples:
    """Raised-cosine fades at both ends of a clip, for a block that begins at its sample `first`."""
    half = max(1, samples // 2)
    rise = min(max(1, round(options.fade_in * RATE)), half)
    fall = min(max(1, round(options.fade_out * RATE)), half)
    last = first + len(block)
    if rise <= first and last <= samples - fall:
        return block
    index = np.arange(first, last)
    ramp = np.minimum(np.minimum(index / rise, (samples - 1 - index) / fall), 1.0)
    faded: Samples = (block * (0.5 - 0.5 * np.cos(np.pi * ramp))).astype(np.float32)
    return faded
