from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.study.dates import AMBIGUOUS, EXPECTED, parse_dates

MARCH = date(2026, 3, 4)


@pytest.mark.parametrize(
    "text",
    [
        *["2026-03-04", "2026/03/04", "2026-3-4", "2026-03-04T10:30:00", "2026-03-04 10:30", "04.03.2026"],
        *[
            "4.3.2026",
            "4. 3. 2026",
            "4 Mar 2026",
            "4 March 2026",
            "4th March, 2026",
            "04-MAR-2026",
            "Mar 4, 2026",
        ],
        *["March 4th 2026", "  2026-03-04 "],
    ],
)
def test_sure_forms(text: str) -> None:
    assert parse_dates([text]) == [MARCH]


@pytest.mark.parametrize(
    "text", ["soon", "2026", "04.03.26", "46085", "4 Foo 2026", "2026-03-04x", "3/4", "=TODAY()"]
)
def test_what_is_no_date(text: str) -> None:
    assert isinstance(parse_dates([text])[0], str)


def test_days_that_do_not_exist() -> None:
    assert parse_dates(["2026-02-30", "31.04.2026", "13/13/2026"]) == ["a day that is in the calendar"] * 3


def test_ambiguous_until_the_column_shows_which_is_the_month() -> None:
    assert parse_dates(["3/4/2026", "", "5/6/2026"]) == [AMBIGUOUS, None, AMBIGUOUS]
    assert parse_dates(["3/4/2026", "13/4/2026"]) == [date(2026, 4, 3), date(2026, 4, 13)]
    assert parse_dates(["3/4/2026", "4/13/2026"]) == [MARCH, date(2026, 4, 13)]
    assert parse_dates(["3/3/2026"]) == [date(2026, 3, 3)]


def test_a_column_that_contradicts_itself_decides_nothing() -> None:
    assert parse_dates(["3/4/2026", "13/4/2026", "4/13/2026"]) == [
        *[AMBIGUOUS, date(2026, 4, 13), date(2026, 4, 13)]
    ]


@given(st.lists(st.dates(date(1900, 1, 1), date(2999, 12, 31)), min_size=1, max_size=8), st.booleans())
def test_slashes_never_give_a_wrong_date(days: list[date], day_first: bool) -> None:
    form = "{0.day}/{0.month}/{0.year}" if day_first else "{0.month}/{0.day}/{0.year}"
    for day, found in zip(days, parse_dates([form.format(day) for day in days]), strict=True):
        assert found in (day, AMBIGUOUS)


@given(st.dates(date(1000, 1, 1)))
def test_every_day_in_iso_form(day: date) -> None:
    assert parse_dates([day.isoformat()]) == [day]


@given(st.text())
def test_any_text(text: str) -> None:
    found = parse_dates([text])[0]
    assert found is None or isinstance(found, date | str)
    assert EXPECTED
