"""Work in the background: started when recordings wait, once, and not again and again."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

import cslab
from app import background


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> cslab.Study:
    """A study with one recording that waits."""
    monkeypatch.delenv("CSLAB_NO_WORK", raising=False)
    study = cslab.init(tmp_path / "study", title="Waiting")
    (study.folder / "recordings").mkdir(exist_ok=True)
    (study.folder / "recordings" / "call.wav").write_bytes(b"no sound at all")
    background._running.pop(study.folder, None)
    return study


def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a small program in the place of cslab, to see how its process is looked after."""
    program = tmp_path / "program"
    program.write_text(f"#!{sys.executable}\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(background.sys, "executable", str(program))


def ended(study: cslab.Study) -> None:
    background._running[study.folder].wait(60)


def test_work_starts_once(study: cslab.Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker(tmp_path, monkeypatch, "import time; time.sleep(30)")
    table = study.recordings
    assert background.keep_working(study, table)
    assert not background.keep_working(study, table)
    background._running[study.folder].kill()
    ended(study)


def test_what_fails_at_once_is_tried_after_a_pause_that_grows(
    study: cslab.Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker(tmp_path, monkeypatch, "import sys; print('There are no weights.'); sys.exit(1)")
    table, now = study.recordings, time.time()
    starts = []
    for second in range(0, 200, 5):
        if background.keep_working(study, table, now=now + second):
            starts.append(second)
            ended(study)
    assert starts == [0, 15, 45, 105]
    assert background.trouble(study) == "There are no weights."


def test_a_new_recording_is_not_made_to_wait(
    study: cslab.Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker(tmp_path, monkeypatch, "pass")
    now = time.time()
    assert background.keep_working(study, study.recordings, now=now)
    ended(study)
    assert not background.keep_working(study, study.recordings, now=now + 1)
    (study.folder / "recordings" / "other.wav").write_bytes(b"another")
    assert background.keep_working(study, study.recordings, now=now + 2)
    ended(study)
    assert background.trouble(study) is None


def test_another_server_sees_the_same_pause(
    study: cslab.Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker(tmp_path, monkeypatch, "import sys; sys.exit(1)")
    now = time.time()
    assert background.keep_working(study, study.recordings, now=now)
    ended(study)
    background._running.pop(study.folder)
    assert not background.keep_working(study, study.recordings, now=now + 1)
    assert json.loads((study.folder / ".cslab" / "work.json").read_text())["tries"] == 1
    (study.folder / ".cslab" / "work.json").write_text("{torn")
    assert background.keep_working(study, study.recordings, now=now + 2)
    ended(study)


def test_no_work_where_it_is_not_wanted(study: cslab.Study, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not background.keep_working(cslab.open(study.folder, read_only=True), study.recordings)
    monkeypatch.setenv("CSLAB_NO_WORK", "1")
    assert not background.keep_working(study, study.recordings)


def test_real_work_says_what_is_wrong_with_a_recording_and_is_over(study: cslab.Study) -> None:
    assert background.keep_working(study, study.recordings)
    ended(study)
    row = study.recordings.iloc[0]
    assert row["state"] == "failed", (study.folder / ".cslab" / "work.log").read_text()
    assert row["message"]
    assert not background.keep_working(study, study.recordings, now=time.time() + 10_000)


def test_a_failed_recording_is_tried_again_on_request(study: cslab.Study) -> None:
    background.retry(study, "call")
    assert background.trying(study, "call")
    background._retried[study.folder, "call"].wait(60)
    assert not background.trying(study, "call")
    assert study.recordings.iloc[0]["state"] == "failed"
