from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest

from cslab.tell.mastering import HIGHEST_PEAK, Master
from cslab.tell.mix import gather
from cslab.tell.script import Clip, Element, Options, Plan, place
from tests.tell.voices import Sound, sound_of, talk, write_sound


def watch(step: str, stream: Iterable[Sound], total: int) -> Iterator[Sound]:
    yield from stream


@pytest.mark.parametrize("loudness", [-16.0, -23.0])
@pytest.mark.parametrize("kind", ["m4a", "mp3", "opus", "wav"])
def test_loudness_and_peak_are_met_in_few_attempts(tmp_path: Path, kind: str, loudness: float) -> None:
    recordings = {
        name: write_sound(tmp_path / f"{name}.wav", sound_of(talk(10, seed=i), 10, seed=i, level=level))
        for i, (name, level) in enumerate({"loud": 0.9, "quiet": 0.02}.items())
    }
    clips = [Clip(highlights=(1,), interview_id=name, start=1.0, end=8.0) for name in recordings]
    options = Options(loudness=loudness)
    parts = [Element(kind="clip", start=0, end=7.0, clip=clip) for clip in clips]
    plan = Plan(name="r", title="R", elements=place(parts, options), options=options)
    with tempfile.TemporaryFile() as spool:
        pieces = gather(plan, recordings, spool, lambda done: None)
        master = Master(plan, pieces, spool, kind=kind, channels=1, watch=watch)
        attempts = 0
        while not attempts or (not master.is_good() and attempts < 3):
            attempts += 1
            master.encode(tmp_path / "out", {})
    assert attempts <= 2
    assert master.peak <= HIGHEST_PEAK
    assert master.loudness == pytest.approx(loudness, abs=0.5)
    gains = [master.gain(piece) for piece in pieces]
    levels = [piece.loudness for piece in pieces]
    assert np.diff(gains) == pytest.approx(-np.diff(levels), abs=1e-6)
