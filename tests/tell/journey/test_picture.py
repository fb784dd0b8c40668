"""The map as HTML: whatever anybody wrote stays words, each cell opens, and the curve fits its columns."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from cslab.estimate import Estimate
from cslab.tell.journey import LANES, Cell, Figure, Point
from cslab.tell.journey.picture import figure_html, map_html, short
from tests.tell.journey.journeys import HOSTILE, clips, spoken_map

STAGES = {"find": f"Find {HOSTILE}", "use": "Use", "leave": "Leave"}
ROWS = [(f"p{at}", stage, -1, at % 5) for at in range(6) for stage in ("find", "use")]
TABLE = clips(ROWS, codes=(HOSTILE,))
MAP = spoken_map(STAGES, TABLE, questions={"find": HOSTILE}, left_out=(f"int-9 {HOSTILE}",))


def parsed(html: str) -> ElementTree.Element:
    """Read it as XML, which no stray sign survives."""
    html = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    html = re.sub(r"(<input[^>]*?)( checked)?>", r"\1/>", html)
    return ElementTree.fromstring(f"<div>{html}</div>")


@pytest.mark.parametrize("openable", [True, False])
def test_hostile_words_stay_words(openable: bool) -> None:
    root = parsed(map_html(MAP, openable=openable))
    assert root.find(".//img") is None
    told = " ".join(root.itertext())
    assert told.count(HOSTILE) >= 5
    assert {name for one in root.iter() for name in one.attrib} <= {
        *("class", "id", "role", "aria-label", "aria-hidden", "type", "name", "value", "data-at", "scope"),
        *("style", "viewBox", "preserveAspectRatio", "d", "data-stage", "data-lane"),
    }


def test_every_cell_that_holds_something_opens_and_says_what_it_is() -> None:
    root = parsed(map_html(MAP, openable=True))
    opened = {(one.get("data-lane"), one.get("data-stage")) for one in root.iter("button")}
    full = {(lane, stage) for lane in LANES for stage in STAGES if not MAP.cell(lane, stage).empty}
    assert opened == full | {("", stage) for stage in STAGES}
    assert all(one.get("aria-label") for one in root.iter("button"))
    assert not list(parsed(map_html(MAP)).iter("button"))


def test_a_gap_is_seen_in_its_head_and_its_cells() -> None:
    root = parsed(map_html(MAP))
    heads = list(root.iter("th"))[:3]
    assert ["jm-gap" in str(one.get("class")) for one in heads] == [False, False, True]
    assert "no voice" in "".join(heads[2].itertext())


def test_one_stage_is_chosen_on_a_narrow_screen() -> None:
    html = map_html(MAP, chosen="use")
    assert re.findall(r'value="(\d)" checked', html) == ["1"]
    assert re.findall(r'value="(\d)" checked', map_html(MAP, chosen="nowhere")) == ["0"]
    assert '[data-at="2"]' in html


def test_pieces_of_the_curve_meet_at_the_edges() -> None:
    root = parsed(map_html(MAP))
    cells = [one for one in root.iter("td") if one.find(".//svg") is not None]
    lines = [
        [path.get("d") for path in cell.iter("path") if path.get("class") == "jm-line"] for cell in cells
    ]
    (right,), (left,), last = lines
    assert right is not None
    assert left is not None
    assert right.split("L100 ")[1] == left.split("L0 ")[1]
    assert last == []


def test_a_number_stands_with_its_interval_and_n() -> None:
    share = figure_html(Figure("Used <b>", Estimate(0.894, 0.858, 0.921, 367, "Wilson", unit="%")))
    assert "89\u00a0%" in share
    assert "86–92 %" in share
    assert "n = 367" in share
    assert "Used &lt;b&gt;" in share
    assert "--low:85.8%" in share
    days = figure_html(Figure("Until", Estimate(-1.5, -3.0, float("inf"), 12, "by hand", unit="days")))
    assert "\u22121.5\u00a0days" in days
    assert "at least \u22123.0 days" in days
    assert "jm-bar" not in days


def test_what_a_cell_does_not_show_is_counted() -> None:
    points = tuple(Point(f"what {at}", 1 + at, None, state="told") for at in range(7))
    cells = {**MAP.cells, ("promises", "use"): Cell("promises", "use", points=points)}
    html = map_html(replace(MAP, cells=cells))
    assert "and 3 more" in html
    assert "what 1 ×2" in html
    assert "what 4" not in html


def test_no_stages_teach() -> None:
    assert "[[stages]]" in map_html(spoken_map({}, clips([])))


@pytest.mark.parametrize("letters", [1, 5, 12, 500])
def test_a_quote_is_cut_between_words(letters: int) -> None:
    words = "one two three four"
    cut = short(words, letters)
    assert cut == words if letters > 20 else words.startswith(cut.removesuffix(" […]"))


def test_the_page_is_whole_and_asks_for_nothing() -> None:
    page = MAP.page()
    assert page.startswith("<!doctype html>")
    assert page.rstrip().endswith("</html>")
    assert "default-src 'none'" in page.replace("&#x27;", "'")
    assert "<script" not in page
    assert "http" not in re.sub(r'http-equiv="[^"]*"', "", page)
