"""Files of usage: read as one table, whatever shape they come in, and never all at once."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cslab.study.config import load_config
from cslab.study.usage.files import open_usage

LONDON = 'title = "x"\ntimezone = "Europe/London"\n'
HEAD = "person_id,account_id,event,at\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "usage").mkdir()
    (tmp_path / "study.toml").write_text(LONDON)
    return tmp_path


def rows(folder: Path, **options: Any) -> list[tuple[Any, ...]]:
    return open_usage(folder, load_config(folder), **options).fetchall()


def moments(folder: Path) -> list[datetime]:
    return [row[3] for row in rows(folder)]


def test_times_are_taken_to_utc(folder: Path) -> None:
    said = [
        "2026-07-01 12:00",  # summer time in London
        "2026-07-01T12:00:00Z",
        "2026-07-01T12:00+02:00",
        "2026-01-15T12:00:00.5+0530",
        "2026-01-15 12:00 UTC",
        "15.01.2026 12:00",
        "2026-01-15",
        "2026-10-25 01:30",  # comes twice: the first is meant
        "2026-03-29 01:30",  # does not exist
    ]
    (folder / "usage" / "x.csv").write_text(HEAD + "".join(f"p,a,e,{at}\n" for at in said))
    assert moments(folder) == [
        datetime(2026, 7, 1, 11),
        datetime(2026, 7, 1, 12),
        datetime(2026, 7, 1, 10),
        datetime(2026, 1, 15, 6, 30, 0, 500_000),
        datetime(2026, 1, 15, 12),
        datetime(2026, 1, 15, 12),
        datetime(2026, 1, 15),
        datetime(2026, 10, 25, 0, 30),
        datetime(2026, 3, 29, 1, 30),
    ]


@pytest.mark.parametrize(
    "said", ["soon", "", "infinity", "epoch", "1/2/2026", "2026-13-01", "12:00", "1969-12-31 "]
)
def test_what_is_no_moment_is_left_out(folder: Path, said: str) -> None:
    (folder / "usage" / "x.csv").write_text(f"{HEAD}p,a,e,{said}\np,a,e,2026-01-01\n")
    assert len(rows(folder)) == 1


def test_parquet_of_every_kind_of_time(folder: Path) -> None:
    at = pd.Series(pd.to_datetime(["2026-07-01 12:00:00"]))
    kinds = {"ns": at, "s": at.astype("datetime64[s]"), "zone": at.dt.tz_localize("America/New_York")}
    kinds |= {"date": at.dt.date, "text": at.astype(str)}
    for name, column in kinds.items():
        pd.DataFrame({"person_id": name, "account_id": "a", "event": "e", "at": column}).to_parquet(
            folder / "usage" / f"{name}.parquet"
        )
    found = {row[0]: row[3].hour for row in rows(folder)}
    assert found == {"ns": 11, "s": 11, "zone": 16, "date": 23, "text": 11}


def test_accounts_come_from_people_where_events_name_none(folder: Path) -> None:
    (folder / "usage" / "x.csv").write_text("person_id,event,at\np-1,e,2026-01-01\np-9,e,2026-01-01\n")
    made = {"person_id": ["7", None, "p-1"], "account_id": ["mine", "b", ""], "event": "e"}
    pd.DataFrame(made).assign(at=pd.Timestamp("2026-01-02")).to_parquet(folder / "usage" / "y.parquet")
    people = pd.DataFrame({"person_id": ["p-1", "7", None], "account_id": ["a", "b", "c"]})
    found = sorted(((row[0], row[1]) for row in rows(folder, people=people)), key=str)
    assert found == sorted([("p-1", "a"), ("p-9", None), ("7", "mine"), (None, "b"), ("p-1", "a")], key=str)


def test_hostile_names_are_only_names(folder: Path) -> None:
    name = "a[b]{c}'\"; DROP TABLE x; --.csv"
    (folder / "usage" / name).write_text(f'{HEAD}"x\'; --","a""b","\'); DROP\ne",2026-01-01\n')
    (folder / "usage" / "a[b].parquet").mkdir()
    assert [row[:3] for row in rows(folder)] == [("x'; --", 'a"b', "'); DROP\ne")]


def test_csv_as_people_have_it(folder: Path) -> None:
    (folder / "usage" / "semicolon.CSV").write_bytes(
        "\ufeffEvent;At ;PERSON_ID;extra\r\nüben;2026-01-01;p;1\r\n".encode()
    )
    (folder / "usage" / "tab.csv").write_text("event\tat\taccount_id\nx\t2026-01-02\ta\n")
    (folder / "usage" / "ragged.csv").write_text(f"{HEAD}p,a,short\np,a,e,2026-01-03,more,and more\n")
    assert sorted(rows(folder), key=lambda row: row[3]) == [
        ("p", None, "üben", datetime(2026, 1, 1)),
        (None, "a", "x", datetime(2026, 1, 2)),
        ("p", "a", "e", datetime(2026, 1, 3)),
    ]


def test_numbers_as_ids_are_words(folder: Path) -> None:
    made = {"person_id": [1, 2], "account_id": [1.0, None], "event": [7, 8], "at": pd.Timestamp("2026-01-01")}
    pd.DataFrame(made).to_parquet(folder / "usage" / "x.parquet")
    assert [row[:3] for row in rows(folder)] == [("1", "1", "7"), ("2", None, "8")]


def test_what_has_not_happened_yet_is_left_out(folder: Path) -> None:
    (folder / "usage" / "x.csv").write_text(f"{HEAD}p,a,e,2026-01-01\np,a,e,2026-01-03\n")
    assert len(rows(folder, until=datetime(2026, 1, 2))) == 1


def test_no_files_are_no_events(tmp_path: Path) -> None:
    found = open_usage(tmp_path)
    assert (found.columns, found.fetchall()) == (["person_id", "account_id", "event", "at"], [])


def test_threads_may_ask_at_once(folder: Path) -> None:
    (folder / "usage" / "x.csv").write_text(HEAD + "p,a,e,2026-01-01\n" * 2000)
    counts: list[int] = []

    def ask() -> None:
        counts.append(open_usage(folder).aggregate("count(*)").fetchall()[0][0])

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [2000] * 6


@pytest.mark.soak
def test_a_large_file_streams(folder: Path) -> None:
    import resource

    line = "person-with-a-long-name-{},account-{},an-event-with-a-long-name,2026-01-{:02} 10:00\n"
    lines = "".join(line.format(at % 5000, at % 300, at % 28 + 1) for at in range(100_000))
    with (folder / "usage" / "x.csv").open("w") as file:
        file.write(HEAD)
        for _ in range(300):  # about 2 GB
            file.write(lines)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert open_usage(folder).aggregate("count(*)").fetchall() == [(30_000_000,)]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_500_000
