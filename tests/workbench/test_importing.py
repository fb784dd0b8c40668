"""A transcript that somebody already has, laid over what real Whisper heard; one without any recording."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import cslab
from cslab.cli import app
from cslab.errors import NotFoundError
from tests.listen.test_placing import as_text, script

TURNS = "Ana  0:01\nWe waited nine days.\n\nMaya  0:10\nFor one signature?\n"


@pytest.fixture
def study(heard_sample: Path, tmp_path: Path) -> cslab.Study:
    return cslab.open(shutil.copytree(heard_sample, tmp_path / "ledgerline"), actor="ana")


@pytest.fixture
def silent(tmp_path: Path) -> cslab.Study:
    """A study of one interview that was never recorded."""
    study = cslab.init(tmp_path / "silent", title="No sound")
    (study.folder / "interviews.csv").write_text("interview_id,person_id,interviewer\nint-01,,Maya\n")
    return cslab.open(study.folder)


def test_human_text_takes_its_times_from_what_whisper_heard(study: cslab.Study, tmp_path: Path) -> None:
    true = script("int-03")
    file = tmp_path / "typed.txt"
    file.write_text(as_text(true), encoding="utf-8")
    before = study.highlights("int-03")
    done = study.import_transcript("int-03", file)
    words = study.transcript("int-03").words
    assert [word.text for word in words] == [word.text for word in true]
    off = np.abs([word.start - real.start for word, real in zip(words, true, strict=True)])
    assert np.median(off) < 0.1
    assert np.quantile(off, 0.95) < 0.5
    assert (done.way, done.format, done.new) == ("heard", "plain", True)
    assert done.alike is not None
    assert done.alike > 0.85
    assert len(study.highlights("int-03")) == len(before)
    assert study.transcript("int-03").speech


def test_importing_twice_adds_nothing(study: cslab.Study, tmp_path: Path) -> None:
    file = tmp_path / "typed.txt"
    file.write_text(as_text(script("int-03")), encoding="utf-8")
    first = study.import_transcript("int-03", file)
    shown = study.transcript("int-03")
    again = study.import_transcript("int-03", file)
    assert (first.new, again.new) == (True, False)
    assert (again.way, again.words, again.speakers) == (first.way, first.words, first.speakers)
    assert study.transcript("int-03") == shown


def test_an_interview_without_a_recording_has_its_words(silent: cslab.Study, tmp_path: Path) -> None:
    file = tmp_path / "otter.txt"
    file.write_text(TURNS)
    done = silent.import_transcript("int-01", file)
    assert (done.way, done.words, done.speakers) == ("turns", 7, 2)
    heard = silent.transcript("int-01")
    assert heard.text == "We waited nine days. For one signature?"
    assert [segment.start for segment in heard.segments] == [1.0, 10.0]
    assert all(word.interpolated for word in heard.words)
    row = silent.recordings.iloc[0]
    assert (row["state"], row["content_hash"]) == ("transcribed", "text:int-01")


def test_a_transcript_comes_back_when_it_is_brought_again_after_another(
    silent: cslab.Study, tmp_path: Path
) -> None:
    right, wrong = tmp_path / "right.txt", tmp_path / "wrong.txt"
    right.write_text(TURNS)
    wrong.write_text("Bo  0:01\nOf somebody else.\n\nMaya  0:10\nYes?\n")
    news = [
        silent.import_transcript("int-01", file).new for file in (right, wrong, right, right, wrong, right)
    ]
    assert news == [True, True, True, False, True, True]
    assert silent.transcript("int-01").speakers == ("Ana", "Maya")


def test_a_new_recording_is_listened_to_for_its_voices(silent: cslab.Study, tmp_path: Path) -> None:
    sample = Path(__file__).parent.parent.parent / "data" / "samples" / "ledgerline"
    (silent.folder / "recordings").mkdir(exist_ok=True)
    shutil.copy(sample / "recordings" / "int-03.mp3", silent.folder / "recordings" / "a.mp3")
    (silent.folder / "interviews.csv").write_text(
        "interview_id,person_id,recording,interviewer\nint-01,,recordings/a.mp3,Tom\n"
    )
    true = script("int-03")
    file = tmp_path / "typed.txt"
    file.write_text(as_text(true), encoding="utf-8")
    study = cslab.open(silent.folder)
    assert study.import_transcript("int-01", file).way == "voice"
    words = study.transcript("int-01").words
    off = np.abs([word.start - real.start for word, real in zip(words, true, strict=True)])
    assert np.median(off) < 1.0


def test_an_unknown_interview_is_refused(silent: cslab.Study, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="interview"):
        silent.import_transcript("int-99", tmp_path / "a.txt")


def test_the_command_says_what_was_read_and_what_was_unclear(silent: cslab.Study, tmp_path: Path) -> None:
    file = tmp_path / "otter.txt"
    file.write_text(f"Weekly call\n\n{TURNS}")
    command = ["transcript", "import", str(silent.folder), "int-01", str(file)]
    told = json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout)
    assert (told["format"], told["words"], told["new"]) == ("turns", 7, True)
    assert "Weekly call" in told["unclear"][0]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0
    assert "It was imported before, so nothing was added." in result.stderr
