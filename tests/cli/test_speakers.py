"""Speakers and quality from the command line, on a study whose words and turns are known."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import cslab
from cslab.cli import app
from cslab.cli import speakers as speaking
from cslab.listen.transcript import Transcript, Word
from cslab.listen.words import build_segments
from cslab.study.speakers import Voices, save_voices
from cslab.study.transcripts import begin_transcription, finish_transcription
from tests.cli.test_commands import ask
from tests.listen.sounds import noise, write

RUN = CliRunner()
SAID = "So it was easy, right? No it took nine days and then it broke again in the night."


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """One interview of one channel: a question, an answer, and the turns of both."""
    folder = tmp_path / "mine"
    ask("init", folder, "--title", "Mine")
    write(folder / "recordings/int-01.wav", noise(9, -30), rate=16000)
    opened = cslab.open(folder)
    content = opened.recordings.set_index("interview_id").loc["int-01", "content_hash"]
    words = [Word(word, 0.5 * at, 0.5 * at + 0.4) for at, word in enumerate(SAID.split())]
    heard = Transcript(build_segments(words), language="en", duration=9.0)
    begin_transcription(
        opened.store, key="k", content_hash=str(content), engine="whisper", model="tiny.en", options={}
    )
    finish_transcription(opened.store, "k", heard.to_dict())
    save_voices(opened.store, str(content), Voices("m", 2, ((0.0, 2.5, "voice 1"), (2.5, 9.0, "voice 2"))))
    return folder


def names(study: Path) -> list[str]:
    return [row["name"] for row in ask("speakers", "list", study, "int-01")]


def test_speakers_are_listed_named_swapped_and_merged(study: Path) -> None:
    assert names(study) == ["Interviewer", "Customer"]
    ask("speakers", "name", study, "int-01", "voice 1", "Tom", "--role", "interviewer")
    assert names(study) == ["Tom", "Customer"]
    assert [row["role"] for row in ask("speakers", "swap", study, "int-01")] == ["customer", "interviewer"]
    ask("speakers", "merge", study, "int-01", "voice 1", "voice 2")
    assert len(set(names(study))) == 1


def test_a_stretch_is_reassigned_listed_and_taken_back(study: Path) -> None:
    done = ask("speakers", "reassign", study, "int-01", "0:02.5", "0:04", "voice 1")
    assert [row["id"] for row in ask("speakers", "list", study, "--reassigned")] == [done["id"]]
    assert ask("speakers", "list", study)[0]["words"] == 8
    assert ask("speakers", "undo", study, str(done["id"])) == {"id": done["id"], "removed": True}
    assert ask("speakers", "list", study)[0]["words"] == 5
    assert ask("speakers", "undo", study, str(done["id"]), "--redo")["removed"] is False


def test_a_guess_is_said_to_people(study: Path) -> None:
    shown = RUN.invoke(app, ["speakers", "list", str(study)])
    assert "a guess" in shown.output
    assert "cslab speakers swap" in shown.output


def test_quality_is_a_table_and_a_list_of_questions(study: Path) -> None:
    (row,) = ask("quality", study)
    assert (row["interview_id"], row["leading"], row["guessed"]) == ("int-01", 1, True)
    one = ask("quality", study, "int-01")
    assert [flag["kind"] for flag in one["flags"]] == ["leading"]
    shown = RUN.invoke(app, ["quality", str(study), "int-01"])
    assert "it ends by asking to agree" in " ".join(shown.output.split())
    assert RUN.invoke(app, ["quality", str(study)]).exit_code == 0


def test_words_come_without_speakers_where_the_voice_model_is_not(
    study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(speaking, "find_voice_weights", lambda: None)
    opened = cslab.open(study)
    assert speaking.after_words(opened, ["int-01"], None) == ()
    assert "cslab models get campplus" in capsys.readouterr().err
    assert speaking.after_words(opened, ["int-01"], "off") == ()


def test_speakers_that_were_found_are_left_alone(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speaking, "find_voice_weights", lambda: study)
    (outcome,) = speaking.after_words(cslab.open(study), ["int-01"], None)
    assert outcome.state == "already"


def test_a_wrong_number_of_speakers_is_told(study: Path) -> None:
    done = RUN.invoke(app, ["transcribe", str(study), "--speakers", "two"])
    assert "--speakers takes a number from 1 to 9" in str(done.exception)
    assert RUN.invoke(app, ["speakers", "find", str(study), "--count", "0"]).exit_code == 2


def test_the_voice_model_is_listed_among_the_models() -> None:
    assert [row["engine"] for row in ask("models") if row["model"] == "campplus"] == ["speakers"]
