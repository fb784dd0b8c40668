from __future__ import annotations

import contextlib
import json
import os
import pickle
import random
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pyloudnorm
import pytest
from scipy.signal import correlate, resample_poly

from cslab.errors import AudioError, InputError, NotFoundError
from cslab.listen.audio import content_hash
from cslab.listen.decode import blocks
from cslab.listen.formats import vtt
from cslab.tell.plan import Clip, Element, Options, Plan
from cslab.tell.render import Rendered, Stopped, render_reel, rendered_from
from cslab.tell.script import place
from tests.tell.conftest import Studio
from tests.tell.voices import RATE, Sound, sound_of, talk, words_at, write_sound


def test_it_lasts_as_long_as_planned(rendered: Rendered, heard: Sound, studio: Studio) -> None:
    rest = (
        1024 if rendered.format == "m4a" else 0
    )  # AAC ends with a whole frame; the file's own length is exact
    assert 0 <= len(heard) - rendered.samples <= rest
    assert np.abs(heard[rendered.samples :]).max(initial=0) < 0.001
    assert rendered.duration == pytest.approx(studio.plan.duration, abs=0.5 / RATE)
    assert rendered.samples == round(rendered.duration * RATE)
    with av.open(str(rendered.path)) as file:
        assert file.duration / 1e6 == pytest.approx(studio.plan.duration, abs=0.010)


def test_clips_are_heard_when_reported(rendered: Rendered, heard: Sound, studio: Studio) -> None:
    assert len(rendered.clips) == len(studio.plan.clips)
    for clip, at in zip(studio.plan.clips, rendered.clips, strict=True):
        assert at.start_sample / RATE == at.start
        source = studio.sounds[clip.interview_id][round(clip.start * RATE) : round(clip.end * RATE)]
        margin = 2400
        low = max(0, at.start_sample - margin)
        around = heard[low : at.end_sample + margin]
        lag = int(np.argmax(correlate(around, source, "valid", method="fft"))) + low - at.start_sample
        assert abs(lag) / RATE <= 0.003, (clip.interview_id, lag)


def test_it_is_as_loud_as_asked(rendered: Rendered, heard: Sound) -> None:
    loudness = pyloudnorm.Meter(RATE).integrated_loudness(heard.astype(np.float64))
    assert loudness == pytest.approx(-16.0, abs=0.5)
    assert rendered.loudness == pytest.approx(loudness, abs=0.1)


def test_true_peaks_stay_under_one_decibel(rendered: Rendered, heard: Sound) -> None:
    peak = 20 * np.log10(np.abs(resample_poly(heard.astype(np.float64), 4, 1)).max())
    assert peak <= -1.0 + 0.02
    assert rendered.true_peak == pytest.approx(peak, abs=0.1)


def test_clips_are_equally_loud(rendered: Rendered, heard: Sound) -> None:
    meter = pyloudnorm.Meter(RATE)
    loud = [
        meter.integrated_loudness(heard[clip.start_sample : clip.end_sample].astype(np.float64))
        for clip in rendered.clips
        if clip.end - clip.start > 1
    ]
    assert max(loud) - min(loud) < 1.5
    assert max(clip.loudness for clip in rendered.clips) - min(clip.loudness for clip in rendered.clips) > 25


def test_nothing_clicks_where_clips_begin_and_end(rendered: Rendered, heard: Sound) -> None:
    lossy = 0.0 if rendered.format == "wav" else 0.02
    for clip in rendered.clips:
        inside = np.abs(np.diff(heard[clip.start_sample : clip.end_sample]))
        for edge in (clip.start_sample, clip.end_sample):
            around = np.abs(np.diff(heard[max(0, edge - 48) : edge + 48]))
            assert around.max(initial=0) <= 0.1 * inside.max() + lossy


def test_pauses_are_silent(rendered: Rendered, heard: Sound) -> None:
    for one, other in zip(rendered.clips, rendered.clips[1:], strict=False):
        pause = heard[
            one.end_sample + 4800 : other.start_sample - 1200
        ]  # Opus lets what is below 3 Hz ring on
        assert np.sqrt(np.mean(pause**2)) < 10 ** (-60 / 20)


