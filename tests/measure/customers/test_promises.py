"""Promises: shares kept, overdue ones, teammates, and how those stand to whom one was broken."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from cslab.measure.customers.promises import promises

TODAY = "2026-06-30"


def made(number: int, **about: Any) -> dict[str, Any]:
    start: dict[str, Any] = {
        **{
            "id": number,
            "person_id": f"p-{number}",
            "account_id": "a-1",
            "what": "A call",
            "made_by": "Maya",
        },
        **{"made_on": "2026-03-02", "due_on": None, "state": "made", "settled_on": None},
    }
    return start | about


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(rows))


def settled(first: int, state: str, many: int, **about: Any) -> list[dict[str, Any]]:
    return [made(first + at, state=state, settled_on="2026-03-10", **about) for at in range(many)]


def test_shares_rest_on_kept_and_broken_and_the_worst_counts_overdue_as_broken() -> None:
    found = promises(
        frame(
            *settled(1, "kept", 6),
            *settled(10, "broken", 2),
            *settled(20, "released", 5),
            made(30, due_on="2026-06-01"),
            made(31, due_on="2026-07-30"),
        ),
        today=TODAY,
    )
    assert found.kept is not None
    assert (found.kept.value, found.kept.n) == (0.75, 8)
    assert found.kept_at_worst is not None
    assert found.kept_at_worst.value == pytest.approx(6 / 9)
    assert list(found.overdue["id"]) == [30]
    assert found.overdue["late"].iloc[0] == 29
    assert any("1 overdue promise is not settled yet" in doubt for doubt in found.caveats)


def test_overdue_ones_come_first_then_open_ones_by_due_date_then_the_newest_settled() -> None:
    rows = frame(
        made(1, state="kept", settled_on="2026-04-01"),
        made(2, state="kept", settled_on="2026-05-01"),
        made(3),
        made(4, due_on="2026-08-01"),
        made(5, due_on="2026-05-05"),
        made(6, due_on="2026-05-01"),
    )
    assert list(promises(rows, today=TODAY).table["id"]) == [6, 5, 4, 3, 2, 1]


def test_a_promise_kept_late_says_so_and_the_due_day_itself_is_in_time() -> None:
    rows = frame(
        made(1, state="kept", due_on="2026-03-06", settled_on="2026-03-08"),
        made(2, state="kept", due_on="2026-03-06", settled_on="2026-03-06"),
        made(3, due_on=TODAY),
    )
    found = promises(rows, today=TODAY).table.set_index("id")
    assert found.loc[1, "late"] == 2
    assert pd.isna(found.loc[2, "late"])
    assert not found.loc[3, "overdue"]


def test_teammates_with_few_settled_promises_show_no_share() -> None:
    rows = frame(
        *settled(1, "kept", 4, made_by="Tom"),
        *settled(10, "kept", 5, made_by="Ana"),
        *settled(20, "broken", 5, made_by="Ana"),
    )
    team = promises(rows, today=TODAY).teammates.set_index("teammate")
    assert pd.isna(team.loc["Tom", "value"])
    assert team.loc["Ana", "value"] == 0.5
    assert team.loc["Ana", "low"] == pytest.approx(0.2366, abs=1e-4)  # Wilson, 5 of 10
    assert any("Tom" in doubt for doubt in promises(rows, today=TODAY).caveats)


def test_many_promises_to_one_customer_count_as_one_customer() -> None:
    rows = frame(*settled(1, "kept", 20, person_id="p-1"), *settled(30, "broken", 5))
    found = promises(rows, today=TODAY).kept
    assert found is not None
    assert found.n == 6
    assert found.low == 0.0  # all rests on one of six people


def test_broken_ones_are_told_with_how_the_person_stands() -> None:
    rows = frame(*settled(1, "broken", 1), *settled(2, "kept", 1))
    standing = pd.DataFrame({"person_id": ["p-1", "p-2"], "sentiment": [-1, 1], "score": [2.0, 9.0]})
    broken = promises(rows, standing=standing, today=TODAY).broken
    assert broken[["id", "sentiment", "score"]].to_dict("records") == [
        {"id": 1, "sentiment": -1, "score": 2.0}
    ]


def test_no_promise_is_no_share() -> None:
    found = promises(frame(made(1)).iloc[:0], today=TODAY)
    assert found.kept is None
    assert found.kept_at_worst is None
    assert found.teammates.empty
    assert found.caveats == ()
    assert "<table" in found._repr_html_()
