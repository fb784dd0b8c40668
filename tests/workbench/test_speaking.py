"""Speakers and quality on the sample study: real sound, the real voice model, a real store."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import cslab
from cslab import Study
from cslab.errors import InputError, NotFoundError
from cslab.listen import formats
from cslab.listen.speakers.turns import Turn
from cslab.listen.speakers.weights import get_voice_weights
from cslab.study import speakers as stored
from cslab.study.speakers import Voices
from tests.workbench.heard import hear, new_study

HOSTILE = "<b>Nia</b> & co"


@pytest.fixture(scope="module")
def voiced_sample(heard_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample study with the speakers of one single-channel interview found."""
    try:
        get_voice_weights()
    except NotFoundError as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("voiced") / "ledgerline"
    shutil.copytree(heard_sample, folder)
    outcomes = cslab.open(folder).find_speakers(["int-05", "int-02"])
    assert outcomes[0].state in {"found", "already"}
    assert "a channel for each speaker" in outcomes[1].sentence
    return folder


@pytest.fixture
def study(voiced_sample: Path, tmp_path: Path) -> Study:
    for name in ("study.toml", "interviews.csv", "people.csv", "cslab.db"):
        shutil.copy(voiced_sample / name, tmp_path / name)
    for name in ("recordings", ".cslab"):
        (tmp_path / name).symlink_to(voiced_sample / name)
    return cslab.open(tmp_path, actor="Ana")


@pytest.fixture
def unheard(study: Study) -> Study:
    """The same study, as it is where the voice model can't be had."""
    with study.store.writing() as write:
        write.connection.exec_driver_sql("DELETE FROM voices")
        write.log("forget", "voices", "all")
    return study


def test_voices_get_the_names_of_the_study(study: Study) -> None:
    found = study.speakers("int-05")
    assert found["label"].tolist() == ["voice 1", "voice 2"]
    assert found["name"].tolist() == ["Tom", "Nia Prosser"]
    assert found["role"].tolist() == ["interviewer", "customer"]
    assert found["person_id"].fillna("").tolist() == ["", "p-05"]
    assert found["guessed"].all()
    assert found["share"].sum() == pytest.approx(1.0)
    assert study.interviewers("int-05") == {"Tom"}
    assert study.find_speakers("int-05")[0].state == "already"


def test_the_transcript_says_who_said_what(study: Study) -> None:
    said = study.transcript("int-05")
    tom = " ".join(segment.text for segment in said.segments if segment.speaker == "Tom")
    assert "makes everybody feel safer" in tom
    assert "sticky note" not in tom
    assert set(said.speakers) == {"Tom", "Nia Prosser"}


def test_an_undiarized_interview_is_fully_usable(unheard: Study, tmp_path: Path) -> None:
    said = unheard.transcript("int-05")
    assert said.speakers == ()
    assert unheard.speakers("int-05").empty
    assert unheard.interviewers("int-05") == set()
    assert unheard.quality("int-05").talk_share is None
    number = unheard.add_highlight("int-05", start=1.0, end=9.0, codes=["trust"])
    assert number
    assert unheard.export(tmp_path / "out", formats=["vtt"])
    unheard.reassign("int-05", 0.0, 3.0, "voice 1")
    assert unheard.speakers("int-05")["words"].tolist()[0] > 5


def test_speakers_are_swapped_with_one_call_and_back(study: Study) -> None:
    before = study.speakers("int-05")
    study.swap_speakers("int-05")
    turned = study.speakers("int-05")
    assert turned["name"].tolist() == ["Nia Prosser", "Tom"]
    assert turned["person_id"].fillna("").tolist() == ["p-05", ""]
    assert not turned["guessed"].any()
    assert study.interviewers("int-05") == {"Tom"}
    study.swap_speakers("int-05")
    again = study.speakers("int-05").drop(columns="guessed")
    assert again.equals(before.drop(columns="guessed"))


def test_names_that_people_gave_are_swapped_too(study: Study) -> None:
    study.name_speaker("int-05", "voice 1", name="Nia P.", role="interviewer")
    study.swap_speakers("int-05")
    assert study.speakers("int-05")["name"].tolist() == ["Nia Prosser", "Nia P."]


def test_a_swapped_call_turns_its_channels(study: Study) -> None:
    assert study.customer_channels() == {"int-02": 1, "int-04": 1, "int-07": 1}
    study.swap_speakers("int-02")
    assert study.customer_channels() == {"int-02": 0, "int-04": 1, "int-07": 1}
    assert study.interviewers("int-02") == {"Maya"}


def test_a_call_whose_channels_nobody_knows_is_guessed(study: Study) -> None:
    rows = (study.folder / "interviews.csv").read_text().replace("public,,left", "public,,")
    (study.folder / "interviews.csv").write_text(rows)
    again = cslab.open(study.folder)
    found = again.speakers("int-02")
    assert found["name"].tolist() == ["Maya", "Marcus Bell"]
    assert found["guessed"].all()
    assert "int-02" not in again.customer_channels()
    again.name_speaker("int-02", "left", role="interviewer")
    assert again.customer_channels()["int-02"] == 1


