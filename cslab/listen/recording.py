"""One recording through an engine, chunk by chunk, so that it can stop at any moment and go on later."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from cslab.listen.assemble import Heard, Levels, assemble
from cslab.listen.audio import Sound
from cslab.listen.chunks import pack
from cslab.listen.decode import Reader, Samples, blocks
from cslab.listen.engines import Engine, EngineOutput, prompt_of
from cslab.listen.transcript import Transcript
from cslab.listen.voice import RATE, Window, windows, without_crosstalk
from cslab.timecode import Span

FORMAT = 3
"""Counted up when the same recording and options would give other chunks than before."""


@dataclass(frozen=True, slots=True)
class Options:
    """What shapes the words, besides the recording and the engine.

    Parameters
    ----------
    language : str, optional
        Two-letter code; detected from the first speech when left out.
    vocabulary : tuple of str
        Names and terms of the study, given to the engine so that it spells them right.
    """

    language: str | None = None
    vocabulary: tuple[str, ...] = ()

    def key(self, content_hash: str, engine: Engine) -> str:
        """Stable name of (content, engine, weights, options): 64 hexadecimal digits.

        The same key always means the same transcript, so that nothing is transcribed twice.
        """
        parts = {
            "format": FORMAT,
            "content": content_hash,
            "engine": engine.name,
            "weights": engine.weights,
            "options": asdict(self),
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a transcription is.

    Parameters
    ----------
    done_seconds, total_seconds : float
        Of the recording.
    left_seconds : float or None
        Of waiting, by the pace so far; None until there is one.
    pace : float or None
        Seconds of recording per second of waiting.
    """

    done_seconds: float
    total_seconds: float
    left_seconds: float | None = None
    pace: float | None = None


class ChunkStore(Protocol):
    """Keeps what the engine said of each chunk of one recording, under one key."""

    def load(self) -> dict[tuple[int, int], dict[str, Any]]:
        """All that is stored, by (channel, index)."""
        ...

    def save(self, channel: int, index: int, start: float, end: float, output: dict[str, Any]) -> None:
        """Store one chunk's output for good; what is there already stays."""
        ...


class MemoryChunks:
    """Chunks that live as long as the program."""

    def __init__(self) -> None:
        self.stored: dict[tuple[int, int], dict[str, Any]] = {}
        self.covered: dict[tuple[int, int], Span] = {}

    def load(self) -> dict[tuple[int, int], dict[str, Any]]:
        """All that is stored, by (channel, index)."""
        return dict(self.stored)

    def save(self, channel: int, index: int, start: float, end: float, output: dict[str, Any]) -> None:
        """Store one chunk's output; what is there already stays."""
        self.stored.setdefault((channel, index), output)
        self.covered.setdefault((channel, index), Span(start, end))


