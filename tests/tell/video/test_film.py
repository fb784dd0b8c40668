from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pyloudnorm
import pytest
from scipy.signal import correlate, resample_poly

from cslab.listen.formats import srt, vtt
from cslab.tell.render import Rendered, render_reel, rendered_from
from cslab.tell.script import Clip, Element, Options, Plan, place
from cslab.tell.video.film import FRAMES
from cslab.tell.video.shapes import SHAPES
from tests.tell.voices import RATE, Sound, sound_of, talk, write_sound


@dataclass(frozen=True)
class Shown:
    """A film of a heading, a voice and a recording with pictures, and what was put into it."""

    rendered: Rendered
    plan: Plan
    sounds: dict[str, Sound]
    frames: list[np.ndarray]
    heard: Sound


@pytest.fixture(scope="module", params=list(SHAPES))
def shown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    folder = tmp_path_factory.mktemp("film")
    recordings, sounds, clips = {}, {}, []
    for i, (name, suffix) in enumerate((("voice", ".wav"), ("filmed", ".mp4"))):
        words = talk(12, seed=i, speaker=name.title())
        sounds[name] = sound_of(words, 12, seed=i, level=0.1 * (i + 1))
        recordings[name] = write_sound(folder / f"{name}{suffix}", sounds[name])
        inside = [word for word in words if word.start >= 4.0 and word.end <= 6.0]
        start, end = inside[0].start - 0.05, inside[-1].end + 0.05
        clip = Clip(
            highlights=(i,), interview_id=name, start=start, end=end, person=name.title(), words=tuple(inside)
        )
        clips.append(Element(kind="clip", start=0, end=end - start, clip=clip, stage="start"))
    parts = [Element(kind="heading", start=0, end=1.0, text="First"), *clips]
    plan = Plan(name="a", title="A film", elements=place(parts, Options()), stages={"start": "Get started"})
    kind = request.param
    rendered = render_reel(
        plan, recordings, folder / "out" / "a.mp4", format=kind, artist="Us", credits="Vera"
    )
    with av.open(str(rendered.path)) as file:
        frames = [frame.to_ndarray(format="gray") for frame in file.decode(video=0)]
    with av.open(str(rendered.path)) as file:
        heard = np.concatenate([frame.to_ndarray()[0] for frame in file.decode(audio=0)])
    return Shown(rendered, plan, sounds, frames, heard)


def test_it_is_what_players_and_sites_take(shown: Shown) -> None:
    shape = SHAPES[shown.rendered.format]
    with av.open(str(shown.rendered.path)) as file:
        video, audio = file.streams.video[0], file.streams.audio[0]
        assert (video.width, video.height, video.codec_context.name) == (shape.width, shape.height, "h264")
        assert video.codec_context.pix_fmt == "yuv420p"
        assert video.average_rate == FRAMES
        assert (audio.codec_context.name, audio.rate) == ("aac", RATE)
        assert file.duration / 1e6 == pytest.approx(shown.plan.duration, abs=0.010)
        assert [c["metadata"]["title"] for c in file.chapters()] == [
            "First",
            "Voice, Get started",
            "Filmed, Get started",
        ]
        assert (file.metadata["title"], file.metadata["artist"]) == ("A film", "Us")
        assert file.metadata["comment"] == f"Vera plan:{shown.plan.fingerprint()}"
    raw = shown.rendered.path.read_bytes()
    assert raw.index(b"moov") < raw.index(b"mdat")
    assert rendered_from(shown.rendered.path) == shown.rendered.fingerprint


