"""``cslab walk`` in words and in JSON: from a proposal to the log, notes, errands, coverage, briefs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cslab.cli import app
from tests.workbench.witnessed import witnessed

RUN = CliRunner()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = witnessed(tmp_path_factory.mktemp("walk") / "ours")
    study.store.close()
    return study.folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "ours"))


def ask(*words: str | Path) -> Any:
    done = RUN.invoke(app, ["walk", *map(str, words), "--json"])
    assert done.exit_code == 0, (done.output, done.exception)
    return json.loads(done.stdout)


def tell(*words: str | Path) -> str:
    done = RUN.invoke(app, ["walk", *map(str, words)])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def test_from_a_proposal_to_the_log(folder: Path) -> None:
    week = ("--week", "2026-11-23")
    found = ask("propose", folder, *week, "--teammate", "Maya", "--agree", "--as", "Maya")
    assert len(found["agreed"]) == len(found["rows"]) == 1
    assert "Of every five places" in found["rule"]
    (line,) = ask("rota", folder, *week)["rows"]
    assert (line["teammate"], line["state"]) == ("Maya", "agreed")
    number = str(line["id"])
    ask("put-off", folder, number, "On leave")
    assert "put off" in tell("rota", folder, *week)
    ask("done", folder, number, "--how", "visit", "--on", "2026-11-24", "--minutes", "25", "--note", "Rain")
    log = ask("log", folder, "--as", "Maya")
    assert [(row["how"], row["minutes"]) for row in log["rows"]] == [("visit", 25.0)]
    assert "Rain" in tell("log", folder)
    assert ask("log", folder)["own"] is None


def test_a_session_is_proposed_and_not_put_into_the_rota(folder: Path) -> None:
    found = ask("propose", folder, "--session")
    assert found["colleagues"]
    assert {row["teammate"] for row in found["rows"]} == {""}
    refused = RUN.invoke(app, ["walk", "propose", str(folder), "--session", "--agree"])
    assert refused.exit_code == 1


def test_listening_notes_and_places(folder: Path) -> None:
    assert ask("listen", folder, "p-1", "p-2", "--how", "reel", "--source", "first", "--as", "Tom")["numbers"]
    note = ask("show-me", folder, "p-1", "A list", "--code", "checks", "--at", "3", "--as", "Tom")
    assert note["state"] == "waits for its recording"
    placed = ask("place", folder, str(note["number"]), "int-1")
    (row,) = ask("show-me", folder)
    assert (row["state"], row["clip"]) == ("is a highlight", placed["highlight"])
    assert ask("agree", folder, "p-3", "--as", "Tom")["number"]
    assert ask("coverage", folder, "--by", "plan")["rows"][0]["customers"] == 24
    assert "have been heard" in tell("coverage", folder)


def test_errands_are_marked(folder: Path) -> None:
    steps = ask("errands", folder, "--usual", "--as", "Maya")["steps"]
    assert len(steps) == 4
    ask("errands", folder, "--add", "Read the bill", "--what", "All of it")
    found = ask("errands", folder, "--do", str(steps[0]["id"]), "--outcome", "gave up", "--as", "Ruth")
    assert [(row["teammate"], row["who"]) for row in found["notes"]] == [("Ruth", "colleague, not customer")]
    assert "colleague" in tell("errands", folder)


def test_a_brief_is_printed_and_written(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "brief.html"
    found = ask("brief", folder, "p-1", "--out", out, "--as", "Tom")
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert found["saved"] == str(out)
    assert "what to ask" in tell("brief", folder, "p-1")