def test_chapters_can_be_read_back(rendered: Rendered, studio: Studio) -> None:
    with av.open(str(rendered.path)) as file:
        found = [(float(c["start"] * c["time_base"]), c["metadata"]["title"]) for c in file.chapters()]
        ends = [float(c["end"] * c["time_base"]) for c in file.chapters()]
    parts = [part for part in studio.plan.elements if part.kind in ("heading", "clip")]
    assert len(found) == len(parts)
    for (start, title), part in zip(found, parts, strict=True):
        assert start == pytest.approx(part.start, abs=0.002)
        assert part.stage == "" or studio.plan.stage_name(part.stage) in title
        assert part.clip is None or part.clip.person in title
    assert ends[-1] == pytest.approx(studio.plan.duration, abs=0.01)


def test_the_file_says_what_it_is(rendered: Rendered, studio: Studio) -> None:
    with av.open(str(rendered.path)) as file:
        tags = dict(file.metadata) | dict(file.streams.audio[0].metadata)
    tags = {key.lower(): value for key, value in tags.items()}
    assert tags["title"] == "First days"
    assert tags["artist"] == "Ledgerline"
    assert tags["date"].startswith("2026")
    assert tags["comment"] == f"Synthetic. plan:{studio.plan.fingerprint()}"
    assert rendered_from(rendered.path) == studio.plan.fingerprint() == rendered.fingerprint


def test_captions_say_each_word_when_it_is_heard(rendered: Rendered, heard: Sound, studio: Studio) -> None:
    shown = [word for word in vtt.read(rendered.captions.read_text()).words if word.speaker]
    spoken = [(clip, word) for clip in studio.plan.clips for word in clip.words]
    assert [word.text for word in shown] == [word.text for _, word in spoken]
    assert {word.speaker for word in shown} == {word.speaker for _, word in spoken}
    for caption, (clip, word) in zip(shown, spoken, strict=True):
        a, b = round(word.start * RATE), round(word.end * RATE)
        source = studio.sounds[clip.interview_id][a:b]
        low = max(0, round((caption.start - 0.1) * RATE))
        around = heard[low : round((caption.end + 0.1) * RATE)]
        lag = (int(np.argmax(correlate(around, source, "valid", method="fft"))) + low) / RATE - caption.start
        assert abs(lag) < 0.050
        assert caption.end - caption.start == pytest.approx(word.end - word.start, abs=0.05)


def test_headings_are_captions_too(rendered: Rendered) -> None:
    first = vtt.read(rendered.captions.read_text()).segments[0]
    assert " ".join(word.text for word in first.words) in {"Get started"} or first.speaker


def test_a_report_can_be_stored(rendered: Rendered) -> None:
    stored = json.loads(json.dumps(rendered.to_dict(), allow_nan=False))
    assert stored["path"] == str(rendered.path)
    assert stored["clips"][0]["start_sample"] == rendered.clips[0].start_sample


def test_the_sample_studys_voices_sound_like_one_reel(tmp_path: Path) -> None:
    folder = Path(__file__).parents[2] / "data" / "samples" / "ledgerline" / "recordings"
    files = {path.stem: path for path in sorted(folder.glob("int-*"))}
    if not files:
        pytest.skip("the sample study has no recordings yet")
    plan = plan_of(*(Clip(highlights=(1,), interview_id=name, start=20.0, end=25.0) for name in files))
    rendered = render_reel(plan, files, tmp_path / "voices.m4a")
    assert rendered.loudness == pytest.approx(-16, abs=0.5)
    assert rendered.true_peak <= -1
    heard = decoded(rendered.path)[0]
    meter, loud = pyloudnorm.Meter(RATE), []
    for clip, at in zip(plan.clips, rendered.clips, strict=True):
        played = heard[at.start_sample : at.end_sample].astype(np.float64)
        source = next(blocks(files[clip.interview_id], rate=RATE, start=21.0))[:RATE]
        lag = int(np.argmax(correlate(played, source, "valid", method="fft"))) - RATE
        assert abs(lag) <= 144, clip.interview_id
        loud.append(meter.integrated_loudness(played))
    assert max(loud) - min(loud) < 2


# ---- one clip, made by hand -------------------------------------------------------------------------------


def plan_of(*clips: Clip, **options: object) -> Plan:
    chosen = Options(**options)
    parts = [Element(kind="clip", start=0, end=clip.duration, stage=clip.stage, clip=clip) for clip in clips]
    return Plan(name="one", title="One", elements=place(parts, chosen), options=chosen)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sound(tmp_path_factory.mktemp("source") / "a.wav", sound_of(talk(12, seed=3), 12, seed=3))


