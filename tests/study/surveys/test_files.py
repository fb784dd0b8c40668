from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.study.surveys.files import Columns, folded, read_survey_file, separator_of


def names(folder: Path, text: str, header_rows: int) -> tuple[str, ...]:
    (folder / "w.csv").write_text(text)
    return read_survey_file(folder / "w.csv", "w.csv", header_rows).names


def test_columns_are_called_as_people_would(tmp_path: Path) -> None:
    qualtrics = 'Q1,Q2_1\nWhy?,Rate us - Speed\n"{""ImportId"":""QID1""}","{""ImportId"":""QID2_1""}"\n'
    assert names(tmp_path, qualtrics, 3) == ("Why?", "Rate us - Speed")
    monkey = "Respondent ID,Rate us,,Why?\n,Speed,Price,Open-Ended Response\n"
    assert names(tmp_path, monkey, 2) == ("Respondent ID", "Rate us - Speed", "Rate us - Price", "Why?")
    assert names(tmp_path, '"Rate\n us",\n', 1) == ("Rate us", "")


def test_columns_are_found_by_any_header_or_all_of_them() -> None:
    columns = Columns(
        [
            *(["Q1", "Q2", "Q3"], ["Rate us", "", "Why?"], ["Speed", "Price", "Response"]),
            [f'{{"ImportId":"QID{number}"}}' for number in (1, 2, 3)],
        ]
    )
    for header, found in {
        "Q1": (0,),
        "Rate us": (0,),
        "Q2 - Rate us - Price": (1,),
        "rate us: speed": (),
        "q1 rate us speed": (0,),
        "QID3": (2,),
        "WHY": (2,),
        "#2": (1,),
        "#9": (),
        "": (),
        "Rate": (),
    }.items():
        assert columns.find(header) == found, header
    assert columns.near("Spede") == ", perhaps 'Speed',"


def test_markup_and_signs_do_not_count() -> None:
    assert folded("<p>How <b>easy</b> — really?</p>") == folded("how easy, REALLY")
    assert folded("#") == "#"
    assert Columns([["#", "*"]]).find("#") == (0,)


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a,b;c,d\n1,2;3,4\n", ","),
        ("How, and why, so;Why\n9;a, b\n8;c\n", ";"),
        ("a\tb\n1,5\t2\n", "\t"),
        ('"a;b",c\n"1;2",3\n', ","),
        ("one\n1\n", ","),
        ("", ","),
    ],
)
def test_separators(text: str, separator: str) -> None:
    assert separator_of(text) == separator


@given(st.lists(st.text(max_size=15), min_size=1, max_size=6))
def test_every_column_can_be_found_by_its_place(headers: list[str]) -> None:
    columns = Columns([headers])
    for at, header in enumerate(headers):
        found = columns.find(header)
        assert at in found or not header.strip()
