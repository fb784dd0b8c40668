"""Charts as pictures: they say by themselves what they show, and can be read without the web."""

from __future__ import annotations

import struct
import sys
import xml.etree.ElementTree as ET
from typing import Any

import altair as alt
import pandas as pd
import pytest

from cslab import charts
from cslab.errors import MissingDependencyError

TABLE = pd.DataFrame(
    {"who": ["a & <b>", "c"], "value": [0.1, 0.4], "low": [0.0, 0.3], "high": [0.2, 0.6], "n": [10, 40]}
)
NOTE = "n = 10 to 40 · Wilson score interval"


@pytest.fixture(scope="module")
def chart() -> Any:
    return charts.intervals(TABLE, label="who", title="Share", percent=True)


def test_an_svg_holds_its_words_as_text(chart: Any) -> None:
    drawn = charts.svg(chart, title="Who would recommend us", note=NOTE)
    root = ET.fromstring(drawn)
    said = {"".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Who would recommend us", NOTE, "a & <b>", "40%", "Share"} <= said
    assert int(root.get("width", "0")) > charts.WIDTH
    fonts = {font for one in root.iter() if (font := one.get("font-family"))}
    assert fonts == {charts.FONT}
    assert 'fill="white"' in drawn
    assert charts.svg(chart, title="Who would recommend us", note=NOTE) == drawn


def test_a_png_has_twice_the_pixels(chart: Any) -> None:
    drawn = charts.png(chart, width=300)
    assert drawn[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", drawn[16:24])
    assert width > 600
    assert height > 100


def test_long_words_above_a_picture_are_broken(chart: Any) -> None:
    spec = charts.printed(chart, title="word " * 60, note="note " * 90, width=400)
    assert len(spec["title"]["text"]) > 3
    assert max(map(len, spec["title"]["subtitle"])) <= 66


def test_every_plot_that_fills_its_page_is_given_a_width_and_data_stay_as_they_are() -> None:
    plot = alt.Chart(pd.DataFrame({"width": ["container"]})).mark_bar().encode(x="width:N")
    both = alt.vconcat(plot.properties(width=200), plot.properties(width=300))
    assert [one["width"] for one in charts.printed(both)["vconcat"]] == [200, 300]
    spec = charts.printed(plot.properties(width="container"), width=500)
    assert spec["width"] == 500
    assert list(spec["datasets"].values()) == [[{"width": "container"}]]
    assert "title" not in spec
    assert "<svg" in charts.svg(both)


def test_without_the_converter_a_sentence_says_what_to_install(
    chart: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(MissingDependencyError, match="A chart as a picture needs the package vl-convert"):
        charts.svg(chart)
