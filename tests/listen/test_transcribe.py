from __future__ import annotations

import itertools
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from cslab.listen import formats
from cslab.listen.audio import blocks, inspect
from cslab.listen.chunks import pack
from cslab.listen.engines import Engine, EngineWord
from cslab.listen.transcribe import MemoryChunks, Options, _said_until, transcribe_recording
from cslab.listen.voice import RATE, windows
from tests.listen import sounds

SPOKEN = (
    "and so my fellow americans ask not what your country can do for you ask what you can do for your country"
)
STUDY = Path(__file__).parents[2] / "data" / "samples" / "ledgerline"


def plain(text: str) -> str:
    return " ".join("".join(c for c in text.casefold() if c.isalnum() or c == " ").split())


def excerpt(source: Path, target: Path, start: float, end: float) -> Path:
    """A part of a recording as a file of its own."""
    sound = np.concatenate(list(blocks(source, start=start)))[: round((end - start) * RATE)]
    return sounds.write(target, sound, rate=RATE)


@pytest.fixture(params=["whisper_engine", "fast_engine"])
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(request.param)
    return found


def test_what_was_said_and_when(engine: Engine, shared_audio: Path) -> None:
    path = shared_audio / "jfk.flac"
    transcript = transcribe_recording(path, inspect(path), engine)
    assert plain(transcript.text) == SPOKEN
    assert transcript.language == "en"
    words = transcript.words
    assert all(0 <= w.start < w.end <= 11.0 for w in words)
    assert all(a.start <= b.start for a, b in itertools.pairwise(words))
    assert all(w.probability is not None and 0 <= w.probability <= 1 for w in words)
    at = {plain(w.text): w for w in words}
    assert at["americans"].end == pytest.approx(2.24, abs=0.15)
    ask = [w for w in words if plain(w.text) == "ask"]
    assert [w.start for w in ask] == pytest.approx([3.30, 8.19], abs=0.15)
    assert words[-1].end == pytest.approx(10.59, abs=0.15)


def test_nothing_is_invented_after_a_long_silence(engine: Engine, shared_audio: Path, tmp_path: Path) -> None:
    voice = np.concatenate(list(blocks(shared_audio / "jfk.flac")))
    quiet = sounds.noise(40, -60)
    path = sounds.write(
        tmp_path / "a.flac", np.concatenate([quiet, voice, quiet, sounds.music(10)]), rate=RATE
    )
    transcript = transcribe_recording(path, inspect(path), engine)
    assert plain(transcript.text) == SPOKEN
    assert transcript.words[0].start == pytest.approx(40.35, abs=0.15)
    assert transcript.words[-1].end == pytest.approx(50.59, abs=0.15)


def test_two_people_in_two_channels(whisper_engine: Engine, shared_audio: Path, tmp_path: Path) -> None:
    voice = np.concatenate(list(blocks(shared_audio / "jfk.flac")))
    first, second = voice[: round(4.8 * RATE)], voice[round(4.8 * RATE) :]
    left = np.concatenate([first, np.zeros(len(second), dtype=np.float32)])
    right = np.concatenate([np.zeros(len(first), dtype=np.float32), second])
    pair = np.stack([left + right * 0.02, right * 0.5 + left * 0.01], axis=1)
    path = sounds.write(tmp_path / "call.flac", pair, rate=RATE)
    sound = inspect(path)
    assert sound.split_channels
    transcript = transcribe_recording(path, sound, whisper_engine)
    said = {
        who: plain(" ".join(w.text for w in transcript.words if w.speaker == who))
        for who in ("left", "right")
    }
    assert said["left"] == "and so my fellow americans ask not"
    assert said["right"] == "what your country can do for you ask what you can do for your country"


def test_sound_is_the_same_to_the_engine_by_any_road(whisper_engine: Engine, shared_audio: Path) -> None:
    """The engine is deterministic, so that a chunk done again is the chunk that was lost."""
    path = shared_audio / "jfk.flac"
    chunk = next(pack(windows(blocks(path))))
    first, second = (whisper_engine.transcribe(chunk.samples, language="en") for _ in range(2))
    assert first == second
    assert json.loads(json.dumps(first.to_dict())) == first.to_dict()


