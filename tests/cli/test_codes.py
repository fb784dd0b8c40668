"""``cslab code`` and ``cslab highlight change``: seen before they are made, in words and in JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import cslab
from cslab.cli import app
from cslab.study.highlights import add_highlight

RUN = CliRunner()
TOML = """\
title = "Mine"

[[codes]]
name = "pricing"
definition = "What it costs."

[[codes]]
name = "hidden-fee"
parent = "pricing"

[[codes]]
name = "trust"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "study.toml").write_text(TOML)
    study = cslab.open(tmp_path)
    for coder, codes in (("Maya", ["hidden-fee"]), ("Tom", ["hidden-fee", "trust"])):
        add_highlight(study.store, interview_id="int-01", start=1, end=2, codes=codes, coder=coder)
    return tmp_path


def ask(*words: str | Path) -> Any:
    done = RUN.invoke(app, [*map(str, words), "--json"])
    assert done.exit_code == 0, (done.output, done.exception)
    return json.loads(done.stdout)


def codes(folder: Path) -> list[tuple[str, ...]]:
    return list(cslab.open(folder, read_only=True).highlights()["codes"])


def test_listed_as_a_tree(folder: Path) -> None:
    rows = ask("code", "list", folder)
    assert [(row["name"], row["depth"], row["highlights"]) for row in rows] == [
        *[("pricing", 0, 0), ("hidden-fee", 1, 2), ("trust", 0, 1)],
    ]
    shown = RUN.invoke(app, ["code", "list", str(folder)]).stdout
    assert "  hidden-fee" in shown


def test_a_dry_run_says_what_moves_and_moves_nothing(folder: Path) -> None:
    seen = ask("code", "merge", folder, "pricing", "--into", "hidden-fee", "--dry-run")
    assert not seen["applied"]
    assert seen["children"] == [["hidden-fee", "pricing", None]]
    seen = ask("code", "rename", folder, "hidden-fee", "late-fee", "--dry-run")
    assert seen["moved"] == [
        {"interview_id": "int-01", "coder": "Maya", "highlights": 1},
        {"interview_id": "int-01", "coder": "Tom", "highlights": 1},
    ]
    assert codes(folder) == [("hidden-fee",), ("hidden-fee", "trust")]
    told = RUN.invoke(app, ["code", "rename", str(folder), "hidden-fee", "late-fee", "--dry-run"])
    assert "Not done yet: Renamed 'hidden-fee' to 'late-fee'." in told.stderr
    assert "2 highlights follow" in told.stderr


def test_every_change_and_back(folder: Path) -> None:
    ask("code", "add", folder, "delight", "--definition", "Joy.", "--example", "Ha!", "--colour", "#134CA1")
    ask("code", "change", folder, "delight", "--definition", "Unasked joy.")
    ask("code", "move", folder, "delight", "--parent", "trust")
    ask("code", "split", folder, "hidden-fee", "late-fee", "1")
    assert codes(folder) == [("late-fee",), ("hidden-fee", "trust")]
    ask("code", "merge", folder, "late-fee", "--into", "hidden-fee")
    ask("code", "rename", folder, "hidden-fee", "fee")
    ask("code", "retire", folder, "trust")
    ask("code", "retire", folder, "trust", "--undo")
    book = cslab.open(folder).codebook
    assert book.code("delight").definition == "Unasked joy."
    assert book.code("delight").examples == ("Ha!",)
    assert codes(folder) == [("fee",), ("fee", "trust")]
    assert [row["action"] for row in ask("code", "history", folder)] == [
        *["bring back", "retire", "rename", "merge", "split", "move", "change", "add", "start"],
    ]
    assert ask("code", "undo", folder)["sentence"] == "Taken back: Brought 'trust' back."
    assert cslab.open(folder).codebook.retired[0].name == "trust"


def test_out_and_in_again(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "codes.csv"
    assert ask("code", "export", folder, file) == {"file": str(file)}
    file.write_text(file.read_text().replace("What it costs.", "Any cost.") + "new,trust,,,\n")
    seen = ask("code", "import", folder, file, "--dry-run")
    assert (seen["added"], seen["changed"]) == (["new"], ["pricing"])
    ask("code", "import", folder, file)
    assert cslab.open(folder).codebook.code("new").parent == "trust"
    done = RUN.invoke(app, ["code", "export", str(folder), str(tmp_path / "codes.pdf")])
    assert done.exit_code != 0
    assert "ends in .csv" in str(done.exception)


def test_a_highlight_is_changed(folder: Path) -> None:
    given = ["--code", "trust", "--sentiment", "-1", "--juice", "emotion", "--juice", "contrast"]
    assert ask("highlight", "change", folder, "1", *given, "--as", "Sam")["changed"] == [
        *["codes", "juice", "sentiment"],
    ]
    row = cslab.open(folder).highlights().iloc[0]
    assert (row["codes"], row["sentiment"], row["juiciness"], row["juice_by"]) == (("trust",), -1, 3, "Sam")
    assert RUN.invoke(app, ["highlight", "change", str(folder), "1", "--sentiment", "2"]).exit_code == 2
    done = RUN.invoke(app, ["highlight", "change", str(folder), "1", "--code", "trsut"])
    assert "did you mean 'trust'" in str(done.exception)
