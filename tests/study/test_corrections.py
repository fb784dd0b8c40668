from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from cslab.errors import InputError, NotFoundError
from cslab.study import schema
from cslab.study.corrections import (
    Correction,
    Edit,
    add_correction,
    corrections_of,
    list_corrections,
    redo_correction,
    stamps_of,
    undo_correction,
)
from cslab.study.store import Store
from cslab.study.transcripts import begin_transcription

EDIT = Edit(2, 4, "ledger line", "Ledgerline")


@pytest.fixture
def begun(store: Store) -> Store:
    for key in ("k", "other"):
        begin_transcription(store, key=key, content_hash="c", engine="whisper", model="tiny", options={})
    return store


def add(
    store: Store, edit: Edit | None = EDIT, *, key: str = "k", nonce: str | None = None, who: str = "Ana"
) -> int:
    return add_correction(store, key, lambda _: edit, nonce=nonce, author=who)


def logged(store: Store) -> list[tuple[str, str]]:
    log = schema.log
    with store.reading() as connection:
        query = select(log.c.actor, log.c.action).where(log.c.subject == "correction").order_by(log.c.id)
        return [(row.actor, row.action) for row in connection.execute(query)]


def test_added_listed_undone_and_redone(begun: Store) -> None:
    first, other = add(begun), add(begun, key="other", who="Bea")
    table = list_corrections(begun, ["k", "other", "unknown"])
    assert table["id"].tolist() == [first, other]
    row = table.iloc[0]
    assert (row["first"], row["last"], row["before"], row["after"]) == (2, 4, "ledger line", "Ledgerline")
    assert table["author"].tolist() == ["Ana", "Bea"]
    undo_correction(begun, first, author="Cem")
    undo_correction(begun, first, author="Dan")
    assert list_corrections(begun, ["k"])["undone_at"].notna().all()
    redo_correction(begun, first)
    redo_correction(begun, first)
    assert list_corrections(begun, ["k"])["undone_at"].isna().all()
    actions = [action for _, action in logged(begun)]
    assert actions == ["add", "add", "undo", "redo"]
    assert logged(begun)[2][0] == "Cem"
    assert list_corrections(begun, []).empty


def test_what_is_known_is_seen_in_the_same_transaction(begun: Store) -> None:
    first = add(begun, nonce="n")
    seen: list[tuple[Correction, ...]] = []

    def resolve(known: tuple[Correction, ...]) -> Edit | None:
        seen.append(known)
        return None

    assert add_correction(begun, "k", resolve) == 0
    assert seen == [(Correction(first, 2, 4, "ledger line", "Ledgerline", "Ana", nonce="n"),)]
    assert len(logged(begun)) == 1


def test_a_retried_nonce_adds_nothing(begun: Store) -> None:
    first = add(begun, nonce="click\x00")
    assert add(begun, Edit(0, 1, "a", "b"), nonce="click\x00") == first
    undo_correction(begun, first)
    assert add(begun, nonce="click\x00") == first
    assert len(list_corrections(begun, ["k"])) == 1


def test_threads_that_add_at_once_see_each_other(begun: Store) -> None:
    """Each edit says how many were there before it: no two may say the same."""

    def person() -> None:
        for _ in range(10):
            add_correction(begun, "k", lambda known: Edit(len(known), len(known) + 1, "a", "b"))

    threads = [threading.Thread(target=person) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list_corrections(begun, ["k"])["first"].tolist() == list(range(20))


def test_what_does_not_exist(begun: Store) -> None:
    with pytest.raises(NotFoundError, match="no transcription 'q'"):
        add(begun, key="q")
    for action in (undo_correction, redo_correction):
        for number in (77, -1, 2**70):
            with pytest.raises(NotFoundError, match=f"no correction '{number}'"):
                action(begun, number)
    for edit in (Edit(-1, 2, "", ""), Edit(3, 2, "", "")):
        with pytest.raises(InputError, match="needs words to stand for"):
            add(begun, edit)
    assert logged(begun) == []


def test_hostile_words(begun: Store) -> None:
    words = "'; DROP TABLE correction; --\x00\ud800 🙈"
    add(begun, Edit(0, 1, words, words), who="<b>")
    (row,) = list_corrections(begun, ["k"]).to_dict("records")
    assert row["after"] == "'; DROP TABLE correction; --\ufffd\ufffd 🙈"
    assert row["author"] == "<b>"


def test_a_stamp_changes_with_every_change(begun: Store) -> None:
    def stamp() -> object:
        with begun.reading() as connection:
            return stamps_of(connection, ["k", "other"]).get("k")

    seen = [stamp()]
    first = add(begun)
    seen.append(stamp())
    undo_correction(begun, first)
    seen.append(stamp())
    redo_correction(begun, first)
    seen.append(stamp())
    add(begun, key="other")
    assert stamp() == seen[-1]
    assert len(set(seen)) == 4


def test_many_keys_are_asked_for_in_batches(begun: Store) -> None:
    add(begun)
    with begun.reading() as connection:
        found = corrections_of(connection, [f"key {at}" for at in range(1200)] + ["k"])
    assert list(found) == ["k"]
