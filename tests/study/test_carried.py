from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from cslab.study import schema
from cslab.study.carried import (
    Takeover,
    carried_rows,
    copy_speaker,
    highlights_before,
    keep_turns,
    latest_correction,
    list_carried,
    mark_carried,
    move_highlight,
    put_carried,
    takeovers,
)
from cslab.study.corrections import Edit, add_correction, undo_correction
from cslab.study.highlights import add_highlight, highlights
from cslab.study.speakers import Given, Voices, given_names, load_voices, name_speakers, save_voices
from cslab.study.store import Store
from cslab.study.transcripts import begin_transcription, finish_transcription

DOCUMENT: dict[str, Any] = {"version": 1, "segments": []}


def finish(store: Store, key: str, content: str = "c") -> None:
    begin_transcription(store, key=key, content_hash=content, engine="whisper", model=key, options={})
    finish_transcription(store, key, DOCUMENT)


def pending(store: Store, *contents: str) -> dict[str, Takeover]:
    with store.reading() as connection:
        return takeovers(connection, contents or ("c",))


def mark(store: Store) -> None:
    takeover = pending(store)["c"]
    with store.writing() as write:
        mark_carried(write, takeover)


@pytest.fixture
def twice(store: Store) -> Store:
    finish(store, "first")
    finish(store, "second")
    return store


def test_one_transcription_takes_over_from_none(store: Store) -> None:
    assert pending(store) == {}
    finish(store, "first")
    assert pending(store) == {}
    begin_transcription(store, key="begun", content_hash="c", engine="whisper", model="m", options={})
    assert pending(store) == {}


def test_the_newest_takes_over_from_all_before_it(twice: Store) -> None:
    found = pending(twice, "c", "unknown")["c"]
    assert (found.key, found.older) == ("second", ("first",))
    mark(twice)
    assert pending(twice) == {}
    finish(twice, "third")
    assert pending(twice)["c"].older == ("second", "first")


def test_a_late_correction_of_old_words_is_carried_too(twice: Store) -> None:
    mark(twice)
    number = add_correction(twice, "first", lambda _: Edit(0, 1, "a", "b"))
    assert pending(twice)["c"].key == "second"
    mark(twice)
    assert pending(twice) == {}
    undo_correction(twice, number)
    assert set(pending(twice)) == {"c"}


def test_what_is_written_down_is_listed_and_what_is_lost_logged(twice: Store) -> None:
    with twice.writing("Ana") as write:
        put_carried(write, "second", "correction", 3, "lost", {"why": "'; --\x00"})
        put_carried(write, "second", "highlight", 3, "carried", {"start": 1.5})
    mark(twice)
    rows = list_carried(twice, ["second", "first"])
    assert [(row.subject, row.subject_id, row.outcome) for row in rows] == [
        ("correction", "3", "lost"),
        ("highlight", "3", "carried"),
    ]
    assert [row.detail for row in rows] == [{"why": "'; --\x00"}, {"start": 1.5}]
    with twice.reading() as connection:
        assert len(carried_rows(connection, ["second"], "correction")) == 1
        actions = connection.scalars(select(schema.log.c.action).where(schema.log.c.subject == "correction"))
        assert actions.all() == ["lose"]


def test_a_correction_is_followed_to_where_it_stands_now(twice: Store) -> None:
    finish(twice, "third")
    with twice.writing() as write:
        put_carried(write, "second", "correction", 1, "carried", {"to": 2})
        put_carried(write, "third", "correction", 2, "carried", {"to": 5})
        put_carried(write, "third", "correction", 7, "lost", {})
    assert [latest_correction(twice, number) for number in (1, 2, 5, 7, 9)] == [5, 5, 5, 7, 9]


def test_highlights_of_before_and_their_new_times(twice: Store) -> None:
    number = add_highlight(twice, interview_id="int-01", start=1.0, end=2.0, codes=["a"], coder="Ana")
    with twice.writing() as write:
        assert highlights_before(write.connection, ["int-01", "int-02"], "0") == []
        assert highlights_before(write.connection, ["int-01"], write.at) == [
            (number, "int-01", 1.0, 2.0, "Ana")
        ]
        move_highlight(write, number, (1.0, 2.0), (1.5, 2.5))
    assert highlights(twice)[["start", "end"]].values.tolist() == [[1.5, 2.5]]


def test_turns_are_kept_where_there_are_none(store: Store) -> None:
    turns = ((0.0, 1.0, "Maya"), (1.0, 2.0, "Ada"))
    with store.writing() as write:
        assert keep_turns(write, "c", turns)
        assert not keep_turns(write, "c", ())
    assert load_voices(store, "c") == Voices("carried", 2, turns)
    save_voices(store, "d", Voices("found", 1, ((0.0, 1.0, "voice 1"),)))
    with store.writing() as write:
        assert not keep_turns(write, "d", turns)


def test_names_are_copied_where_there_are_none(store: Store) -> None:
    name_speakers(store, "int-01", {"left": Given("Maya", "interviewer")})
    values = {"name": "Ada", "role": "customer", "person_id": None}
    with store.writing() as write:
        assert copy_speaker(write, "int-01", "right", values)
        assert not copy_speaker(write, "int-01", "left", values)
    assert given_names(store, "int-01") == {
        "left": Given("Maya", "interviewer"),
        "right": Given("Ada", "customer"),
    }