def transcribe_recording(
    path: str | Path,
    sound: Sound,
    engine: Engine,
    *,
    options: Options | None = None,
    chunks: ChunkStore | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Transcript:
    """Transcribe one recording.

    Each chunk is stored as soon as it is there, and what is stored is not paid for again: killed at any
    moment, the next call loses at most one chunk. The transcript depends on nothing else.

    Parameters
    ----------
    path : str or Path
        The recording.
    sound : Sound
        What it is, as :func:`cslab.listen.audio.inspect` measured it.
    engine : Engine
        As loaded by :func:`cslab.listen.transcribe.load_engine`.
    options : Options, optional
        What shapes the words.
    chunks : ChunkStore, optional
        Where the engine's outputs are kept; in memory when left out.
    on_progress : callable, optional
        Called at the start, after each chunk, and at the end.

    Returns
    -------
    Transcript
        Words with times in the recording. The two channels of a call are the speakers ``"left"`` and
        ``"right"``; else nobody is named.

    Raises
    ------
    AudioError
        If the recording can't be read.
    """
    options = options or Options()
    chunks = chunks or MemoryChunks()
    stored = chunks.load()
    channels = [0, 1] if sound.split_channels else [0]
    clock = _Clock(sound.duration, len(channels), on_progress)
    language = options.language or (None if engine.multilingual else "en")
    heard: list[Heard] = []
    levels = [Levels() for _ in channels]
    for channel in channels:
        for chunk in pack(levels[channel].watch(_channel(path, sound, channel))):
            output = stored.get((channel, chunk.index))
            paid = output is None
            if output is None:
                output = _ask(engine, chunk.samples, language, options.vocabulary).to_dict()
                chunks.save(channel, chunk.index, chunk.start, chunk.end, output)
            said = EngineOutput.from_dict(output)
            language = language or said.language
            heard.append(Heard.of(chunk, said, channel=channel))
            clock.tell(channel, chunk.end, paid=paid)
        clock.tell(channel, sound.duration)
    return assemble(
        heard,
        levels=levels,
        duration=sound.duration,
        language=language,
        source={
            "engine": engine.name,
            "model": engine.model,
            "weights": engine.weights,
            "key": options.key(sound.content_hash, engine),
        },
    )


def _ask(engine: Engine, samples: Samples, language: str | None, vocabulary: Sequence[str]) -> EngineOutput:
    """Give a chunk to the engine with the vocabulary, and again without it when it only read that aloud."""
    said = engine.transcribe(samples, language=language, prompt=prompt_of(vocabulary))
    if repeats_vocabulary(" ".join(word.text for word in said.words), vocabulary):
        return engine.transcribe(samples, language=language)
    return said


def repeats_vocabulary(text: str, vocabulary: Sequence[str]) -> bool:
    """Whether a text holds three terms of the vocabulary in a row, as they were listed: nobody speaks so.

    Examples
    --------
    >>> terms = ["Ledgerline", "Two Keys", "Ask Gail", "Quillbook"]
    >>> repeats_vocabulary("Two keys, ask Gail. Quillbook.", terms)
    True
    >>> repeats_vocabulary("We moved from Quillbook to Ledgerline for Two Keys.", terms)
    False
    """
    said = f" {_plain(text)} "
    listed = [_plain(term) for term in vocabulary]
    return any(f" {' '.join(listed[at : at + 3])} " in said for at in range(len(listed) - 2))


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _channel(path: str | Path, sound: Sound, channel: int) -> Iterator[Window]:
    """One person's sound: a channel without the other's crosstalk, or everything mixed."""
    if not sound.split_channels:
        return windows(blocks(path, rate=RATE, channel=sound.mix_channel), gain_db=sound.gain_db)
    levels = [-70.0 if level is None else level for level in sound.channel_loudness]
    pairs = without_crosstalk(_pairs(path), levels=(levels[0], levels[1]))
    return windows((pair[:, channel] for pair in pairs), gain_db=sound.channel_gain_db(channel))


def _pairs(path: str | Path) -> Iterator[Samples]:
    with Reader(path) as reader:
        yield from reader.blocks(rate=RATE)


class _Clock:
    """Counts the seconds of a recording that are done, and guesses how long the rest takes."""

    def __init__(self, duration: float, channels: int, tell: Callable[[Progress], None] | None) -> None:
        self._duration = duration
        self._channels = channels
        self._tell = tell or (lambda _: None)
        self._since = time.monotonic()
        self._done = 0.0
        self._paid = 0.0
        self._tell(Progress(0.0, duration))

    def tell(self, channel: int, second: float, *, paid: bool = True) -> None:
        """Say that one channel is done up to a second; what was stored before says nothing about the pace."""
        done = (channel * self._duration + min(second, self._duration)) / self._channels
        passed = time.monotonic() - self._since
        if paid:
            self._paid += done - self._done
        else:
            self._since = time.monotonic()
            passed, self._paid = 0.0, 0.0
        self._done = done
        pace = self._paid / passed if passed > 0 and self._paid > 0 else None
        left = (self._duration - done) / pace if pace else None
        self._tell(Progress(done, self._duration, left, pace))
