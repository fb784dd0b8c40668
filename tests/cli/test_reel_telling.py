"""Reels from the command line: drafted, audited, shared."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cslab
from cslab.cli import app
from cslab.cli.reel_telling import condition_of
from cslab.errors import CslabError, InputError
from tests.cli.test_commands import ask
from tests.workbench.drafted import drafted, reel


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = drafted(tmp_path_factory.mktemp("telling") / "study")
    reel(study, "fair", 1, 5, 7)
    study.store.close()
    return study.folder


def shown(*words: object) -> str:
    done = CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.stderr
    return done.stdout + done.stderr


def refused(*words: object) -> str:
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert isinstance(done.exception, CslabError)
    return str(done.exception)


def test_a_draft_is_printed_and_saved_only_if_told(folder: Path) -> None:
    told = ask("reel", "draft", folder, "--code", "trust", "--length", "0:20", "--where", "plan=solo")
    assert told["saved"] is None
    assert told["seconds"] <= 20
    assert {clip["person_id"] for clip in told["clips"]} == {"p-1", "p-2"}
    assert told["elements"][0]["kind"] == "heading"
    assert set(cslab.open(folder).reels["name"]) == {"fair"}
    words = shown("reel", "draft", folder, "--sentiment", "negative", "--length", "12", "--seed", "3")
    assert "by lot (seed 3)" in words
    assert "Left out:" in words
    ask(
        "reel", "draft", folder, "--stage", "use", "--save", "mine", "--title", "Mine", "--audience", "public"
    )
    made = cslab.open(folder).reel("mine").script
    assert (made.title, made.audience) == ("Mine", "public")
    assert "There is a reel 'mine' already" in refused("reel", "draft", folder, "--save", "mine")


def test_an_audit_is_printed_and_written(folder: Path, tmp_path: Path) -> None:
    told = ask("reel", "audit", folder, "fair", "--by", "plan", "--to", tmp_path / "audit.csv")
    assert "voices of nobody in people.csv" in told["limits"]
    assert {row["about"] for row in told["rows"]} == {"voice", "persona", "plan", "stage", "sentiment"}
    rows = list(csv.reader((tmp_path / "audit.csv").read_text(encoding="utf-8").splitlines()))
    assert [row[1] for row in rows if row[0] == "warning"] == told["warnings"]
    words = shown("reel", "audit", folder, "fair", "--audience", "public", "--to", tmp_path / "audit.html")
    assert "! " in words
    assert "Dana" not in words + (tmp_path / "audit.html").read_text(encoding="utf-8")
    assert "as .csv or .html" in refused("reel", "audit", folder, "fair", "--to", tmp_path / "audit.pdf")


def test_a_page_is_written(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "fair.html"
    told = ask("reel", "share", folder, "fair", "--to", path)
    assert (told["audience"], told["clips"], told["people"]) == ("public", 2, 2)
    assert told["bytes"] == path.stat().st_size
    assert told["chapters"][0] == "stage-discover"
    words = shown("reel", "share", folder, "fair", "--to", path, "--audience", "company", "--no-sound")
    assert "for the company: 3 clips" in words
    assert "cslab-sound" not in path.read_text(encoding="utf-8").split("<script type")[0]
    assert "There is no reel 'lost'" in refused("reel", "share", folder, "lost", "--to", path)


@pytest.mark.parametrize("text", ["", "plan", "=solo", "plan=", "plan<5"])
def test_a_condition_that_is_none_says_how_to_write_one(text: str) -> None:
    with pytest.raises(InputError, match="write plan=solo,team"):
        condition_of(text)


def test_conditions_are_read_as_people_type_them() -> None:
    assert condition_of("joined_on>=2026-01-01").values == ("2026-01-01",)
    assert (condition_of("plan!=solo").test, condition_of("size<=5").test) == ("is_not", "at_most")
