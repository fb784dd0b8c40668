from __future__ import annotations

import io

import pandas as pd
import pytest

from cslab.errors import NotFoundError
from cslab.listen.tidy import code_matrix, highlight_table, sheet_of
from cslab.listen.transcript import Transcript, Word, build_segments
from cslab.study.codebook import Code, Codebook
from cslab.study.csvfile import bare

BOOK = Codebook((Code("trust"), Code("price"), Code("=fee", parent="price"), Code("start")))
INTERVIEWS = pd.DataFrame(
    {
        "interview_id": ["int-01", "int-02", "int-03"],
        "person_id": ["p-1", "p-1", None],
        "recorded_on": pd.to_datetime(["2026-03-04", "2026-03-05", None]),
    }
)
PEOPLE = pd.DataFrame({"person_id": ["p-1"], "name": ["Ana"], "account_id": ["a-1"], "country": ["PT"]})
ACCOUNTS = pd.DataFrame({"account_id": ["a-1"], "name": ["=Acme"], "plan": ["pro"]})


def marked(*rows: tuple[object, ...]) -> pd.DataFrame:
    names = ["id", "interview_id", "start", "end", "codes"]
    found = pd.DataFrame([list(row) for row in rows], columns=names)
    for name, value in {
        **{
            "stage": None,
            "note": "",
            "coder": "Maya",
            "sentiment": -1,
            "juiciness": 3,
            "juice": ("emotion", "surprise"),
        },
        **{"juice_by": "Maya", "quote": "=so", "speaker": "Ana"},
    }.items():
        found[name] = [value] * len(found)
    found["created_at"] = pd.Timestamp("2026-03-06T10:00:00", tz="UTC")
    return found


MARKED = marked(
    (1, "int-01", 0.5, 62.25, ("=fee", "trust")),
    (2, "int-01", 2.0, 3.0, ()),
    (3, "int-02", 0.0, 1.0, ("trust",)),
    (4, "int-03", 0.0, 1.0, ("start", "loose")),
)


def test_a_row_is_a_highlight_and_a_code_with_all_that_is_known_of_who_is_heard() -> None:
    table = highlight_table(MARKED, INTERVIEWS, PEOPLE, ACCOUNTS, book=BOOK)
    assert table["highlight"].tolist() == [1, 1, 2, 3, 4, 4]
    assert table["code"].tolist()[:2] == ["=fee", "trust"]
    assert pd.isna(table["code"].iloc[2])
    assert table["code_path"].tolist()[:2] == ["price / =fee", "trust"]
    first = table.iloc[0]
    assert (first["start"], first["end"], first["end_clock"]) == (0.5, 62.25, "00:01:02.250")
    assert (first["person_name"], first["person_country"]) == ("Ana", "PT")
    assert (first["account_id"], first["account_name"], first["account_plan"]) == ("a-1", "=Acme", "pro")
    assert first["juice"] == "emotion; surprise"
    assert table["person_name"].isna().tolist() == [False] * 4 + [True] * 2
    assert table["account_id"].isna().tolist() == [False] * 4 + [True] * 2


def test_no_highlights_and_no_people_make_an_empty_table_with_its_columns() -> None:
    people, accounts = pd.DataFrame({"person_id": []}), pd.DataFrame({"account_id": []})
    table = highlight_table(marked(), INTERVIEWS, people, accounts, book=Codebook())
    assert table.empty
    assert {"highlight", "code", "quote", "person_id", "account_id"} <= set(table.columns)
    assert code_matrix(marked(), INTERVIEWS, book=Codebook(), unit="interview")["interview_id"].tolist() == [
        *INTERVIEWS["interview_id"]
    ]


def test_codes_are_columns_in_the_order_of_the_tree_and_ids_come_first() -> None:
    table = code_matrix(MARKED, INTERVIEWS, book=BOOK)
    assert list(table.columns) == [
        *("highlight", "interview_id", "person_id", "coder", "start", "end"),
        *("trust", "price", "=fee", "start (code)", "loose"),
    ]
    assert table[["trust", "price", "=fee", "start (code)", "loose"]].to_numpy().tolist() == [
        *([1, 0, 1, 0, 0], [0, 0, 0, 0, 0], [1, 0, 0, 0, 0], [0, 0, 0, 1, 1])
    ]


def test_interviews_and_people_are_counted_once_however_often_they_say_it() -> None:
    by_interview = code_matrix(MARKED, INTERVIEWS, book=BOOK, unit="interview").set_index("interview_id")
    assert by_interview["trust"].to_dict() == {"int-01": 1, "int-02": 1, "int-03": 0}
    by_person = code_matrix(MARKED, INTERVIEWS, book=BOOK, unit="person").set_index("person_id")
    assert by_person.loc["p-1", ["trust", "=fee", "start", "loose"]].tolist() == [1, 1, 0, 0]
    assert len(by_person) == 1


def test_a_segment_has_the_codes_of_the_highlights_that_it_overlaps() -> None:
    words = [
        Word("Why?", 0.0, 0.5, "Maya"),
        Word("Because.", 1.0, 2.0, "Ana"),
        Word("Oh.", 70.0, 71.0, "Maya"),
    ]
    heard = {"int-01": Transcript(build_segments(words), duration=80.0)}
    table = code_matrix(MARKED, INTERVIEWS, book=BOOK, unit="segment", transcripts=heard)
    assert table[["segment", "speaker", "trust"]].to_numpy().tolist() == [
        *([0, "Maya", 0], [1, "Ana", 1], [2, "Maya", 0])
    ]


def test_another_unit_is_refused() -> None:
    with pytest.raises(NotFoundError, match="did you mean 'segment'"):
        code_matrix(MARKED, INTERVIEWS, book=BOOK, unit="segments")  # type: ignore[arg-type]


def test_as_csv_nothing_is_run_as_a_formula_and_numbers_stay_numbers() -> None:
    text = sheet_of(highlight_table(MARKED, INTERVIEWS, PEOPLE, ACCOUNTS, book=BOOK))
    table = pd.read_csv(io.StringIO(text))
    assert table["sentiment"].tolist() == [-1] * 6
    assert table["quote"].map(bare).tolist() == ["=so"] * 6
    assert table["recorded_on"].tolist()[0] == "2026-03-04"
    assert table["created_at"].tolist()[0] == "2026-03-06T10:00:00+00:00"
    matrix = sheet_of(code_matrix(MARKED, INTERVIEWS, book=BOOK))
    assert matrix.splitlines()[0].endswith(",trust,price,'=fee,start (code),loose")
    for line in (*text.splitlines(), *matrix.splitlines()):
        assert not any(cell.startswith(("=", "+", "@")) for cell in line.split(","))
