from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cslab.cli import app
from tests.workbench.used import write

RUN = CliRunner()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("used"))


def run(*arguments: object) -> tuple[int, str]:
    done = RUN.invoke(app, ["usage", *map(str, arguments)])
    return done.exit_code, done.output


def test_adoption(folder: Path) -> None:
    code, said = run("adoption", folder)
    assert code == 0
    assert "100 % (93–100 %, n = 48)" in said
    assert "No feature names: login." in said
    code, said = run("adoption", folder, "--by", "plan", "--json")
    rows = json.loads(said)
    assert {(row["feature"], row["group"], row["n"]) for row in rows} >= {("export", "solo", 0)}
    assert "nobody has it" in run("adoption", folder, "--by", "plan")[1]


def test_retention(folder: Path) -> None:
    code, said = run("retention", folder, "--every", "week", "--unit", "person")
    assert code == 0
    assert "weeks after" in said
    found = json.loads(run("retention", folder, "--json")[1])
    assert set(found) == {"curve", "cohorts", "caveats"}
    done = RUN.invoke(app, ["usage", "retention", str(folder), "--every", "year"])
    assert "day, week or month" in str(done.exception)


def test_renewal(folder: Path) -> None:
    code, said = run("renewal", folder, "--since", "2025-06-01")
    assert code == 0
    assert "Renewal is not loyalty" in said
    found = json.loads(run("renewal", folder, "--by", "plan", "--json")[1])
    assert {row["group"] for row in found["curve"]} == {"solo", "team"}


def test_check(folder: Path, tmp_path: Path) -> None:
    code, said = run("check", folder)
    assert code == 0
    assert "No event was seen of: Ghost." in said
    broken = write(tmp_path)
    (broken / "usage" / "empty.csv").write_text("")
    code, said = run("check", broken, "--json")
    assert code == 3
    assert json.loads(said)["faults"][0]["file"] == "usage/empty.csv"
