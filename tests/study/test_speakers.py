from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cslab.errors import InputError, NotFoundError
from cslab.study import schema
from cslab.study.schema import clean
from cslab.study.speakers import (
    Given,
    Voices,
    all_given_names,
    given_names,
    load_voices,
    name_speakers,
    reassign,
    reassigned,
    redo_reassign,
    save_voices,
    undo_reassign,
)
from cslab.study.store import Store

TURNS = ((0.0, 1.5, "voice 1"), (1.5, 4.0, "voice 2"))


def logged(store: Store, subject: str) -> list[tuple[str, str, dict[str, Any]]]:
    log = schema.log
    with store.reading() as connection:
        rows = connection.execute(select(log).where(log.c.subject == subject).order_by(log.c.id))
        return [(row.actor, row.action, row.detail) for row in rows]


def test_turns_are_kept_by_the_recordings_content(store: Store) -> None:
    assert load_voices(store, "abc") is None
    save_voices(store, "abc", Voices("m", 2, TURNS))
    assert load_voices(store, "abc") == Voices("m", 2, TURNS)
    save_voices(store, "abc", Voices("m", 2, TURNS))
    assert len(logged(store, "voices")) == 1
    save_voices(store, "abc", Voices("m", 3, TURNS[:1]))
    assert load_voices(store, "abc") == Voices("m", 3, TURNS[:1])
    assert len(logged(store, "voices")) == 2


def test_names_are_kept_by_interview_and_label_and_logged(store: Store) -> None:
    name_speakers(store, "int-01", {"voice 1": Given("Maya", "interviewer")}, author="ana")
    name_speakers(
        store, "int-01", {"voice 1": Given(" Tom \n Bell", "interviewer", "p-1"), "voice 2": Given()}
    )
    name_speakers(store, "int-02", {"left": Given("Bo", "other")})
    assert given_names(store, "int-01") == {
        "voice 1": Given("Tom Bell", "interviewer", "p-1"),
        "voice 2": Given(),
    }
    assert set(all_given_names(store)) == {"int-01", "int-02"}
    assert all_given_names(store, []) == {}
    entries = logged(store, "speaker")
    assert [entry[:2] for entry in entries[:1]] == [("ana", "name")]
    assert entries[1][2]["before"]["name"] == "Maya"
    assert entries[1][2]["after"]["name"] == "Tom Bell"


def test_saying_the_same_again_changes_nothing(store: Store) -> None:
    for _ in range(2):
        name_speakers(store, "int-01", {"voice 1": Given("Maya", "interviewer")})
    assert len(logged(store, "speaker")) == 1


def test_all_labels_change_or_none(store: Store) -> None:
    with pytest.raises(NotFoundError, match="There is no role 'boss'"):
        name_speakers(store, "int-01", {"voice 1": Given("A"), "voice 2": Given("B", "boss")})
    with pytest.raises(InputError, match="label of the speaker is empty"):
        name_speakers(store, "int-01", {"voice 1": Given("A"), " ": Given("B")})
    assert given_names(store, "int-01") == {}
    assert logged(store, "speaker") == []


def test_a_stretch_is_given_undone_and_given_again(store: Store) -> None:
    first = reassign(store, "int-01", start=1, end=2, label="voice 2", author="ana")
    second = reassign(store, "int-01", start=1.5, end=3, label="voice 1")
    assert reassigned(store)["id"].tolist() == [first, second]
    undo_reassign(store, first, author="bo")
    undo_reassign(store, first)
    assert reassigned(store, ["int-01"])["id"].tolist() == [second]
    assert reassigned(store, removed=True)["id"].tolist() == [first]
    redo_reassign(store, first)
    assert reassigned(store)["id"].tolist() == [first, second]
    assert [action for _, action, _ in logged(store, "speaker_turn")] == ["add", "add", "remove", "restore"]
    assert reassigned(store, ["int-02"]).empty


def test_a_retried_click_adds_nothing(store: Store) -> None:
    first = reassign(store, "int-01", start=1, end=2, label="voice 2", nonce="n")
    assert reassign(store, "int-01", start=1, end=2, label="voice 2", nonce="n") == first
    undo_reassign(store, first)
    assert reassign(store, "int-01", start=1, end=2, label="voice 2", nonce="n") == first
    assert reassigned(store).empty
    assert len(logged(store, "speaker_turn")) == 2


@pytest.mark.parametrize(("start", "end"), [(2, 1), (1, 1), (-1, 2), (float("nan"), 2), (0, float("inf"))])
def test_a_stretch_must_be_one(store: Store, start: float, end: float) -> None:
    with pytest.raises(InputError, match="A stretch of speech needs a start and a later end"):
        reassign(store, "int-01", start=start, end=end, label="voice 1")


@pytest.mark.parametrize("number", [0, -1, 99, 2**70])
def test_an_unknown_stretch_is_told(store: Store, number: int) -> None:
    with pytest.raises(NotFoundError, match="reassigned stretch"):
        undo_reassign(store, number)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=30), label=st.text(min_size=1, max_size=10))
def test_any_name_is_kept(store: Store, name: str, label: str) -> None:
    if not clean(label).strip():
        return
    name_speakers(store, "int-09", {label: Given(name)})
    kept = given_names(store, "int-09")[clean(label).strip()]
    assert kept.name == " ".join(clean(name).split())
