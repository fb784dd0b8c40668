"""The map itself: its cells, what they play, and the map as a table and a chart."""

from __future__ import annotations

import pandas as pd
import pytest

from cslab.errors import NotFoundError
from cslab.tell.journey import LANES, SUMMARY
from cslab.tell.journey.chart import curve
from tests.tell.journey.journeys import clips, spoken_map

STAGES = {"find": "Find", "use": "Use", "grow": "Grow", "leave": "Leave"}
ROWS = [(f"p{at}", "find", -1, at % 5) for at in range(6)] + [(f"p{at}", "use", 1, 1) for at in range(5)]
MAP = spoken_map(STAGES, clips([*ROWS, ("p1", "grow", 1, 1)]))


def test_cells_are_found_by_name() -> None:
    assert MAP.cell("say", "use").stage == "use"
    with pytest.raises(NotFoundError, match="did you mean 'pains'"):
        MAP.cell("pain", "use")
    with pytest.raises(NotFoundError, match="did you mean 'leave'"):
        MAP.cell("say", "leaves")


def test_a_stage_plays_what_its_cells_play_and_a_gap_nothing() -> None:
    assert MAP.played("use", "delights")["person_id"].tolist() == ["p0", "p1", "p2", "p3", "p4"]
    assert sorted(MAP.played("find")["id"]) == [1, 2, 3, 4, 5, 6]
    assert MAP.played("leave").empty
    assert MAP.gaps() == ("leave",)


def test_the_table_has_every_cell_and_numbers_as_they_are_stored() -> None:
    table = MAP.summary()
    assert list(table.columns) == list(SUMMARY)
    assert set(zip(table["stage"], table["lane"], strict=True)) == {
        (name, lane) for name in STAGES.values() for lane in LANES
    }
    row = table[table["kind"] == "figure"].iloc[0]
    estimate = MAP.cell("feel", "find").figures[0].estimate
    assert (row["value"], row["low"], row["high"], row["n"]) == (
        estimate.value,
        estimate.low,
        estimate.high,
        6,
    )
    gap = table[(table["stage"] == "Leave") & (table["lane"] == "say")]
    assert gap["kind"].tolist() == ["gap"]
    assert gap["what"].str.startswith("Nobody speaks").all()


def test_the_curve_breaks_where_there_are_too_few() -> None:
    table = curve(spoken_map(STAGES, clips([*ROWS, *((f"p{at}", "leave", 1, 1) for at in range(5))])))
    assert table["said"].tolist() == ["n = 6", "n = 5", "nobody is heard", "n = 5"]
    assert table["run"].tolist() == [1, 1, 1, 2]
    assert table["value"].notna().tolist() == [True, True, False, True]
    assert curve(MAP)["said"].tolist()[2] == "1 person, too few"


def test_the_chart_shows_every_person_and_each_stage() -> None:
    drawn = MAP.chart().to_dict()
    rows = {len(found) for found in drawn["datasets"].values()}
    assert {len(MAP.clips), 2, 4} <= rows, "people, means, and all stages"
    assert "Leave" in str(drawn["layer"][0]["encoding"]["x"])


def test_a_map_without_clips_is_drawn() -> None:
    none = spoken_map(STAGES, clips([]))
    assert none.gaps() == tuple(STAGES)
    assert isinstance(none.chart().to_dict(), dict)
    assert pd.notna(none.summary()["what"]).all()
