from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cslab.cli import app
from tests.cli.test_commands import ask
from tests.workbench.witnessed import witnessed

RUN = CliRunner()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = witnessed(tmp_path_factory.mktemp("files") / "study", sound=True)
    study.save_reel("first", title="First", elements=[{"kind": "clip", "highlight": n} for n in (1, 3)])
    return study.folder


def test_a_reel_is_exported_by_the_suffix(folder: Path, tmp_path: Path) -> None:
    told = ask("reel", "export", folder, "first", tmp_path / "first.csv")
    assert told["format"] == "csv"
    assert sorted(told["beside"]) == [str(tmp_path / f"first.audit.{end}") for end in ("csv", "html")]
    assert all(Path(path).is_file() for path in (told["path"], *told["beside"]))
    said = RUN.invoke(app, ["reel", "export", str(folder), "first", str(tmp_path / "a.srt")])
    assert "Wrote" in said.stderr
    assert "SubRip holds the times of whole captions" in said.stderr


def test_the_files_name_says_what_is_rendered_and_the_audience_who_is_heard(
    folder: Path, tmp_path: Path
) -> None:
    told = ask("reel", "render", folder, "first", "--to", tmp_path / "first.wav", "--audience", "public")
    assert told["format"] == "wav"
    assert (tmp_path / "first.wav").read_bytes()[:4] == b"RIFF"
    assert [clip["interview_id"] for clip in told["clips"]] == ["int-1"]
    assert told["remarks"] == [
        "A wav file can't carry a cover picture.",
        "Highlight 3 was left out: the person agreed to be heard by the company only.",
    ]


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    said = RUN.invoke(app, ["reel", "render", str(folder), "first", "--dry-run", "--audience", "public"])
    assert said.exit_code == 0
    assert "1 clip from 1 person" in said.stdout
    assert not (folder / ".cslab" / "reels").exists()
