from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cslab.errors import AudioError
from cslab.listen.decode import Reader, blocks, content_hash
from tests.listen import sounds

CLICKS = [1.0, 2.5, 4.0]
# Raw AAC has no place to say how much the encoder put in front: everyone plays it 1,024 samples late.
UNMARKED_DELAY = 1024 / 48000


def loudest(sound: np.ndarray, rate: int, around: float) -> float:
    first = round((around - 0.2) * rate)
    return (first + int(np.argmax(np.abs(sound[first : round((around + 0.2) * rate)])))) / rate


def read(path: Path, **options: object) -> np.ndarray:
    return np.concatenate(list(blocks(path, **options)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.wav", {}),
        ("a.flac", {}),
        ("cbr.mp3", {"b": "64k"}),
        ("vbr.mp3", {"q": "4"}),
        ("noheader.mp3", {"q": "4"}),
        ("a.m4a", {}),
        ("a.opus", {}),
        ("a.ogg", {}),
        ("a.webm", {}),
        ("a.mkv", {}),
        ("a.aac", {}),
    ],
)
def test_a_click_is_at_its_second_in_every_format(tmp_path: Path, name: str, options: dict[str, str]) -> None:
    path = sounds.write(tmp_path / name, sounds.clicks(5, CLICKS), options=options)
    late = UNMARKED_DELAY if path.suffix == ".aac" else 0.0
    for rate in (16000, 48000):
        sound = read(path, rate=rate)
        assert [loudest(sound, rate, c + late) for c in CLICKS] == pytest.approx(
            [c + late for c in CLICKS], abs=0.0015
        )
    later = read(path, rate=16000, start=2.3)
    assert loudest(later, 16000, 4.0 + late - 2.3) + 2.3 == pytest.approx(4.0 + late, abs=0.0015)
    assert len(later) == pytest.approx(len(read(path)) - 2.3 * 16000, abs=40)


def test_sound_that_starts_after_its_pictures_is_silent_until_then(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "late.mkv", sounds.clicks(5, CLICKS), video=-0.0)
    with Reader(path) as reader:
        assert reader.has_video
    early = sounds.write(tmp_path / "v.mp4", sounds.clicks(5, CLICKS), video=0.5)
    assert loudest(read(early), 16000, 2.5) == pytest.approx(2.5, abs=0.0015)


def test_a_hole_in_the_timestamps_is_silence(tmp_path: Path) -> None:
    import av

    path = tmp_path / "hole.mkv"
    with av.open(path, "w") as out:
        stream = out.add_stream("pcm_s16le", rate=16000, layout="mono")
        for at, sound in ((0, sounds.clicks(2, [1.0], 16000)), (5 * 16000, sounds.clicks(2, [1.0], 16000))):
            frame = av.AudioFrame.from_ndarray(
                (sound * 32767).astype(np.int16)[None], format="s16", layout="mono"
            )
            frame.sample_rate, frame.pts = 16000, at
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    sound = read(path)
    assert len(sound) / 16000 == pytest.approx(7.0, abs=0.01)
    assert loudest(sound, 16000, 6.0) == pytest.approx(6.0, abs=0.002)
    assert not sound[round(2.1 * 16000) : round(4.9 * 16000)].any()
    assert loudest(read(path, start=3.0), 16000, 3.0) == pytest.approx(3.0, abs=0.002)


@pytest.mark.parametrize("rate", [4000, 8000, 11025, 22050, 44100, 96000, 192000])
def test_any_rate(tmp_path: Path, rate: int) -> None:
    path = sounds.write(tmp_path / "a.wav", sounds.clicks(3, [2.0], rate), rate=rate)
    sound = read(path)
    assert len(sound) == 48000
    assert loudest(sound, 16000, 2.0) == pytest.approx(2.0, abs=0.0003)


@pytest.mark.parametrize("channels", range(1, 9))
def test_one_to_eight_channels(tmp_path: Path, channels: int) -> None:
    each = np.stack([np.full(16000, (i + 1) / 10) for i in range(channels)], axis=1).astype(np.float32)
    path = sounds.write(tmp_path / "a.wav", each, rate=16000)
    assert read(path).mean() == pytest.approx(np.mean([(i + 1) / 10 for i in range(channels)]), abs=1e-3)
    assert read(path, channel=channels - 1).mean() == pytest.approx(channels / 10, abs=1e-3)
    with pytest.raises(AudioError, match=f"no channel {channels}: it has {channels}"):
        read(path, channel=channels)


def test_cover_art_is_not_video(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "a.mp3", sounds.clicks(3, [1.0]), cover=True)
    with Reader(path) as reader:
        assert not reader.has_video
    assert loudest(read(path), 16000, 1.0) == pytest.approx(1.0, abs=0.0015)


