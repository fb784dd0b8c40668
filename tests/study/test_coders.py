from __future__ import annotations

import pytest
from sqlalchemy import select

from cslab.errors import InputError, StoreError
from cslab.study import schema
from cslab.study.coders import coders, is_blind, set_blind
from cslab.study.highlights import add_highlight, remove_highlight
from cslab.study.store import Store, open_store


def add(store: Store, coder: str, interview: str) -> int:
    return add_highlight(store, interview_id=interview, start=1, end=2, codes=["trust"], coder=coder)


def test_nobody_is_blind_until_it_is_said(store: Store) -> None:
    assert coders(store).empty
    assert not is_blind(store, "Maya")
    assert not is_blind(store, None)
    set_blind(store, " Maya ", True, actor="Ines")
    assert is_blind(store, "Maya")
    assert not is_blind(store, "Tom")
    set_blind(store, "Maya", False)
    assert not is_blind(store, "Maya")


def test_saying_it_again_is_not_logged_again(store: Store) -> None:
    set_blind(store, "Tom", False)
    for _ in range(2):
        set_blind(store, "Maya", True, actor="Ines")
    set_blind(store, "Maya", False)
    with store.reading() as connection:
        rows = connection.execute(
            select(schema.log.c.action, schema.log.c.subject_id).where(schema.log.c.subject == "coder")
        ).all()
    assert rows == [("blind", "Maya"), ("unblind", "Maya")]


def test_everybody_who_coded_is_listed(store: Store) -> None:
    set_blind(store, "Zoë", True)
    add(store, "tom", "int-01")
    add(store, "Maya", "int-01")
    add(store, "Maya", "int-02")
    remove_highlight(store, add(store, "Gone", "int-01"))
    table = coders(store)
    assert table["coder"].tolist() == ["Maya", "tom", "Zoë"]
    assert table["blind"].tolist() == [False, False, True]
    assert table["highlights"].tolist() == [2, 1, 0]
    assert table["interviews"].tolist() == [2, 1, 0]
    assert table["last_at"].isna().tolist() == [False, False, True]
    assert str(table["last_at"].dtype) == "datetime64[us, UTC]"


def test_a_name_is_needed_and_a_sealed_store_stays_as_it_is(store: Store, url: str) -> None:
    with pytest.raises(InputError, match="empty"):
        set_blind(store, "  ", True)
    with open_store(url, read_only=True) as sealed:
        assert not is_blind(sealed, "Maya")
        with pytest.raises(StoreError):
            set_blind(sealed, "Maya", True)


def test_any_name_can_be_a_name(store: Store) -> None:
    name = "Robert'); DROP TABLE coder;-- \x00"
    set_blind(store, name, True)
    assert is_blind(store, name)
    assert coders(store)["blind"].tolist() == [True]
