"""Commands of the mirror: answered, locked and read by machines; blind until one has locked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cslab
from cslab.cli import app
from tests.cli.test_commands import ask
from tests.workbench.mirrored import SCALED, believe, mirror_study

RUN = CliRunner()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = mirror_study(tmp_path_factory.mktemp("mirror") / "ours")
    believe(study, ["Maya", "Tom", "Ines"], 0.5)
    study.store.close()
    return study.folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "ours"))


def refused(*words: str | Path) -> str:
    done = RUN.invoke(app, [*map(str, words)])
    assert done.exit_code == 1
    return str(done.exception)


def test_the_items_are_listed(folder: Path) -> None:
    assert [row["item"] for row in ask("mirror", "items", folder)] == list(SCALED)
    assert "Extremely likely" in RUN.invoke(app, ["mirror", "items", str(folder)]).output


def test_answers_one_by_one_and_from_a_file_are_locked(folder: Path, tmp_path: Path) -> None:
    mine = ("--as", "Kofi")
    first = ask("mirror", "answer", folder, "item_2", "--own", "80", "--predicted", "60", *mine)
    assert len(first["missing"]) == 9
    rows = tmp_path / "kofi.csv"
    rows.write_text(
        "item,own,certainty,predicted,teammate\nitem_3,1,2,3,kofi\nitem_4,1,,300,\nitem_5,1,1,1,Maya\n"
    )
    found = ask("mirror", "answer", folder, "--from", rows, *mine, expect=3)
    assert [fault["row"] for fault in found["faults"]] == [3, 4]
    assert found["kept"] == 2
    assert "8 of 10 items are missing" in refused("mirror", "lock", folder, *mine)
    assert ask("mirror", "lock", folder, "--incomplete", *mine)["answered"] == 3
    assert "was locked" in refused("mirror", "answer", folder, "item_2", "--own", "1", *mine)
    states = {row["teammate"]: row["state"] for row in ask("mirror", "team", folder)}
    assert states["Kofi"] == "locked"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Name one question to answer, or a file"),
        (("item_2",), "Say what you answer"),
        (("item_2", "--own", "nan"), "Say what you answer"),
        (("item_2", "--own", "101"), "own is a number from 0 to 100"),
        (("itm_2", "--own", "1"), "did you mean 'item_2'"),
        (("--from", "nowhere.csv"), "can't be read"),
    ],
)
def test_what_can_not_be_kept_is_a_sentence(folder: Path, words: tuple[str, ...], said: str) -> None:
    assert said in refused("mirror", "answer", folder, *words, "--as", "Ruth")
    assert "Ruth" not in [row["teammate"] for row in ask("mirror", "team", folder)]


def test_results_are_closed_to_who_has_not_locked(folder: Path) -> None:
    assert "cslab mirror look" in refused("mirror", "project", folder, "--as", "Lee")
    assert ask("mirror", "look", folder, "--as", "Lee")["state"] == "declined"
    found = ask("mirror", "project", folder, "--as", "Lee")
    assert found["figures"][0]["figure"] == "projection weight, this team"
    assert "Maya" not in json.dumps(found)
    ask("mirror", "answer", folder, "item_2", "--own", "8", "--as", "Kofi")
    assert "is open" in refused("mirror", "project", folder, "--as", "Kofi")


def test_a_persons_figure_is_for_them_alone_unless_shared(folder: Path) -> None:
    own = ask("mirror", "project", folder, "--person", "maya", "--as", "Maya")
    assert own["teammate"] == "Maya"
    assert len(own["items"]) == 10
    assert "did not share it" in refused("mirror", "project", folder, "--person", "Tom", "--as", "Maya")
    cslab.open(folder).share_sheet("Tom")
    assert ask("mirror", "project", folder, "--person", "Tom", "--as", "Maya")["teammate"] == "Tom"
    assert "did not share" in refused("mirror", "project", folder, "--person", "Nobody", "--as", "Maya")


def test_a_change_is_told_when_both_rounds_are_there(folder: Path) -> None:
    assert "written down" in refused("mirror", "change", folder, "--as", "Maya")
    believe(cslab.open(folder), ["Maya", "Tom", "Ines"], 0.0, round="second", seed=3)
    found = ask("mirror", "change", folder, "--as", "Maya")
    assert found["figures"]
    said = RUN.invoke(app, ["mirror", "change", str(folder), "--as", "Maya"]).output
    assert found["sentence"][:20] in said


def test_an_empty_study_says_what_is_missing(tmp_path: Path) -> None:
    ask("init", tmp_path / "bare", "--title", "Bare")
    assert ask("mirror", "items", tmp_path / "bare") == []
    assert ask("mirror", "team", tmp_path / "bare") == []
    assert "nothing to ask yet" in refused("mirror", "answer", tmp_path / "bare", "x", "--own", "1")
