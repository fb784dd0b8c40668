"""Judgements of relationships: what counts now, how old it is, and that nothing that was judged is lost."""

from __future__ import annotations

import time
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.measure.customers import relationships

PEOPLE = pd.DataFrame(
    {
        "person_id": ["p-1", "p-2", "p-3"],
        "account_id": ["a-1", "a-1", None],
        "name": ["Ana", None, "<b>Eve</b>"],
        "strength": pd.array([3, None, None], dtype="Int64"),
        "sentiment": pd.array([1, None, -1], dtype="Int64"),
        "judged_on": ["2026-01-10", None, None],
    }
)


def made(*rows: tuple[str, int | None, int | None, str]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=["person_id", "strength", "sentiment", "at"])
    return table.assign(note=[f"note {at}" for at in range(len(rows))], author="Maya")


def test_people_csv_is_where_it_starts() -> None:
    found = relationships(PEOPLE, on="2026-02-09")
    row = found.table.iloc[0]
    assert (row["strength"], row["sentiment"], row["author"], row["age"]) == (3, 1, "people.csv", 30)
    assert not row["stale"]
    assert found.table["name"].tolist()[0] == "Ana"
    assert list(found.history["person_id"]) == ["p-1", "p-3"]
    assert found.on == date(2026, 2, 9)


def test_what_a_judgement_leaves_open_stays() -> None:
    found = relationships(PEOPLE, made(("p-1", None, -1, "2026-03-01T10:00:00")), on="2026-03-11")
    row = found.table.iloc[0]
    assert (row["strength"], row["sentiment"]) == (3, -1)
    assert row["age"] == 60, "the older of the two that are in use"
    assert row["judgements"] == 2
    assert found.of("p-1")["sentiment"].tolist() == [-1, 1], "the newest first, and the first one is kept"


def test_a_day_of_which_nobody_knows_is_stale() -> None:
    found = relationships(PEOPLE, on="2026-02-09")
    eve = found.table.iloc[2]
    assert pd.isna(eve["age"])
    assert eve["stale"]
    assert any("nobody knows the day" in caveat for caveat in found.caveats)
    unjudged = found.table.iloc[1]
    assert not unjudged["stale"]
    assert unjudged["judgements"] == 0


@pytest.mark.parametrize(("days", "stale"), [(29, True), (30, False)])
def test_staleness_begins_after_the_days_given(days: int, stale: bool) -> None:
    found = relationships(PEOPLE, on="2026-02-09", stale_after=days)
    assert bool(found.table.loc[0, "stale"]) is stale


def test_looked_at_on_an_earlier_day_later_judgements_are_not_there() -> None:
    later = made(("p-1", 1, -1, "2026-03-01T10:00:00"))
    assert relationships(PEOPLE, later, on="2026-02-28").table.loc[0, "strength"] == 3
    assert relationships(PEOPLE, later, on="2026-03-01").table.loc[0, "strength"] == 1


def test_what_can_not_be_read_is_refused_or_missing() -> None:
    with pytest.raises(InputError, match="needs a column account_id"):
        relationships(PEOPLE.drop(columns="account_id"))
    with pytest.raises(InputError, match="stale after -1"):
        relationships(PEOPLE, stale_after=-1)
    odd = PEOPLE.assign(judged_on=["yesterday", None, None])
    assert pd.isna(relationships(odd, on="2026-02-09").table.loc[0, "age"])
    assert relationships(PEOPLE.head(0)).table.empty


def test_a_name_is_never_markup() -> None:
    assert "<b>Eve" not in relationships(PEOPLE)._repr_html_()


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["p-1", "p-2"]),
        st.none() | st.integers(1, 4),
        st.none() | st.integers(-1, 1),
        st.integers(0, 40),
    ),
    max_size=8,
    unique_by=lambda row: row[3],
)


@given(ROWS, st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_the_order_of_the_table_does_not_matter(
    rows: list[tuple[str, int, int, int]], chance: object
) -> None:
    dated = [(who, tie, felt, f"2026-03-01T10:{at:02d}:00") for who, tie, felt, at in rows]
    shuffled = list(dated)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = (relationships(PEOPLE, made(*some), on="2026-04-01") for some in (dated, shuffled))
    columns = ["strength", "sentiment", "age", "judgements"]
    pd.testing.assert_frame_equal(one.table[columns], other.table[columns])
    known = sorted((row for row in dated if row[0] == "p-1" and row[1] is not None), key=lambda row: row[3])
    assert one.table.loc[0, "strength"] == (known[-1][1] if known else 3)


def test_today_is_the_later_of_here_and_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    made_now = pd.Timestamp.now("UTC").isoformat()
    for zone in ("Pacific/Auckland", "Pacific/Honolulu", "UTC"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        found = relationships(PEOPLE, made(("p-1", 1, -1, made_now)))
        assert found.table.loc[0, "strength"] == 1, "what was judged a moment ago counts everywhere"
    monkeypatch.undo()
    time.tzset()
    for bad in ("soon", pd.NaT, ["2026"]):
        with pytest.raises(InputError, match="a date such as"):
            relationships(PEOPLE, on=bad)  # type: ignore[arg-type]
