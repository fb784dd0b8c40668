"""Habits: counted alike by pandas and DuckDB, in each person's own time."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest

from cslab.errors import InputError
from cslab.measure.customers.habits import habits, usage_by_hour


def log(*rows: tuple[str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["person_id", "event", "at"])
    return table.assign(account_id="a", at=pd.to_datetime(table["at"]).astype("datetime64[us]"))


EVENTS = log(
    ("p", "report", "2026-03-02 09:05"),
    ("p", "report", "2026-03-02 09:55"),
    ("p", "login", "2026-03-02 09:01"),
    ("p", "report", "2026-03-09 23:30"),
    ("q", "report", "2026-03-02 10:00"),
)


def test_use_hour_by_hour_is_the_same_from_pandas_and_from_duckdb() -> None:
    here = usage_by_hour(EVENTS, ["p"])
    with duckdb.connect() as connection:
        there = usage_by_hour(connection.from_df(EVENTS), ["p"])
        pd.testing.assert_frame_equal(here, there)
    assert list(here["n"]) == [1, 2, 1]
    assert here["first"].iloc[1] == pd.Timestamp("2026-03-02 09:05")


def test_of_nobody_there_is_nothing_to_count() -> None:
    found = habits(usage_by_hour(EVENTS, []))
    assert found.often is None
    assert found.what.empty
    assert found.when.empty
    assert found.caveats == ()


def test_weekdays_and_hours_are_in_their_own_time() -> None:
    hours = usage_by_hour(EVENTS, ["p"])
    here = habits(hours, zones={"p": "Europe/Berlin"})
    assert list(zip(here.when["weekday"], here.when["hour"], strict=True)) == [("Mon", 10), ("Tue", 0)]
    assert here.zone == "Europe/Berlin"
    there = habits(hours, zone="America/New_York")
    assert set(there.when["weekday"]) == {"Mon"}
    assert any("taken to be in America/New_York" in doubt for doubt in there.caveats)
    with pytest.raises(InputError, match="There is no time zone 'Mars/Base'"):
        habits(hours, zones={"p": "Mars/Base"})


def test_how_often_counts_weeks_without_any_use() -> None:
    days = pd.date_range("2026-03-02", periods=14, freq="D")
    events = log(*(("p", "report", f"{day:%Y-%m-%d} 08:00") for day in days))
    hours = usage_by_hour(events, ["p"])
    found = habits(hours, until="2026-03-29").often
    assert found is not None
    assert (found.value, found.n) == (3.5, 4)  # 7, 7, 0 and 0 days
    assert habits(usage_by_hour(EVENTS, ["q"])).often is None


def test_what_is_used_goes_by_its_name_and_the_most_used_first() -> None:
    found = habits(usage_by_hour(EVENTS, ["p", "q"]), names={"report": "Reports"}).what
    assert list(found["what"]) == ["Reports", "login"]
    assert list(found.loc[0, ["people", "uses", "days"]]) == [2, 4, 2]


def test_ways_of_getting_in_touch_are_counted() -> None:
    rows = pd.DataFrame(
        {
            **{"person_id": "p", "at": pd.to_datetime(["2026-03-01", "2026-03-03", "2026-03-02"])},
            **{"direction": ["in", "in", "out"], "channel": ["call", "call", "email"]},
        }
    )
    found = habits(usage_by_hour(EVENTS, []), rows).channels
    assert found.iloc[0].to_dict() == {
        **{"direction": "in", "channel": "call", "contacts": 2, "last": pd.Timestamp("2026-03-03")}
    }


def test_the_chart_shows_the_whole_week() -> None:
    drawn = habits(usage_by_hour(EVENTS, ["p"])).chart().to_dict()
    assert drawn["layer"][0]["encoding"]["y"]["scale"]["domain"][0] == "Mon"
