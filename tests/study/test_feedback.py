"""The feedback loop in the store: its steps in order, each with its day and author, asked twice done once."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from cslab.errors import InputError, NotFoundError, StoreError
from cslab.study import feedback as kept
from cslab.study import schema
from cslab.study.store import Store, open_store


def row(store: Store) -> dict[str, Any]:
    return kept.feedback(store).iloc[0].to_dict()


def log(store: Store) -> list[tuple[str, str]]:
    table = schema.log
    with store.reading() as connection:
        query = (
            select(table.c.action, table.c.actor).where(table.c.subject == "feedback").order_by(table.c.id)
        )
        return [(found.action, found.actor) for found in connection.execute(query)]


def test_a_piece_goes_from_heard_to_told_and_each_step_keeps_its_author(store: Store) -> None:
    number = kept.add_feedback(
        store, what="Say the price", person_id="p-1", heard_on="2026-03-01", author="Ana"
    )
    kept.decide_feedback(store, number, "do", on="2026-03-04", owner="Tom", author="Bo")
    kept.finish_feedback(store, number, on="2026-03-20", author="Cy")
    kept.tell_feedback(store, number, on="2026-03-21", note="By phone", author="Di")
    found = row(store)
    days = [found[name] for name in ("heard_on", "decided_on", "done_on", "told_on")]
    assert days == ["2026-03-01", "2026-03-04", "2026-03-20", "2026-03-21"]
    assert (found["decision"], found["owner"], found["note"], found["author"]) == (
        "do",
        "Tom",
        "By phone",
        "Ana",
    )
    assert log(store) == [("add", "Ana"), ("decide", "Bo"), ("finish", "Cy"), ("tell", "Di")]


def test_the_same_nonce_adds_one_piece_and_the_same_step_changes_nothing(store: Store) -> None:
    first = kept.add_feedback(store, what="Say the price", heard_on="2026-03-01", nonce="n-1")
    assert kept.add_feedback(store, what="Something else", nonce="n-1") == first
    for _ in range(2):
        kept.decide_feedback(store, first, "no", on="2026-03-04")
        kept.tell_feedback(store, first, on="2026-03-05")
    assert len(kept.feedback(store)) == 1
    assert [action for action, _ in log(store)] == ["add", "decide", "tell"]


def test_what_was_decided_against_is_told_without_being_done(store: Store) -> None:
    number = kept.add_feedback(store, what="Make it blue", heard_on="2026-03-01")
    kept.decide_feedback(store, number, "not now", on="2026-03-02")
    with pytest.raises(InputError, match="is not decided as 'do'"):
        kept.finish_feedback(store, number)
    kept.tell_feedback(store, number, on="2026-03-03")
    assert row(store)["told_on"] == "2026-03-03"


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ({"what": "  "}, "There is nothing to put into the loop"),
        ({"what": "x", "heard_on": "soon"}, "must be a date such as 2026-03-04, not 'soon'"),
        ({"what": "x", "evidence": "gossip", "evidence_id": "1"}, "one of highlight, answer, contact"),
        ({"what": "x", "evidence": "contact"}, "needs both its kind and its id"),
        ({"what": "x", "evidence": "answer", "evidence_id": "r-1"}, "is named SURVEY/RESPONSE/QUESTION"),
    ],
)
def test_what_can_not_be_put_in_is_said(tmp_path: Any, what: dict[str, Any], sentence: str) -> None:
    with open_store(tmp_path) as store:
        with pytest.raises(InputError, match=sentence):
            kept.add_feedback(store, **what)
        assert kept.feedback(store).empty


def test_steps_out_of_order_are_refused(tmp_path: Any) -> None:
    with open_store(tmp_path) as store:
        number = kept.add_feedback(store, what="Say the price", heard_on="2026-03-10")
        with pytest.raises(InputError, match="Nothing is decided"):
            kept.tell_feedback(store, number)
        with pytest.raises(InputError, match="heard on 2026-03-10, so it can't be decided on 2026-03-01"):
            kept.decide_feedback(store, number, "do", on="2026-03-01")
        with pytest.raises(InputError, match="one of do, not now, no"):
            kept.decide_feedback(store, number, "perhaps")
        kept.decide_feedback(store, number, "do", on="2026-03-11")
        kept.finish_feedback(store, number, on="2026-03-12")
        with pytest.raises(InputError, match="was done on 2026-03-12"):
            kept.decide_feedback(store, number, "no")
        with pytest.raises(NotFoundError, match="There is no feedback '7'"):
            kept.finish_feedback(store, 7)


def test_a_removed_piece_is_out_until_it_is_brought_back(tmp_path: Any) -> None:
    with open_store(tmp_path) as store:
        number = kept.add_feedback(store, what="Say the price")
        kept.change_feedback(store, number, owner="Maya", what="Say the whole price")
        kept.remove_feedback(store, number)
        assert kept.feedback(store).empty
        assert list(kept.feedback(store, removed=True)["what"]) == ["Say the whole price"]
        with pytest.raises(NotFoundError):
            kept.remove_feedback(store, number)
        kept.restore_feedback(store, number)
        kept.restore_feedback(store, number)
        assert row(store)["owner"] == "Maya"
        with pytest.raises(InputError, match="can't be empty"):
            kept.change_feedback(store, number, what=" ")


def test_a_store_that_can_only_be_read_says_so(tmp_path: Any) -> None:
    open_store(tmp_path).close()
    with (
        open_store(tmp_path, read_only=True) as store,
        pytest.raises(StoreError, match="opened for reading only"),
    ):
        kept.add_feedback(store, what="Say the price")
