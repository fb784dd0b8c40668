"""Comparing from the command line: figures for people and for machines."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cslab
from cslab.cli import app
from tests.cli.test_commands import ask
from tests.workbench.double_coded import SECOND, code_again

RUN = CliRunner()


@pytest.fixture(scope="module")
def twice(heard_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "ledgerline"
    shutil.copytree(heard_sample, folder)
    code_again(cslab.open(folder))
    return folder


def said(*words: str | Path) -> str:
    done = RUN.invoke(app, [*map(str, words)], env={"COLUMNS": "250"})
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def test_agreement_says_its_unit_and_its_figures(twice: Path) -> None:
    found = ask("agreement", twice, "--unit", "highlight", "--code", "trust")
    assert found["unit"] == "highlighted passages"
    assert {row["code"] for row in found["figures"]} == {"all codes", "anything marked", "trust"}
    assert all(
        row["low"] <= row["value"] <= row["high"] for row in found["figures"] if row["value"] is not None
    )
    words = said("agreement", twice)
    assert "segments of the customer's speech" in words
    assert "Krippendorff's alpha" in words
    rows = ask("agreement", twice, "--differences", "--unit", "highlight")
    assert {SECOND} <= {name for row in rows for name in (*row["coded_by"], *row["not_by"])}
    assert all(row["quote"] for row in rows)
    assert "coded by" in said("agreement", twice, "--differences")


def test_counts_and_saturation(twice: Path) -> None:
    found = ask("counts", twice, "--by", "country")
    assert {row["group"] for row in found["counts"]} == {"US", "GB", "CA"}
    assert found["differences"]
    assert "shares" in " ".join(found["caveats"])
    assert "%" in said("counts", twice)
    found = ask("saturation", twice)
    assert [row["number"] for row in found["interviews"]] == list(range(1, 9))
    assert found["next"]["method"].startswith("Good-Turing")
    assert "one more interview" in said("saturation", twice)


def test_somebody_is_set_to_code_blind(twice: Path) -> None:
    rows = ask("coders", twice, "--blind", "Tom")
    assert {row["coder"]: row["blind"] for row in rows} == {"Ines": False, "Maya": False, "Tom": True}
    assert not any(row["blind"] for row in ask("coders", twice, "--seeing", "Tom"))


def test_nothing_to_compare_is_a_sentence(tmp_path: Path) -> None:
    cslab.init(tmp_path / "new", title="New")
    for words in (("agreement",), ("saturation",)):
        done = RUN.invoke(app, [*words, str(tmp_path / "new")])
        assert done.exit_code == 1
        assert str(done.exception).endswith(".")
    assert ask("counts", tmp_path / "new")["counts"] == []
    assert ask("coders", tmp_path / "new") == []
