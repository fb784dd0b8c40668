from __future__ import annotations

import io
import math
from pathlib import Path

import numpy as np
import pytest

from cslab.errors import AudioError
from cslab.tell.mix import MOST_GAIN, Piece, gather, programme
from cslab.tell.script import Clip, Element, Options, Plan, place
from tests.tell.voices import RATE, sound_of, talk, write_sound

OPTIONS = Options()


def plan_of(*spans: tuple[float, float]) -> Plan:
    clips = [Clip(highlights=(1,), interview_id="a", start=a, end=b) for a, b in spans]
    parts = [Element(kind="clip", start=0, end=clip.duration, clip=clip) for clip in clips]
    return Plan(name="r", title="R", elements=place(parts, OPTIONS), options=OPTIONS)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sound(tmp_path_factory.mktemp("mix") / "a.wav", sound_of(talk(10, seed=1), 10, seed=1))


def test_the_programme_is_the_clips_in_their_places_and_silence_between(path: Path) -> None:
    plan, spool = plan_of((1.0, 3.25), (5.0, 5.2)), io.BytesIO()
    pieces = gather(plan, {"a": path}, spool, lambda done: None)
    total = round(plan.duration * RATE)
    blocks = list(programme(pieces, spool, total + 777, options=OPTIONS, trim=0.0, ceiling=9.9))
    assert max(map(len, blocks)) <= RATE
    sound = np.concatenate(blocks)
    assert len(sound) == total + 777
    inside = np.zeros(len(sound), bool)
    for piece in pieces:
        inside[piece.start : piece.start + piece.samples] = True
        assert abs(sound[piece.start]) == abs(sound[piece.start + piece.samples - 1]) == 0
    assert not sound[~inside].any()
    assert sound[inside].any()


def test_each_clip_gets_the_gain_that_it_needs(path: Path) -> None:
    long, short = gather(plan_of((1.0, 4.0), (5.0, 5.2)), {"a": path}, io.BytesIO(), lambda done: None)
    assert long.gain(-16.0) == pytest.approx(-16.0 - long.loudness)
    assert math.isfinite(short.loudness)
    clip = long.clip
    assert Piece(clip, 0, 1, 0, -math.inf).gain(-16) == Piece(clip, 0, 1, 0, -80.0).gain(-16) == 0
    assert Piece(clip, 0, 1, 0, -65.0).gain(-16) == MOST_GAIN


def test_a_hair_too_short_is_filled_and_more_is_refused(path: Path) -> None:
    (piece,) = gather(plan_of((9.0, 10.04)), {"a": path}, io.BytesIO(), lambda done: None)
    assert piece.samples == round(1.04 * RATE)
    with pytest.raises(AudioError, match=r"ends 0\.5 s before"):
        gather(plan_of((9.0, 10.5)), {"a": path}, io.BytesIO(), lambda done: None)
