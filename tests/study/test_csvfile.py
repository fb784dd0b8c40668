from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.study.csvfile import bare, read_sheet, write_sheet

KNOWN = {"person_id", "name", "role"}


def sheet(folder: Path, content: str | bytes) -> tuple[list[dict[str, str]], list[str]]:
    path = folder / "people.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = read_sheet(path, KNOWN)
    return [row.values for row in found.rows], [fault.sentence for fault in found.faults]


ROWS = [{"person_id": "p-01", "name": "Zoë Müller"}, {"person_id": "p-02", "name": "B, C"}]
TEXT = 'person_id,name\np-01,Zoë Müller\np-02,"B, C"\n'


@pytest.mark.parametrize(
    "content",
    [
        TEXT,
        "\ufeff" + TEXT,
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n", "\r"),
        'person_id;name\np-01;Zoë Müller\np-02;"B, C"\n',
        "person_id\tname\np-01\tZoë Müller\np-02\tB, C\n",
        "\n\n" + TEXT + "\n , \n",
        ' Person ID , NAME\n p-01 , Zoë Müller\np-02,"B, C"',
        TEXT.encode("utf-16"),
    ],
    ids=["plain", "mark", "crlf", "cr", "semicolons", "tabs", "empty rows", "spaces and capitals", "utf-16"],
)
def test_as_programs_write_it(tmp_path: Path, content: str | bytes) -> None:
    assert sheet(tmp_path, content) == (ROWS, [])


def test_windows_1252_is_read_and_reported(tmp_path: Path) -> None:
    rows, faults = sheet(tmp_path, TEXT.replace("B, C", "€ “B”").encode("cp1252"))
    assert rows[0]["name"] == "Zoë Müller"
    assert rows[1]["name"] == "€ “B”"
    assert len(faults) == 1
    assert faults[0].startswith(
        "people.csv, row 2: the text is 'p-01,Zoë Müller', but UTF-8 text (it was read as"
    )


def test_ragged_rows(tmp_path: Path) -> None:
    rows, faults = sheet(tmp_path, "person_id,name,role\np-01\n2,B,C,D\np-03,B,C,,\np-04,B,C\n")
    assert [row["person_id"] for row in rows] == ["p-01", "p-03", "p-04"]
    assert rows[0] == {"person_id": "p-01", "name": "", "role": ""}
    assert faults == [
        "people.csv, row 2: the row is 'p-01', but a row of 3 values, one for each column, was expected.",
        "people.csv, row 3: the row is '2,B,C,D', but a row of 3 values, one for each column, was expected.",
    ]


def test_a_quote_that_is_never_closed_spoils_one_row(tmp_path: Path) -> None:
    rows, faults = sheet(tmp_path, 'person_id,name\np-01,A\np-02,"B\np-03,C\np-04,"D ""d"""\np-05,E\n')
    assert [row["person_id"] for row in rows] == ["p-01", "p-03", "p-04", "p-05"]
    assert rows[2]["name"] == 'D "d"'
    assert faults == [
        "people.csv, row 3: the row is 'p-02,\"B', but quotes that open and close was expected."
    ]


def test_rows_count_as_lines_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text('person_id,name\np-01,"two\nlines"\np-02,\u2028x\x0bx\x85x\np-03,C\n')
    assert [(row.line, row.values["person_id"]) for row in read_sheet(path, KNOWN).rows] == [
        *[(2, "p-01"), (4, "p-02"), (5, "p-03")]
    ]


def test_columns_named_twice_or_not_at_all(tmp_path: Path) -> None:
    rows, faults = sheet(tmp_path, "person_id,name,,name\np-01,A,x,B\n")
    assert rows == [{"person_id": "p-01", "name": "A"}]
    assert faults == [
        "people.csv, row 1: the name of a column is 'name', but a name used only once was expected."
    ]


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", " , \n"])
def test_nothing_in_it(tmp_path: Path, content: str) -> None:
    rows, faults = sheet(tmp_path, content)
    assert rows == []
    assert faults == ["people.csv, row 1: the first row is empty, but the names of the columns was expected."]


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be read"):
        read_sheet(tmp_path / "absent.csv", KNOWN)
    with pytest.raises(InputError, match="can't be read"):
        read_sheet(tmp_path, KNOWN)


@given(st.binary(max_size=200) | st.text('p,;"\n\r\t0=', max_size=60).map(str.encode))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    rows, faults = sheet(tmp_path_factory.mktemp("any"), content)
    assert isinstance(rows, list)
    assert all(fault.startswith("people.csv, row") for fault in faults)


CELL = st.text(max_size=12) | st.sampled_from(
    ["=1+1", "'=x", "''", "-5", "@a", "+", "a;b", 'q"q', "two\nlines", "\r"]
)


@given(st.lists(st.tuples(CELL, CELL), max_size=5))
def test_written_and_read_back(rows: list[tuple[str, str]]) -> None:
    text = write_sheet(["a", "b"], rows)
    found = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert [tuple(map(bare, row)) for row in found] == rows
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in found for cell in row)
