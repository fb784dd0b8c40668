from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cslab import Study
from cslab.cli import app
from tests.workbench.heard import hear, new_study

RUN = CliRunner()


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = new_study(tmp_path / "ours", "int-01")
    hear(made, "int-01", "it works and I like it")
    made.add_code("delight")
    made.add_highlight("int-01", start=0, end=2, codes=["delight"])
    return made


def test_out_to_a_folder_and_to_one_project(study: Study, tmp_path: Path) -> None:
    done = RUN.invoke(app, ["export", str(study.folder), str(tmp_path / "out"), "--format", "csv", "--json"])
    assert {Path(name).name for name in json.loads(done.stdout)} >= {"highlights.csv", "highlights-tidy.csv"}
    done = RUN.invoke(app, ["export", str(study.folder), str(tmp_path / "x.qdpx")])
    assert done.exit_code == 0
    assert "keep it as private as the recordings" in done.stderr
    done = RUN.invoke(app, ["export", str(study.folder), str(tmp_path / "x.qdpx"), "--sources", "--json"])
    assert json.loads(done.stdout)["recordings"] == 1
    for wrong in (["x.qdpx", "--format", "vtt"], ["out", "--sources"]):
        done = RUN.invoke(app, ["export", str(study.folder), str(tmp_path / wrong[0]), *wrong[1:]])
        assert done.exit_code == 1


def test_in_from_each_kind_of_file(study: Study, tmp_path: Path) -> None:
    study.export(tmp_path / "out")
    theirs = new_study(tmp_path / "theirs", "int-01")
    book = tmp_path / "out" / "codebook.qdc"
    done = RUN.invoke(app, ["import", str(theirs.folder), str(book), "--json"])
    assert json.loads(done.stdout)["added"] == ["delight"]
    project = tmp_path / "out" / "project.qdpx"
    done = RUN.invoke(app, ["import", str(theirs.folder), str(project), "--json"])
    assert json.loads(done.stdout)["highlights"] == 1
    done = RUN.invoke(app, ["import", str(theirs.folder), str(tmp_path / "out")])
    assert "nothing new" not in done.stderr
    done = RUN.invoke(app, ["import", str(theirs.folder), str(tmp_path / "out")])
    assert "nothing new" in done.stderr


def test_what_was_left_out_is_told_with_its_own_exit_code(study: Study, tmp_path: Path) -> None:
    study.export(tmp_path / "out", formats=["qdpx"])
    theirs = new_study(tmp_path / "theirs", "int-09")
    words = ["import", str(theirs.folder), str(tmp_path / "out" / "project.qdpx")]
    done = RUN.invoke(app, words)
    assert done.exit_code == 3
    assert "Left out: passage, int-01.wav" in done.stderr
    done = RUN.invoke(app, [*words, "--interview", "int-01.wav=int-09", "--json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["highlights"] == 1
    assert RUN.invoke(app, [*words, "--interview", "nonsense"]).exit_code == 1
