"""An estimate says its interval, its n, its method and its doubts, in words and as a row."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.estimate import Estimate

share = Estimate(0.619, 0.468, 0.750, 42, "Wilson score interval", unit="%", caveats=("asked by mail",))


def test_it_reads_as_people_say_it() -> None:
    assert str(share) == "62 % (47–75 %, n = 42)"
    assert share.format(digits=1) == "61.9 % (46.8–75.0 %, n = 42)"


@pytest.mark.parametrize(
    ("estimate", "text"),
    [
        (Estimate(0.2, -0.05, 0.4, 9, "m", unit="points"), "20 points (-5 to 40 points, n = 9)"),
        (Estimate(0.5, 0.49, 0.51, 9, "m", unit="%"), "50.0 % (49.0–51.0 %, n = 9)"),
        (Estimate(1234.5, 1000.0, 1500.0, 9, "m", level=0.9), "1234 (1000–1500, 90 % interval, n = 9)"),
        (Estimate(0.00123, 0.001, 0.002, 9, "m"), "0.0012 (0.0010–0.0020, n = 9)"),
        (Estimate(3.0, 3.0, 3.0, 9, "m", unit="days"), "3.0 days (3.0–3.0 days, n = 9)"),
        (Estimate(3.0, 2.0, math.inf, 9, "m"), "3.0 (at least 2.0, n = 9)"),
        (Estimate(-0.001, -0.2, 0.1, 9, "m"), "0.00 (-0.20 to 0.10, n = 9)"),
    ],
)
def test_decimals_follow_the_width_and_units_the_number(estimate: Estimate, text: str) -> None:
    assert estimate.format() == text


def test_the_row_holds_the_numbers_as_they_are() -> None:
    row = share.summary()
    assert row.to_dict("records") == [
        {
            "value": 0.619,
            "low": 0.468,
            "high": 0.750,
            "n": 42,
            "level": 0.95,
            "unit": "%",
            "method": "Wilson score interval",
            "caveats": "asked by mail",
        }
    ]


def test_the_picture_carries_method_and_doubts_and_never_markup() -> None:
    hostile = Estimate(0.5, 0.4, 0.6, 9, "<script>", unit="<b>", caveats=("<i>so</i>",))
    shown = hostile._repr_html_()
    assert "<script>" not in shown
    assert "<i>so" not in shown
    assert "&lt;i&gt;so&lt;/i&gt;." in shown
    assert "Wilson score interval. asked by mail." in share._repr_html_()


@given(
    st.floats(-1e9, 1e9),
    st.floats(0, 1e6),
    st.integers(0, 10**9),
    st.sampled_from(["", "%", "points", "days"]),
)
def test_any_estimate_can_be_read(value: float, width: float, n: int, unit: str) -> None:
    text = str(Estimate(value, value - width, value + width, n, "m", unit=unit))
    assert text.endswith(f"n = {n})")
    assert "e+" not in text
    assert "nan" not in text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"value": math.nan}, "needs a value and both ends"),
        ({"low": math.nan}, "needs a value and both ends"),
        ({"low": 2.0}, "must not run from 2.0 down to 1.0"),
        ({"n": -1}, "can't rest on -1"),
        ({"level": 1.0}, "between 0 and 1, but 1.0"),
        ({"level": math.nan}, "between 0 and 1"),
    ],
)
def test_what_is_no_estimate_is_refused(change: dict[str, float], sentence: str) -> None:
    parts = {"value": 0.5, "low": 0.0, "high": 1.0, "n": 4, "level": 0.95} | change
    with pytest.raises(InputError, match=sentence):
        Estimate(**parts, method="m")  # type: ignore[arg-type]  # the whole row is of numbers
