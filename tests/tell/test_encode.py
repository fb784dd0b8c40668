from __future__ import annotations

import tempfile
from pathlib import Path

import av
import numpy as np
import pytest
from av.stream import Disposition

from cslab.errors import AudioError, NotFoundError
from cslab.tell.cover import cover_picture
from cslab.tell.encode import FORMATS, decoded, encode, format_for
from cslab.tell.script import Plan
from cslab.tell.wav import Chapter

RATE = 48000


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("channels", [1, 2])
def test_samples_come_back_in_place(tmp_path: Path, name: str, channels: int) -> None:
    rng = np.random.default_rng(0)
    sound = np.zeros(RATE * 2 + 321, np.float32)
    sound[30000:32400] = (
        np.convolve(rng.standard_normal(2400), np.hanning(33) / 16, "same") * np.hanning(2400) * 0.4
    )
    path = tmp_path / "a.part"
    count = encode(
        np.array_split(sound, 7), path, format=name, channels=channels, metadata={"title": "A"}, chapters=[]
    )
    back = np.concatenate(list(decoded(path)))
    assert count == len(sound)
    assert 0 <= len(back) - len(sound) < 1024
    lag = int(np.argmax(np.correlate(back, sound[30000:32400], "valid"))) - 30000
    assert abs(lag) <= 2


@pytest.mark.parametrize("name", FORMATS)
def test_chapters_on_half_seconds_are_exact(tmp_path: Path, name: str) -> None:
    starts = [0, 24000, 71952, 120000, 131999]
    marks = [Chapter(f"c{a}", a, b) for a, b in zip(starts, [*starts[1:], 144000], strict=True)]
    path = tmp_path / "a"
    encode([np.zeros(144000, np.float32)], path, format=name, channels=1, metadata={}, chapters=marks)
    with av.open(str(path)) as file:
        found = [float(c["start"] * c["time_base"]) for c in file.chapters()]
    assert found == pytest.approx([start / RATE for start in starts], abs=0.001)


def test_what_is_too_loud_is_clipped_not_wrapped(tmp_path: Path) -> None:
    encode(
        [np.full(4800, 1.5, np.float32)], tmp_path / "a", format="wav", channels=1, metadata={}, chapters=[]
    )
    assert np.concatenate(list(decoded(tmp_path / "a"))).min() > 0.99


def test_formats_by_name_and_by_suffix() -> None:
    assert format_for(Path("a.x"), ".MP3") == "mp3"
    with pytest.raises(NotFoundError):
        format_for(Path("a"))


def test_a_file_that_is_no_sound_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"nothing")
    with pytest.raises(AudioError, match="can't be read back"):
        list(decoded(tmp_path / "a"))
    with pytest.raises(OSError, match="No such file"):
        encode(
            [np.zeros(9, np.float32)],
            tmp_path / "none" / "a",
            format="wav",
            channels=1,
            metadata={},
            chapters=[],
        )


@pytest.mark.parametrize("name", ["m4a", "mp3", "opus", "wav"])
def test_players_find_the_cover_where_the_format_has_room_for_one(tmp_path: Path, name: str) -> None:
    picture = cover_picture(Plan(name="a", title="First days", elements=()))
    path = tmp_path / "a"
    marks = [Chapter("one", 0, RATE), Chapter("two", RATE, 2 * RATE)]
    sound = [np.zeros(2 * RATE, np.float32)]
    encode(sound, path, format=name, channels=1, metadata={"title": "A"}, chapters=marks, cover=picture)
    with av.open(str(path)) as file:
        shown = [s for s in file.streams.video if s.disposition & Disposition.attached_pic]
        found = [bytes(packet) for stream in shown for packet in file.demux(stream) if packet.size]
        assert [c["metadata"]["title"] for c in file.chapters()] == ["one", "two"]
    assert found == ([] if name == "wav" else [picture])
    assert len(np.concatenate(list(decoded(path)))) - 2 * RATE in range(1024)


def test_a_file_without_a_name_can_be_written_and_read() -> None:
    with tempfile.TemporaryFile() as file:
        encode([np.zeros(9600, np.float32)], file, format="m4a", channels=1, metadata={}, chapters=[])
        assert sum(map(len, decoded(file))) >= 9600
