from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from cslab.errors import AudioError
from cslab.tell.video.pictures import Pictures, paste
from tests.tell.voices import sound_of, talk, write_sound

BOX = (0, 0, 160, 100)


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording whose pictures get a little brighter each second, 64 by 48."""
    folder = tmp_path_factory.mktemp("filmed")
    return write_sound(folder / "a.mp4", sound_of(talk(12, seed=1), 12, seed=1))


def grey(planes: np.ndarray) -> float:
    return float(planes[: planes.shape[0] * 2 // 3].mean())


def test_each_second_shows_its_own_picture_from_any_start(filmed: Path) -> None:
    for start in (0.0, 3.2, 9.0):
        with Pictures(filmed, BOX) as pictures:
            assert pictures.there
            for second in np.arange(start, 11.0, 0.4):
                expected = 16 + (int(second + 1e-9) * 10) * 219 / 255
                assert grey(pictures.at(float(second))) == pytest.approx(expected, abs=4), second


def test_after_the_last_picture_it_stays(filmed: Path) -> None:
    with Pictures(filmed, BOX) as pictures:
        last = pictures.at(11.9)
        assert (pictures.at(15.0) == last).all()


def test_pictures_keep_their_proportions(filmed: Path) -> None:
    for box, size in (
        ((0, 0, 160, 100), (132, 100)),
        ((0, 0, 64, 200), (64, 48)),
        ((4, 8, 30, 30), (30, 22)),
    ):
        with Pictures(filmed, box) as pictures:
            planes = pictures.at(0.0)
        assert (planes.shape[1], planes.shape[0] * 2 // 3) == size
        onto = np.zeros((150, 100 * 2), np.uint8)
        paste(onto, planes, (0, 0, 200, 100))
        assert (onto[:100] > 0).sum() == size[0] * size[1]


def test_a_phone_held_upright_is_shown_upright(tmp_path: Path) -> None:
    path = tmp_path / "turned.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        picture = np.zeros((48, 64, 3), np.uint8)
        picture[:, :32] = 255
        for k in range(5):
            frame = av.VideoFrame.from_ndarray(picture)
            frame.pts = k
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    raw = path.read_bytes()
    straight = bytes.fromhex("00010000" + "00" * 12 + "00010000" + "00" * 12 + "40000000")
    turned = bytes.fromhex("00000000" + "00010000" + "00" * 4 + "ffff0000" + "00" * 16 + "40000000")
    at = raw.index(straight, raw.index(b"tkhd"))
    path.write_bytes(raw[:at] + turned + raw[at + 36 :])
    with Pictures(path, (0, 0, 48, 64)) as pictures:
        planes = pictures.at(0.2)
    assert planes.shape == (96, 48)
    assert planes[:28].mean() > 200
    assert planes[36:64].mean() < 40


def test_sound_alone_has_no_pictures(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.wav", sound_of(talk(2, seed=1), 2))
    with Pictures(path, BOX) as pictures:
        assert not pictures.there
        assert pictures.at(1.0) is None
    (tmp_path / "b.mp4").write_text("none")
    with pytest.raises(AudioError, match=r"b\.mp4 can't be read as a recording"):
        Pictures(tmp_path / "b.mp4", BOX)
