from __future__ import annotations

import io
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cslab.errors import AudioError
from cslab.tell.limiter import limit, true_peak
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


# ---- overlaps, fades, gain, spoken headings ---------------------------------------------------------------


def played(
    plan: Plan, files: dict[str, Path], *, ceiling: float = 9.9
) -> tuple[np.ndarray, tuple[Piece, ...]]:
    spool = io.BytesIO()
    pieces = gather(plan, files, spool, lambda done: None)
    total = round(plan.duration * RATE)
    return np.concatenate(
        list(programme(pieces, spool, total, options=plan.options, trim=0.0, ceiling=ceiling))
    ), pieces


def element(start: float, end: float, *, quiet: float = 9.0, **more: float) -> Element:
    """A clip that says nothing as far as the plan knows, so that it may overlap at will."""
    cut = {name: more.pop(name) for name in ("lead", "lag") if name in more}
    clip = Clip(
        highlights=(1,),
        interview_id="a",
        start=start,
        end=end,
        quiet_before=min(quiet, end - start),
        quiet_after=min(quiet, end - start),
        **more,
    )
    return Element(kind="clip", start=0, end=clip.duration, clip=clip, **cut)


def laid(*parts: Element) -> Plan:
    return Plan(name="r", title="R", elements=place(parts, OPTIONS), options=OPTIONS)


def alone(part: Element, path: Path) -> np.ndarray:
    return played(laid(replace(part, lead=0.0, lag=0.0)), {"a": path})[0]


@pytest.mark.parametrize("cut", ["lead", "lag"])
def test_where_clips_overlap_their_samples_are_added_exactly(path: Path, cut: str) -> None:
    first, second = element(1.0, 4.2, lag=0.7 * (cut == "lag")), element(5.0, 8.0, lead=0.7 * (cut == "lead"))
    sound, pieces = played(laid(first, second), {"a": path})
    assert pieces[1].start == round((3.2 - 0.7) * RATE) == 120_000
    assert len(sound) == round((3.2 + 3.0 - 0.7) * RATE)
    wanted = np.zeros(len(sound), np.float32)
    for part, piece in zip((first, second), pieces, strict=True):
        wanted[piece.start : piece.end] += alone(part, path)
    assert np.abs(sound - wanted).max() < 1e-6


def test_an_overlap_has_no_jump_at_either_end(path: Path) -> None:
    sound, pieces = played(laid(element(1.0, 4.2), element(5.0, 8.0, lead=0.7)), {"a": path})
    inside = np.abs(np.diff(sound)).max()
    for piece in pieces:
        own = alone(element(piece.clip.start, piece.clip.end), path)
        for edge, at in ((piece.start, 0), (piece.end, len(own))):
            around = slice(max(0, edge - 48), edge + 48)
            rest = sound[around].copy()
            for k, sample in enumerate(range(around.start, min(around.stop, len(sound)))):
                if 0 <= sample - piece.start < len(own):
                    rest[k] -= own[sample - piece.start]
            step = np.abs(np.diff(sound[around]))
            assert step.max() <= np.abs(np.diff(rest)).max(initial=0) + 0.1 * inside, at


def test_what_adds_up_too_loud_is_turned_down_together(path: Path) -> None:
    loud = laid(element(1.0, 4.2, gain=12.0), element(1.0, 4.2, lead=3.0, gain=12.0))
    ceiling = 10 ** (-1.2 / 20)
    unheld, held = played(loud, {"a": path})[0], played(loud, {"a": path}, ceiling=ceiling)[0]
    assert true_peak([unheld]) > 6.0
    assert true_peak([held]) <= -1.2 + 0.02
    assert np.abs(held - limit(unheld, ceiling)).max() < 1e-3, "wherever the blocks are parted"


@pytest.mark.parametrize("gain", [-6.0, 4.5])
def test_own_gain_comes_on_top_of_the_common_loudness(path: Path, gain: float) -> None:
    usual, own = alone(element(1.0, 4.0), path), alone(element(1.0, 4.0, gain=gain), path)
    assert 20 * np.log10(own.std() / usual.std()) == pytest.approx(gain, abs=1e-3)


def test_own_fades_last_as_long_as_asked(path: Path) -> None:
    usual, own = alone(element(1.0, 4.0), path), alone(element(1.0, 4.0, fade_in=1.0, fade_out=0.5), path)
    at = np.arange(len(own))
    rise, fall = at / RATE, (len(own) - 1 - at) / (0.5 * RATE)
    ramp = 0.5 - 0.5 * np.cos(np.pi * np.minimum(np.minimum(rise, fall), 1.0))
    clear = (at > 1500) & (at < len(own) - 1500)
    assert np.abs(own - usual * ramp)[clear].max() < 1e-5
    longest = alone(element(1.0, 2.0, fade_in=10.0, fade_out=10.0), path)
    assert np.isfinite(longest).all()
    assert np.abs(longest[: RATE // 10]).max() < 0.05 * np.abs(longest).max() + 0.05


def test_a_spoken_heading_is_heard_as_loud_as_the_clips(path: Path, tmp_path: Path) -> None:
    voice = sound_of(talk(3, seed=5), 2.0, level=0.02, seed=5)
    said = write_sound(tmp_path / "said.wav", voice)
    heading = Element(kind="heading", start=0, end=3.0, text="One", sound="spoken/x", sound_seconds=2.0)
    plan = laid(heading, element(1.0, 4.0))
    sound, (spoken, clip) = played(plan, {"a": path, "spoken/x": said})
    assert (spoken.start, spoken.samples, clip.start) == (0, 2 * RATE, round(3.5 * RATE))
    heard = sound[2000 : 2 * RATE - 2000]
    assert np.corrcoef(heard, voice[2000 : 2 * RATE - 2000])[0, 1] > 0.999
    assert not sound[2 * RATE : clip.start].any()
    assert spoken.loudness + spoken.gain(-16.0) == pytest.approx(-16.0)
    assert clip.loudness + clip.gain(-16.0) == pytest.approx(-16.0)
    with pytest.raises(AudioError, match="before its heading does"):
        gather(laid(replace(heading, sound_seconds=3.0)), {"spoken/x": said}, io.BytesIO(), lambda done: None)
