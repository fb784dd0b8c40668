"""``cslab personas check`` and ``calibration``, in words and in JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cslab.cli import app
from tests.workbench.judged import judged_study

RUN = CliRunner()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = judged_study(tmp_path_factory.mktemp("judged") / "ours")
    study.lock_claim("fans")
    study.lock_claim("vague", author="Tom")
    study.store.close()
    return study.folder


def test_verdicts_in_words(folder: Path) -> None:
    done = RUN.invoke(app, ["personas", "check", str(folder)], env={"COLUMNS": "200"})
    assert done.exit_code == 0
    assert "supported" in done.output
    assert "We said at least 50 %; of 20 such customers who answered, 90 % answer 9 or 10" in done.output
    assert "it is vague" in done.output
    assert "Not locked, and so not judged: lanes, trusting." in done.output


def test_verdicts_for_machines(folder: Path) -> None:
    done = RUN.invoke(app, ["personas", "check", str(folder), "--persona", "carla", "--json"])
    found = json.loads(done.stdout)
    assert [one["verdict"] for one in found["verdicts"]] == ["supported"]
    assert found["sources"][0]["value"] == 90.0
    assert found["not_locked"] == ["lanes", "trusting"]


def test_an_unknown_persona_is_said_with_the_nearest(folder: Path) -> None:
    done = RUN.invoke(app, ["personas", "check", str(folder), "--persona", "carl"])
    assert done.exit_code == 1
    assert "did you mean 'carla'" in str(done.exception)


def test_calibration(folder: Path) -> None:
    done = RUN.invoke(app, ["personas", "calibration", str(folder)], env={"COLUMNS": "200"})
    assert done.exit_code == 0
    assert "from 5 on, this says how well their authors knew" in done.output
    found = json.loads(RUN.invoke(app, ["personas", "calibration", str(folder), "--json"]).stdout)
    assert found["brier"] is None
    assert found["counts"]["supported"] == 1
    assert [one["claim"] for one in found["claims"]] == ["fans", "vague"]
