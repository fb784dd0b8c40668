"""Measure sound as it streams by: loudness, level, peaks, and whether two channels are two people.

A :class:`Meter` is fed blocks and keeps a few numbers for each tenth of a second, so its memory grows by
about 3 kB a minute, whatever the recording.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cslab.listen.decode import Samples

if TYPE_CHECKING:
    from pyloudnorm import IIRfilter

RATE = 48000
"""Samples per second at which sound is measured: levels and peaks then fall on whole samples."""

LEVELS_PER_SECOND = 100
PEAKS_PER_SECOND = 50
FLOOR_DB = -120.0
"""Level written for digital silence, in dB of full scale."""

STEP = RATE // 10
"""Samples of the tenth of a second by which a gating block of 0.4 s moves on (BS.1770: 75 % overlap)."""

ABSOLUTE_GATE = -70.0
RELATIVE_GATE = -10.0
"""Gates of ITU-R BS.1770-4, in LUFS and in LU under the mean of what passed the first."""

SPLIT_SIDE_OVER_MID = -3.0
SPLIT_DIFFERENCE = 12.0
SPLIT_SHARE = 0.5
"""Two channels are two people when the side is above -3 dB of the middle, and in more than half of the frames
that hold sound one channel is more than 12 dB above the other. True calls reach 57 to 100 %, mono stored as
stereo 0 to 1 %."""

ACTIVE_RANGE = 35.0
"""A frame holds sound when it is within so many dB of the loud frames (95th percentile) of its recording."""

CANCELLED = 12.0
"""When the mean of two channels lies so many dB under the louder of them, one is wired in reverse."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Levels:
    """Level and outline of one recording, for drawing it and for finding quiet places to cut.

    Parameters
    ----------
    level_db : ndarray of float32, shape (n,)
        RMS of each hundredth of a second, in dB of full scale; -120 is digital silence.
    peaks : ndarray of int8, shape (m, 2)
        Lowest and highest sample of each fiftieth of a second, full scale at 127.
    """

    level_db: NDArray[np.float32]
    peaks: NDArray[np.int8]


@dataclass(slots=True)
class Loudness:
    """Integrated loudness of one channel, measured as it streams by.

    Notes
    -----
    Mean power of the K-weighted signal over blocks of 0.4 s with 75 % overlap, gated first at -70 LUFS and
    then at 10 LU under the mean of what remains.

    References
    ----------
    ITU-R BS.1770-4 (2015), annex 1.

    Examples
    --------
    A sine of 997 Hz at full scale is -3.01 LUFS by definition; the standard allows a tenth.

    >>> loudness = Loudness()
    >>> loudness.feed(np.sin(2 * np.pi * 997 * np.arange(2 * RATE) / RATE))
    >>> abs(loudness.integrated() + 3.01) < 0.1
    True
    """

    _stages: list[tuple[Array, Array, Array]] = field(
        default_factory=lambda: [_stage(f) for f in _k_weighting()]
    )
    _powers: list[Array] = field(default_factory=list)
    _rest: Array = field(default_factory=lambda: np.empty(0))

    def feed(self, samples: NDArray[Any]) -> None:
        """Take the next samples, shape (n,), at :data:`RATE`."""
        from scipy.signal import lfilter  # takes a second to load, which reading words never needs

        weighted = np.asarray(samples, dtype=np.float64)
        for i, (b, a, state) in enumerate(self._stages):
            weighted, after = lfilter(b, a, weighted, zi=state)
            self._stages[i] = (b, a, after)
        held = np.concatenate([self._rest, weighted])
        whole = len(held) // STEP * STEP
        self._rest = held[whole:]
        self._powers.append(np.mean(held[:whole].reshape(-1, STEP) ** 2, axis=1))

    def integrated(self) -> float | None:
        """Loudness so far in LUFS; None when nothing passes the gate (silence, or less than 0.4 s)."""
        steps = np.concatenate([np.empty(0), *self._powers])
        if len(steps) < 4:
            return None
        powers = np.convolve(steps, np.full(4, 0.25), mode="valid")
        powers = powers[_lufs(powers) > ABSOLUTE_GATE]
        if not len(powers):
            return None
        powers = powers[_lufs(powers) > _lufs(powers.mean()) + RELATIVE_GATE]
        return float(_lufs(powers.mean()))


