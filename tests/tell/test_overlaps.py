"""A reel with J and L cuts, a spoken heading, own gains and fades: rendered, decoded, and measured."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pyloudnorm
import pytest
from scipy.signal import correlate, resample_poly

from cslab.errors import AudioError
from cslab.listen.decode import content_hash
from cslab.listen.formats import vtt
from cslab.listen.transcript import Word
from cslab.study.reelscript import Reel, ReelElement
from cslab.tell import spoken
from cslab.tell.plan import Options, Plan, plan_reel
from cslab.tell.render import Rendered, render_reel
from tests.tell.test_plan import table
from tests.tell.voices import RATE, Sound, levels_of, sound_of, transcript_of, words_at, write_sound

SECONDS = 16.0
SAID = "spoken/start.wav"


def sentence(at: float, speaker: str) -> tuple[Word, ...]:
    """Eight words, one every half second."""
    times = [(round(at + 0.5 * i, 2), round(at + 0.5 * i + 0.35, 2)) for i in range(8)]
    return words_at(times, speaker)


@dataclass(frozen=True)
class Cut:
    plan: Plan
    files: dict[str, Path]
    sounds: dict[str, Sound]
    rendered: Rendered
    heard: Sound


@pytest.fixture(scope="module", params=["wav", "m4a"])
def cut(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Cut:
    folder = tmp_path_factory.mktemp("overlaps")
    files, sounds, transcripts = {}, {}, {}
    for i, name in enumerate(("ana", "ben", "cem")):
        words = sentence(6.0, name)
        sounds[name] = sound_of(words, SECONDS, level=0.3 * 10 ** (-0.25 * i), seed=i)
        files[name] = write_sound(folder / f"{name}.wav", sounds[name])
        transcripts[name] = transcript_of(words, SECONDS)
    sounds[SAID] = sound_of(sentence(0.1, ""), 4.0, level=0.02, seed=9)
    files[SAID] = write_sound(folder / "start.wav", sounds[SAID])
    rows = [
        {"interview_id": name, "start": 6.0, "end": 9.8, "stage": "start"} for name in ("ana", "ben", "cem")
    ]
    script = (
        ReelElement("heading", text="Get started", spoken=SAID),
        ReelElement("clip", 1, trim_end=11.5, lag=1.2, fade_out=0.4),
        ReelElement("clip", 2, trim_start=4.5, trim_end=11.5, gain=-3.0),
        ReelElement("note", text="Listen"),
        ReelElement("clip", 3, trim_start=4.0, lead=1.4, lag=1.0),
    )
    plan = plan_reel(
        Reel("cut", "Cut", script, credits="Thanks"),
        table(*rows),
        transcripts,
        {name: levels_of(sounds[name]) for name in transcripts},
        {"start": "Get started"},
        durations=dict.fromkeys(transcripts, SECONDS),
        people={name: name.title() for name in transcripts},
        sounds={SAID: spoken.Spoken(4.0, content_hash(files[SAID]))},
        options=Options(heading_seconds=1.0),
    )
    rendered = render_reel(plan, files, folder / f"cut.{request.param}", date="2026-03-04")
    with av.open(str(rendered.path)) as file:
        frames = [frame.to_ndarray().astype(np.float32) for frame in file.decode(audio=0)]
    heard = np.concatenate([values.reshape(-1) for values in frames])
    return Cut(plan, files, sounds, rendered, heard / 32768 if request.param == "wav" else heard)


def found_at(heard: Sound, source: Sound, near: float, *, within: float = 0.2) -> float:
    """When a stretch of a recording is heard, in seconds."""
    low = max(0, round((near - within) * RATE))
    around = heard[low : round((near + within) * RATE) + len(source)]
    return (int(np.argmax(correlate(around, source, "valid", method="fft"))) + low) / RATE


def test_the_plan_overlaps_as_asked(cut: Cut) -> None:
    heading, ana, ben, note, cem, thanks = cut.plan.elements
    assert not cut.plan.caveats
    assert (ana.lag, cem.lead, cem.lag) == (1.2, 1.4, 1.0)
    assert ben.start == pytest.approx(ana.end - 1.2)
    assert ben.picture_start == ana.picture_end == ben.start
    assert cem.start == pytest.approx(ben.end - 1.4)
    assert cem.picture_start == ben.picture_end == ben.end == note.start
    assert thanks.start == pytest.approx(cem.end - 1.0)
    assert heading.duration == 4.0


def test_it_lasts_as_long_as_planned(cut: Cut) -> None:
    assert cut.rendered.samples == round(cut.plan.duration * RATE)
    with av.open(str(cut.rendered.path)) as file:
        assert file.duration / 1e6 == pytest.approx(cut.plan.duration, abs=0.010)


def test_words_are_heard_and_shown_when_planned_overlap_or_not(cut: Cut) -> None:
    shown = [word for word in vtt.read(cut.rendered.captions.read_text()).words if word.speaker]
    spoken_words = [(e, word) for e in cut.plan.elements if e.clip for word in e.clip.words]
    assert [word.text for word in shown] == [word.text for _, word in spoken_words]
    for caption, (element, word) in zip(shown, spoken_words, strict=True):
        source = cut.sounds[element.clip.interview_id][round(word.start * RATE) : round(word.end * RATE)]
        planned = element.start + word.start - element.clip.start
        heard = found_at(cut.heard, source, planned)
        assert heard == pytest.approx(planned, abs=0.003)
        assert heard == pytest.approx(caption.start, abs=0.050)


def test_captions_and_chapters_of_cards_follow_the_picture(cut: Cut) -> None:
    cards = {
        " ".join(word.text for word in line.words): (line.start, line.end)
        for line in vtt.read(cut.rendered.captions.read_text()).segments
        if not line.words[0].speaker
    }
    thanks = cut.plan.elements[-1]
    assert cards["Get started"] == pytest.approx((0.0, 4.0))
    assert cards["Thanks"] == pytest.approx((thanks.picture_start, thanks.picture_end), abs=0.002)
    assert thanks.start < cut.plan.elements[-2].end
    with av.open(str(cut.rendered.path)) as file:
        found = [(c["metadata"]["title"], float(c["start"] * c["time_base"])) for c in file.chapters()]
    planned = [e.picture_start for e in cut.plan.elements if e.kind != "note"]
    titles = ["Get started", "Ana, Get started", "Ben, Get started", "Cem, Get started", "Credits"]
    assert [title for title, _ in found] == titles
    assert [at for _, at in found] == pytest.approx(planned, abs=0.002)


def test_it_is_as_loud_as_any_reel_and_held_under_its_peak(cut: Cut) -> None:
    loudness = pyloudnorm.Meter(RATE).integrated_loudness(cut.heard.astype(np.float64))
    assert loudness == pytest.approx(-16.0, abs=0.5)
    peak = 20 * np.log10(np.abs(resample_poly(cut.heard.astype(np.float64), 4, 1)).max())
    assert peak <= -1.0 + 0.02


def test_the_heading_is_heard_as_loud_as_the_clips(cut: Cut) -> None:
    first = cut.sounds[SAID][round(0.1 * RATE) : round(0.45 * RATE)]
    assert found_at(cut.heard, first, 0.1) == pytest.approx(0.1, abs=0.003)
    meter = pyloudnorm.Meter(RATE)
    spoken_part = meter.integrated_loudness(cut.heard[: 4 * RATE].astype(np.float64))
    ana, ben, _ = (cut.heard[c.start_sample : c.end_sample].astype(np.float64) for c in cut.rendered.clips)
    assert spoken_part == pytest.approx(meter.integrated_loudness(ana), abs=1.0)
    assert meter.integrated_loudness(ana) - meter.integrated_loudness(ben) == pytest.approx(3.0, abs=0.7)


def test_no_join_clicks(cut: Cut) -> None:
    step = np.abs(np.diff(cut.heard))
    lossy = 0.0 if cut.rendered.format == "wav" else 0.02
    edges = [0, 4 * RATE, *(edge for c in cut.rendered.clips for edge in (c.start_sample, c.end_sample))]
    assert any(one.end_sample > other.start_sample for one, other in pairwise(cut.rendered.clips))
    for edge in edges:
        assert step[max(0, edge - 48) : edge + 48].max(initial=0) <= 0.1 * step.max() + lossy


def test_a_heading_whose_sound_is_gone_or_another_is_not_rendered(cut: Cut, tmp_path: Path) -> None:
    other = write_sound(tmp_path / "other.wav", cut.sounds["ana"])
    for files in ({}, {SAID: tmp_path / "gone.wav"}, {SAID: other}):
        recordings = {name: path for name, path in cut.files.items() if name != SAID} | files
        with pytest.raises(
            AudioError, match="sound of the heading “Get started” is missing, or is not the one"
        ):
            render_reel(cut.plan, recordings, tmp_path / "out" / "r.wav")
        assert not (tmp_path / "out").exists()
