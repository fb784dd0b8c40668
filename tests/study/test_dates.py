from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.study.dates import AMBIGUOUS, EXPECTED, MOMENT, parse_dates, parse_times, states_zone

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


def test_moments_are_given_in_utc() -> None:
    written = {
        "2026-03-04T14:05Z": datetime(2026, 3, 4, 14, 5),
        "2026-03-04 14:05:09.5 UTC": datetime(2026, 3, 4, 14, 5, 9, 500000),
        "2026-03-04T14:05:00+0530": datetime(2026, 3, 4, 8, 35),
        "2026-03-04T14:05-08": datetime(2026, 3, 4, 22, 5),
        "2026-07-01 12:00": datetime(2026, 7, 1, 11, 0),
        "2026-07-01": datetime(2026, 6, 30, 23, 0),
        "March 4, 2026 2:05 PM": datetime(2026, 3, 4, 14, 5),
        "31/3/2026 12:30 am": datetime(2026, 3, 30, 23, 30),
    }
    assert parse_times(list(written), "Europe/London") == list(written.values())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", None),
        ("soon", MOMENT),
        ("2026-03-04 25:00", "a moment that is in the calendar"),
        ("2026-02-30 10:00", "a day that is in the calendar"),
        ("2026-03-04 13:00 pm", MOMENT),
        ("2026-03-04 10:00+99:00", "a moment that is in the calendar"),
        ("0001-01-01T00:00+05:00", "a moment that is in the calendar"),
        ("3/4/2026 10:00", AMBIGUOUS),
    ],
)
def test_a_moment_that_cannot_be_read_says_what_was_expected(value: str, expected: str | None) -> None:
    assert parse_times([value]) == [expected]


@given(st.datetimes(), st.sampled_from(["+00:00", "Z", "+05:30", "-03:00", "+14:00"]))
def test_a_moment_with_its_zone_comes_back(moment: datetime, zone: str) -> None:
    shift = timedelta(0) if zone == "Z" else datetime.fromisoformat(f"2026-01-01T00:00{zone}").utcoffset()
    assert shift is not None
    try:
        wanted = moment - shift
    except OverflowError:
        return
    assert parse_times([moment.isoformat() + zone]) == [wanted]
    assert states_zone(moment.isoformat() + zone)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026/03/04 2:05:11 pm GMT-4", "2026-03-04 18:05:11"),
        ("2026/03/04 2:05:11 PM GMT+5:30", "2026-03-04 08:35:11"),
        ("2026/07/04 2:05 PM PDT", "2026-07-04 21:05:00"),
        ("2026-03-04 14:05 UTC+1", "2026-03-04 13:05:00"),
    ],
)
def test_zones_by_name_and_by_hours(written: str, moment: str) -> None:
    assert str(parse_times([written], "Europe/London")[0]) == moment
    assert states_zone(written)


@pytest.mark.parametrize("written", ["2026-03-04 14:05 CET", "2026-03-04 14:05 on Mars", "2026-03-04T14:05:"])
def test_a_time_that_is_not_understood_is_not_midnight(written: str) -> None:
    assert parse_times([written]) == [MOMENT]
