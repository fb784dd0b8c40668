from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cslab.cli import app
from tests.workbench.test_surveying import folder

__all__ = ["folder"]
RUN = CliRunner()


def run(*arguments: object) -> tuple[int, str]:
    done = RUN.invoke(app, ["surveys", *map(str, arguments)])
    return done.exit_code, done.output


def test_list_names_surveys_and_files_to_map(folder: Path) -> None:
    code, said = run("list", folder)
    assert code == 0
    assert "q3" in said
    assert "Not mapped yet: surveys/new.csv" in said
    code, said = run("list", folder, "--json")
    assert [row["name"] for row in json.loads(said)] == ["q3", "q1"]


def test_show_tells_the_rate_and_the_faults(folder: Path) -> None:
    code, said = run("show", folder, "q3")
    assert code == 3
    assert "2 of 2 who were asked answered: 100 %" in said
    assert "recommend is '11'" in said
    code, said = run("show", folder, "q3", "--json")
    found = json.loads(said)
    assert (found["responses"], found["asked"], found["response_rate"]["n"]) == (2, 2, 2)
    assert found["faults"][0]["value"] == "11"
    assert run("show", folder, "q1")[0] == 0


def test_map_prints_and_writes_only_when_told(folder: Path) -> None:
    before = (folder / "study.toml").read_text()
    code, said = run("map", folder, "surveys/new.csv", "--name", "q4")
    assert code == 0
    assert "[[surveys]]" in said
    assert "Not written yet" in said
    assert (folder / "study.toml").read_text() == before
    code, said = run("map", folder, "surveys/new.csv", "--name", "q4", "--write", "--json")
    assert json.loads(said)["applied"] is True
    assert (folder / "study.toml").read_text().startswith(before)
    assert run("show", folder, "q4")[0] == 0


@pytest.mark.parametrize("file", ["nothing.csv", "surveys"])
def test_a_file_that_is_none(folder: Path, file: str) -> None:
    done = RUN.invoke(app, ["surveys", "map", str(folder), file])
    assert done.exit_code == 1
    assert "no file of answers" in str(done.exception)
