from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path

import numpy as np
import pytest

from cslab.listen.audio import Sound, inspect
from cslab.listen.decode import Reader, Samples, blocks
from cslab.listen.engines import EngineOutput, EngineWord
from cslab.listen.recording import MemoryChunks, Options, Progress, transcribe_recording
from cslab.listen.transcript import Transcript
from tests.listen import sounds


class Counting:
    """An engine that writes down how long the sound was: what stands around engines can be tested with it."""

    name, model, weights, multilingual = "counting", "none", "0" * 64, True

    def __init__(self) -> None:
        self.given: list[tuple[str, str | None, str | None]] = []

    def transcribe(
        self, samples: Samples, *, language: str | None = None, prompt: str | None = None
    ) -> EngineOutput:
        self.given.append((hashlib.sha256(samples.tobytes()).hexdigest(), language, prompt))
        seconds = len(samples) / 16000
        words = tuple(EngineWord(f"w{i}", i / 2, i / 2 + 0.4, 0.9) for i in range(int(seconds * 2)))
        return EngineOutput(language or "cy", words)


@pytest.fixture(scope="module")
def call(shared_audio: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Sound]:
    """A minute and a half of a call, four chunks in all."""
    with Reader(shared_audio / "lca40_2ch.flac") as reader:
        pair = np.concatenate(list(reader.blocks(rate=16000)))[: 92 * 16000]
    path = sounds.write(tmp_path_factory.mktemp("call") / "call.flac", pair, rate=16000)
    return path, inspect(path)


@pytest.fixture(scope="module")
def whole(call: tuple[Path, Sound]) -> tuple[Transcript, MemoryChunks]:
    """The call transcribed without a stop, and what was stored on the way."""
    chunks = MemoryChunks()
    return transcribe_recording(*call, Counting(), chunks=chunks), chunks


def test_both_channels_are_given_once_and_in_order(call: tuple[Path, Sound]) -> None:
    engine, told = Counting(), list[Progress]()
    chunks = MemoryChunks()
    options = Options(vocabulary=("Platinum Motors", "Sitille"))
    transcript = transcribe_recording(*call, engine, options=options, chunks=chunks, on_progress=told.append)
    assert sorted(chunks.stored) == list(chunks.stored)
    assert len({key[0] for key in chunks.stored}) == 2
    assert len({given[0] for given in engine.given}) == len(chunks.stored)
    # The language is detected once and kept.
    assert [given[1] for given in engine.given] == [None] + ["cy"] * (len(engine.given) - 1)
    assert {given[2] for given in engine.given} == {"Platinum Motors, Sitille."}
    assert transcript.language == "cy"
    assert set(transcript.speakers) == {"left", "right"}
    assert transcript.source["engine"] == "counting"
    starts = [s.start for s in transcript.segments]
    assert starts == sorted(starts)
    done = [p.done_seconds for p in told]
    assert done[0] == 0
    assert done == sorted(done)
    assert done[-1] == pytest.approx(call[1].duration)
    assert told[-1].total_seconds == call[1].duration
    assert told[-2].left_seconds is not None


def test_what_is_stored_is_not_paid_for_again(
    call: tuple[Path, Sound], whole: tuple[Transcript, MemoryChunks]
) -> None:
    transcript, chunks = whole
    for missing in ([], [(0, 0), (1, 1)]):
        again = MemoryChunks()
        for key, output in chunks.stored.items():
            if key not in missing:
                again.save(*key, 0.0, 0.0, output)
        engine = Counting()
        assert transcribe_recording(*call, engine, options=Options(), chunks=again) == transcript
        assert len(engine.given) == len(missing)


def test_stopping_loses_one_chunk_at_most(
    call: tuple[Path, Sound], whole: tuple[Transcript, MemoryChunks]
) -> None:
    class StopError(Exception):
        pass

    chunks, engines = MemoryChunks(), []
    for stop_after in (1, 2, 99):
        engine = Counting()
        engines.append(engine)

        def stop(progress: Progress, engine: Counting = engine, after: int = stop_after) -> None:
            if len(engine.given) >= after:
                raise StopError

        try:
            transcript = transcribe_recording(*call, engine, chunks=chunks, on_progress=stop)
        except StopError:
            continue
    assert transcript == whole[0]
    given = [g[0] for e in engines for g in e.given]
    assert len(given) == len(set(given)) == len(chunks.stored)


def test_nothing_said_is_an_empty_transcript(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "a.wav", sounds.music(10), rate=16000)
    engine = Counting()
    transcript = transcribe_recording(path, inspect(path), engine)
    assert (transcript.segments, transcript.speech, engine.given) == ((), (), [])
    assert transcript.duration == pytest.approx(10)


def test_a_key_is_of_all_that_shapes_the_words() -> None:
    engine, other = Counting(), Counting()
    other.weights = "1" * 64
    keys = [
        Options().key("a", engine),
        Options().key("b", engine),
        Options().key("a", other),
        Options(language="en").key("a", engine),
        Options(vocabulary=("x",)).key("a", engine),
    ]
    assert len(set(keys)) == len(keys)
    assert Options().key("a", Counting()) == keys[0]
    assert all(len(key) == 64 for key in keys)


def test_a_reversed_channel_is_heard(shared_audio: Path, tmp_path: Path) -> None:
    voice = np.concatenate(list(blocks(shared_audio / "jfk.flac")))
    path = sounds.write(tmp_path / "a.flac", np.stack([voice, -voice], axis=1), rate=16000)
    sound = inspect(path)
    assert sound.mix_channel is not None
    heard = transcribe_recording(path, sound, Counting())
    deaf = transcribe_recording(path, dataclasses.replace(sound, mix_channel=None), Counting())
    assert sum(s.duration for s in heard.speech) > 5
    assert not deaf.speech


def test_a_vocabulary_that_is_only_read_aloud_is_not_believed(call: tuple[Path, Sound]) -> None:
    class Parrot(Counting):
        """Reads the prompt aloud, as small models do over a cough."""

        def transcribe(
            self, samples: Samples, *, language: str | None = None, prompt: str | None = None
        ) -> EngineOutput:
            said = super().transcribe(samples, language=language, prompt=prompt)
            if prompt is None:
                return said
            return EngineOutput("en", tuple(EngineWord(w, i, i + 0.5) for i, w in enumerate(prompt.split())))

    options = Options(language="en", vocabulary=("Ledgerline", "Two Keys", "Ask Gail"))
    transcript = transcribe_recording(*call, Parrot(), options=options)
    assert transcript.words
    assert all(word.text.startswith("w") for word in transcript.words)
