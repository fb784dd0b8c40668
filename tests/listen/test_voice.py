from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cslab.listen.audio import blocks, inspect
from cslab.listen.voice import (
    LONGEST_SPEECH,
    RATE,
    RELEASE,
    WINDOW,
    SpeechFinder,
    Window,
    speech_spans,
    windows,
    without_crosstalk,
)
from tests.listen import sounds

NOTHING_SAID = {
    "digital silence": np.zeros(20 * RATE, dtype=np.float32),
    "faint hiss": sounds.noise(20, -65),
    "white noise": sounds.noise(20, -25),
    "pink noise": sounds.pink(20, -25),
    "a tone": (0.3 * np.sin(2 * np.pi * 440 * np.arange(20 * RATE) / RATE)).astype(np.float32),
    "a rising tone": (0.3 * np.sin(2 * np.pi * np.cumsum(np.linspace(100, 3000, 20 * RATE)) / RATE)).astype(
        np.float32
    ),
    "mains hum": sum(
        0.1 / k * np.sin(2 * np.pi * 50 * k * np.arange(20 * RATE) / RATE) for k in (1, 2, 3, 5)
    ),
    "music": sounds.music(20),
    "knocks": sounds.clicks(20, [float(s) for s in range(1, 20)], RATE),
}


def cut(sound: np.ndarray, *sizes: int) -> list[np.ndarray]:
    parts, at = [], 0
    while at < len(sound):
        for size in sizes:
            parts.append(sound[at : at + size])
            at += size
    return [part for part in parts if len(part)]


@pytest.mark.parametrize("name", NOTHING_SAID)
def test_nothing_is_heard_where_nobody_speaks(name: str) -> None:
    sound = np.asarray(NOTHING_SAID[name], dtype=np.float32)
    assert list(speech_spans(cut(sound, RATE))) == []


@pytest.mark.parametrize("gain", [20, 40])
def test_not_even_when_it_is_made_loud(gain: float) -> None:
    assert list(speech_spans(cut(sounds.noise(20, -65), RATE), gain_db=gain)) == []
    assert list(speech_spans(cut(sounds.pink(20, -60), RATE), gain_db=gain)) == []


def test_pauses_are_found(shared_audio: Path) -> None:
    path = shared_audio / "jfk.flac"
    spans = list(speech_spans(blocks(path), gain_db=inspect(path).gain_db))
    # And so my fellow Americans / ask not / what your country can do for you / ask what you can do...
    expected = [(0.35, 2.30), (3.30, 4.45), (5.41, 7.70), (8.19, 10.65)]
    assert [(s.start, s.end) for s in spans] == [pytest.approx(e, abs=0.1) for e in expected]


def test_a_quiet_recording_is_heard_like_a_loud_one(shared_audio: Path, tmp_path: Path) -> None:
    loud = np.concatenate(list(blocks(shared_audio / "jfk.flac")))
    quiet = sounds.write(tmp_path / "q.flac", loud * np.float32(0.004), rate=RATE)
    spans = [
        list(speech_spans(blocks(p), gain_db=inspect(p).gain_db)) for p in (shared_audio / "jfk.flac", quiet)
    ]
    assert len(spans[0]) == len(spans[1])
    assert [s.start for s in spans[1]] == pytest.approx([s.start for s in spans[0]], abs=0.1)


def test_blocks_may_be_cut_anywhere(shared_audio: Path) -> None:
    sound = np.concatenate(list(blocks(shared_audio / "jfk.flac")))
    whole = [w.voice for w in windows([sound])]
    assert [w.voice for w in windows(cut(sound, 100, 7000, 511, 513))] == whole
    assert len(whole) == -(-len(sound) // WINDOW)


def said(pattern: str) -> list[tuple[int, int]]:
    """Spans for one sign a window: # voice, + in between, . none."""
    finder, found = SpeechFinder(), []
    likely = {"#": 0.9, "+": 0.4, ".": 0.0}
    for index, sign in enumerate(pattern):
        found += finder.feed(Window(index, np.zeros(WINDOW, dtype=np.float32), likely[sign]))
    return found + list(finder.finish())


def test_edges_wait_for_certainty() -> None:
    assert said("...#######..............") == [(3, 10 + RELEASE)]
    assert said("++++++++++++++++++++++++") == []
    assert said("..++######++++##+.......................") == [(4, 17 + RELEASE)]
    assert said("#######......#######") == [(0, 20)]
    assert said("#######.......#######") == [(0, 7 + RELEASE), (14, 21)]
    assert said("..####..................######") == [(24, 30)]


def test_a_stretch_without_a_pause_is_cut_at_its_quietest_place() -> None:
    finder, found = SpeechFinder(), []
    length = int(70 * RATE) // WINDOW
    quiet = int(25 * RATE) // WINDOW
    for index in range(length):
        level = 0.01 if quiet - 4 <= index <= quiet + 4 else 0.3
        found += finder.feed(Window(index, np.full(WINDOW, level, dtype=np.float32), 0.9))
    found += finder.finish()
    assert found[0][1] == pytest.approx(quiet, abs=1)
    assert [a[1] for a in found[:-1]] == [b[0] for b in found[1:]]
    assert (found[0][0], found[-1][1]) == (0, length)
    assert max(b - a for a, b in found) * WINDOW <= LONGEST_SPEECH * RATE


def call(other_db: float) -> np.ndarray:
    """Two people in turns of 2 s, each in their channel and `other_db` weaker in the other's."""
    voices = [sounds.pink(16, -20, seed=1), sounds.pink(16, -30, seed=2)]
    turn = (np.arange(16 * RATE) // (2 * RATE)) % 2
    own = np.stack([voices[0] * (turn == 0), voices[1] * (turn == 1)], axis=1).astype(np.float32)
    leak = np.float32(10 ** (other_db / 20))
    return own + own[:, ::-1] * leak


def test_crosstalk_is_silenced_and_nothing_else() -> None:
    heard = call(-30)
    out = np.concatenate(list(without_crosstalk(cut(heard, 12345), levels=(-20.0, -30.0))))
    assert out.shape == heard.shape
    margin = 6 * WINDOW
    for turn in range(8):
        mine, theirs = turn % 2, 1 - turn % 2
        inside = slice(turn * 2 * RATE + margin, (turn + 1) * 2 * RATE - margin)
        assert np.allclose(out[inside, mine], heard[inside, mine])
        assert not out[inside, theirs].any()


def test_two_people_at_once_are_both_kept() -> None:
    pair = np.stack([sounds.pink(5, -20, seed=1), sounds.pink(5, -32, seed=2)], axis=1)
    out = np.concatenate(list(without_crosstalk(cut(pair, RATE), levels=(-20.0, -30.0))))
    assert np.array_equal(out, pair)


@pytest.mark.parametrize("length", [0, 1, 511, 512, 513, 5000, 16000])
def test_gates_keep_the_length(length: int) -> None:
    pair = np.ones((length, 2), dtype=np.float32)
    out = list(without_crosstalk([pair], levels=(-20.0, -20.0)))
    assert sum(len(part) for part in out) == length


def test_the_detector_leaves_the_environment_as_it_was() -> None:
    code = (
        "import os, sys\nfrom cslab.listen.voice import windows\nimport numpy as np\n"
        "list(windows([np.zeros(512, dtype=np.float32)]))\n"
        "print(os.environ.get('OMP_THREAD_LIMIT'), 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["None", "False"]
