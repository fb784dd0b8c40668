"""Evidence cards from the command line: read, written as one file, and clips marked."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cslab.cli import app
from cslab.errors import InputError
from tests.cli.test_commands import ask
from tests.workbench.witnessed import witnessed

CLAIM = "carla-easy"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = witnessed(tmp_path_factory.mktemp("card") / "study")
    study.store.close()
    return study.folder


def test_a_card_is_read(folder: Path) -> None:
    told = ask("personas", "card", folder, CLAIM)
    assert told["verdict"] == "contradicted"
    assert sorted(clip["side"] for clip in told["clips"]) == ["against", "against", "for", "for"]
    assert told["none_against"] == ""
    assert told["searched"]["interviews"] == 3
    shown = CliRunner().invoke(app, ["personas", "card", str(folder), CLAIM])
    assert shown.exit_code == 0
    assert "Searched 3 interviews" in shown.stderr


def test_a_card_is_written_for_the_company_unless_told(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "card.html"
    told = ask("personas", "card", folder, CLAIM, "--out", path, "--no-sound")
    assert (told["audience"], told["path"]) == ("company", str(path))
    assert "Dana" in path.read_text(encoding="utf-8")
    ask("personas", "card", folder, CLAIM, "--out", path, "--audience", "public")
    assert "Dana" not in path.read_text(encoding="utf-8")
    told = ask("personas", "card", folder, CLAIM, "--audience", "public")
    assert {"A customer"} == {clip["person"] for clip in told["clips"]}
    assert not {"person_id", "interview_id", "note", "marks"} & set(told["clips"][0])
    assert "Dana" not in str(told)


def test_a_draft_has_no_card(folder: Path) -> None:
    done = CliRunner().invoke(app, ["personas", "card", str(folder), "carla-secret"])
    assert isinstance(done.exception, InputError)
    assert "lock it first" in str(done.exception)


def test_clips_are_marked_listed_and_taken_back(folder: Path) -> None:
    assert ask("personas", "mark", folder, CLAIM, 1, "against", "--as", "Tom")["side"] == "against"
    (mark,) = ask("personas", "mark", folder, CLAIM)
    assert (mark["clip"], mark["side"], mark["author"]) == (1, "against", "Tom")
    assert ask("personas", "mark", folder, CLAIM, 1, "--as", "Tom") == {"removed": True}
    assert ask("personas", "mark", folder, CLAIM) == []
