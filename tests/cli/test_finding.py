"""cslab search and cslab people: for people and for machines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cslab
from cslab.cli import app, main
from cslab.listen.transcript import Transcript
from cslab.listen.words import Segment, Word
from cslab.study.listing import text_content
from cslab.study.transcripts import begin_transcription, finish_transcription

RUN = CliRunner()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    study = cslab.init(tmp_path / "study", title="Ours")
    (study.folder / "interviews.csv").write_text("interview_id,person_id\nint-01,p-01\n")
    (study.folder / "people.csv").write_text("person_id,name,role\np-01,Ada,Owner\n")
    said = "The fee was a surprise."
    words = [Word(text, at, at + 0.9, "Ada") for at, text in enumerate(said.split())]
    heard = Transcript((Segment(tuple(words), "Ada"),), duration=9.0)
    begin_transcription(
        study.store, key="k", content_hash=text_content("int-01"), engine="e", model="m", options={}
    )
    finish_transcription(study.store, "k", heard.to_dict())
    study.store.close()
    return study.folder


def test_passages(folder: Path) -> None:
    shown = RUN.invoke(app, ["search", str(folder), "surpris*"])
    assert "The fee was a surprise." in shown.stdout
    assert "1 passage, said by 1 person in 1 interview" in shown.stderr
    done = RUN.invoke(app, ["search", str(folder), "surpris*", "--json"])
    found = json.loads(done.stdout)
    assert (found["total"], found["people"], found["query"]) == (1, 1, "surpris*")
    assert found["passages"][0]["at"] == 4.0
    assert found["passages"][0]["matches"] == [[14, 22]]
    assert "Nothing was found" in RUN.invoke(app, ["search", str(folder), "approvals"]).stderr


def test_people(folder: Path) -> None:
    done = RUN.invoke(app, ["people", str(folder), "fee role:owner", "--json"])
    assert [(row["name"], row["passages"]) for row in json.loads(done.stdout)] == [("Ada", 1)]
    assert "Nobody was found" in RUN.invoke(app, ["people", str(folder), "zzz"]).stderr


def test_what_can_not_be_read_is_one_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["cslab", "search", str(folder), "rol:owner"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 1
    assert "There is no field 'rol'" in capsys.readouterr().err
