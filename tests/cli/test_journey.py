"""Commands of the journey map: read by people and by machines, and written as a file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from cslab.cli import app
from tests.cli.test_commands import ask
from tests.workbench.journeyed import journeyed

RUN = CliRunner()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = journeyed(tmp_path_factory.mktemp("journey") / "ours")
    study.store.close()
    return study.folder


def test_the_map_is_shown_cell_by_cell(folder: Path) -> None:
    rows = ask("journey", "show", folder)
    assert {row["stage"] for row in rows} == {"find", "use", "leave"}
    quotes = [row for row in rows if row["kind"] == "quote" and row["stage"] == "use"]
    assert len({row["shown"] for row in quotes}) == 6
    assert all(len(row["clips"]) == 1 for row in quotes)
    (alone,) = ask("journey", "show", folder, "--stage", "leave", "--lane", "say")
    assert alone["what"].startswith("Nobody speaks of this stage yet")


def test_people_read_figures_with_their_intervals(folder: Path) -> None:
    done = RUN.invoke(app, ["journey", "show", str(folder), "--lane", "do"], env={"COLUMNS": "160"})
    assert "25 % (12–45 %)" in done.output
    assert "int-8 is left out" in done.output


def test_an_unknown_stage_is_a_sentence(folder: Path) -> None:
    done = RUN.invoke(app, ["journey", "show", str(folder), "--stage", "fnd"])
    assert done.exit_code == 1
    assert "did you mean 'find'" in str(done.exception)


def test_the_table_and_the_page_are_written(folder: Path, tmp_path: Path) -> None:
    made = ask("journey", "csv", folder, tmp_path / "map.csv", "--audience", "public")
    table = pd.read_csv(tmp_path / "map.csv")
    assert len(table) == made["rows"]
    assert len(made["left_out"]) == 3
    page = RUN.invoke(app, ["journey", "html", str(folder), str(tmp_path / "map.html")])
    assert page.exit_code == 0
    assert (tmp_path / "map.html").read_text("utf-8").startswith("<!doctype html>")


def test_a_place_that_can_not_be_written_to_is_said(folder: Path, tmp_path: Path) -> None:
    done = RUN.invoke(app, ["journey", "csv", str(folder), str(tmp_path / "none" / "map.csv")])
    assert done.exit_code == 1
    assert not (tmp_path / "none").exists()