def test_its_sound_is_in_place_and_as_loud_as_asked(shown: Shown) -> None:
    for clip, at in zip(shown.plan.clips, shown.rendered.clips, strict=True):
        source = shown.sounds[clip.interview_id][round(clip.start * RATE) : round(clip.end * RATE)]
        low = at.start_sample - 2400
        lag = int(
            np.argmax(correlate(shown.heard[low : at.end_sample + 2400], source, "valid", method="fft"))
        )
        assert abs(lag + low - at.start_sample) / RATE <= 0.003
    assert pyloudnorm.Meter(RATE).integrated_loudness(shown.heard.astype(float)) == pytest.approx(
        -16, abs=0.5
    )
    assert 20 * np.log10(np.abs(resample_poly(shown.heard.astype(float), 4, 1)).max()) < -1.0


def test_pictures_of_a_recording_are_seen_when_its_sound_is_heard(shown: Shown) -> None:
    left, top, wide, high = SHAPES[shown.rendered.format].picture
    element = shown.plan.elements[-1]
    for number in range(int(element.start * FRAMES) + 2, len(shown.frames) - 1, 5):
        second = element.clip.start + number / FRAMES - element.start
        if abs(second - round(second)) < 0.05:
            continue
        middle = shown.frames[number][
            top + high // 2 - 20 : top + high // 2, left + wide // 2 : left + wide // 2 + 20
        ]
        # brightness grows by ten with each second of the recording
        assert middle.mean() == pytest.approx(10 * int(second), abs=5), second


def test_burned_captions_are_there_when_words_are_heard(shown: Shown) -> None:
    shape = SHAPES[shown.rendered.format]
    voice, filmed = shown.plan.elements[1:]
    for element, box in ((voice, shape.captions), (filmed, shape.under)):
        left, top, wide, high = box
        first = element.clip.words[0].start - element.clip.start + element.start
        seen = [
            n
            for n, f in enumerate(shown.frames)
            if (f[top : top + high, left : left + wide] > 150).mean() > 0.005
        ]
        inside = [n for n in seen if element.start <= n / FRAMES < element.end]
        assert inside[0] / FRAMES == pytest.approx(first, abs=0.050)
        last = element.clip.words[-1].end - element.clip.start + element.start
        assert inside[-1] / FRAMES == pytest.approx(last, abs=0.050)


def test_captions_are_a_stream_too_and_the_same_as_beside_it(shown: Shown) -> None:
    words = vtt.read(shown.rendered.captions.read_text())
    with av.open(str(shown.rendered.path)) as file:
        stream = file.streams.subtitles[0]
        assert stream.codec_context.name == "mov_text"
        packets = [(float(p.pts * p.time_base), bytes(p)[2:].decode()) for p in file.demux(stream) if p.size]
    told = [(at, text) for at, text in packets if text]
    assert len(told) == len(words.segments)
    for (at, text), segment in zip(told, words.segments, strict=True):
        assert at == pytest.approx(segment.start, abs=0.002)
        assert text == (f"{segment.speaker}: " if segment.speaker else "") + segment.text
    assert packets[-1][1] == ""
    (beside,) = [path for path in shown.rendered.beside if path.suffix == ".srt"]
    assert [s.text for s in srt.read(beside.read_text()).segments] == [s.text for s in words.segments]


def test_a_voice_without_words_and_a_card_alone_are_films_too(tmp_path: Path) -> None:
    source = write_sound(tmp_path / "a.wav", sound_of(talk(3, seed=1), 3))
    clip = Clip(highlights=(1,), interview_id="a", start=0.5, end=1.0)
    parts = {
        "voice": [Element(kind="clip", start=0, end=0.5, clip=clip)],
        "card": [Element(kind="heading", start=0, end=0.5, text="Nobody yet")],
        "quiet": [Element(kind="silence", start=0, end=0.5)],
    }
    for name, elements in parts.items():
        plan = Plan(name=name, title="A film", elements=place(elements, Options()))
        made = render_reel(plan, {"a": source}, tmp_path / f"{name}.mp4")
        with av.open(str(made.path)) as file:
            assert file.duration / 1e6 == pytest.approx(0.5, abs=0.010)
            assert sum(1 for _ in file.decode(video=0)) == int(0.5 * FRAMES)
