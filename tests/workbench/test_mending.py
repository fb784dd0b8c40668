"""Words are corrected in place: by several people at once, from several tabs, and taken back again."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

import cslab
from cslab import Study
from cslab.errors import InputError, NotFoundError, StoreError
from cslab.study import glance, schema
from tests.workbench.heard import hear, new_study

SAID = "we use ledger line for all of our invoices now"


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.setattr(glance, "_TICK", 0.0)
    monkeypatch.setattr(glance, "_COARSE", 0.0)
    made = new_study(tmp_path / "study", "int-01", "int-02")
    hear(made, "int-01", SAID)
    return made


def text(study: Study, name: str = "int-01") -> str:
    return study.transcript(name).text


def test_a_correction_is_read_at_once_and_the_engines_words_stay(study: Study) -> None:
    number = study.correct("int-01", 2, 4, "Ledgerline", before="ledger line", nonce="tab-1")
    assert text(study) == "we use Ledgerline for all of our invoices now"
    word = study.transcript("int-01").words[2]
    assert (word.start, word.end, word.interpolated) == (2.0, 3.9, True)
    assert study.mended("int-01").marks == {2: number}
    assert (study.correction_at("int-01", 2), study.correction_at("int-01", 3)) == (number, None)
    (row,) = study.corrections("int-01").to_dict("records")
    assert (row["first"], row["last"], row["start"], row["end"]) == (2, 4, 2.0, 3.9)
    assert (row["before"], row["after"], row["author"]) == ("ledger line", "Ledgerline", "Ana")
    assert row["active"]
    document = study.store.engine.connect().execute(select(schema.transcript.c.document)).scalar_one()
    assert [w["text"] for s in document["segments"] for w in s["words"]] == SAID.split()


def test_undone_redone_and_logged_with_their_authors(study: Study) -> None:
    number = study.correct("int-01", 2, 4, "Ledgerline", author="Bea")
    study.undo_correction(number, author="Cem")
    study.undo_correction(number, author="Dan")
    assert text(study) == SAID
    assert study.corrections()["undone_at"].notna().all()
    assert not study.corrections()["active"].any()
    study.redo_correction(number)
    assert "Ledgerline" in text(study)
    log = schema.log
    with study.store.reading() as connection:
        query = select(log.c.actor, log.c.action).where(log.c.subject == "correction").order_by(log.c.id)
        assert connection.execute(query).all() == [("Bea", "add"), ("Cem", "undo"), ("Ana", "redo")]


def test_a_corrected_word_can_be_corrected_again(study: Study) -> None:
    first = study.correct("int-01", 2, 4, "Ledger Line")
    second = study.correct("int-01", 3, 4, "Lime")
    assert text(study).startswith("we use Ledger Lime for")
    study.undo_correction(second)
    assert text(study).startswith("we use Ledger Line for")
    assert study.mended("int-01").marks == {2: first, 3: first}
    study.undo_correction(first)
    assert text(study) == SAID


def test_what_changes_nothing_is_not_kept(study: Study) -> None:
    assert study.correct("int-01", 2, 4, " ledger  line ") == 0
    assert study.correct("int-01", 9, 9, "") == 0
    assert study.corrections().empty


def test_the_same_event_twice(study: Study) -> None:
    number = study.correct("int-01", 2, 4, "Ledgerline", before="ledger line", nonce="one")
    assert study.correct("int-01", 2, 4, "Ledgerline", before="ledger line", nonce="one") == number
    study.undo_correction(number)
    assert study.correct("int-01", 2, 4, "Ledgerline", nonce="one") == number
    assert text(study) == SAID, "a retry does not bring back what was undone"


def test_words_that_moved_meanwhile(study: Study) -> None:
    study.correct("int-01", 0, 1, "Well, yes, we")
    study.correct("int-01", 2, 4, "Ledgerline", before="ledger line")
    assert text(study).startswith("Well, yes, we use Ledgerline for")
    with pytest.raises(
        InputError, match=r"0:0\d of int-01 changed meanwhile: they are now 'we use'; look at them"
    ):
        study.correct("int-01", 2, 4, "Ledgerline", before="ledger line")
    assert len(study.corrections()) == 2


def test_names_and_places_that_are_none(study: Study) -> None:
    with pytest.raises(NotFoundError, match="no interview 'int-3'"):
        study.correct("int-3", 0, 1, "x")
    with pytest.raises(NotFoundError, match="int-02 is not transcribed yet"):
        study.correct("int-02", 0, 1, "x")
    with pytest.raises(InputError, match="int-01 has 10 words"):
        study.correct("int-01", 4, 99, "x")
    for action in (study.undo_correction, study.redo_correction):
        with pytest.raises(NotFoundError, match="no correction '7'"):
            action(7)
    with pytest.raises(StoreError, match="opened for reading only"):
        cslab.open(study.folder, read_only=True).correct("int-01", 0, 1, "x")
    assert study.corrections().empty
    assert study.corrections("int-02").empty


def test_hostile_words_are_words(study: Study) -> None:
    study.correct("int-01", 0, 1, "<b>'; DROP TABLE correction; --\x00 \u202eabc")
    assert text(study).startswith("<b>'; DROP TABLE correction; --\ufffd \u202eabc use")


def test_the_last_word_taken_away_and_put_back(study: Study) -> None:
    study.correct("int-01", 0, 10, "")
    assert text(study) == ""
    number = study.correct("int-01", 0, 0, "silence")
    assert text(study) == "silence"
    study.undo_correction(number)
    assert text(study) == ""


def test_two_people_at_once_lose_nothing(study: Study) -> None:
    """Each corrects every other word through a connection of their own, by the words that they saw."""
    saw = text(study).split()
    failed: list[Exception] = []

    def person(odd: int) -> None:
        own = cslab.open(study.folder, actor=f"person {odd}")
        for at in range(odd, len(saw), 2):
            try:
                own.correct("int-01", at, at + 1, f"{saw[at]} {odd}", before=saw[at], nonce=f"{odd}/{at}")
            except Exception as error:
                failed.append(error)

    people = [threading.Thread(target=person, args=(odd,)) for odd in (0, 1)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert failed == []
    assert text(study) == " ".join(f"{word} {at % 2}" for at, word in enumerate(saw))
    assert len(study.corrections()) == len(saw)


EDITS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3), st.text("ab ", max_size=5)), max_size=5)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
def test_what_is_asked_for_is_what_is_read(study: Study, edits: list[tuple[int, int, str]]) -> None:
    made = []
    for first, size, words in edits:
        now = text(study).split()
        begin, end = min(first, len(now)), min(first + size, len(now))
        made.append(study.correct("int-01", begin, end, words))
        assert text(study).split() == [*now[:begin], *words.split(), *now[end:]]
    for number in filter(None, made):
        study.undo_correction(number)
    assert text(study) == SAID


def test_a_transcript_is_read_once_until_something_of_it_changes(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear(study, "int-02", "something else")
    first = study.mended("int-01")
    study.transcript("int-02")
    assert study.mended("int-01") is first
    study.correct("int-02", 0, 1, "nothing")
    assert study.mended("int-01") is first
    assert text(study, "int-02") == "nothing else"
    study.reassign("int-01", 0.0, 3.0, "voice 1")
    assert study.transcript("int-01").words[0].speaker is not None
    assert study.transcript("int-01").words[5].speaker is None
    study.name_speaker("int-01", "voice 1", name="Ada", role="customer")
    assert study.transcript("int-01").speakers == ("Ada",)
    assert study.transcripts().keys() == {"int-01", "int-02"}
    assert study.transcripts(["int-02"]).keys() == {"int-02"}
