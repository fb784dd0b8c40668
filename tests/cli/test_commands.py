"""The command line: every command helps with an example, speaks JSON, and leaves with an honest exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from cslab.cli import app, main

ROOT = Path(__file__).parent.parent.parent
RUN = CliRunner()


def leaves(command: Any, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    """Every command that does something, with the words that name it."""
    inner = getattr(command, "commands", None)
    if not inner:
        return [(path, command)]
    return [leaf for name, child in inner.items() for leaf in leaves(child, (*path, name))]


COMMANDS = leaves(typer.main.get_command(app))


def ask(*words: str | Path, expect: int = 0) -> Any:
    """Run a command for its JSON."""
    done = RUN.invoke(app, [*map(str, words), "--json"])
    assert done.exit_code == expect, (done.output, done.exception)
    return json.loads(done.stdout)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    ask("init", folder, "--title", "Mine")
    return folder


def test_the_commands_of_the_design_are_there() -> None:
    first = {path[0] for path, _ in COMMANDS}
    assert {"init", "check", "transcribe", "models", "highlight", "reel", "export", "import", "app"} <= first


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[" ".join(path) for path, _ in COMMANDS])
def test_every_command_helps_with_an_example(path: tuple[str, ...], command: Any) -> None:
    assert command.help
    assert command.epilog.startswith(f"Example: cslab {' '.join(path)}")
    shown = RUN.invoke(app, [*path, "--help"])
    assert shown.exit_code == 0
    for parameter in command.params:
        assert parameter.name == "help" or parameter.help, f"{path}: {parameter.name} is not explained"


def test_a_wrong_word_is_wrong_usage() -> None:
    assert RUN.invoke(app, ["transkribe"]).exit_code == 2


def test_init_makes_a_study_that_check_finds_no_fault_in(study: Path) -> None:
    assert (study / "recordings").is_dir()
    assert ask("check", study) == []
    assert ask("transcribe", study) == {"recordings": [], "speakers": [], "reels": []}


def test_init_never_replaces_a_study(study: Path) -> None:
    before = (study / "study.toml").read_text()
    done = RUN.invoke(app, ["init", str(study)])
    assert done.exit_code == 1
    assert (study / "study.toml").read_text() == before


def test_models_lists_what_is_here() -> None:
    listed = ask("models")
    tiny = [row for row in listed if (row["model"], row["engine"]) == ("tiny.en", "whisper")]
    assert [row["index"] for row in tiny] == [True]


def test_a_fault_is_told_with_its_own_exit_code(study: Path) -> None:
    (study / "people.csv").write_text("person_id,strength\np-1,nine\n")
    (fault,) = ask("check", study, expect=3)
    assert (fault["file"], fault["row"], fault["column"], fault["value"]) == (
        "people.csv",
        2,
        "strength",
        "nine",
    )


def test_an_error_is_one_sentence_on_stderr(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.argv", ["cslab", "check", str(tmp_path / "nowhere")])
    with pytest.raises(SystemExit) as left:
        main()
    said = capsys.readouterr()
    assert left.value.code == 1
    assert said.out == ""
    assert "no study folder" in said.err
    assert "Traceback" not in said.err


def test_highlight_needs_either_times_or_words(study: Path) -> None:
    done = RUN.invoke(app, ["highlight", "add", str(study), "int-1", "--start", "1:00", "--code", "x"])
    assert done.exit_code == 1
    assert "--quote" in str(done.exception)


def test_completion_is_offered() -> None:
    assert "--install-completion" in RUN.invoke(app, ["--help"]).output