class Meter:
    """Everything that is measured of a recording in one pass.

    Parameters
    ----------
    channels : int
        Of the blocks that will be fed.
    """

    def __init__(self, channels: int) -> None:
        self.samples = 0
        self._mix = Loudness()
        self._each = [Loudness() for _ in range(channels)] if channels == 2 else []
        self._rest = np.empty((0, channels), dtype=np.float32)
        self._level: list[Array] = []
        self._peaks: list[NDArray[np.int8]] = []
        self._frames: list[Array] = []
        self._channel_power = np.zeros(channels)
        self._mix_power = 0.0
        self._side_power = 0.0

    def feed(self, block: Samples) -> None:
        """Take the next block, shape (n, channels), at :data:`RATE`."""
        mix = block.mean(axis=1)
        self.samples += len(block)
        self._mix.feed(mix)
        for i, loudness in enumerate(self._each):
            loudness.feed(block[:, i])
        self._channel_power += np.sum(block.astype(np.float64) ** 2, axis=0)
        self._mix_power += float(np.sum(mix.astype(np.float64) ** 2))
        if self._each:
            self._side_power += float(np.sum(((block[:, 0] - block[:, 1]) / 2).astype(np.float64) ** 2))
        held = np.concatenate([self._rest, block])
        whole = len(held) // STEP * STEP
        self._rest = held[whole:]
        self._outline(held[:whole])

    def _outline(self, block: Samples) -> None:
        """Level, peaks and channel powers of whole tenths of a second."""
        mix = block.mean(axis=1)
        self._level.append(
            np.mean(mix.reshape(-1, RATE // LEVELS_PER_SECOND).astype(np.float64) ** 2, axis=1)
        )
        framed = np.clip(np.round(mix * 127), -127, 127).astype(np.int8).reshape(-1, RATE // PEAKS_PER_SECOND)
        self._peaks.append(np.stack([framed.min(axis=1), framed.max(axis=1)], axis=1))
        if self._each:
            self._frames.append(np.mean(block.reshape(-1, STEP, 2).astype(np.float64) ** 2, axis=1))

    def levels(self) -> Levels:
        """Level and peaks so far, the last tenth of a second filled up with silence."""
        if len(self._rest):
            missing = STEP - len(self._rest)
            self._outline(np.pad(self._rest, ((0, missing), (0, 0))))
            self._rest = self._rest[:0]
        level = np.concatenate([np.empty(0), *self._level])
        peaks = np.concatenate([np.empty((0, 2), dtype=np.int8), *self._peaks])
        length = self.samples / RATE
        return Levels(
            level_db=_decibels(level[: math.ceil(length * LEVELS_PER_SECOND)]).astype(np.float32),
            peaks=peaks[: math.ceil(length * PEAKS_PER_SECOND)],
        )

    def loudness(self) -> tuple[float | None, tuple[float | None, ...]]:
        """Integrated loudness of the mix, and of each of two channels, in LUFS."""
        return self._mix.integrated(), tuple(one.integrated() for one in self._each)

    def is_split(self) -> bool:
        """Whether two channels hold two people, one in each."""
        if not self._frames or self._side_power <= 0:
            return False
        if _decibels(self._side_power) - _decibels(self._mix_power) <= SPLIT_SIDE_OVER_MID:
            return False
        frames = _decibels(np.concatenate(self._frames))
        loudest = frames.max(axis=1)
        active = loudest > max(np.percentile(loudest, 95) - ACTIVE_RANGE, -70.0)
        apart = np.abs(frames[active, 0] - frames[active, 1]) > SPLIT_DIFFERENCE
        # Both must speak: a stereo file with one dead channel is one voice, not two.
        both = [np.mean(frames[active, i] > frames[active, 1 - i]) for i in range(2)]
        return bool(active.any() and apart.mean() > SPLIT_SHARE and min(both) > 0.02)

    def best_channel(self) -> int | None:
        """The loudest channel when the mean of all would cancel it out, else None."""
        loudest = int(np.argmax(self._channel_power))
        gap = _decibels(self._channel_power[loudest]) - _decibels(self._mix_power)
        return loudest if len(self._channel_power) == 2 and gap > CANCELLED else None


def _k_weighting() -> tuple[IIRfilter, IIRfilter]:
    from pyloudnorm import IIRfilter

    return (
        IIRfilter(4.0, 1 / math.sqrt(2), 1500.0, RATE, "high_shelf"),
        IIRfilter(0.0, 0.5, 38.0, RATE, "high_pass"),
    )


def _stage(stage: IIRfilter) -> tuple[Array, Array, Array]:
    return np.asarray(stage.b), np.asarray(stage.a), np.zeros(max(len(stage.a), len(stage.b)) - 1)


def _lufs(power: Any) -> Any:
    return -0.691 + 10 * np.log10(np.maximum(power, 1e-12))


def _decibels(power: Any) -> Any:
    return np.maximum(10 * np.log10(np.maximum(power, 1e-12)), FLOOR_DB)