def test_a_name_a_role_and_a_person_are_given(study: Study) -> None:
    study.name_speaker("int-05", "voice 2", name="Nia the bookkeeper")
    study.name_speaker("int-05", "Nia the bookkeeper", role="customer", author="Bo")
    found = study.speakers("int-05").set_index("label").loc["voice 2"]
    assert (found["name"], found["role"], bool(found["guessed"])) == ("Nia the bookkeeper", "customer", False)
    study.name_speaker("int-05", "voice 2", person_id="p-04")
    found = study.speakers("int-05").set_index("label").loc["voice 2"]
    assert (found["name"], found["person_id"]) == ("Leon Castellano", "p-04")
    assert set(study.transcript("int-05").speakers) == {"Tom", "Leon Castellano"}


def test_two_voices_become_one(study: Study) -> None:
    content = str(study.recordings.set_index("interview_id").loc["int-05", "content_hash"])
    known = _voices(study)
    last = known.turns[-1]
    third = (*known.turns[:-1], (last[0], last[1], "voice 3"))
    stored.save_voices(study.store, content, Voices("test", 3, third))
    assert len(study.speakers("int-05")) == 3
    study.merge_speakers("int-05", "voice 3", "voice 2")
    assert set(study.speakers("int-05")["name"]) == {"Tom", "Nia Prosser"}
    assert set(study.transcript("int-05").speakers) == {"Tom", "Nia Prosser"}
    study.name_speaker("int-05", "voice 2", name="Nia")
    assert study.speakers("int-05")["name"].tolist() == ["Tom", "Nia", "Nia"]
    with pytest.raises(InputError, match="one speaker already"):
        study.merge_speakers("int-05", "voice 3", "voice 2")


def test_the_name_of_another_speaker_makes_the_two_one_with_one_role(tmp_path: Path) -> None:
    study = new_study(tmp_path / "study", "int-01", "int-02")
    said = "Why did you leave? Nine days for one signature. Quite so, yes."
    for name in ("int-01", "int-02"):
        hear(study, name, said, speakers=["voice 1"] * 4 + ["voice 2"] * 5 + ["voice 3"] * 3)
    study.name_speaker("int-01", "voice 1", name="Bo", role="interviewer")
    study.name_speaker("int-01", "voice 2", name="Dana", role="customer")
    study.name_speaker("int-01", "voice 3", name="Dana", role=None)
    assert study.speakers("int-01")["role"].tolist() == ["interviewer", "customer", "customer"]
    study.name_speaker("int-01", "voice 3", name="Bo")
    assert study.speakers("int-01")["role"].tolist()[0] == "interviewer"
    assert study.interviewers("int-01") == {"Bo"}
    # The name that goes with a guess moves on when somebody says whose it is.
    assert study.speakers("int-02")["name"].tolist()[0] == "Maya"
    study.name_speaker("int-02", "voice 2", name="Maya")
    assert study.speakers("int-02")["role"].tolist()[:2] == ["customer", "interviewer"]


def test_a_stretch_is_reassigned_once_and_taken_back(study: Study) -> None:
    before = study.transcript("int-05")
    first = study.reassign("int-05", 30.0, 35.0, "Tom", nonce="click")
    assert study.reassign("int-05", 30.0, 35.0, "Tom", nonce="click") == first
    changed = study.transcript("int-05")
    middle = [word for word in changed.words if 30 <= (word.start + word.end) / 2 < 35]
    assert {word.speaker for word in middle} == {"Tom"}
    assert [word.text for word in changed.words] == [word.text for word in before.words]
    assert study.reassigned("int-05")["author"].tolist() == ["Ana"]
    study.undo_reassign(first)
    assert study.transcript("int-05") == before
    study.redo_reassign(first, author="Bo")
    assert study.transcript("int-05") == changed


