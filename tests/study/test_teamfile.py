"""team.csv: bad values are named, good rows are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from cslab.study.check import check
from cslab.study.config import load_config
from cslab.study.teamfile import COLUMNS, read_team

TOML = '[[questions]]\nid = "ease"\nwording = "Easy."\n[[questions]]\nid = "why"\nrole = "why"\n'
HEAD = "teammate,item,own,certainty,predicted,round\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "study.toml").write_text(f'title = "Ours"\n{TOML}')
    return tmp_path


def sentences(folder: Path, rows: str) -> list[str]:
    (folder / "team.csv").write_text(rows, encoding="utf-8")
    return [fault.sentence for fault in check(folder)]


def test_a_good_file_is_read_as_it_is(folder: Path) -> None:
    assert sentences(folder, HEAD + "Maya,ease,80,60,70.5,second\n'=Tom,ease,0,,100,\n") == []
    found = read_team(folder, load_config(folder)).frame
    assert list(found.columns) == list(COLUMNS)
    assert found["round"].to_list() == ["second", "first"]
    assert found["teammate"].to_list() == ["Maya", "=Tom"]
    assert found["certainty"].isna().to_list() == [False, True]


def test_no_file_is_an_empty_table(folder: Path) -> None:
    assert read_team(folder).frame.empty
    assert check(folder) == ()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Maya,esae,1,1,1,", "item is 'esae', but the id of a question with a scale, perhaps 'ease', was"),
        ("Maya,why,1,1,1,", "item is 'why', but the id of a question with a scale was expected."),
        ("Maya,ease,101,1,1,", "own is '101', but a number from 0 to 100 was expected."),
        ("Maya,ease,1,-1,1,", "certainty is '-1', but a number from 0 to 100 was expected."),
        ("Maya,ease,1,1,nan,", "predicted is 'nan', but a number from 0 to 100 was expected."),
        ("Maya,ease,1,1,1e999,", "predicted is '1e999', but a number from 0 to 100 was expected."),
        ("Maya,ease,80 %,1,1,", "own is '80 %', but a number from 0 to 100 was expected."),
        (",ease,1,1,1,", "teammate is empty, but a name of 1 to 80 letters was expected."),
        (f"Maya,ease,1,1,1,{'x' * 81}", "but a name of 1 to 80 letters was expected."),
        (
            "tom,ease,1,1,1,FIRST",
            "the item is 'ease', but one row for each teammate, item and round (row 2 has",
        ),
    ],
)
def test_each_fault_is_named_and_stops_nothing(folder: Path, row: str, said: str) -> None:
    (sentence,) = sentences(folder, f"{HEAD}Tom,ease,1,2,3,\n{row}\n")
    assert "team.csv, row 3: " in sentence
    assert said in sentence
    found = read_team(folder, load_config(folder))
    assert found.frame["teammate"].iloc[0] == "Tom"
    assert found.frame["own"].iloc[0] == 1.0


def test_a_file_of_something_else_says_what_it_lacks(folder: Path) -> None:
    (sentence, *_) = sentences(folder, "name,score\nMaya,3\n")
    assert "the first row is 'name, score', but the columns teammate, item, own and predicted" in sentence
    assert read_team(folder).frame.empty


def test_semicolons_and_windows_letters_are_read(folder: Path) -> None:
    (folder / "team.csv").write_bytes("teammate;item;own;predicted\nLucía;ease;1;2\n".encode("cp1252"))
    assert read_team(folder, load_config(folder)).frame["teammate"].to_list() == ["Lucía"]
