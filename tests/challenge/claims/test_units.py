"""Thresholds as people write them, figures as they are stored, and how both are read."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.challenge.claims.sentences import short_figure, so_we_said, two_digits
from cslab.challenge.claims.units import (
    bounds,
    digits_for,
    hits,
    lines_of,
    misses,
    spoken,
    stored,
    unit_of,
    written,
)
from cslab.challenge.claims.verdict import Finding
from cslab.study.personas import Indicator
from tests.challenge.claims.planted import values_of

SHARE = Indicator("survey", "at_least", 50.0)


@given(st.floats(-1000, 1000), st.sampled_from(["share", "nps", "mean"]))
def test_what_is_stored_is_read_as_it_was_written(amount: float, kind: str) -> None:
    assert written(stored(amount, kind), kind) == pytest.approx(amount)  # type: ignore[arg-type]


@given(st.floats(0, 1), st.floats(0, 1))
def test_what_lies_beyond_a_line_is_seen_to(end: float, line: float) -> None:
    found = values_of([1.0], SHARE)
    line = round(line, 2)
    digits = digits_for([end], [line], found)
    shown, at = (float(spoken(one, found, digits=digits, unit=False)) for one in (end, line))
    if abs(end - line) > 0.0001:
        assert (shown > at) == (end > line)
        assert (shown < at) == (end < line)


@pytest.mark.parametrize(
    ("about", "kind", "said"),
    [
        ({}, "share", "at least 50 %"),
        ({"threshold": 12.5}, "share", "at least 12.5 %"),
        ({"comparator": "at_most"}, "nps", "at most 50 points"),
        ({"comparator": "about", "margin": 10.0}, "share", "about 50 %, give or take 10 points"),
        ({"threshold": 5.0}, "mean", "at least 5.0"),
        ({"threshold": 5.25}, "mean", "at least 5.25"),
        ({"versus": "others", "threshold": 10.0}, "share", "at least 10 points more than everybody else"),
        ({"versus": "others", "threshold": 0.0}, "share", "more than everybody else"),
        (
            {"versus": "others", "threshold": 0.0, "comparator": "at_most"},
            "share",
            "less than everybody else",
        ),
        ({"versus": "others", "threshold": -10.0}, "share", "at most 10 points less than everybody else"),
        (
            {"versus": "others", "threshold": -10.0, "comparator": "at_most"},
            "share",
            "at least 10 points less than everybody else",
        ),
        (
            {"versus": "others", "threshold": 0.0, "comparator": "about", "margin": 5.0},
            "share",
            "as much as everybody else, give or take 5 points",
        ),
    ],
)
def test_what_was_said_is_said_in_words(about: dict[str, object], kind: str, said: str) -> None:
    indicator = replace(SHARE, **about)  # type: ignore[arg-type]
    assert so_we_said(indicator, values_of([1.0], indicator, kind=kind)) == said


def test_bounds_of_figures_and_of_differences() -> None:
    beside = replace(SHARE, versus="others")
    assert bounds(values_of([1.0], SHARE)) == (0.0, 1.0)
    assert bounds(values_of([1.0], beside)) == (-1.0, 1.0)
    assert bounds(values_of([1.0], beside, kind="nps")) == (-2.0, 2.0)
    assert bounds(values_of([1.0], SHARE, kind="mean", scale=(1, 7))) == (1.0, 7.0)
    assert bounds(values_of([1.0], SHARE, kind="mean")) is None
    assert unit_of(values_of([1.0], beside), versus=True) == "points"


@pytest.mark.parametrize(
    ("comparator", "kind", "threshold", "hit", "missed"),
    [
        ("at_least", "share", 50, [False, True], [True, False]),
        ("at_most", "share", 50, [True, False], [False, True]),
        ("about", "share", 60, [False, True], [True, False]),
        ("about", "share", 20, [True, False], [False, True]),
        ("at_least", "nps", 0, [False, False, True], [True, False, False]),
        ("at_most", "nps", 0, [True, False, False], [False, False, True]),
        ("about", "nps", -10, [True, False, False], [False, False, True]),
        ("at_least", "mean", 4, [False, True, True], [True, False, False]),
        ("at_most", "mean", 4, [True, True, False], [False, False, True]),
        ("about", "mean", 4, [True, True, True], [False, False, False]),
    ],
)
def test_who_is_as_the_claim_says(
    comparator: str, kind: str, threshold: float, hit: list[bool], missed: list[bool]
) -> None:
    indicator = Indicator("survey", comparator, threshold, margin=1.0)
    given_ = {"share": [0.0, 1.0], "nps": [-1.0, 0.0, 1.0], "mean": [3.0, 4.0, 5.0]}[kind]
    found = values_of(given_, indicator, kind=kind)
    assert found.table["hit"].tolist() == hit
    assert misses(found).tolist() == missed


def test_a_mean_beside_others_is_held_against_theirs() -> None:
    indicator = Indicator("people", "at_least", 1.0, versus="others")
    hit = hits(indicator, pd.Series([5.0, 4.9, 2.0]), "mean", pd.Series([4.0, 4.0]))
    assert hit.tolist() == [True, False, False]


def test_lines_are_one_or_the_ends_of_a_margin() -> None:
    assert lines_of(SHARE, "share") == (0.5,)
    assert lines_of(replace(SHARE, comparator="about", margin=10.0), "nps") == (0.4, 0.6)


def test_a_rough_number_has_two_digits() -> None:
    assert [two_digits(number) for number in (7, 43, 103, 2538)] == [7, 43, 110, 2600]


def test_a_short_figure_needs_one() -> None:
    assert short_figure(Finding(SHARE, "", "untestable", "")) == ""
