from __future__ import annotations

import errno
import re
from pathlib import Path
from typing import Any

import pytest
import segno
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.errors import AudioError, InputError, NotFoundError
from cslab.tell.poster import Size, make_poster, parse_size
from cslab.tell.poster.cells import _told
from cslab.tell.poster.drawing import Box, Drawing, Line, Words, code
from cslab.tell.poster.layout import lay_out
from cslab.tell.poster.lettering import width, wrap
from cslab.tell.poster.pdf import OVERLAP, sheets
from cslab.tell.poster.poster import _links, readable_from
from tests.tell.poster.maps import a_map

LINK = "https://cslab.example.org"


def boxes_of(path: Path) -> list[tuple[float, float]]:
    """Sizes of the pages of a PDF, in inches."""
    found = re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", path.read_bytes())
    return [(float(wide) / 72, float(high) / 72) for wide, high in found]


def test_a_pdf_has_its_true_size_and_its_letters_inside(tmp_path: Path) -> None:
    made = make_poster(a_map(), tmp_path / "wall.pdf", link=LINK)
    assert boxes_of(made.path) == [(pytest.approx(96), pytest.approx(36))]
    assert made.path.read_bytes().count(b"/FontFile2") >= 3
    assert b"/Subtype /Image" not in made.path.read_bytes(), "all of it is drawn, nothing is a picture"
    assert made.readable_from >= 2
    assert made.left_out[0] == "One is left out."
    assert set(made.links) == {"discover", "onboarding"}, "nobody can be heard at the renewal"
    assert made.summary()["pages"].tolist() == [1]


def test_sheets_of_paper_cover_the_poster_and_overlap(tmp_path: Path) -> None:
    made = make_poster(a_map(), tmp_path / "wall.pdf", paper="A4", size="90x60cm")
    cut = sheets(900, 600, "a4")
    assert len(boxes_of(made.path)) == made.pages == cut.count
    across = (cut.width - 20) * cut.columns - OVERLAP * (cut.columns - 1)
    down = (cut.height - 20) * cut.rows - OVERLAP * (cut.rows - 1)
    assert across >= 900
    assert down >= 600
    for wide, high in boxes_of(made.path):
        assert (wide, high) == (pytest.approx(cut.width / 25.4), pytest.approx(cut.height / 25.4))


@given(
    wide=st.floats(148, 6000),
    high=st.floats(105, 3000),
    paper=st.sampled_from(["a4", "letter", "a3", "tabloid"]),
)
def test_sheets_always_cover_and_none_is_too_many(wide: float, high: float, paper: str) -> None:
    cut = sheets(wide, high, paper)
    for length, side, count in ((wide, cut.width - 20, cut.columns), (high, cut.height - 20, cut.rows)):
        covered = side * count - OVERLAP * (count - 1)
        assert covered >= length - 1e-3
        assert count == 1 or covered - (side - OVERLAP) < length


