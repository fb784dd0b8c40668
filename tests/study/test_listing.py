"""One table of recordings: who speaks, what was measured, how far it is."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import pytest

from cslab.errors import AudioError
from cslab.study.highlights import add_highlight
from cslab.study.jobs import beat, claim, fail
from cslab.study.listing import Facts, list_recordings, text_content
from cslab.study.recordings import save_sound
from cslab.study.store import Store, open_store
from cslab.study.transcripts import begin_transcription, finish_transcription

PEOPLE = pd.DataFrame([{"person_id": "p-1", "name": "Ada", "role": "Owner", "account_id": "a-1"}])


def content_of(path: Path) -> str:
    data = path.read_bytes()
    if data == b"locked":
        raise AudioError(f"{path} can't be read.")
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "recordings").mkdir()
    for name in ("waiting", "running", "done", "broken", "locked"):
        (tmp_path / f"recordings/{name}.wav").write_bytes(name.encode())
    return tmp_path


@pytest.fixture
def table(folder: Path) -> pd.DataFrame:
    hashes = {
        path.stem: content_of(path) for path in (folder / "recordings").iterdir() if path.stem != "locked"
    }
    names = ["waiting", "running", "done", "broken", "locked", "gone"]
    interviews = pd.DataFrame(
        {"interview_id": names, "person_id": "p-1", "recording": [f"recordings/{name}.wav" for name in names]}
    )
    with open_store(folder) as store:
        work(store, hashes)
        found = list_recordings(store, interviews, PEOPLE, folder=folder, hasher=content_of)
    return found.set_index("interview_id")


def work(store: Store, hashes: dict[str, str]) -> None:
    save_sound(store, hashes["done"], {"duration": 12.5, "channels": 2, "has_video": True})
    begin_transcription(store, key="k", content_hash=hashes["done"], engine="e", model="tiny.en", options={})
    finish_transcription(store, "k", {"language": "en"})
    running = claim(store, "transcribe", hashes["running"], title="t", total=10.0)
    broken = claim(store, "transcribe", hashes["broken"], title="t", total=10.0)
    assert running is not None
    assert broken is not None
    beat(running, 4.0)
    fail(broken, "It holds no sound.")
    add_highlight(store, interview_id="done", start=1.0, end=2.0, codes=["x"])


def test_states_say_where_each_recording_is(table: pd.DataFrame) -> None:
    assert table["state"].to_dict() == {
        "waiting": "waiting",
        "running": "transcribing",
        "done": "transcribed",
        "broken": "failed",
        "locked": "failed",
        "gone": "missing",
    }


def test_what_was_measured_and_made_stands_beside_the_person(table: pd.DataFrame) -> None:
    done = table.loc["done"]
    assert (done["name"], done["role"], done["account_id"]) == ("Ada", "Owner", "a-1")
    assert (done["duration"], done["channels"], done["has_video"], done["model"]) == (
        12.5,
        2,
        True,
        "tiny.en",
    )
    assert done["highlights"] == 1
    assert table.loc["running", "progress"] == pytest.approx(0.4)


def test_what_went_wrong_is_a_sentence(table: pd.DataFrame) -> None:
    assert table.loc["broken", "message"] == "It holds no sound."
    assert "can't be read" in table.loc["locked", "message"]
    assert "recordings/gone.wav" in table.loc["gone", "message"]


def test_a_study_without_interviews_has_an_empty_table(folder: Path) -> None:
    with open_store(folder) as store:
        none = list_recordings(
            store, pd.DataFrame({"interview_id": []}), PEOPLE, folder=folder, hasher=content_of
        )
    assert none.empty
    assert "state" in none.columns


def test_words_without_a_recording_are_transcribed(tmp_path: Path) -> None:
    interviews = pd.DataFrame({"interview_id": ["brought", "not"], "recording": [None, None]})
    with open_store(tmp_path) as store:
        content = text_content("brought")
        begin_transcription(store, key="k", content_hash=content, engine="import", model="vtt", options={})
        finish_transcription(store, "k", {"language": "en"})
        found = list_recordings(store, interviews, PEOPLE, folder=tmp_path, hasher=content_of)
    assert list(found["state"]) == ["transcribed", "missing"]
    assert list(found["content_hash"]) == ["text:brought", ""]
    assert found.loc[0, "message"] == ""
    assert found["duration"].isna().all()


def test_only_what_changed_is_asked_again(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        facts = Facts.of(store, 1)
        add_highlight(store, interview_id="int-01", start=1.0, end=2.0, codes=["x"])
        assert facts.after({"job", "speaker"}, store, 5).marked == {}
        counted = facts.after({"job", "highlight"}, store, 5)
        assert (counted.known_at, counted.marked_at, counted.marked) == (1, 5, {"int-01": 1})
        begin_transcription(store, key="k", content_hash="c", engine="e", model="m", options={})
        finish_transcription(store, "k", {"language": "en"})
        assert counted.after({"highlight"}, store, 6).models == {}
        assert counted.after({"highlight", "something new"}, store, 6).models == {"c": "m"}
