"""``cslab personas message``, ``fit`` and ``quality``, in words and in JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cslab.cli import app
from tests.workbench.questioned import questioned

RUN = CliRunner()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = questioned(tmp_path_factory.mktemp("messages") / "ours")
    study.store.close()
    return study.folder


def ask(*words: str | Path) -> Any:
    done = RUN.invoke(app, ["personas", *map(str, words), "--json"])
    assert done.exit_code == 0, (done.output, done.exception)
    return json.loads(done.stdout)


def told(*words: str | Path) -> str:
    done = RUN.invoke(app, ["personas", *map(str, words)])
    assert done.exit_code == 0, (done.output, done.exception)
    return str(done.output)


def test_a_message_is_tested(folder: Path) -> None:
    found = ask("message", folder, "Paperless approvals", "--persona", "ann", "--code", "approvals")
    assert found["never"] == ["Paperless"]
    assert (found["n"], found["codes"], found["guessed"]) == (5, ["approvals"], False)
    assert found["instead"][0]["word"] == "phone"
    assert {quote["interview_id"] for quote in found["quotes"]} >= {"int-1"}
    shown = told("message", folder, "Paperless approvals", "--code", "approvals")
    assert "None of them ever said “Paperless”" in shown
    assert "phone" in shown
    assert "2 interviews are left out" in shown


def test_personas_are_held_against_customers(folder: Path) -> None:
    found = ask("fit", folder)
    assert [row["people"] for row in found["segments"]] == [30, 15]
    assert len(found["none"]) == 15
    assert set(found["persons"]) == {"ann", "bea"}
    assert found["persons"]["ann"]["nearest"][0]["person_id"] == "p-1"
    assert set(ask("fit", folder, "--persona", "ann")["persons"]) == {"ann"}
    shown = told("fit", folder, "--persona", "ann")
    assert "15 fit no persona" in shown
    assert "Odd is left out" in shown
    assert "Person 1" in shown
    assert "None of its locked claims" in told("fit", folder, "--persona", "bea")


def test_what_is_wrong_with_a_persona_is_said(folder: Path) -> None:
    found = ask("quality", folder, "ann")
    assert "vague" in {one["kind"] for one in found["problems"]}
    assert {"value", "low", "high", "n"} <= set(found["numbers"][0])
    shown = told("quality", folder, "ann", "--numbers")
    assert "“Something that just works” is vague" in shown
    assert "of all customers" in shown
    assert "95 %" in shown


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["message", "the and of"], "only words that everybody says"),
        (["message", "Paperless", "--code", "nonsense"], "no code 'nonsense'"),
        (["message", "Paperless", "--persona", "anne"], "did you mean 'ann'"),
        (["fit", "--persona", "anne"], "no persona 'anne'"),
        (["quality", "anne"], "no persona 'anne'"),
    ],
)
def test_what_can_not_be_done_is_one_sentence(folder: Path, words: list[str], says: str) -> None:
    first, *rest = words
    done = RUN.invoke(app, ["personas", first, str(folder), *rest])
    assert done.exit_code != 0
    assert says in str(done.exception)