def test_samples_that_are_no_numbers_are_silence(tmp_path: Path) -> None:
    import av

    path = tmp_path / "nan.wav"
    with av.open(path, "w") as out:
        stream = out.add_stream("pcm_f32le", rate=16000, layout="mono")
        frame = av.AudioFrame.from_ndarray(
            np.array([[0.5, np.nan, np.inf, -0.5]], dtype=np.float32), format="flt", layout="mono"
        )
        frame.sample_rate, frame.pts = 16000, 0
        out.mux(stream.encode(frame))
    assert np.isfinite(read(path)).all()


def bad_files(folder: Path) -> dict[str, Path]:
    whole = sounds.write(folder / "whole.m4a", sounds.clicks(3, [1.0])).read_bytes()
    made = {
        name: folder / name
        for name in ("text.wav", "list.m3u8", "empty.wav", "cut.mp4", "random.mp3", "s.srt")
    }
    made["text.wav"].write_text("This is a letter, not a recording.\n" * 40)
    made["list.m3u8"].write_text(f"#EXTM3U\n#EXTINF:5,\n{folder / 'whole.m4a'}\n")
    made["s.srt"].write_text("1\n00:00:01,000 --> 00:00:02,000\nhello\n")
    made["empty.wav"].write_bytes(b"")
    made["cut.mp4"].write_bytes(whole[: len(whole) // 2])
    made["random.mp3"].write_bytes(np.random.default_rng(0).bytes(20000))
    made["slow.wav"] = sounds.write(folder / "slow.wav", np.zeros(200, dtype=np.float32), rate=20)
    made["silent film.mp4"] = folder / "silent film.mp4"
    import av

    with av.open(made["silent film.mp4"], "w") as out:
        pictures = out.add_stream("libx264", rate=10)
        pictures.width, pictures.height, pictures.pix_fmt = 64, 64, "yuv420p"
        out.mux(pictures.encode(av.VideoFrame(64, 64, "yuv420p")))
        out.mux(pictures.encode(None))
    made["nowhere.wav"] = folder / "nowhere.wav"
    made["."] = folder
    return made


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nowhere.wav", "There is no file"),
        (".", "is a folder"),
        ("empty.wav", "is empty"),
        ("text.wav", "is not a sound or video file"),
        ("random.mp3", "is not a sound or video file"),
        ("list.m3u8", "is not a sound or video file"),
        ("s.srt", "is not a sound or video file"),
        ("cut.mp4", "was cut off before its index"),
        ("slow.wav", "20 Hz, too low for speech"),
        ("silent film.mp4", "a video without a sound track"),
    ],
)
def test_bad_files_get_one_plain_sentence(tmp_path: Path, name: str, says: str) -> None:
    path = bad_files(tmp_path)[name]
    with pytest.raises(AudioError) as caught:
        list(blocks(path))
    sentence = str(caught.value)
    assert says in sentence
    assert str(path) in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="needs Unix permissions")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "a.wav", sounds.clicks(1, [0.5]))
    path.chmod(0)
    code = "import sys\nfrom cslab.listen.decode import blocks\nlist(blocks(sys.argv[1]))"
    if os.geteuid() == 0:
        # Root may read anything, so the check is made as nobody.
        code = "import av, numpy\nfrom cslab.listen import decode\nimport os\nos.setuid(65534)\n" + code
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False
    )
    assert done.stderr.strip().endswith("may not be read by this user; change its permissions.")


@pytest.mark.parametrize("name", ["a.flac", "a.wav", "a.webm"])
def test_a_missing_tail_leaves_what_is_there(tmp_path: Path, name: str) -> None:
    whole = sounds.write(tmp_path / name, sounds.clicks(10, [1.0, 9.0])).read_bytes()
    path = tmp_path / f"cut{Path(name).suffix}"
    path.write_bytes(whole[: len(whole) * 6 // 10])
    sound = read(path)
    assert 4 < len(sound) / 16000 < 7
    assert loudest(sound, 16000, 1.0) == pytest.approx(1.0, abs=0.0015)


def test_damage_in_the_middle_is_passed_over(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "a.flac", sounds.clicks(10, [1.0, 9.0]))
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 3000] = bytes(3000)
    path.write_bytes(data)
    assert loudest(read(path), 16000, 9.0) == pytest.approx(9.0, abs=0.0015)


def test_damage_is_told_where_the_codec_tells(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "a.mp3", sounds.clicks(10, [1.0, 9.0]))
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 2000] = np.random.default_rng(0).bytes(2000)
    path.write_bytes(data)
    with Reader(path) as reader:
        assert sum(len(b) for b in reader.blocks(rate=16000)) > 9 * 16000
        assert reader.broken


def test_content_is_known_under_any_name(tmp_path: Path) -> None:
    first = sounds.write(tmp_path / "a.wav", sounds.clicks(1, [0.5]))
    second = tmp_path / "b.wav"
    second.write_bytes(first.read_bytes())
    assert content_hash(first) == content_hash(second)
    assert len(content_hash(first)) == 64