def test_names_stay_with_their_voices_when_speakers_are_found_again(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.name_speaker("int-05", "voice 1", name="Thomas", role="interviewer")
    study.name_speaker("int-05", "voice 2", name="Nia", role="customer")
    before = study.transcript("int-05")
    known = _voices(study)
    turned = {"voice 1": "voice 2", "voice 2": "voice 1"}
    found = tuple(Turn(start, end, turned[label]) for start, end, label in known.turns)
    monkeypatch.setattr("cslab.listen.speakers.batch.find_turns", lambda *given, **more: found)
    assert study.find_speakers("int-05", speakers=3)[0].state == "found"
    assert _voices(study) == Voices(known.method, 3, known.turns)
    assert study.transcript("int-05") == before
    assert study.find_speakers("int-05", only_new=True)[0].state == "already"
    assert study.find_speakers("int-05", speakers=2)[0].state == "found"


def _voices(study: Study) -> Voices:
    content = study.recordings.set_index("interview_id").loc["int-05", "content_hash"]
    known = stored.load_voices(study.store, str(content))
    assert known is not None
    return known


@pytest.mark.parametrize("suffix", ["vtt", "srt", "txt", "md", "json"])
def test_names_survive_every_export(study: Study, tmp_path: Path, suffix: str) -> None:
    study.name_speaker("int-05", "voice 1", name="Tómas Ó Briain", role="interviewer")
    study.name_speaker("int-05", "voice 2", name="Ngozi Adeyemi-Brown")
    study.export(tmp_path / "out", formats=[suffix])
    path = tmp_path / "out" / "transcripts" / f"int-05.{suffix}"
    read = formats.read(path)
    assert set(read.speakers) == {"Tómas Ó Briain", "Ngozi Adeyemi-Brown"}
    before = study.transcript("int-05")
    of = {name: [word.text for word in read.words if word.speaker == name] for name in read.speakers}
    for name in before.speakers:
        assert of[name] == [word.text for word in before.words if word.speaker == name]


@pytest.mark.parametrize("suffix", ["vtt", "srt", "txt", "md", "json"])
def test_a_hostile_name_is_but_a_name(study: Study, tmp_path: Path, suffix: str) -> None:
    study.name_speaker("int-05", "voice 2", name=HOSTILE)
    study.export(tmp_path / "out", formats=[suffix])
    path = tmp_path / "out" / "transcripts" / f"int-05.{suffix}"
    if suffix in {"srt", "txt"}:  # read back as words: it does not look like a name
        assert f"{HOSTILE}: " in path.read_text("utf-8")
    else:
        assert set(formats.read(path).speakers) == {"Tom", HOSTILE}
    assert HOSTILE not in study.quality("int-05")._repr_html_()


def test_names_come_out_and_back_in(study: Study, tmp_path: Path) -> None:
    study.name_speaker("int-05", "voice 1", name="Thomas")
    study.reassign("int-05", 30.0, 35.0, "voice 1", nonce="click")
    study.export(tmp_path / "out", formats=["vtt"])
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    for name in ("study.toml", "interviews.csv", "people.csv"):
        shutil.copy(study.folder / name, fresh / name)
    (fresh / "recordings").symlink_to(study.folder / "recordings")
    again = cslab.open(fresh)
    again.import_(tmp_path / "out")
    assert again.transcript("int-05") == study.transcript("int-05")


def test_unknown_speakers_people_and_roles_are_told(study: Study) -> None:
    with pytest.raises(NotFoundError, match="There is no speaker 'voice 9'"):
        study.name_speaker("int-05", "voice 9", name="X")
    with pytest.raises(NotFoundError, match="did you mean 'Nia Prosser'"):
        study.reassign("int-05", 1, 2, "Nia Proser")
    with pytest.raises(NotFoundError, match="There is no person 'nobody'"):
        study.name_speaker("int-05", "voice 1", person_id="nobody")
    with pytest.raises(NotFoundError, match="There is no role 'boss'"):
        study.name_speaker("int-05", "voice 1", role="boss")
    with pytest.raises(NotFoundError, match="There is no interview 'int-99'"):
        study.speakers("int-99")
    study.name_speaker("int-05", "voice 1", role="other")
    with pytest.raises(InputError, match="name its speakers instead"):
        study.swap_speakers("int-05")


def test_everything_is_logged_with_its_author(study: Study, tmp_path: Path) -> None:
    study.name_speaker("int-05", "voice 1", name="Thomas", author="Bo")
    study.swap_speakers("int-05", author="Cy")
    study.reassign("int-05", 1, 2, "voice 1", author="Di")
    study.export(tmp_path / "out", formats=["txt"])
    lines = (tmp_path / "out" / "log.jsonl").read_text("utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    done = [(e["actor"], e["action"]) for e in entries if e["subject"] in {"speaker", "speaker_turn"}]
    assert done == [("Bo", "name"), ("Cy", "swap"), ("Cy", "swap"), ("Di", "add")]


def test_leading_questions_are_found_in_what_was_heard(study: Study) -> None:
    by_voice, by_channel = study.quality("int-05"), study.quality("int-02")
    assert [q.speaker for q in by_voice.flagged("leading")] == ["Tom"]
    assert "makes everybody feel safer" in by_voice.flagged("leading")[0].text
    assert len(by_channel.flagged("leading")) == 1
    assert "thing that made you pick us" in by_channel.flagged("leading")[0].text
    assert len(by_voice.flagged()) + len(by_channel.flagged()) <= 6
    assert any("guess" in caveat for caveat in by_voice.caveats)
    assert not any("guess" in caveat for caveat in by_channel.caveats)
    flagged = by_voice.flagged("leading")[0]
    words = study.transcript("int-05").words[flagged.first : flagged.last]
    assert " ".join(word.text for word in words) == flagged.text


def test_the_quality_table_has_a_row_an_interview(study: Study) -> None:
    frame = study.quality_table().set_index("interview_id")
    assert len(frame) == 8
    known = frame.loc[["int-02", "int-04", "int-05", "int-07"]]
    assert known["talk_share"].between(0.05, 0.25).all()
    assert (known["customer_monologue"] > known["interviewer_monologue"]).all()
    assert known["leading"].sum() == 2