def clip_of(start: float = 1.0, end: float = 4.0, **more: object) -> Clip:
    return Clip(highlights=(1,), interview_id="a", start=start, end=end, **more)


def decoded(path: Path) -> Sound:
    with av.open(str(path)) as file:
        frames = [frame.to_ndarray() for frame in file.decode(audio=0)]
    return np.concatenate(frames, axis=1)


def test_two_channels_hold_the_same_sound_as_loud_as_one(source: Path, tmp_path: Path) -> None:
    rendered = render_reel(plan_of(clip_of()), {"a": source}, tmp_path / "r.wav", channels=2)
    sound = decoded(rendered.path).reshape(-1, 2)
    assert np.array_equal(sound[:, 0], sound[:, 1])
    assert pyloudnorm.Meter(RATE).integrated_loudness(sound / 32768) == pytest.approx(-16, abs=0.5)
    assert rendered.loudness == pytest.approx(-16, abs=0.5)


def test_the_customers_channel_can_be_heard_alone(tmp_path: Path) -> None:
    left, right = sound_of(talk(8, seed=1), 8, seed=1), sound_of(talk(8, seed=2), 8, seed=2)
    path = write_sound(tmp_path / "call.wav", np.stack([left, right]))
    alone = render_reel(plan_of(clip_of(channel=1)), {"a": path}, tmp_path / "alone.wav").path
    both = render_reel(plan_of(clip_of()), {"a": path}, tmp_path / "both.wav").path
    mine, other = right[RATE : 4 * RATE], left[RATE : 4 * RATE]
    heard = decoded(alone)[0].astype(np.float64)
    assert np.corrcoef(heard, mine)[0, 1] > 0.97
    assert abs(np.corrcoef(heard, other)[0, 1]) < 0.1
    assert np.corrcoef(decoded(both)[0], other)[0, 1] > 0.5


