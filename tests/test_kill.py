"""Kill -9 at random moments, with the real command line and store: it resumes, and nothing is doubled."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import wave
from pathlib import Path

import numpy as np
import pytest

import cslab
from cslab.listen.audio import blocks

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "data/samples/ledgerline"


def start(*words: str | Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "cslab", *map(str, words), "--json"]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True
    )


def kill_at_random(rng: random.Random, *words: str | Path, within: float, when: Path | None = None) -> bool:
    """Start a command and kill it some time after it began its work; say whether it was still at it."""
    process = start(*words)
    deadline = time.monotonic() + 120
    while when is not None and not when.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(rng.uniform(0.0, within))
    was_running = process.poll() is None
    os.killpg(process.pid, signal.SIGKILL) if was_running else None
    process.communicate()
    return was_running


def one_recording(folder: Path, *, seconds: int | None = None) -> Path:
    """A study with one call of the sample, or with the beginning of one interview."""
    cslab.init(folder, title="Killed")
    if seconds is None:
        shutil.copy(SAMPLE / "recordings/int-02.m4a", folder / "recordings")
        return folder
    speech = np.concatenate(list(blocks(SAMPLE / "recordings/int-01.m4a")))[: seconds * 16000]
    with wave.open(str(folder / "recordings/int-02.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes((np.clip(speech, -1, 1) * 32767).astype("<i2").tobytes())
    return folder


def chunks(study: Path) -> list[tuple[str, int, int, str]]:
    with sqlite3.connect(study / "cslab.db") as store:
        return store.execute("SELECT key, channel, position, output FROM chunk ORDER BY 1, 2, 3").fetchall()


def kill_transcription(tmp_path: Path, *, times: int, seed: int, seconds: int | None) -> None:
    rng = random.Random(seed)
    whole = one_recording(tmp_path / "whole", seconds=seconds)
    broken = one_recording(tmp_path / "broken", seconds=seconds)
    out, err = start("transcribe", whole, "--model", "tiny.en").communicate(timeout=600)
    assert json.loads(out)["recordings"][0]["state"] == "transcribed", err
    interrupted, seen = 0, 0
    for _ in range(times):
        ready = broken / ".cslab/audio"
        interrupted += kill_at_random(
            rng, "transcribe", broken, "--model", "tiny.en", within=12.0, when=ready
        )
        now = chunks(broken)
        assert len(now) >= seen, "a chunk that was stored is gone"
        seen = len(now)
    assert interrupted
    out, err = start("transcribe", broken, "--model", "tiny.en").communicate(timeout=600)
    assert json.loads(out)["recordings"][0]["state"] in {"transcribed", "already"}, err
    assert chunks(broken) == chunks(whole)
    assert len({row[:3] for row in chunks(broken)}) == len(chunks(broken))
    assert cslab.open(broken).transcript("int-02") == cslab.open(whole).transcript("int-02")
    assert not list((broken / ".cslab").rglob("*.part"))


def test_transcription_killed_twice_resumes_and_doubles_nothing(tmp_path: Path) -> None:
    kill_transcription(tmp_path, times=2, seed=2026, seconds=38)


@pytest.mark.soak
def test_transcription_killed_ten_times_resumes_and_doubles_nothing(tmp_path: Path) -> None:
    kill_transcription(tmp_path, times=10, seed=11, seconds=None)


@pytest.mark.parametrize("times", [4, pytest.param(12, marks=pytest.mark.soak)])
def test_render_killed_at_random_points_leaves_the_old_file_or_the_new_one(
    tmp_path: Path, times: int
) -> None:
    rng = random.Random(7)
    folder = one_recording(tmp_path / "study")
    study = cslab.open(folder)
    study.playback("int-02")
    length = float(study.recordings["duration"].iloc[0])
    spans = [(at, at + 12.0) for at in range(5, int(length) - 15, 20)]
    numbers = [study.add_highlight("int-02", start=a, end=b, codes=["x"]) for a, b in spans]
    study.save_reel("long", elements=[{"kind": "clip", "highlight": number} for number in numbers])
    target = tmp_path / "reel.m4a"
    out, err = start("reel", "render", folder, "long", "--to", target).communicate(timeout=300)
    first = json.loads(out)
    assert target.stat().st_size > 10_000, err
    before = target.read_bytes()
    for _ in range(times):
        kill_at_random(rng, "reel", "render", folder, "long", "--to", target, within=4.0)
        assert target.stat().st_size > 10_000
    out, err = start("reel", "render", folder, "long", "--to", target).communicate(timeout=300)
    again = json.loads(out)
    assert again["samples"] == first["samples"], err
    assert len(target.read_bytes()) == len(before)
    assert not list(tmp_path.rglob("*.part"))
    assert study.jobs()["state"].isin(["done"]).all()