def test_the_sample_study_is_heard_at_its_seconds(whisper_engine: Engine, tmp_path: Path) -> None:
    script = STUDY / "scripts" / "int-01.vtt"
    if not script.exists():
        pytest.skip("the sample study's recordings are not here")
    said = [s for s in formats.read(script).segments if s.end < 21]
    path = excerpt(STUDY / "recordings" / "int-01.m4a", tmp_path / "a.flac", 0, said[-1].end + 0.1)
    transcript = transcribe_recording(path, inspect(path), whisper_engine, options=Options(language="en"))
    starts = [min(abs(w.start - sentence.start) for w in transcript.words) for sentence in said]
    # A sentence may begin with a word that the model leaves out, so one of them is allowed to be off.
    assert sorted(starts)[-2] < 0.2


WORKER = """
import json, os, sys
from pathlib import Path
from cslab.listen.audio import inspect
from cslab.listen.transcribe import load_engine, transcribe_recording, Options
from cslab.listen.weights import get_weights

class Folder:
    def __init__(self, path):
        self.path = Path(path)
    def load(self):
        files = self.path.glob("*.json")
        return {tuple(map(int, f.stem.split("-"))): json.loads(f.read_text()) for f in files}
    def save(self, channel, index, start, end, output):
        target = self.path / f"{channel}-{index}.json"
        part = target.with_suffix(".part")
        part.write_text(json.dumps(output))
        os.replace(part, target)
        with (self.path / "saved.log").open("a") as log:
            log.write(f"{channel}-{index}\\n")

path, folder = sys.argv[1:]
engine, options = load_engine(get_weights("tiny.en")), Options(language="en")
transcript = transcribe_recording(path, inspect(path), engine, options=options, chunks=Folder(folder))
print(json.dumps(transcript.to_dict()))
"""


@pytest.mark.soak
@pytest.mark.parametrize("kills", [1, 10])
def test_killed_at_any_moment_it_goes_on(
    whisper_engine: Engine, shared_audio: Path, tmp_path: Path, kills: int
) -> None:
    voice = np.concatenate(list(blocks(shared_audio / "jfk.flac")))
    path = sounds.write(tmp_path / "long.flac", np.tile(voice, 3), rate=RATE)
    folder = tmp_path / "chunks"
    folder.mkdir()
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    moment = random.Random(kills)
    for _ in range(kills):
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(path), str(folder)], stdout=subprocess.DEVNULL, env=environment
        )
        before = len(list(folder.glob("*.json")))
        deadline = time.monotonic() + 120
        # Kill at a random moment after the next chunk, or after the start when that is how it falls.
        wait_for_chunk = moment.random() < 0.7
        while wait_for_chunk and len(list(folder.glob("*.json"))) == before and worker.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        time.sleep(moment.random())
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    done = subprocess.run(
        [sys.executable, "-c", WORKER, str(path), str(folder)],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    chunks = MemoryChunks()
    whole = transcribe_recording(
        path, inspect(path), whisper_engine, options=Options(language="en"), chunks=chunks
    )
    resumed = json.loads(done.stdout)
    assert [w["text"] for s in resumed["segments"] for w in s["words"]] == [w.text for w in whole.words]
    stored = [f.stem for f in folder.glob("*.json")]
    assert sorted(stored) == sorted(f"{c}-{i}" for c, i in chunks.stored)
    saved = (folder / "saved.log").read_text().split()
    assert len(saved) == len(set(saved))


def test_a_text_that_stops_without_a_mark_is_gone_on_with(whisper_engine: Engine, tmp_path: Path) -> None:
    path = excerpt(STUDY / "recordings" / "int-01.m4a", tmp_path / "said.wav", 0.7, 17.1)
    terms = ("Ledgerline", "Approval Lanes", "Two Keys", "Snap Capture", "Monday Digest", "Ask Gail")
    options = Options(language="en", vocabulary=(*terms, "Quillbook", "Pennyfold", "Brightstamp"))
    said = plain(transcribe_recording(path, inspect(path), whisper_engine, options=options).text)
    assert said.startswith("dana thanks for making the time")
    assert "i can tell you exactly" in said
    assert said.endswith("guinea pig scale")


def test_the_last_word_of_such_a_text_does_not_last_to_the_end() -> None:
    parts = [EngineWord(" So,", 1.0, 1.4), EngineWord(" Ledgerline", 6.1, 15.8), EngineWord(".", 15.8, 16.0)]
    assert 6.5 < _said_until(parts, 0.0, 16.0) < 7.5
    assert _said_until(parts, 1.0, 15.0) < 6.5
    assert _said_until([EngineWord("...", 0.0, 1.0)], 0.0, 16.0) == 16.0