def test_svg_and_png_show_the_same(tmp_path: Path) -> None:
    from PIL import Image

    made = make_poster(a_map(), tmp_path / "wall.svg", link=LINK)
    tree = fromstring(made.path.read_text("utf-8"))
    words = [element.text for element in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert "Onboarding" in words
    assert tree.attrib["width"] == "2438.4mm"
    picture = make_poster(a_map(), tmp_path / "wall.png", pixels=800)
    with Image.open(picture.path) as image:
        assert image.size == (800, 300)
        colours = image.convert("RGB").getcolors(1 << 20)
        assert colours is not None
        assert (19, 76, 161) in {colour for _, colour in colours}, "the stages' names stand on the accent"


def test_a_code_holds_its_address() -> None:
    url = f"{LINK}/journey?stage=renewal&lane=say"
    matrix = [list(row) for row in segno.make(url, error="m", micro=False).matrix]
    size = len(matrix) + 8
    drawn = [[0] * size for _ in range(size)]
    for box in code(url, 0, 0, size)[1:]:
        assert isinstance(box, Box)
        for column in range(round(box.x), round(box.x + box.width)):
            drawn[round(box.y)][column] = 1
    assert [row[4:-4] for row in drawn[4:-4]] == matrix


def test_codes_lead_to_a_share_page_or_to_the_app() -> None:
    assert _links(a_map(), f"{LINK}/reel.html")["discover"] == f"{LINK}/reel.html#stage-discover"
    assert _links(a_map(), f"{LINK}/")["discover"] == f"{LINK}/journey?stage=discover&lane=say"
    with pytest.raises(InputError, match="no address that a phone can open"):
        _links(a_map(), "javascript:alert(1)")


WORDS = st.text(st.characters(blacklist_categories=["C"]), max_size=400)


@settings(max_examples=25)
@given(said=WORDS, title=WORDS, quotes=st.integers(1, 6), size=st.sampled_from(["8x3ft", "A3", "3x5ft"]))
def test_nothing_is_written_outside_the_page_or_too_small(
    said: str, title: str, quotes: int, size: str
) -> None:
    asked = parse_size(size)
    links = {"discover": LINK}
    drawing, left_out = lay_out(
        a_map(title=title, said=said, quotes=quotes), asked.width, asked.height, links=links
    )
    unit = drawing.smallest
    for shape in drawing.shapes:
        if isinstance(shape, Words):
            assert shape.size >= unit
            assert 0 <= shape.y <= asked.height
            start = shape.x - (width(shape.text, shape.face, shape.size) if shape.anchor == "end" else 0)
            assert start >= 0
            if shape.anchor == "start":
                assert start + width(shape.text, shape.face, shape.size) <= asked.width + 1e-6
        elif isinstance(shape, Line):
            assert all(0 <= x <= asked.width and 0 <= y <= asked.height for x, y in shape.points)
    assert all(sentence.endswith(("room.", ".")) for sentence in left_out)


def test_what_finds_no_room_is_said() -> None:
    long = "and then they told me to wait for another week, which I did, " * 8
    drawing, left_out = lay_out(a_map(said=long, quotes=6), 2438.4, 914.4, links={})
    shown = sum(isinstance(s, Words) and s.text.startswith("Ana") for s in drawing.shapes) // 2
    assert f"Discover, say: {6 - shown} of 6 quotes found no room." in left_out
    assert shown >= 2, "the first leaves room for a second"


@given(text=WORDS, room=st.floats(20, 200), most=st.integers(0, 5))
def test_lines_fit_and_keep_every_letter(text: str, room: float, most: int) -> None:
    lines = wrap(text, "sans", 5, room, most=most)
    assert all(width(line.rstrip("…"), "sans", 5) <= room or len(line) <= 2 for line in lines)
    if not most:
        assert "".join("".join(lines).split()) == "".join(text.split())
    else:
        assert len(lines) <= most


def test_larger_letters_are_read_from_farther() -> None:
    small, large = (Drawing(100, 100, "", (Words(0, 0, "a", size),)) for size in (5, 10))
    assert readable_from(large) == pytest.approx(2 * readable_from(small))
    assert readable_from(small) == pytest.approx(0.94, abs=0.01)


@pytest.mark.parametrize("text", ["8x3", "huge", "0x3ft", "-1x3ft", "1e9x1m", "99x99m", ""])
def test_a_size_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_size(text)


def test_sizes_as_people_write_them() -> None:
    assert parse_size("96x36in") == parse_size("8 x 3 ft") == Size()
    assert parse_size("2,4x0.9m").width == pytest.approx(2400)


def test_faults_are_one_sentence_and_never_half_a_file(tmp_path: Path, monkeypatch: Any) -> None:
    with pytest.raises(NotFoundError, match="format of a poster"):
        make_poster(a_map(), tmp_path / "wall.docx")
    with pytest.raises(NotFoundError, match="paper"):
        make_poster(a_map(), tmp_path / "wall.pdf", paper="a9")
    with pytest.raises(InputError, match="sheets of paper"):
        make_poster(a_map(), tmp_path / "wall.png", paper="a4")
    with pytest.raises(InputError, match="200 inches"):
        make_poster(a_map(), tmp_path / "wall.pdf", size="6x2m")
    old = tmp_path / "old.svg"
    old.write_text("before")

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(AudioError, match="no room left"):
        make_poster(a_map(), old)
    monkeypatch.undo()
    assert old.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["old.svg"]


def test_a_wall_is_not_told_what_to_write_in_a_file() -> None:
    assert _told('Name features under [journey.use] in study.toml, such as do = ["x"].') == (
        "Nothing of this stage is measured yet."
    )
    assert _told("Nobody speaks of this stage yet.") == "Nobody speaks of this stage yet."
