"""Answers as pictures: before and after weighting, each with its interval where there is one."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cslab import charts

ROWS = pd.DataFrame(
    {
        "who": ["everybody", "a group with a name that goes on and on"],
        "raw": [0.2, 0.3],
        "value": [0.1, 0.2],
        "low": [0.0, 0.1],
        "high": [0.3, 0.4],
        "raw_low": [0.1, None],
        "raw_high": [0.4, None],
    }
)


def drawn(**more: Any) -> dict[str, Any]:
    chart = charts.dumbbells(
        ROWS, label="who", first="raw", second="value", names=("raw", "weighted"), title="Score", **more
    )
    spec: dict[str, Any] = chart.to_dict()
    return spec


def spans(spec: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """The ends that each layer of intervals draws."""
    return [
        [(row["low"], row["high"]) for row in spec["datasets"][layer["data"]["name"]]]
        for layer in spec["layer"]
        if layer["encoding"].get("x2", {}).get("field") == "high"
    ]


def test_each_value_has_its_interval_where_there_is_one() -> None:
    assert spans(drawn()) == []
    both = (("raw_low", "raw_high"), ("low", "high"))
    assert spans(drawn(ends=both)) == [[(0.1, 0.4)], [(0.0, 0.3), (0.1, 0.4)]]
    assert spans(drawn(ends=both, points=True))[0] == [(10.0, 40.0)]


def test_long_names_are_broken_into_lines() -> None:
    said = charts.svg(
        charts.dumbbells(ROWS, label="who", first="raw", second="value", names=("a", "b"), title="Score")
    )
    assert "a group with a name that" in said
    assert "goes on and on" in said


def test_an_axis_begins_at_nought_only_where_intervals_are_near_it() -> None:
    far = pd.DataFrame({"who": ["a"], "value": [0.9], "low": [0.85], "high": [0.95], "n": [9]})
    near = far.assign(low=0.2)
    zero = [
        [
            layer["encoding"]["x"]["scale"]["zero"]
            for layer in charts.intervals(rows, label="who", title="Share").to_dict()["layer"]
            if "scale" in layer["encoding"]["x"]
        ]
        for rows in (far, near)
    ]
    assert zero == [[False], [True]]
