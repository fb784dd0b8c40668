from __future__ import annotations

import unicodedata
from pathlib import Path

import pandas as pd
import pytest

from cslab.errors import InputError
from cslab.study.config import StudyConfig
from cslab.study.tables import INTERVIEW_COLUMNS, Table, read_accounts, read_interviews, read_people


def put(folder: Path, **files: str) -> Path:
    """Write CSV files, and empty recordings."""
    for name, content in files.items():
        if name == "recordings":
            for recording in content.split():
                path = folder / "recordings" / recording
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
        else:
            (folder / f"{name}.csv").write_text(content)
    return folder


def sentences(table: Table) -> list[str]:
    return [fault.sentence for fault in table.faults]


def test_a_folder_of_nothing_but_recordings(tmp_path: Path) -> None:
    put(tmp_path, recordings="b.mp3 a.m4a notes.txt .hidden.wav half.wav.part sub/c.wav B.WAV")
    table = read_interviews(tmp_path)
    assert table.frame["interview_id"].tolist() == ["B", "a", "b", "c"]
    assert table.frame["recording"].tolist() == [
        *["recordings/B.WAV", "recordings/a.m4a", "recordings/b.mp3", "recordings/sub/c.wav"]
    ]
    assert table.frame["consent"].tolist() == ["team"] * 4
    assert table.frame["person_id"].isna().all()
    assert (table.faults, table.left_out) == ((), 0)
    assert read_interviews(tmp_path, StudyConfig("T", consent="none")).frame["consent"].eq("none").all()


def test_an_empty_folder(tmp_path: Path) -> None:
    for read in (read_interviews, read_people, read_accounts):
        table = read(tmp_path)
        assert table.frame.empty
        assert table.faults == ()
    assert list(read_interviews(tmp_path).frame.columns) == list(INTERVIEW_COLUMNS)
    assert str(read_interviews(tmp_path).frame["recorded_on"].dtype) == "datetime64[us]"
    assert str(read_people(tmp_path).frame["strength"].dtype) == "Int64"


def test_good_tables_keep_whatever_else_they_have(tmp_path: Path) -> None:
    put(
        tmp_path,
        interviews="interview_id,person_id,recorded_on,recording,interviewer,consent,consent_until,"
        "interviewer_channel,room\nint-01,p-01,2026-03-04,recordings/int-01.m4a,Maya,Public,31.12.2027,left,Blue\n",
        people="person_id,account_id,name,role,strength,sentiment,success_means,company_size,zip\n"
        "p-01,a-01,Dana,Manager,3,-1,Quiet,22,01234\np-02,a-01,Sam,,,,,9.5,99999\n",
        accounts="account_id,name,plan,revenue,cost_to_serve,started_on,renews_on,churned_on\n"
        "a-01,Acme,Team,1200.50,-3,1.2.2025,1/31/2027,\n",
        recordings="int-01.m4a",
    )
    interviews, people, accounts = read_interviews(tmp_path), read_people(tmp_path), read_accounts(tmp_path)
    assert sentences(interviews) + sentences(people) + sentences(accounts) == []
    row = interviews.frame.iloc[0]
    assert row["recorded_on"] == pd.Timestamp(2026, 3, 4)
    assert row["consent_until"] == pd.Timestamp(2027, 12, 31)
    assert (row["consent"], row["interviewer_channel"], row["room"]) == ("public", "left", "Blue")
    assert people.frame["strength"].tolist() == [3, pd.NA]
    assert people.frame["sentiment"].iloc[0] == -1
    assert people.frame["company_size"].tolist() == [22.0, 9.5]
    assert people.frame["zip"].tolist() == ["01234", "99999"], "a code is not a number"
    assert accounts.frame["revenue"].tolist() == [1200.5]
    assert accounts.frame["started_on"].iloc[0] == pd.Timestamp(2025, 2, 1)


def test_a_bad_row_never_stops_the_good_ones(tmp_path: Path) -> None:
    put(
        tmp_path,
        people="person_id,name\np-01,Dana\np-02,Sam\n",
        interviews="interview_id,person_id,recorded_on,recording,consent\n"
        "int-01,p-01,2026-03-04,recordings/int-01.m4a,public\n"
        "int-01,p-02,2026-03-05,,team\n"
        ",p-02,2026-03-05,,team\n"
        "int-03,p-1,2026-03-05,,team\n"
        "int-04,p-02,3/4/2026,,yes\n"
        "int-05,p-02,someday,recordings/int-5.m4a,team\n"
        "int-06,p-02,2026-03-09,,team,extra\n"
        "int-07,p-02,4 Mar 2026,,company\n",
        recordings="int-01.m4a int-05.m4a",
    )
    table = read_interviews(tmp_path)
    assert table.frame["interview_id"].tolist() == [
        "int-01",
        "int-03",
        "int-04",
        "int-05",
        "int-07",
        "int-05.m4a",
    ]
    assert table.left_out == 3
    assert table.frame["consent"].tolist() == ["public", "team", "none", "team", "company", "team"]
    assert table.frame["recorded_on"].isna().tolist() == [False, False, True, True, False, True]
    start = "interviews.csv, row"
    assert sentences(table) == [
        f"{start} 3: interview_id is 'int-01', but an id used only once (row 2 has it) was expected.",
        f"{start} 4: interview_id is empty, but an id was expected.",
        f"{start} 5: person_id is 'p-1', but the id of a known person, perhaps 'p-01', was expected.",
        f"{start} 6: recorded_on is '3/4/2026', but a date that can be read in one way only, "
        "such as 2026-03-04, was expected.",
        f"{start} 6: consent is 'yes', but none, team, company or public was expected.",
        f"{start} 7: recorded_on is 'someday', but a date such as 2026-03-04 was expected.",
        f"{start} 7: recording is 'recordings/int-5.m4a', but a file that is there, perhaps "
        "'recordings/int-05.m4a', was expected.",
        f"{start} 8: the row is 'int-06,p-02,2026-03-09,,team,extra', but a row of 5 values, "
        "one for each column, was expected.",
    ]


