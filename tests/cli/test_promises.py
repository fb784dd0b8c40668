"""``cslab customers loop``, ``promise``, ``timeline`` and what goes with them, in words and in JSON."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cslab.cli import app
from tests.workbench.customer_study import customer_study

RUN = CliRunner()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = customer_study(tmp_path_factory.mktemp("customers") / "ours")
    study.store.close()
    return study.folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "ours"))


def ask(*words: str | Path) -> Any:
    done = RUN.invoke(app, ["customers", *map(str, words), "--json"])
    assert done.exit_code == 0, (done.output, done.exception)
    return json.loads(done.stdout)


def test_from_heard_to_told(folder: Path) -> None:
    number = ask("heard", folder, "Tell me first", "--person", "p-1", "--owner", "Maya")["number"]
    waiting = ask("loop", folder)
    assert [(row["what"], row["stands"]) for row in waiting["rows"]] == [("Tell me first", "heard")]
    assert waiting["told"]["value"] == 0
    ask("decide", folder, number, "do", "--owner", "Tom")
    ask("decide", folder, number, "done")
    ask("decide", folder, number, "told", "--note", "By phone")
    assert ask("loop", folder)["rows"] == []
    every = ask("loop", folder, "--all")["rows"]
    assert [(row["owner"], row["note"], row["stands"]) for row in every] == [("Tom", "By phone", "told")]


def test_what_was_missed_is_listed(folder: Path) -> None:
    assert [row["id"] for row in ask("loop", folder, "--missed")["rows"]] == ["fee", "spring/r-1/why"]
    shown = RUN.invoke(app, ["customers", "loop", str(folder), "--missed"])
    assert "Nobody told me" in shown.stdout


def test_promises_are_written_down_listed_and_settled(folder: Path) -> None:
    number = ask(
        *("promise", folder, "An export", "--by", "Maya", "--contact", "c-1", "--due", "2026-03-06"),
    )["number"]
    listed = ask("promise", folder)
    assert [(row["person_id"], row["overdue"]) for row in listed["rows"]] == [("p-1", True)]
    assert listed["kept"] is None
    shown = RUN.invoke(app, ["customers", "promise", str(folder)])
    assert "overdue" in shown.stdout
    ask("settle", folder, number, "kept", "--on", "2026-03-05")
    assert ask("promise", folder)["kept"]["value"] == 1
    wrong = RUN.invoke(app, ["customers", "settle", str(folder), "9", "kept"])
    assert wrong.exit_code == 1
    assert "There is no promise '9'" in str(wrong.exception)


def test_a_timeline_is_printed(folder: Path) -> None:
    rows = ask("timeline", folder, "p-1")
    assert rows[0]["title"] == "Became a customer"
    assert ask("timeline", folder, "--account", "a-2")[0]["kind"] == "voice"
    shown = RUN.invoke(app, ["customers", "timeline", str(folder), "p-1"])
    assert "2026-03-03" in shown.stdout