def test_silence_stays_silence(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.wav", np.zeros(6 * RATE, np.float32))
    rendered = render_reel(plan_of(clip_of()), {"a": path}, tmp_path / "r.m4a")
    assert rendered.loudness == rendered.true_peak == -np.inf
    assert rendered.to_dict()["loudness"] is None


def test_loud_and_spiky_sound_is_held_under_the_ceiling(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    sound = (rng.standard_normal(8 * RATE) * 0.01).astype(np.float32)
    sound[:: RATE // 20] = 0.9
    path = write_sound(tmp_path / "a.wav", sound)
    for suffix in ("wav", "opus"):
        rendered = render_reel(plan_of(clip_of(0.5, 7.5)), {"a": path}, tmp_path / f"r.{suffix}")
        assert rendered.true_peak <= -1.0


@pytest.mark.parametrize("gap", [0.0, 0.2])
def test_long_clips_and_no_pauses_leave_no_seams(source: Path, tmp_path: Path, gap: float) -> None:
    clips = [clip_of(0.5, 5.7), clip_of(6.0, 6.2), clip_of(7.0, 11.3)]
    rendered = render_reel(plan_of(*clips, gap=gap), {"a": source}, tmp_path / "r.wav")
    heard, raw = decoded(rendered.path)[0] / 32768, decoded(source)[0] / 32768
    for clip, at in zip(clips, rendered.clips, strict=True):
        middle = slice(at.start_sample + 2400, at.end_sample - 2400)
        a = round(clip.start * RATE) + 2400
        expected = raw[a : a + middle.stop - middle.start] * 10 ** (at.gain / 20)
        quiet = np.abs(expected) < 0.3
        assert np.abs(heard[middle] - expected)[quiet].max() < 0.35 * np.abs(expected).max()
        assert np.corrcoef(heard[middle], expected)[0, 1] > 0.98


def test_hostile_words_do_no_harm(source: Path, tmp_path: Path) -> None:
    texts = [
        "-->",
        "<script>alert(1)</script>",
        "&amp;",
        "\x00\x1b[2J",
        "a\n\n00:00.000 --> 00:09.000",
        "مرحبا",
        "🙂",
    ]
    words = tuple(
        replace(w, text=t, speaker="<b>A\n</v>")
        for w, t in zip(words_at([(1 + i / 4, 1.2 + i / 4) for i in range(7)]), texts, strict=True)
    )
    clip = clip_of(1.0, 3.0, words=words, person="\x1b[31mEve=;\n#\\", stages=("a;b=c",))
    for suffix in ("m4a", "mp3", "opus", "wav"):
        rendered = render_reel(
            plan_of(clip),
            {"a": source},
            tmp_path / f"r.{suffix}",
            title="T;=\n#\\ \x07é",
            artist="<i>",
            comment="x\ny",
        )
        text = rendered.captions.read_text()
        assert text.count("-->") == len(vtt.read(text).segments)
        assert "<script" not in text
        with av.open(str(rendered.path)) as file:
            (chapter,) = file.chapters()
            assert chapter["metadata"]["title"] == "[31mEve=; #\\, a;b=c"
        assert rendered_from(rendered.path) == rendered.fingerprint


def test_progress_goes_from_start_to_end(source: Path, tmp_path: Path) -> None:
    told: list[float] = []
    render_reel(plan_of(clip_of()), {"a": source}, tmp_path / "r.m4a", on_progress=told.append)
    assert told == sorted(told)
    assert told[0] < 0.2
    assert told[-1] == 1.0


# ---- what goes wrong --------------------------------------------------------------------------------------


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("after", [0, 2, 5, 8])
def test_a_stopped_render_leaves_what_was_there(source: Path, tmp_path: Path, after: int) -> None:
    (tmp_path / "r.m4a").write_bytes(b"old sound")
    (tmp_path / "r.vtt").write_bytes(b"old words")
    asked = iter(range(1000))
    with pytest.raises(Stopped, match="nothing was written"):
        render_reel(
            plan_of(clip_of()), {"a": source}, tmp_path / "r.m4a", should_stop=lambda: next(asked) >= after
        )
    assert left_in(tmp_path) == ["r.m4a", "r.vtt"]
    assert (tmp_path / "r.m4a").read_bytes() == b"old sound"
    assert (tmp_path / "r.vtt").read_bytes() == b"old words"


def test_a_missing_recording_is_one_sentence(source: Path, tmp_path: Path) -> None:
    for files in ({}, {"a": tmp_path / "gone.wav"}):
        with pytest.raises(AudioError, match=r"The recording of a is missing.*plan the reel again\.$"):
            render_reel(plan_of(clip_of()), files, tmp_path / "out" / "r.m4a")
    assert left_in(tmp_path) == []


def test_a_replaced_recording_is_noticed(source: Path, tmp_path: Path) -> None:
    known = clip_of(content_hash=content_hash(source))
    render_reel(plan_of(known), {"a": source}, tmp_path / "r.wav")
    other = write_sound(tmp_path / "a.wav", sound_of(talk(12, seed=9), 12))
    with pytest.raises(AudioError, match="is not the one that the reel was planned with"):
        render_reel(plan_of(known), {"a": other}, tmp_path / "r.wav")


def test_a_recording_replaced_while_it_is_cut_is_noticed(source: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    shutil.copy(source, path)

    def replaced(share: float) -> None:
        if share > 0.1:
            path.write_bytes(source.read_bytes() + b"more")

    with pytest.raises(AudioError, match="is not the one that the reel was planned with"):
        render_reel(plan_of(clip_of()), {"a": path}, tmp_path / "out" / "r.wav", on_progress=replaced)
    assert left_in(tmp_path / "out") == []


def test_a_recording_that_ends_early_is_noticed(source: Path, tmp_path: Path) -> None:
    with pytest.raises(AudioError, match=r"ends 3\.0 s before a clip of a does"):
        render_reel(plan_of(clip_of(10.0, 15.0)), {"a": source}, tmp_path / "r.wav")
    assert left_in(tmp_path) == []


def test_a_recording_that_is_no_sound_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_text("not a sound")
    with pytest.raises(AudioError, match=r"a\.wav"):
        render_reel(plan_of(clip_of()), {"a": path}, tmp_path / "r.wav")
    assert left_in(tmp_path) == ["a.wav"]


def test_unknown_formats_and_empty_reels_are_refused(source: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="There are: m4a, mp3, mp4, opus, square, wav"):
        render_reel(plan_of(clip_of()), {"a": source}, tmp_path / "r.aiff")
    with pytest.raises(InputError, match="nothing to play"):
        render_reel(plan_of(), {"a": source}, tmp_path / "r.m4a")
    with pytest.raises(InputError, match="1 or 2 channels"):
        render_reel(plan_of(clip_of()), {"a": source}, tmp_path / "r.m4a", channels=6)
    (tmp_path / "folder.m4a").mkdir()
    with pytest.raises(AudioError, match="is a folder"):
        render_reel(plan_of(clip_of()), {"a": source}, tmp_path / "folder.m4a")


@pytest.mark.parametrize("suffix", ["m4a", "mp3", "opus", "wav", "mp4"])
def test_a_full_disk_is_one_sentence(source: Path, tmp_path: Path, suffix: str) -> None:
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("making a small disk to fill needs root")
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=760k", "none", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let tests mount a small disk")
    try:
        (disk / "filled").write_bytes(b"0" * 130_000)
        with pytest.raises(AudioError, match="no room left to write"):
            render_reel(plan_of(clip_of(0.5, 11.5)), {"a": source}, disk / f"r.{suffix}")
        assert left_in(disk) == ["filled"]
        (disk / "filled").unlink()
        (disk / "other").write_bytes(b"0" * 190_000)
        with pytest.raises(AudioError, match="no room left to write"):  # room for the clips, not for the file
            render_reel(plan_of(clip_of(0.5, 3.5)), {"a": source}, disk / f"r.{suffix}")
        assert left_in(disk) == ["other"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


RENDERER = """
    import os, pickle, sys
    from pathlib import Path
    from cslab.tell.render import render_reel
    plan, recordings, path = pickle.loads(Path(sys.argv[1]).read_bytes())
    for _ in sys.stdin:  # a fresh process for each line; the imports are paid for once
        if not (child := os.fork()):
            render_reel(plan, recordings, path)
            os._exit(0)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.fixture
def renderer(studio: Studio, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a process that renders the studio's reel into a file, once for each line that it is sent."""
    if not hasattr(os, "fork"):
        pytest.skip("this system can't fork, so renders can't be killed cheaply")
    started: list[subprocess.Popen[str]] = []
    short = replace(studio.plan, elements=studio.plan.elements[:4])

    def start(target: Path) -> subprocess.Popen[str]:
        (tmp_path / "job").write_bytes(pickle.dumps((short, studio.recordings, target)))
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(RENDERER), str(tmp_path / "job")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.communicate()


def begin(process: subprocess.Popen[str]) -> int:
    print("render", file=process.stdin, flush=True)
    return int(process.stdout.readline())


def ended(process: subprocess.Popen[str]) -> int:
    return int(process.stdout.readline())


def test_killed_at_any_moment_there_is_a_whole_reel_or_none(renderer, tmp_path: Path) -> None:
    target = tmp_path / "reels" / "first.m4a"
    process = renderer(target)
    begin(process)
    begun = time.monotonic()
    assert ended(process) == 0
    whole = time.monotonic() - begun
    size, made = target.stat().st_size, rendered_from(target)
    rng, killed = random.Random(0), 0
    for k in range(10):
        if k % 2:
            target.unlink(missing_ok=True)
            target.with_suffix(".vtt").unlink(missing_ok=True)
        child = begin(process)
        time.sleep(rng.uniform(0, 0.8 * whole))
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        killed += ended(process) == -signal.SIGKILL
        if target.exists():
            assert target.stat().st_size == pytest.approx(size, rel=0.01)
            assert rendered_from(target) == made
            assert vtt.read(target.with_suffix(".vtt").read_text()).words
    assert killed >= 1
    begin(process)
    assert ended(process) == 0
    assert left_in(target.parent) == ["first.m4a", "first.srt", "first.vtt"]
    assert rendered_from(target) == made


def test_two_at_once_leave_one_whole_reel(renderer, tmp_path: Path) -> None:
    target = tmp_path / "reels" / "first.wav"
    both = [renderer(target), renderer(target)]
    for process in both:
        begin(process)
    assert [ended(process) for process in both] == [0, 0]
    assert left_in(target.parent) == ["first.srt", "first.vtt", "first.wav"]
    assert rendered_from(target)


def test_other_files_are_no_reels(source: Path, tmp_path: Path) -> None:
    (tmp_path / "text.m4a").write_text("hello")
    assert rendered_from(source) is None
    assert rendered_from(tmp_path / "text.m4a") is None
    assert rendered_from(tmp_path / "gone.m4a") is None
