"""Tables of a study are read once, and anew as soon as a file or the store changes."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pandas as pd
import pytest

import cslab
from cslab import Study
from cslab.study import glance, listing, tables
from cslab.study.jobs import claim
from cslab.study.transcripts import begin_transcription, finish_transcription


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.setattr(glance, "_TICK", 0.0)
    monkeypatch.setattr(glance, "_COARSE", 0.0)
    made = cslab.init(tmp_path / "study", title="Ours")
    (made.folder / "interviews.csv").write_text("interview_id,person_id,recording\nint-01,p-01,\nint-02,,\n")
    (made.folder / "people.csv").write_text("person_id,name\np-01,Ada\n")
    for name in ("int-01", "int-02"):
        (made.folder / "recordings" / f"{name}.wav").write_bytes(name.encode())
    return made


def test_nothing_is_read_twice(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    first = study.recordings
    for module, name in ((tables, "read_interviews"), (tables, "read_people"), (listing, "list_known")):
        monkeypatch.setattr(module, name, lambda *_, **__: pytest.fail("read again"))
    assert study.recordings.equals(first)
    assert study._row("int-01")["name"] == "Ada"
    assert list(study.interviews["interview_id"]) == ["int-01", "int-02"]


def test_what_is_handed_out_can_be_changed_without_harm(study: Study) -> None:
    for name in ("recordings", "interviews", "people"):
        table = getattr(study, name)
        table.loc[:, table.columns[0]] = "gone"
        del table[table.columns[1]]
        assert "gone" not in set(getattr(study, name).iloc[:, 0]), name
        assert len(getattr(study, name).columns) > len(table.columns), name


def test_a_change_of_a_file_is_there_at_once(study: Study) -> None:
    assert study.recordings.loc[0, "name"] == "Ada"
    (study.folder / "people.csv").write_text("person_id,name\np-01,Bea\n")
    assert study.recordings.loc[0, "name"] == "Bea"
    (study.folder / "recordings" / "int-03.wav").write_bytes(b"3")
    assert list(study.recordings["interview_id"]) == ["int-01", "int-02", "int-03"]
    (study.folder / "recordings" / "int-03.wav").unlink()
    assert list(study.recordings["interview_id"]) == ["int-01", "int-02"]
    (study.folder / "study.toml").write_text("title = 'Theirs'\n")
    assert study.config.title == "Theirs"


def test_a_recording_outside_of_its_folder_is_watched_too(study: Study) -> None:
    (study.folder / "interviews.csv").write_text("interview_id,recording\nint-09,far/int-09.wav\n")
    assert study.recordings.set_index("interview_id").loc["int-09", "state"] == "missing"
    (study.folder / "far").mkdir()
    (study.folder / "far" / "int-09.wav").write_bytes(b"9")
    assert study.recordings.set_index("interview_id").loc["int-09", "state"] == "waiting"


def test_a_change_of_the_store_is_there_at_once(study: Study) -> None:
    content = study._row("int-01")["content_hash"]
    other = cslab.open(study.folder)  # as another process would
    assert study._row("int-01")["state"] == "waiting"
    job = claim(other.store, "transcribe", content, title="t", total=10.0)
    assert job is not None
    assert study._row("int-01")["state"] == "transcribing"
    begin_transcription(other.store, key="k", content_hash=content, engine="e", model="tiny", options={})
    finish_transcription(other.store, "k", {"version": 1, "segments": []})
    assert (study._row("int-01")["state"], study._row("int-01")["model"]) == ("transcribed", "tiny")
    number = other.add_highlight("int-01", start=0.0, end=1.0, codes=["x"])
    assert study._row("int-01")["highlights"] == 1
    other.remove_highlight(number)
    assert study._row("int-01")["highlights"] == 0


def test_many_threads_read_what_others_change(study: Study) -> None:
    until, failures = time.monotonic() + 0.5, []

    def look() -> None:
        try:
            while time.monotonic() < until:
                table: pd.DataFrame = study.recordings
                assert {"int-01", "int-02"} <= set(table["interview_id"])
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    while time.monotonic() < until:
        study.add_highlight("int-01", start=0.0, end=1.0, codes=["x"])
        (study.folder / "recordings" / "new.wav").write_bytes(b"new")
        (study.folder / "recordings" / "new.wav").unlink()
    for thread in threads:
        thread.join()
    assert failures == []
