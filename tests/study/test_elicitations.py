"""Sheets of the mirror: asked in a counterbalanced order, kept as they go, and never changed once locked."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.errors import InputError, NotFoundError, StoreError
from cslab.study import elicitations as asked
from cslab.study.changes import WORDLESS, changed_since
from cslab.study.store import Store, open_store
from cslab.study.teamfile import COLUMNS

ITEMS = ["ease", "price", "speed", "recommend", "reports"]
HOSTILE = "<img src=x onerror=alert(1)>'; DROP TABLE mirror_sheet; --"


def test_a_sheet_is_answered_in_parts_locked_and_read_again(store: Store) -> None:
    asked.start_sheet(store, "Maya", author="Maya")
    asked.answer(store, "Maya", "ease", own=80)
    asked.answer(store, "Maya", "ease", certainty=0, predicted=100)
    asked.answer(store, "Maya", "price", own=20.5, predicted=None)
    sheet = asked.find_sheet(store, "maya ")
    assert sheet is not None
    assert sheet.answers["ease"] == {"own": 80.0, "certainty": 0.0, "predicted": 100.0}
    assert sheet.missing(ITEMS) == ("price", "speed", "recommend", "reports")
    assert asked.locked_answers(store).empty
    assert list(asked.locked_answers(store).columns) == list(COLUMNS)
    assert asked.lock(store, "Maya").state == "locked"
    assert asked.lock(store, "Maya").locked_at == asked.lock(store, "Maya").locked_at
    found = asked.locked_answers(store)
    assert found["item"].to_list() == ["ease", "price"]
    assert found["own"].to_list() == [80.0, 20.5]
    assert found["predicted"].isna().to_list() == [False, True]


def test_nothing_changes_after_locking(store: Store) -> None:
    asked.start_sheet(store, "Maya")
    with pytest.raises(InputError, match="nothing to lock"):
        asked.lock(store, "Maya")
    asked.answer(store, "Maya", "ease", own=80, predicted=70)
    asked.lock(store, "Maya")
    with pytest.raises(InputError, match=r"was locked on .* begin another round"):
        asked.answer(store, "Maya", "ease", own=1)
    assert asked.start_sheet(store, "MAYA").state == "locked", "begun again, it is the same sheet"
    assert asked.find_sheet(store, "Maya", round="second") is None
    asked.start_sheet(store, "Maya", round="second")
    asked.answer(store, "Maya", "ease", own=1, round="Second")
    assert asked.sheets(store)["round"].to_list() == ["first", "second"]
    assert asked.sheets(store)["state"].to_list() == ["locked", "open"]


@pytest.mark.parametrize("value", [-0.1, 100.1, float("nan"), float("inf"), "80 %"])
def test_only_0_to_100_is_an_answer(store: Store, value: float) -> None:
    asked.start_sheet(store, "Maya")
    with pytest.raises(InputError, match="own is a number from 0 to 100"):
        asked.answer(store, "Maya", "ease", own=value)
    with pytest.raises(InputError, match="'guess' was given"):
        asked.answer(store, "Maya", "ease", guess=3.0)
    assert asked.find_sheet(store, "Maya").answers == {}  # type: ignore[union-attr]


def test_an_answer_can_be_taken_back(store: Store) -> None:
    asked.start_sheet(store, "Maya")
    asked.answer(store, "Maya", "ease", own=80, predicted=70)
    asked.answer(store, "Maya", "ease", own=None, predicted=None)
    sheet = asked.find_sheet(store, "Maya")
    assert sheet is not None
    assert sheet.given() == ()


def test_items_are_counterbalanced_over_a_team(store: Store) -> None:
    sheets = [asked.start_sheet(store, f"Teammate {at}") for at in range(8)]
    orders = {sheet.order(ITEMS) for sheet in sheets}
    assert len(orders) == 2
    first, second = orders
    assert first == second[::-1]
    assert set(first) == set(ITEMS)
    cells = [(sheet.order(ITEMS) == first, sheet.own_first) for sheet in sheets]
    assert all(cells.count(cell) == 2 for cell in set(cells))
    assert len(set(cells)) == 4
    other = asked.start_sheet(store, "Teammate 0", round="second")
    assert other.order(ITEMS) not in orders, "the next round has another order"


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=8), min_size=2, max_size=12, unique=True), st.integers(0, 2**29))
def test_an_item_that_is_added_moves_no_other(items: list[str], seed: int) -> None:
    sheet = asked.Sheet("first", "Maya", seed, False, None, {})
    whole = sheet.order(items)
    assert set(whole) == set(items)
    assert sheet.order(items[:-1]) == tuple(item for item in whole if item != items[-1])


def test_who_will_not_answer_says_so_and_is_kept(store: Store) -> None:
    assert asked.decline(store, "Lee", author="Lee").state == "declined"
    assert asked.decline(store, "Lee").state == "declined"
    with pytest.raises(InputError, match="was locked"):
        asked.answer(store, "Lee", "ease", own=3)
    asked.start_sheet(store, "Maya")
    asked.answer(store, "Maya", "ease", own=3)
    with pytest.raises(InputError, match="has begun to answer"):
        asked.decline(store, "Maya")
    assert asked.sheets(store)["state"].to_list() == ["declined", "open"]
    assert asked.locked_answers(store).empty


def test_a_figure_is_private_until_it_is_shared(store: Store) -> None:
    asked.start_sheet(store, "Maya")
    assert not asked.sheets(store)["shared"].any()
    asked.share(store, "Maya")
    before = asked.sheets(store)
    assert before["shared"].all()
    asked.share(store, "Maya")
    asked.share(store, "Maya", shared=False)
    assert not asked.sheets(store)["shared"].any()


def test_the_log_says_that_something_was_answered_and_not_what(store: Store) -> None:
    from sqlalchemy import select

    from cslab.study import schema

    asked.start_sheet(store, "Maya")
    asked.answer(store, "Maya", "ease", own=42.25, predicted=17.75)
    asked.answer(store, "Maya", "ease", own=42.25)
    with store.reading() as connection:
        rows = connection.execute(select(schema.log.c.action, schema.log.c.detail)).all()
    assert [row[0] for row in rows] == ["add", "answer"], "saying the same again is no change"
    assert "42" not in str(rows)
    assert rows[1][1] == {"what": ["own", "predicted"]}
    assert changed_since(store, 0) <= set(WORDLESS), "no transcript has to be read again"


def test_hostile_names_are_names(store: Store) -> None:
    asked.start_sheet(store, HOSTILE)
    asked.answer(store, HOSTILE, "\x00ease", own=1)
    assert asked.sheets(store)["teammate"].to_list() == [HOSTILE]
    for name in ("", "   ", "x" * 81):
        with pytest.raises(InputError, match="1 to 80 letters"):
            asked.start_sheet(store, name)
        with pytest.raises(InputError, match="1 to 80 letters"):
            asked.start_sheet(store, "Maya", round=name)
    asked.start_sheet(store, "Maya")
    with pytest.raises(NotFoundError, match="There is no sheet of the round 'first' by 'Maja'; did you mean"):
        asked.lock(store, "Maja")


def test_two_tabs_write_the_same_sheet(tmp_path: Path) -> None:
    with open_store(tmp_path) as one, open_store(tmp_path) as other:
        assert asked.start_sheet(one, "Maya") == asked.start_sheet(other, "Maya")
        asked.answer(one, "Maya", "ease", own=10)
        asked.answer(other, "Maya", "ease", predicted=90)
        asked.answer(one, "Maya", "ease", own=20)
        asked.lock(other, "Maya")
        with pytest.raises(InputError, match="was locked"):
            asked.answer(one, "Maya", "ease", own=30)
        assert asked.locked_answers(one)[["own", "predicted"]].to_numpy().tolist() == [[20.0, 90.0]]


def test_a_store_for_reading_shows_and_refuses(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        asked.start_sheet(store, "Maya")
    with open_store(tmp_path, read_only=True) as store:
        assert len(asked.sheets(store)) == 1
        with pytest.raises(StoreError, match="for reading only"):
            asked.answer(store, "Maya", "ease", own=1)


def test_a_sheet_counts_before_a_row_of_the_file(store: Store) -> None:
    asked.start_sheet(store, "Maya")
    asked.answer(store, "Maya", "ease", own=1, predicted=2)
    asked.lock(store, "Maya")
    stored = asked.locked_answers(store)
    brought = stored.assign(teammate=["MAYA"], own=[99.0])
    brought = asked.with_file(brought.iloc[:0], brought)
    both = asked.with_file(stored, brought)
    assert both["own"].to_list() == [1.0]
    again = asked.with_file(stored, brought.assign(round=["second"]))
    assert again["own"].to_list() == [1.0, 99.0]
