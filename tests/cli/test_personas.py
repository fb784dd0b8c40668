"""``cslab personas list``, ``segment``, ``lock`` and ``locks``, in words and in JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cslab.cli import app

RUN = CliRunner()

PERSONAS = """\
[[personas]]
id = "carla"
name = "Careful Carla"
segment = { size = { at_most = 10 } }

[[personas]]
id = "clive"
name = "Clive"
segment = { sise = 3 }

[[claims]]
id = "lanes"
persona = "carla"
says = "Builds [bold]lanes[/bold]"
confidence = 80
shown_by = [{ source = "usage", feature = "lanes", at_least = 40 }]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "study.toml").write_text('title = "Ours"\n[[features]]\nid = "lanes"\n', "utf-8")
    (tmp_path / "people.csv").write_text("person_id,name,size\np1,Ana,5\np2,Ben,60\n", "utf-8")
    (tmp_path / "personas.toml").write_text(PERSONAS, "utf-8")
    return tmp_path


def run(*words: str | Path) -> Any:
    done = RUN.invoke(app, ["personas", *map(str, words)])
    assert done.exit_code == 0, (done.output, done.exception)
    return done


def ask(*words: str | Path) -> Any:
    return json.loads(run(*words, "--json").stdout)


def test_personas_and_claims_are_listed(folder: Path) -> None:
    found = ask("list", folder)
    assert [(row["persona"], row["people"], row["of"]) for row in found["personas"]] == [
        ("carla", 1, 2),
        ("clive", None, 2),
    ]
    assert "did you mean 'size'" in found["personas"][1]["fault"]
    (claim,) = found["claims"]
    assert (claim["state"], claim["locked_at"], claim["confidence"]) == ("draft", None, 80)
    assert found["faults"][0]["row"] == 9
    said = run("list", folder).output
    assert "Careful Carla (carla): size is at most 10; 1 of 2 people." in said
    assert "[bold]" in said


def test_the_people_of_a_persona(folder: Path) -> None:
    assert ask("segment", folder, "carla") == {
        "persona": "carla",
        "segment": "size is at most 10",
        "people": ["p1"],
        "of": 2,
    }
    assert "Ana" in run("segment", folder, "carla").output
    text = PERSONAS.replace("at_most = 10", "at_most = 1")
    (folder / "personas.toml").write_text(text, "utf-8")
    assert "there is no one whose size is at most 1" in run("segment", folder, "carla").output


def test_a_claim_is_locked_once_a_version(folder: Path) -> None:
    made = ask("lock", folder, "lanes", "--note", "Before the wave", "--as", "Maya")
    assert (made["version"], made["locked_by"], made["new"], made["note"]) == (
        1,
        "Maya",
        True,
        "Before the wave",
    )
    assert made["document"]["shown_by"][0]["feature"] == "lanes"
    assert ask("lock", folder, "lanes", "--as", "Tom")["new"] is False
    assert "locked as it stands already, by Maya" in run("lock", folder, "lanes").output
    (folder / "personas.toml").write_text(PERSONAS.replace("Builds", "Makes"), "utf-8")
    assert "Locked lanes, version 2" in run("lock", folder, "lanes").output
    assert [row["version"] for row in ask("locks", folder, "lanes")] == [1, 2]
    assert [row["note"] for row in ask("locks", folder, "lanes")] == ["Before the wave", ""]
    assert "Makes" in run("locks", folder, "lanes").output
    assert ask("list", folder)["claims"][0]["state"] == "locked"


def test_a_draft_has_no_locks(folder: Path) -> None:
    assert ask("locks", folder, "lanes") == []
    assert "it is a draft" in run("locks", folder, "lanes").output


def test_nobody_is_a_sentence(folder: Path) -> None:
    done = RUN.invoke(app, ["personas", "segment", str(folder), "karla"])
    assert done.exit_code == 1
    assert "did you mean 'carla'" in str(done.exception)


def test_a_study_without_personas_says_so(folder: Path) -> None:
    (folder / "personas.toml").unlink()
    assert ask("list", folder) == {"personas": [], "claims": [], "faults": []}
    assert "no claims in personas.toml yet" in run("list", folder).output
