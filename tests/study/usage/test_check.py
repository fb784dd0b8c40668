"""Everything that is wrong with files of usage is named once, counted, and stops nothing else."""

# ruff: noqa: E501 - sentences as they are told

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from cslab.study.check import check
from cslab.study.config import load_config
from cslab.study.usage import check as usagecheck
from cslab.study.usage.check import usage_faults
from cslab.study.usage.files import open_usage

HEAD = "person_id,account_id,event,at\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "usage").mkdir()
    (tmp_path / "study.toml").write_text('title = "x"\ntimezone = "Europe/London"\n')
    (tmp_path / "people.csv").write_text("person_id,account_id\np-1,a-1\np-2,a-2\n")
    (tmp_path / "accounts.csv").write_text("account_id,name\na-1,A\na-2,B\n")
    return tmp_path


def sentences(folder: Path) -> list[str]:
    return [fault.sentence for fault in usage_faults(folder, load_config(folder), until=datetime(2026, 9, 1))]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            f"{HEAD}p-1,a-1,e,soon\np-1,a-1,e,2026-01-01\np-1\n",
            "usage/x.csv, row 2: at is 'soon', but a moment such as 2026-03-04 14:05 (2 rows of 3, rows 2, 4, are left "
            "out) was expected.",
        ),
        (
            f"{HEAD}p-1,a-1,e,2026-01-01 10:00\np-1,a-1,f,2026-01-01T10:00Z\np-1,a-1,g,2026-01-01T10:00Z\n",
            "usage/x.csv, row 2: at is '2026-01-01 10:00', but a time zone, which 2 of 3 rows state (Europe/London was "
            "taken for the others) was expected.",
        ),
        (
            f"{HEAD}p-1,a-1,e,2026-09-02\n",
            "usage/x.csv, row 2: at is '2026-09-02', but a moment that has come (1 row of 1 is left out) was expected.",
        ),
        (
            f"{HEAD}p-1,a-1,e,1969-01-01\n",
            "usage/x.csv, row 2: at is '1969-01-01', but a moment from 1970 on (1 row of 1 is left out) was expected.",
        ),
        (
            f"{HEAD}p-1,a-1,,2026-01-01\n",
            "usage/x.csv, row 2: event is empty, but the name of an event (1 row of 1 is left out) was expected.",
        ),
        (
            f"{HEAD},,e,2026-01-01\n",
            "usage/x.csv, row 2: person_id is empty, but a person or an account (1 row of 1 is nobody's) was expected.",
        ),
        (
            f"{HEAD}p-7,a-1,e,2026-01-01\np-7,a-1,f,2026-01-01\np-8,a-1,e,2026-01-01\n",
            "usage/x.csv: person_id is 'p-7', but an id that people.csv has (2 unknown people in 3 rows, which are "
            "kept) was expected.",
        ),
        (
            f"{HEAD}p-1,a-7,e,2026-01-01\n",
            "usage/x.csv: account_id is 'a-7', but an id that accounts.csv has (1 unknown account in 1 row, which are "
            "kept) was expected.",
        ),
        (
            HEAD + "p-1,a-1,e,2026-01-01\n" * 3,
            "usage/x.csv: an event is '2 rows as before', but each event once (they are kept) was expected.",
        ),
        (HEAD, "usage/x.csv: the file is empty, but at least one event below its first row was expected."),
        ("", "usage/x.csv: the file is 'an empty file', but a file of events was expected."),
        (
            "user_id,event,at\nu,e,2026-01-01\n",
            "usage/x.csv, row 1: the first row is 'user_id, event, at', but a column person_id, perhaps 'user_id' "
            "renamed, was expected.",
        ),
        (
            "person_id,evnt,timestamp\n",
            "usage/x.csv, row 1: the first row is 'person_id, evnt, timestamp', but a column event, perhaps 'evnt' "
            "renamed, was expected.",
        ),
    ],
)
def test_each_fault_is_one_plain_sentence(folder: Path, text: str, sentence: str) -> None:
    (folder / "usage" / "x.csv").write_text(text)
    assert sentence in sentences(folder)


def test_one_broken_file_stops_no_other(folder: Path) -> None:
    usage = folder / "usage"
    (usage / "good.csv").write_text(f"{HEAD}p-1,a-1,e,2026-01-01\n")
    (usage / "folder.csv").mkdir()
    (usage / "broken.parquet").write_bytes(b"PAR1 and nothing more")
    (usage / "latin.csv").write_bytes("person_id,event,at,größe\n".encode("latin-1"))
    made = pd.DataFrame({"person_id": ["p-1"], "event": ["e"], "at": [20260101]})
    made.to_parquet(usage / "numbers.parquet")
    assert sentences(folder) == [
        "usage/broken.parquet: the file is 'a broken Parquet file', but a file of events was expected.",
        "usage/folder.csv: the file is 'a folder', but a file of events was expected.",
        "usage/latin.csv: the file is 'a file in another encoding than UTF-8', but a file of events was expected.",
        "usage/numbers.parquet: at is 'numbers of type BIGINT', but moments such as 2026-03-04 14:05 was expected.",
    ]
    assert len(open_usage(folder).fetchall()) == 1


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "usage").write_text("x")
    assert usage_faults(tmp_path)[0].sentence.startswith("usage: usage is 'a file'")
    assert open_usage(tmp_path).fetchall() == []


def test_good_files_have_no_faults_and_a_check_of_the_study_tells_the_others(folder: Path) -> None:
    (folder / "usage" / "x.csv").write_text(f"{HEAD}p-1,a-1,e,2026-01-01\n")
    assert not usage_faults(folder, load_config(folder))
    (folder / "usage" / "y.csv").write_text("")
    assert [fault.file for fault in check(folder)] == ["usage/y.csv"]


def test_what_was_found_is_remembered_until_a_file_changes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "usage" / "x.csv").write_text(HEAD)
    assert len(sentences(folder)) == 1
    with monkeypatch.context() as patch:
        patch.setattr(usagecheck, "connect", None)  # nothing is asked again
        assert len(sentences(folder)) == 1
    (folder / "usage" / "x.csv").write_text(f"{HEAD}p-1,a-1,e,2026-01-01\n")
    assert sentences(folder) == []


def test_repeated_rows_of_very_many_are_told_about(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usagecheck, "MANY", 500)
    lines = "".join(f"p-{at % 200},a-1,e,2026-01-01\n" for at in range(2000))
    (folder / "usage" / "x.csv").write_text(HEAD + lines)
    told = next(fault for fault in usage_faults(folder) if fault.column == "an event")
    assert told.value.startswith("about ")
    count = int(told.value.split()[1].replace(",", ""))
    assert 1800 * 0.6 < count < 1800 * 1.4
