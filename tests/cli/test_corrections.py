"""Corrections from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cslab import Study
from cslab.cli.corrections import lost
from cslab.errors import InputError
from tests.cli.test_commands import RUN, app, ask
from tests.workbench.heard import hear, new_study

SETTINGS = 'title = "Ours"\nvocabulary = ["Ledgerline"]\n'


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = new_study(tmp_path / "study", "int-01", "int-02", settings=SETTINGS)
    hear(made, "int-01", "we use ledger line a lot a lot")
    hear(made, "int-02", "not ledger line")
    return made


def told(*words: str | Path, expect: int = 0) -> str:
    done = RUN.invoke(app, list(map(str, words)))
    assert done.exit_code == expect, (done.output, done.exception)
    return done.output


def test_add_list_undo_redo(study: Study) -> None:
    made = ask("correct", "add", study.folder, "int-01", "ledger line", "Ledgerline", "--as", "Bea")
    (row,) = ask("correct", "list", study.folder, "--interview", "int-01")
    assert (row["id"], row["after"], row["author"]) == (made["id"], "Ledgerline", "Bea")
    assert "Ledgerline" in told("correct", "list", study.folder)
    assert "is undone" in told("correct", "undo", study.folder, str(made["id"]))
    assert ask("correct", "list", study.folder) == []
    assert len(ask("correct", "list", study.folder, "--undone")) == 1
    assert "stands again" in told("correct", "undo", study.folder, str(made["id"]), "--redo")
    assert study.transcript("int-01").text == "we use Ledgerline a lot a lot"


@pytest.mark.parametrize(("words", "number"), [("a lot", 2), ("nowhere", 0)])
def test_words_must_stand_there_once(study: Study, words: str, number: int) -> None:
    done = RUN.invoke(app, ["correct", "add", str(study.folder), "int-01", words, "x"])
    assert done.exit_code == 1
    assert isinstance(done.exception, InputError)
    assert f"there are {number} places" in str(done.exception)


def test_replace_shows_first(study: Study) -> None:
    shown = told("replace", study.folder, "ledger line", "Ledgerline")
    assert "2 places; to correct, repeat with --apply" in shown
    assert study.corrections().empty
    assert "2 corrections made" in told("replace", study.folder, "ledger line", "Ledgerline", "--apply")
    assert study.transcript("int-02").text == "not Ledgerline"
    done: dict[str, Any] = ask("replace", study.folder, "ledger line", "Ledgerline", "--apply")
    assert done == {"places": [], "applied": {"corrections": [], "missed": []}}
    assert "Nothing would change" in told("replace", study.folder, "ledger line", "Ledgerline")


def test_vocabulary(study: Study) -> None:
    assert [row["heard"] for row in ask("vocabulary", study.folder)] == ["ledger line", "ledger line"]


def test_what_could_not_be_carried_is_said_in_one_line(study: Study) -> None:
    study.correct("int-01", 2, 4, "Ledgerline")
    assert lost(study, ["int-01"]) == ""
    hear(study, "int-01", "nothing like that at all", key="better")
    sentence = lost(study, ["int-01"])
    assert sentence.startswith("Not carried over to the new words: 1 correction; see: cslab correct carried")
    assert lost(study, []) == lost(study, ["int-02"]) == ""
    (row,) = ask("correct", "carried", study.folder)
    assert (row["outcome"], row["what"]) == ("lost", "Ledgerline")
    assert "lost" in told("correct", "carried", study.folder)