def test_unclear_consent_counts_as_none(tmp_path: Path) -> None:
    put(
        tmp_path,
        interviews="interview_id,consent,consent_until\na,public,never\nb,sure,\nc,,\nd,public,2030-01-01\n",
    )
    table = read_interviews(tmp_path, StudyConfig("T", consent="company"))
    assert table.frame["consent"].tolist() == ["none", "none", "company", "public"]
    assert len(table.faults) == 2


def test_a_misspelled_column_is_reported(tmp_path: Path) -> None:
    put(tmp_path, interviews="interview_id,concent\na,none\n", people="personid,name\np,n\n")
    assert sentences(read_interviews(tmp_path)) == [
        "interviews.csv, row 1: a column is 'concent', but perhaps 'consent' was expected."
    ]
    people = read_people(tmp_path)
    assert sentences(people) == [
        "people.csv, row 1: a column is 'personid', but perhaps 'person_id' was expected.",
        "people.csv, row 1: the first row is 'personid, name', but a column person_id was expected.",
    ]
    assert (len(people.frame), people.left_out) == (0, 1)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("5", "1, 2, 3 or 4"), ("high", "1, 2, 3 or 4"), ("2.5", "1, 2, 3 or 4"), ("0", "1, 2, 3 or 4")],
)
def test_strength(tmp_path: Path, value: str, expected: str) -> None:
    table = read_people(put(tmp_path, people=f"person_id,strength\np-01,{value}\np-02,3.0\n"))
    assert sentences(table) == [f"people.csv, row 2: strength is {value!r}, but {expected} was expected."]
    assert table.frame["strength"].tolist() == [pd.NA, 3]


@pytest.mark.parametrize("value", ["€ 1,200", "1.234,56", "inf", "nan", "much"])
def test_numbers(tmp_path: Path, value: str) -> None:
    table = read_accounts(put(tmp_path, accounts=f'account_id,revenue\na-01,"{value}"\n'))
    assert sentences(table) == [
        f"accounts.csv, row 2: revenue is {value!r}, but a plain number such as 1234.50 was expected."
    ]
    assert table.frame["revenue"].isna().all()


def test_unknown_account_and_unreadable_neighbour(tmp_path: Path) -> None:
    put(tmp_path, people="person_id,account_id\np-01,a-9\n", accounts="account_id\na-09\n")
    assert "perhaps 'a-09'" in sentences(read_people(tmp_path))[0]
    (tmp_path / "accounts.csv").unlink()
    assert sentences(read_people(tmp_path)) == []
    (tmp_path / "accounts.csv").mkdir()
    assert sentences(read_people(tmp_path)) == []
    with pytest.raises(InputError, match=r"accounts\.csv can't be read"):
        read_accounts(tmp_path)


def test_recordings_are_found_however_they_are_named(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "zoë.m4a")
    put(tmp_path, recordings=f"a.m4a b.m4a c.m4a {decomposed}")
    (tmp_path / "outside.wav").touch()
    put(
        tmp_path,
        interviews="interview_id,recording\n1,recordings\\a.m4a\n2,b.m4a\nc,\n"
        f"4,{unicodedata.normalize('NFC', 'zoë.m4a')}\n5,{tmp_path}/outside.wav\n6,s3://bucket/f.m4a\n",
    )
    table = read_interviews(tmp_path)
    assert sentences(table) == []
    assert table.frame["recording"].tolist() == [
        *["recordings/a.m4a", "recordings/b.m4a", "recordings/c.m4a", f"recordings/{decomposed}"],
        *[f"{tmp_path}/outside.wav", "s3://bucket/f.m4a"],
    ]


def test_one_recording_for_two_interviews(tmp_path: Path) -> None:
    put(tmp_path, recordings="a.m4a", interviews="interview_id,recording\n1,recordings/a.m4a\n2,a.m4a\n")
    assert sentences(read_interviews(tmp_path)) == [
        "interviews.csv, row 3: recording is 'a.m4a', "
        "but a recording of one interview only (row 2 has it) was expected."
    ]


def test_ids_of_dropped_files_are_never_taken_twice(tmp_path: Path) -> None:
    put(tmp_path, recordings="a.m4a a.mp3 x/a.m4a", interviews="interview_id,recording\na,recordings/a.mp3\n")
    table = read_interviews(tmp_path)
    assert table.frame["interview_id"].tolist() == ["a", "a.m4a", "x/a.m4a"]


def test_hostile_words(tmp_path: Path) -> None:
    put(tmp_path, people="person_id,name,role\np'; DROP TABLE x;--,<script>alert(1)</script>,'=cmd()\n")
    row = read_people(tmp_path).frame.iloc[0]
    assert row.tolist()[:1] == ["p'; DROP TABLE x;--"]
    assert (row["name"], row["role"]) == ("<script>alert(1)</script>", "=cmd()")
