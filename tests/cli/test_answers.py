"""Reasons, the review and response times from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import cslab
from cslab.cli import app
from tests.cli.test_commands import ask
from tests.workbench.wrote_why import code, write

RUN = CliRunner()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "study")


def said(*words: str | Path) -> str:
    done = RUN.invoke(app, [*map(str, words)], env={"COLUMNS": "250"})
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def test_codes_and_reasons(folder: Path) -> None:
    assert "nobody" not in said("surveys", "reasons", folder, "q3", "recommend")
    done = ask("surveys", "code", folder, "q3", "r-1", "why", "price", "help", "--as", "Maya")
    assert done["codes"] == ["price", "help"]
    assert "r-1: help." in said(
        "surveys", "code", folder, "q3", "r-1", "why", "price", "--remove", "--as", "Maya"
    )
    code(cslab.open(folder))
    words = said("surveys", "reasons", folder, "q3", "recommend")
    assert "help" in words
    assert "24 of 25 people who answered wrote why" in words
    assert "Agreement of coders" in words
    found = ask("surveys", "reasons", folder, "q3", "recommend")
    assert found["reasons"][0]["people"] == 17
    assert found["agreement"]["value"] < 1
    cslab.open(folder).set_blind("Tom")
    assert ask("surveys", "reasons", folder, "q3", "recommend", "--for", "Tom")["coded"] == 8


def test_the_codebook_says_how_many_answers_follow(folder: Path) -> None:
    code(cslab.open(folder))
    assert "9 open answers follow." in said("code", "rename", folder, "price", "cost", "--dry-run")
    assert ask("code", "rename", folder, "price", "cost")["answers"] == 9
    listed = {row["name"]: row["answers"] for row in ask("code", "list", folder)}
    assert listed == {"cost": 9, "help": 16}
    assert {row["coder"]: row["answers"] for row in ask("coders", folder)} == {"Maya": 24, "Tom": 8}


def test_the_review(folder: Path) -> None:
    words = said("surveys", "review", folder, "q3")
    assert "leading" in words
    assert "Not seen by any rule" in words
    found = ask("surveys", "review", folder)
    assert {"leading", "jargon"} <= {row["problem"] for row in found["findings"]}
    assert found["blind_spots"]


def test_response_times(folder: Path) -> None:
    words = said("response-times", folder, "--by", "plan", "--promise", "80/4")
    assert "80 % within 4 hours" in words
    assert "team" in words
    assert "no slowest 1 %" in words
    assert "c-" in said("response-times", folder, "--slowest")
    assert "Exchanges until solved" in said("response-times", folder, "--measure", "exchanges")
    found = ask("response-times", folder, "--promise", "80/4")
    assert {row["measure"] for row in found["times"]} == {"answer", "solution", "exchanges"}
    for wrong in (["--measure", "speed"], ["--promise", "soon"]):
        done = RUN.invoke(app, ["response-times", str(folder), *wrong])
        assert done.exit_code == 1 or done.exception is not None
        assert isinstance(done.exception, cslab.CslabError)
