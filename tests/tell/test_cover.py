from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cslab.errors import InputError
from cslab.tell.cover import SIDE, cover_picture, kind_of, own_cover, size_of
from cslab.tell.script import Plan


def pixels(picture: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(int)


def test_a_cover_is_square_and_shows_its_title() -> None:
    one, other = (cover_picture(Plan(name="a", title=t, elements=())) for t in ("First days", "Last days"))
    assert size_of(one) == (SIDE, SIDE)
    assert (pixels(one).sum(axis=2) < 150).mean() > 0.005
    assert one != other
    assert len(one) < 60_000


def test_long_titles_in_any_script_stay_on_it() -> None:
    for title in ("word " * 80, "unbreakable" * 30, "مرحبا", "漢字", "\x1b[31m\n", "W" * 300):
        drawn = pixels(cover_picture(Plan(name="a", title=title, elements=(), stages={"a": "S" * 90})))
        edge = np.concatenate([drawn[:, :40].reshape(-1, 3), drawn[:, -40:].reshape(-1, 3)])
        assert (edge == edge[0]).all()


def test_a_study_may_bring_its_own(tmp_path: Path) -> None:
    assert own_cover(tmp_path) is None
    for kind in ("PNG", "JPEG"):
        Image.new("RGB", (20, 30)).save(tmp_path / "cover.png", kind)
        picture = own_cover(tmp_path)
        assert picture is not None
        assert kind_of(picture) == f"image/{kind.lower()}"
        assert size_of(picture) == (20, 30)
    for wrong in (b"", b"hello", b"\x89PNG\r\n\x1a\nbroken", b"\xff\xd8\xffbroken"):
        (tmp_path / "cover.png").write_bytes(wrong)
        with pytest.raises(InputError, match="is no picture in PNG or JPEG; replace it"):
            own_cover(tmp_path)
    with (tmp_path / "cover.png").open("wb") as file:
        file.truncate(9 * 2**20)
    with pytest.raises(InputError, match="has 9 MB, and a cover has 4 at most"):
        own_cover(tmp_path)
