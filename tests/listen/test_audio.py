from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cslab.errors import AudioError, CslabError, InputError
from cslab.listen import audio
from cslab.listen.audio import Sound, blocks, inspect, load_levels, prepare
from tests.listen import sounds

CLICKS = [1.0, 2.5, 4.0]


def click_times(path: Path, rate: int = 48000) -> list[float]:
    sound = np.concatenate(list(blocks(path, rate=rate)))
    return [
        (
            round((c - 0.2) * rate)
            + int(np.argmax(np.abs(sound[round((c - 0.2) * rate) : round((c + 0.2) * rate)])))
        )
        / rate
        for c in CLICKS
    ]


@pytest.mark.parametrize(
    "name", ["a.wav", "a.mp3", "vbr.mp3", "a.m4a", "a.opus", "a.ogg", "a.flac", "a.mp4", "a.aac"]
)
def test_playback_has_the_time_axis_of_the_recording(tmp_path: Path, name: str) -> None:
    options = {"q": "4"} if name.startswith("vbr") else {}
    video = 0.0 if name.endswith("mp4") else None
    path = sounds.write(tmp_path / name, sounds.clicks(5, CLICKS), options=options, video=video)
    made = prepare(path, tmp_path / "made")
    # AAC says how much it put in front, and PyAV leaves it out: nothing to allow for but smear.
    assert click_times(made.playback) == pytest.approx(click_times(path), abs=0.001)
    levels = load_levels(made.levels)
    loud = np.sort(np.argsort(levels.level_db)[-3:]) / 100
    assert loud == pytest.approx(click_times(path), abs=0.011)


def test_playback_can_start_before_it_is_loaded(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "a.wav", sounds.clicks(5, CLICKS))
    data = prepare(path, tmp_path).playback.read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


def test_what_is_there_is_used_again(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "a.wav", sounds.clicks(5, CLICKS))
    first = prepare(path, tmp_path / "made")
    stamps = [f.stat().st_mtime_ns for f in (first.playback, first.levels)]
    renamed = path.rename(tmp_path / "b.wav")
    assert prepare(renamed, tmp_path / "made") == first
    assert [f.stat().st_mtime_ns for f in (first.playback, first.levels)] == stamps
    assert len(list((tmp_path / "made").iterdir())) == 2


def test_a_damaged_or_missing_derived_file_is_made_again(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "a.wav", sounds.clicks(5, CLICKS))
    made = prepare(path, tmp_path / "made")
    made.levels.write_bytes(b"half")
    with pytest.raises(AudioError, match="are damaged"):
        load_levels(made.levels)
    assert prepare(path, tmp_path / "made") == made
    assert len(load_levels(made.levels).peaks) == 250
    made.playback.unlink()
    with pytest.raises(AudioError, match="There are no levels"):
        load_levels(tmp_path / "none.npz")
    assert prepare(path, tmp_path / "made").playback.exists()


def _prepare(arguments: tuple[str, str]) -> str:
    return str(prepare(*arguments).playback)


def test_many_processes_at_once(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "a.wav", sounds.clicks(20, CLICKS))
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        made = pool.map(_prepare, [(str(path), str(tmp_path / "made"))] * 3)
    assert len(set(made)) == 1
    assert sorted(f.suffix for f in (tmp_path / "made").iterdir()) == [".m4a", ".npz"]
    assert click_times(Path(made[0])) == pytest.approx(CLICKS, abs=0.001)


def test_sound_survives_storing(tmp_path: Path) -> None:
    pair = np.stack([sounds.noise(3, -20, 48000), sounds.noise(3, -30, 48000, 1)], axis=1)
    sound = inspect(sounds.write(tmp_path / "a.wav", pair))
    assert Sound.from_dict(json.loads(json.dumps(sound.to_dict()))) == sound
    assert (sound.channels, sound.sample_rate, sound.codec) == (2, 48000, "pcm_s16le")
    assert sound.duration == pytest.approx(3.0)
    assert len(sound.channel_loudness) == 2


