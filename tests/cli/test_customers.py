"""``cslab customers``: accounts with flags, a tie with its history, judging it, the risk behind renewals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cslab.cli import app
from tests.workbench.related import write

RUN = CliRunner()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "study")


def ask(*words: str | Path) -> Any:
    done = RUN.invoke(app, ["customers", *map(str, words), "--json"])
    assert done.exit_code == 0, (done.output, done.exception)
    return json.loads(done.stdout)


def say(*words: str | Path) -> str:
    done = RUN.invoke(app, ["customers", *map(str, words)], env={"COLUMNS": "200"})
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def test_accounts_with_their_flags(folder: Path) -> None:
    rows = ask("list", folder, "--most", "3")
    assert len(rows) == 3
    assert {"account_id", "value", "low", "high", "flags"} <= set(rows[0])
    assert all("one_holds_most" in row["flags"] for row in ask("list", folder, "--flag", "one_holds_most"))
    shown = say("list", folder)
    assert "one contact holds most" in shown
    assert "arbitrary until calibrated" in shown
    assert RUN.invoke(app, ["customers", "list", str(folder), "--flag", "cold"]).exception is not None


def test_a_tie_is_judged_and_its_history_shown(folder: Path) -> None:
    made = ask("rate", folder, "p-2", "--sentiment", "-1", "--note", "Shouted.", "--as", "Maya")
    assert made["id"] == 1
    assert "Kept: p-2, close." in say("rate", folder, "p-2", "--strength", "3")
    found = ask("show", folder, "p-2")
    assert [row["author"] for row in found["history"]][1:] == ["Maya", "people.csv"]
    assert found["people"][0]["sentiment"] == -1
    shown = say("show", folder, "a-2")
    assert "Shouted." in shown
    assert "2026-02-01" in shown
    assert RUN.invoke(app, ["customers", "show", str(folder), "nobody"]).exception is not None


def test_the_risk_behind_renewals(folder: Path) -> None:
    found = ask("risk", folder)
    assert found["sentence"].startswith("4 of 10 accounts that renewed and answered are unhappy")
    assert {row["account_id"] for row in found["accounts"]} == {"a-0", "a-1", "a-2", "a-3"}
    assert found["silent"][0]["account_id"] == "a-10"
    shown = say("risk", folder, "--wave", "spring")
    assert "2 of 10 accounts" in shown
    assert "2027-01-01" in shown
