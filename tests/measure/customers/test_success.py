"""What customers call success: how far they have come, and whose idea of it a renewal uses."""

from __future__ import annotations

import pandas as pd
import pytest

from cslab.errors import InputError
from cslab.measure.customers import Success, renewal_talks, success

PEOPLE = pd.DataFrame(
    {
        "person_id": ["p-1", "p-2", "p-3"],
        "account_id": ["a-1", "a-2", "a-2"],
        "name": ["Ana", "Bo", None],
        "success_means": ["A calm month end", "No <b>folder</b>", None],
    }
)
START = "2026-01-01T08:00:00+00:00"
NOTHING = pd.DataFrame({"success": [], "on_day": [], "value": []})


def defined(**about: object) -> pd.DataFrame:
    row = {
        **{"success": "s-1", "person_id": "p-1", "definition": "Close in two days", "whose": "theirs"},
        **{"measure": "days to close", "unit": "days", "baseline": 6.0, "target": 2.0},
        **{"due_on": "2026-12-27", "created_at": START},
        **about,
    }
    return pd.DataFrame([row])


def values(*pairs: tuple[str, float]) -> pd.DataFrame:
    return pd.DataFrame([("s-1", day, value) for day, value in pairs], columns=["success", "on_day", "value"])


def looked(on: str, *pairs: tuple[str, float], **about: object) -> pd.Series:
    table = success(PEOPLE, defined(**about), values(*pairs), on=on).table
    return table[table["success"] == "s-1"].iloc[0]


@pytest.mark.parametrize(
    ("on", "value", "way", "state"),
    [
        ("2026-07-01", 4.0, 0.5, "on track"),
        ("2026-07-01", 4.2, 0.45, "on track"),
        ("2026-07-01", 5.0, 0.25, "behind"),
        ("2026-07-01", 7.0, -0.25, "behind"),
        ("2026-12-27", 2.0, 1.0, "on track"),
        ("2026-12-27", 2.2, 0.95, "behind"),
        ("2026-12-31", 1.0, 1.25, "on track"),
    ],
)
def test_the_way_against_the_days(on: str, value: float, way: float, state: str) -> None:
    row = looked(on, ("2026-06-30", value))
    assert row["way"] == pytest.approx(way)
    assert row["state"] == state


def test_a_measure_may_go_up_and_begin_with_its_first_value() -> None:
    row = looked("2026-04-01", ("2026-01-05", 10.0), ("2026-03-31", 30.0), baseline=None, target=50.0)
    assert row["way"] == pytest.approx(0.5)
    assert row["value"] == 30.0


def test_without_a_due_day_any_way_counts() -> None:
    assert looked("2026-04-01", ("2026-03-01", 5.9), due_on=None)["state"] == "on track"
    assert looked("2026-04-01", ("2026-03-01", 6.0), due_on=None)["state"] == "behind"


@pytest.mark.parametrize(
    ("about", "pairs", "why"),
    [
        ({"measure": ""}, (("2026-03-01", 5.0),), "no measure and target"),
        ({"target": None}, (("2026-03-01", 5.0),), "no measure and target"),
        ({}, (), "no value was recorded"),
        ({}, (("2026-05-01", 5.0),), "no value was recorded"),
        ({"baseline": None}, (("2026-03-01", 2.0),), "no way between them"),
    ],
)
def test_what_is_not_measured_says_why(
    about: dict[str, object], pairs: tuple[tuple[str, float], ...], why: str
) -> None:
    row = looked("2026-04-01", *pairs, **about)
    assert row["state"] == "not measured"
    assert why in row["why"]


def test_words_alone_are_listed_too_and_the_shares_count_people() -> None:
    found = success(PEOPLE, defined(), values(("2026-06-30", 5.0)), on="2026-07-01")
    assert found.table["person_id"].tolist() == ["p-1", "p-2"], "those behind come first"
    assert found.table["words"].tolist() == ["A calm month end", "No <b>folder</b>"]
    assert found.stated is not None
    assert found.measured is not None
    assert found.on_track is not None
    assert [(one.value, one.n) for one in (found.stated, found.measured, found.on_track)] == [
        (pytest.approx(2 / 3), 3),
        (0.5, 2),
        (0.0, 1),
    ]
    assert "<b>folder" not in found._repr_html_()
    assert found.series["way"].tolist() == [0.25]
    assert found.chart("s-1").to_dict()["layer"]
    with pytest.raises(InputError, match="no value yet"):
        found.chart("s-2")


def test_nothing_at_all_is_an_empty_table() -> None:
    found = success(PEOPLE.head(0), defined().head(0), NOTHING)
    assert found.table.empty
    assert (found.stated, found.measured, found.on_track) == (None, None, None)


def talks(*rows: tuple[str, str, str | None]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=["account_id", "kind", "definition"])
    return table.assign(at=pd.date_range("2026-01-01", periods=len(table)))


def behind() -> Success:
    return success(PEOPLE, defined(), values(("2026-06-30", 5.0)), on="2026-07-01")


def test_whose_idea_of_success_talks_use() -> None:
    table = talks(
        *(("a-1", "renewal", "theirs"), ("a-1", "renewal", "ours"), ("a-2", "renewal", "none")),
        *(("a-3", "case", "theirs"), ("a-3", "renewal", None)),
    )
    found = renewal_talks(table, behind().table)
    assert [round(found.shares[name].value, 2) for name in ("theirs", "ours", "none")] == [0.33, 0.33, 0.33]
    assert found.shares["theirs"].n == 2, "accounts are counted, not talks"
    assert found.left_out == 1
    assert found.accounts.set_index("account_id").loc["a-1", ["talks", "last"]].tolist() == [2, "ours"]
    assert found.on_ours[["account_id", "person_id", "last"]].to_numpy().tolist() == [["a-1", "p-1", "ours"]]
    assert "1 account renews on ours while theirs is behind." in found.sentence
    assert "1 of 4 talks say nothing of it" in found._repr_html_()


def test_a_talk_that_used_their_own_idea_is_no_reproach() -> None:
    found = renewal_talks(talks(("a-1", "renewal", "ours"), ("a-1", "renewal", "theirs")), behind().table)
    assert found.on_ours.empty
    assert list(found.summary()["definition"]) == ["theirs", "ours", "none"]


def test_without_talks_nothing_is_claimed() -> None:
    found = renewal_talks(talks(("a-1", "case", "theirs")), behind().table)
    assert found.shares == {}
    assert found.summary().empty
    assert "No talk about renewal" in found.sentence