def test_gain_brings_to_normal_level_within_reason(tmp_path: Path) -> None:
    quiet = inspect(sounds.write(tmp_path / "q.flac", sounds.noise(2, -45, 48000)))
    assert quiet.loudness is not None
    assert quiet.gain_db == pytest.approx(audio.NORMAL_LOUDNESS - quiet.loudness)
    hiss = inspect(sounds.write(tmp_path / "h.flac", sounds.noise(2, -68, 48000)))
    assert hiss.gain_db == audio.MOST_GAIN
    silent = inspect(sounds.write(tmp_path / "s.flac", np.zeros(48000, dtype=np.float32)))
    assert silent.loudness is None
    assert silent.gain_db == 0


def test_one_channel_a_person(shared_audio: Path) -> None:
    call = inspect(shared_audio / "lca40_2ch.flac")
    assert call.split_channels
    assert call.channel_gain_db(0) != call.channel_gain_db(1)
    assert not inspect(shared_audio / "jfk.flac").split_channels


@pytest.mark.parametrize("name", ["a.flac", "a.wav", "a.webm", "front.m4a"])
def test_a_missing_tail_is_told(tmp_path: Path, name: str) -> None:
    options = {"movflags": "faststart"} if name.startswith("front") else {}
    whole = sounds.write(tmp_path / name, sounds.clicks(10, CLICKS))
    if options:
        whole = prepare(whole, tmp_path / "made").playback
    assert not inspect(whole).truncated
    path = tmp_path / f"cut{whole.suffix}"
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size * 7 // 10])
    cut = inspect(path)
    assert cut.truncated
    assert 4 < cut.duration < 9


def test_no_sound_at_all(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "a.wav", np.zeros(0, dtype=np.float32))
    with pytest.raises(AudioError, match="zero seconds"):
        prepare(path, tmp_path / "made")
    assert not list((tmp_path / "made").glob("*")) if (tmp_path / "made").exists() else True


FULL_DISK = """
import errno, os, resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
from cslab.errors import CslabError
from cslab.listen.audio import prepare
try:
    prepare(sys.argv[1], sys.argv[2])
except CslabError as error:
    print(type(error).__name__, error)
"""


def test_no_room_leaves_nothing_behind(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "a.wav", sounds.noise(20, -20, 48000))
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path), str(tmp_path / "made")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("StoreError ")
    assert "was not written" in done.stdout
    assert not list((tmp_path / "made").iterdir())


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "a.wav", sounds.clicks(5, CLICKS))
    with pytest.raises(CslabError) as caught:
        prepare(path, path / "made")
    assert isinstance(caught.value, InputError)


PEAK_MEMORY = """
import resource, sys
from cslab.listen.audio import prepare
from cslab.listen.chunks import pack
from cslab.listen.voice import windows
from cslab.listen.audio import blocks
if sys.argv[2] == "prepare":
    prepare(sys.argv[1], sys.argv[3])
else:
    for chunk in pack(windows(blocks(sys.argv[1]))):
        pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def peak(path: Path, what: str, folder: Path) -> int:
    command = [sys.executable, "-c", PEAK_MEMORY, str(path), what, str(folder)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.parametrize(
    ("minutes", "what"),
    [
        (4, "prepare"),
        pytest.param(90, "prepare", marks=pytest.mark.soak),
        pytest.param(90, "voice", marks=pytest.mark.soak),
    ],
)
def test_memory_is_flat(tmp_path: Path, minutes: int, what: str) -> None:
    minute = sounds.noise(60, -30, 8000)
    paths = {}
    for length in (1, minutes):
        paths[length] = sounds.write(tmp_path / f"{length}.wav", np.tile(minute, length), rate=8000)
    growth = peak(paths[minutes], what, tmp_path / "long") - peak(paths[1], what, tmp_path / "short")
    # All of it as samples would be 11 MB a minute at 48 kHz.
    assert growth < 25
