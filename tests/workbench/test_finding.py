"""Search in a study: what is edited is found at once, whoever keeps the store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import cslab
from cslab import Study
from cslab.errors import InputError
from cslab.listen.transcript import Transcript
from cslab.listen.words import Segment, Word
from cslab.study.listing import text_content
from cslab.study.transcripts import begin_transcription, finish_transcription
from tests.study.conftest import postgresql_server, postgresql_url, url  # noqa: F401 - fixtures

TOML = """title = "Ours"
store = "{url}"
[[stages]]
id = "onboarding"
name = "Onboarding"
[[codes]]
name = "approvals"
definition = "Who says yes."
[[codes]]
name = "two-keys"
parent = "approvals"
"""
TALKS = {
    "int-01": [("Maya", "What was the first invoice like?"), ("Ada", "I waited nine days for an approval.")],
    "int-02": [("Maya", "And the fee?"), ("Bea", "The fee of $49 was fine.")],
}


def transcript(turns: list[tuple[str, str]]) -> Transcript:
    at, segments = 0.0, []
    for speaker, text in turns:
        words = [Word(word, at + i, at + i + 0.9, speaker) for i, word in enumerate(text.split())]
        segments.append(Segment(tuple(words), speaker))
        at += len(words) + 5.0
    return Transcript(tuple(segments), language="en", duration=at)


@pytest.fixture
def study(tmp_path: Path, url: str) -> Iterator[Study]:  # noqa: F811
    folder = tmp_path / "study"
    cslab.init(folder, title="Ours").store.close()
    (folder / "study.toml").write_text(TOML.format(url=url))
    (folder / "interviews.csv").write_text(
        "interview_id,person_id,recorded_on,interviewer\n"
        "int-01,p-01,2026-08-03,Maya\nint-02,p-02,2026-03-02,Maya\n"
    )
    (folder / "people.csv").write_text(
        "person_id,account_id,name,role\np-01,a-01,Ada,Owner\np-02,a-02,Bea,Clerk\n"
    )
    (folder / "accounts.csv").write_text(
        "account_id,name,renews_on\na-01,Acme,2027-01-15\na-02,Bolt,2027-09-01\n"
    )
    made = cslab.open(folder, actor="ana")
    for name, turns in TALKS.items():
        content = text_content(name)
        begin_transcription(made.store, key=name, content_hash=content, engine="e", model="m", options={})
        finish_transcription(made.store, name, transcript(turns).to_dict())
    yield made
    made._search.database.close()
    made.store.close()


def texts(study: Study, query: str) -> list[str]:
    return study.search(query).table["text"].tolist()


def test_what_was_said_is_found_with_who_said_it(study: Study) -> None:
    found = study.search("approval*")
    said = found.table[found.table["kind"] == "said"].iloc[0]
    assert (said["interview_id"], said["speaker"], said["person"]) == ("int-01", "Ada", "Ada")
    assert not said["interviewer"]
    assert study.search("speaker:interviewer invoice").total == 1
    assert texts(study, "$49 date:2026-03") == ["The fee of $49 was fine."]
    assert (study.derived / "search.db").is_file()


def test_a_correction_is_found_right_after(study: Study) -> None:
    assert texts(study, "charge") == []
    first = next(at for at, word in enumerate(study.transcript("int-02").words) if word.text == "fee")
    number = study.correct("int-02", first, first + 1, "charge")
    assert texts(study, "charge") == ["The charge of $49 was fine."]
    assert texts(study, "fee speaker:Bea") == []
    study.undo_correction(number)
    assert texts(study, "charge") == []
    assert len(texts(study, "fee speaker:Bea")) == 1


def test_a_highlight_and_a_renamed_code_are_found_right_after(study: Study) -> None:
    start = study.search("nine").table["start"].iloc[0]
    number = study.add_highlight(
        "int-01", start=start, end=start + 6, codes=["two-keys"], note="Typical", stage="onboarding"
    )
    assert len(texts(study, "code:approvals speaker:Ada")) == 1
    assert texts(study, "typical") == ["Typical"]
    study.rename_code("two-keys", "four-eyes")
    assert len(texts(study, "code:four-eyes speaker:Ada")) == 1
    assert study.search("nine").table["codes"].tolist() == [("four-eyes",)]
    study.remove_highlight(number)
    assert texts(study, "code:four-eyes") == []
    assert texts(study, "typical") == []


def test_a_renamed_person_is_found_right_after(study: Study) -> None:
    assert study.search("person:Ada").total == 1 + 1
    people = (study.folder / "people.csv").read_text().replace("Ada", "Adele")
    (study.folder / "people.csv").write_text(people)
    assert study.search("person:Adele").total == 2
    assert study.search("nine").table["person"].tolist() == ["Adele"]


def test_the_relationship_question(study: Study) -> None:
    query = "about:approvals renews_on:within-90-days date:last-quarter"
    start = study.search("nine").table["start"].iloc[0]
    study.add_highlight("int-01", start=start, end=start + 6, codes=["approvals"])
    found = study.people_who(query, today=date(2026, 11, 24))
    assert found[["person_id", "name", "account_name", "passages"]].to_numpy().tolist() == [
        ["p-01", "Ada", "Acme", 1]
    ]
    assert found["quote"].tolist() == ["I waited nine days for an approval."]
    assert study.people_who(query, today=date(2026, 4, 1)).empty


def test_a_blind_coder_sees_only_own_work(study: Study) -> None:
    study.add_highlight("int-01", start=0.0, end=20.0, codes=["approvals"], note="Secret", coder="ana")
    study.set_blind("tom")
    assert study.search("secret").total == 1
    assert study.search("secret", blind_for="tom").total == 0
    assert study.search("secret", blind_for="ana").total == 1


def test_a_study_that_can_only_be_read_is_searched_too(study: Study) -> None:
    sealed = cslab.open(study.folder, read_only=True)
    assert sealed.search("fee").total == study.search("fee").total
    sealed._search.database.close()
    sealed.store.close()


def test_an_unknown_field_is_one_sentence(study: Study) -> None:
    with pytest.raises(InputError, match=r"There is no field 'rol' .*did you mean 'role'"):
        study.search("rol:Owner")
