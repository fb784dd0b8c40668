"""Values of each row on one scale, and lines that carry names."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cslab import charts

LONG = "A question that somebody wrote and that goes on and on until no phone has room for it"
ROWS = pd.DataFrame(
    {
        "asked": ["short", LONG, "short"],
        "a": [10.0, 20.0, None],
        "b": [30.0, None, 50.0],
        "c": [40.0, 60.0, None],
        "low": [35.0, 55.0, None],
        "high": [45.0, 65.0, None],
    }
)


def drawn(**more: Any) -> dict[str, Any]:
    marks = {"a": "ours", "b": "guessed", "c": "theirs"}
    chart = charts.compared(ROWS, label="asked", marks=marks, ends=("low", "high"), title="0 to 100", **more)
    spec: dict[str, Any] = chart.to_dict()
    return spec


def test_values_that_are_missing_are_not_drawn_and_the_others_are() -> None:
    spec = drawn()
    points = spec["datasets"][spec["layer"][2]["data"]["name"]]
    assert sorted((row["which"], row["at"]) for row in points) == [
        ("guessed", 30.0),
        ("guessed", 50.0),
        ("ours", 10.0),
        ("ours", 20.0),
        ("theirs", 40.0),
        ("theirs", 60.0),
    ]
    spans = spec["datasets"][spec["layer"][1]["data"]["name"]]
    assert [(row["low"], row["high"]) for row in spans] == [(35.0, 45.0), (55.0, 65.0)]


def test_rows_of_the_same_name_stay_apart_and_long_names_are_cut() -> None:
    spec = drawn()
    said = spec["layer"][0]["encoding"]["y"]["axis"]["labelExpr"]
    assert said.count('"short"') == 2
    assert LONG not in said
    assert "A question that somebody wrote" in said
    assert LONG in str(spec["datasets"])


def test_what_is_written_is_written_as_text() -> None:
    hostile = ROWS.assign(asked=["</script><b>x", "'; drop", "datum.label"])
    marks = {"a": "ours", "c": "theirs"}
    drawn = charts.svg(charts.compared(hostile, label="asked", marks=marks, title="0 to 100"))
    assert "<b>" not in drawn
    assert "drop" in drawn


def test_lines_carry_their_names() -> None:
    table = pd.DataFrame(
        {"who": ["a", "b"], "value": [0.2, 0.4], "low": [0.1, 0.3], "high": [0.3, 0.5], "n": 9}
    )
    named = charts.intervals(
        table, label="who", title="Weight", lines=(0.0, 0.31, 1.0), line_names=("none", "warranted", "all")
    )
    picture = charts.svg(named)
    assert all(name in picture for name in ("none", "warranted", "all", "Weight"))
    plain = charts.svg(charts.intervals(table, label="who", title="Weight", lines=(0.0,)))
    assert "none" not in plain.replace('"none"', "").replace("none;", "")
