"""``cslab contradictions list`` and ``set``, in words and in JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import cslab
from cslab.cli import app
from tests.workbench.related import write

RUN = CliRunner()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "ours")


def ask(*words: str | Path) -> Any:
    done = RUN.invoke(app, ["contradictions", *map(str, words), "--json"])
    assert done.exit_code == 0, (done.output, done.exception)
    return json.loads(done.stdout)


def test_listed_settled_and_listed_by_status(folder: Path) -> None:
    found = ask("list", folder)
    assert [(row["key"], row["label"], row["status"]) for row in found["rows"]] == [
        ("renewing/unhappy", "holds up", "open")
    ]
    assert (found["looked"], found["gone"]) == (1, [])
    assert {row["kind"] for row in found["unseen"]} >= {"theme", "claim contradicted"}
    said = ask("set", folder, "renewing/unhappy", "explained", "--note", "They moved house", "--as", "Maya")
    assert said["status"] == "explained"
    assert ask("list", folder, "--kind", "renewing", "--status", "open")["rows"] == []
    shown = RUN.invoke(app, ["contradictions", "list", str(folder)])
    assert shown.exit_code == 0
    assert "renewing/unhappy" in shown.output
    assert "First comes what is both surprising and large" in shown.output
    assert "Not looked at: happy words, and falling use" in shown.output
    (folder / "accounts.csv").unlink()
    assert (
        "No longer seen: renewing/unhappy, explained by Maya"
        in RUN.invoke(app, ["contradictions", "list", str(folder)]).output
    )


def test_a_wrong_key_and_a_wrong_status_are_sentences(folder: Path) -> None:
    for words, told in (
        (("renewing/happy", "open"), "There is no contradiction 'renewing/happy'"),
        (("renewing/unhappy", "closed"), "open, explained or acted on"),
    ):
        done = RUN.invoke(app, ["contradictions", "set", str(folder), *words])
        assert done.exit_code == 1
        assert told in str(done.exception)


def test_a_study_with_nothing_says_so(tmp_path: Path) -> None:
    cslab.init(tmp_path / "new", title="New").store.close()
    shown = RUN.invoke(app, ["contradictions", "list", str(tmp_path / "new")])
    assert shown.exit_code == 0
    assert "Nothing contradicts itself that could be looked at." in shown.output
