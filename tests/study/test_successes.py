"""Definitions of success and their values in the store."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cslab.errors import InputError, NotFoundError
from cslab.study.store import Store
from cslab.study.successes import define_success, record_success, remove_success, successes, values


def test_a_definition_and_its_values(store: Store) -> None:
    name = define_success(
        store,
        "p-1",
        "A calm month end",
        measure="days to close",
        unit="days",
        baseline=6,
        target=2,
        due_on=date(2026, 12, 31),
        author="Maya",
    )
    record_success(store, name, 4, on_day="2026-06-30", note="asked her")
    record_success(store, name, 5, on_day="2026-03-31")
    record_success(store, name, 3.5, on_day="2026-06-30")
    row = successes(store).iloc[0]
    assert (row["success"], row["whose"], row["target"], row["due_on"]) == (name, "theirs", 2.0, "2026-12-31")
    assert values(store)[["on_day", "value"]].to_numpy().tolist() == [
        ["2026-03-31", 5.0],
        ["2026-06-30", 3.5],
    ]
    remove_success(store, name, author="Tom")
    assert successes(store).empty
    assert values(store).empty
    with pytest.raises(NotFoundError, match="definition of success"):
        record_success(store, name, 3)
    with pytest.raises(NotFoundError, match="definition of success"):
        remove_success(store, name)


def test_retries_add_nothing(store: Store) -> None:
    name = define_success(store, "p-1", "Calm", nonce="n-1")
    assert define_success(store, "p-1", "Calm", nonce="n-1") == name == "n-1"
    assert record_success(store, name, 1, nonce="v-1") == record_success(store, name, 1, nonce="v-1")
    assert len(successes(store)) == len(values(store)) == 1


REFUSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"definition": " "}, "definition of success is empty"),
    ({"person_id": ""}, "person is empty"),
    ({"whose": "mine"}, "'theirs' or 'ours', not 'mine'"),
    ({"target": 2}, "target needs a measure"),
    ({"target": 2, "measure": "days", "baseline": 2}, "no way between them"),
    ({"target": float("nan"), "measure": "days"}, "target of a success must be a number"),
    ({"baseline": "six"}, "baseline of a success must be a number"),
    ({"due_on": "soon"}, "a date such as 2026-03-04, but 'soon'"),
)


def test_what_is_no_definition_is_refused(store: Store) -> None:
    for about, sentence in REFUSED:
        given = {"person_id": "p-1", "definition": "Calm", **about}
        with pytest.raises(InputError, match=sentence):
            define_success(store, **given)
    assert successes(store).empty


def test_a_value_is_a_number_on_a_day(store: Store) -> None:
    name = define_success(store, "p-1", "Calm")
    for value, day in ((float("inf"), None), ("many", None), (None, None), (1, "tomorrow")):
        with pytest.raises(InputError):
            record_success(store, name, value, on_day=day)  # type: ignore[arg-type]
    record_success(store, name, 1)
    assert len(values(store)["on_day"].iloc[0]) == 10
