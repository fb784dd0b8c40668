"""``cslab reel``: a script goes out as JSON and comes back, and its lines are moved and trimmed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cslab.cli import app
from tests.workbench.heard import new_study

RUN = CliRunner()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    study = new_study(tmp_path / "ours", "int-01")
    for start in (1, 5, 9):
        study.add_highlight("int-01", start=start, end=start + 2, codes=["price"])
    study.save_reel(
        "first",
        title="First days",
        credits="Thanks",
        elements=[
            {"kind": "heading", "text": "Before us", "stage": "start"},
            {"kind": "clip", "highlight": 1, "trim_start": 0.5, "lag": 0.25},
            {"kind": "clip", "highlight": 3, "gain": -3.5, "fade_in": 1.0},
            {"kind": "silence", "seconds": 0.5},
        ],
    )
    study.store.close()
    return study.folder


def run(*words: object, expect: int = 0) -> Any:
    done = RUN.invoke(app, ["reel", *map(str, words)])
    assert done.exit_code == expect, (done.output, done.exception)
    return done


def ask(*words: object) -> Any:
    return json.loads(run(*words, "--json").stdout)


def lines(document: dict[str, Any]) -> list[Any]:
    return [part["highlight"] or part["kind"] for part in document["elements"]]


def test_a_script_comes_back_as_it_went_out(folder: Path, tmp_path: Path) -> None:
    shown = ask("show", folder, "first")
    assert shown["credits"] == "Thanks"
    assert shown["elements"][1]["trim_start"] == 0.5
    (tmp_path / "first.json").write_text(json.dumps(shown))
    saved = ask("save", folder, "second", "--script", tmp_path / "first.json")
    assert saved | {"name": "first", "author": shown["author"]} == shown
    again = ask("save", folder, "second", "--script", tmp_path / "first.json", "--order", "given")
    assert (again["order"], again["title"]) == ("given", "First days")
    assert [row["name"] for row in ask("list", folder)] == ["first", "second"]


def test_a_script_may_be_toml_and_its_faults_are_named(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('audience = "company"\n[[elements]]\nkind = "clip"\nhighlight = 2\nlead = 0.5\n')
    saved = ask("save", folder, "a", "--script", path, "--title", "Mine")
    assert (saved["title"], saved["audience"], lines(saved)) == ("Mine", "company", [2])
    for text, said in (
        ("elements = 3", "no list of elements"),
        (
            "[[elements]]\nkind = 'clip'\nhighlight = 'x'",
            "element 1: highlight of a reel's element is a number",
        ),
        ("[[elements]]\nkind = 'clip'\nhighlight = 1.5", "by its whole number"),
        ("[[elements]]\nkind = 'clip'\nhighlight = 99", "no highlight '99'"),
        ("[[elements]]\nkind = 'clip'\nhighlight = 1\nled = 1", "did you mean 'lead'"),
        ("[[elements]]\nkind = 'clip'\nhighlight = 1\ngain = inf", "gain of a clip is -24 to 24"),
        ("elements = ['clip']", "element 1 is not an element"),
        ("titel = 'A'\nelements = []", "did you mean 'title'"),
        ("title = 3\nelements = []", "title is text"),
        ("order = 'any'\nelements = []", "order of a reel is one of stage, given"),
        ("[[elements", "is not TOML"),
    ):
        path.write_text(text)
        assert said in str(run("save", folder, "a", "--script", path, expect=1).exception)
    for text in ("[]", "{", '{"elements": NaN}', "[" * 100_000):
        (tmp_path / "a.json").write_text(text)
        run("save", folder, "a", "--script", tmp_path / "a.json", expect=1)
    run("save", folder, "a", "--script", path, "--highlight", 1, expect=1)
    run("save", folder, "a", "--script", tmp_path / "gone.json", expect=1)
    assert ask("show", folder, "a") == saved


def test_people_read_the_script_line_by_line(folder: Path) -> None:
    said = run("show", folder, "first").stdout
    assert "First days: along the stages, for team" in said
    assert "clip of highlight 1" in said
    assert "from 0:00.500, lag 0.25 s" in said
    assert "gain -3.5 dB" in said
    assert "Credits: Thanks" in said
    assert "The recording of int-01 is missing, so highlight 1 was left out." in said


def test_lines_are_moved(folder: Path) -> None:
    assert lines(ask("move", folder, "first", 4, 1)["script"]) == ["silence", "heading", 1, 3]
    assert lines(ask("move", folder, "first", 1, 4)["script"]) == ["heading", 1, 3, "silence"]
    for line, to in ((0, 1), (5, 1), (1, 5), (1, 0)):
        assert "lines 1 to 4" in str(run("move", folder, "first", line, to, expect=1).exception)
    assert ask("show", folder, "first")["credits"] == "Thanks", "what is not said stays as it was"


def test_a_clip_is_trimmed_and_cut(folder: Path) -> None:
    options = ("--start", "0:05.5", "--end", "7", "--lead", "0.4", "--fade-out", "0.2")
    part = ask("trim", folder, "first", 3, *options)["script"]["elements"][2]
    assert {key: part[key] for key in ("trim_start", "trim_end", "lead", "fade_in", "fade_out", "gain")} == {
        "trim_start": 5.5,
        "trim_end": 7.0,
        "lead": 0.4,
        "fade_in": 1.0,
        "fade_out": 0.2,
        "gain": -3.5,
    }
    part = ask("trim", folder, "first", 3, "--as-marked", "--gain", "1")["script"]["elements"][2]
    assert part == {"kind": "clip", "highlight": 3, "text": "", "seconds": 0.0, "gain": 1.0}
    assert "only clips are trimmed" in str(run("trim", folder, "first", 1, "--start", 1, expect=1).exception)
    run("trim", folder, "first", 3, "--start", "9", "--end", "8", expect=1)
    said = run("trim", folder, "first", 2, "--lag", "0.5").stderr
    assert said.startswith("Line 2 is clip of highlight 1: The recording of int-01 is missing")


def test_a_removed_reel_comes_back(folder: Path) -> None:
    assert ask("remove", folder, "first") == {"name": "first", "removed": True}
    assert ask("list", folder) == []
    run("show", folder, "first", expect=1)
    assert "is back" in run("restore", folder, "first").stderr
    assert lines(ask("show", folder, "first")) == ["heading", 1, 3, "silence"]
