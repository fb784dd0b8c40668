from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.study.codebook import Codebook, code_of, take_in
from cslab.study.codebook_csv import codebook_text, read_codebook_rows, write_codebook

WORDS = st.text(max_size=25) | st.sampled_from(
    ["=1+1", "'quoted'", "@SUM(A1)", "-2", 'a;b,c\t"d"', "two\r\nlines", "\x00", "\u2028", "'=x", " spaced "]
)


@st.composite
def codebooks(draw: st.DrawFn) -> Codebook:
    names = draw(st.lists(WORDS, max_size=6))
    codes, taken = [], []
    for name in names:
        row = {
            "name": name,
            "definition": draw(WORDS),
            "examples": draw(st.lists(WORDS, max_size=3)),
            "colour": draw(st.none() | st.just("#134CA1")),
            "parent": draw(st.none() | st.sampled_from(taken)) if taken else None,
        }
        if not "".join(name.replace("\x00", "?").split()) or code_of(row).name in taken:
            continue
        codes.append(code_of(row))
        taken.append(codes[-1].name)
    return Codebook(tuple(codes))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(codebooks())
def test_any_codebook_comes_back(tmp_path: Path, book: Codebook) -> None:
    path = write_codebook(tmp_path / "codes.csv", book)
    assert Codebook.from_rows(read_codebook_rows(path)).codes == book.codes


def test_no_cell_is_a_formula() -> None:
    book = Codebook((code_of({"name": "=1+1", "definition": "@now", "examples": ["+x", "-y"]}),))
    cells = codebook_text(book).splitlines()[1]
    assert cells.startswith("'=1+1,,'@now,\"'+x")


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "codes.csv"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("definition\nx\n", "has no column 'name'"),
        ("name,colour\ntrust,blue\n", "codes.csv, row 2: 'blue' is no colour"),
        ("name,definition\n ,x\n", "codes.csv, row 2: A code needs a name"),
        ("name\ntrust\n\ntrust\n", "codes.csv, row 4: name is 'trust', but a name used only once"),
        ("name,parent\nfees,trsut\n", "codes.csv, row 2: parent is 'trsut', but .*perhaps 'trust'"),
        ("name,parent\na,b\nb,a\n", "codes.csv, row 2: parent is 'b', but a parent that is not below"),
    ],
)
def test_a_row_that_is_no_code_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        read_codebook_rows(written(tmp_path, text), known=["trust"])


def test_what_people_and_other_tools_write(tmp_path: Path) -> None:
    rows = read_codebook_rows(written(tmp_path, "\ufeffCode;Color;Description\ntrust;#404303;Why.\nfees;;\n"))
    assert rows == [
        {"name": "trust", "definition": "Why.", "colour": "#404303"},
        {"name": "fees", "definition": "", "colour": None},
    ]
    book = take_in(Codebook((code_of({"name": "fees", "definition": "Costs.", "colour": "#134CA1"}),)), rows)
    assert book.code("fees").definition == "Costs."
    assert book.names == ("fees", "trust")
