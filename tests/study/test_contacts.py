from __future__ import annotations

from pathlib import Path

import pandas as pd

from cslab.study.config import load_config
from cslab.study.tables import read_contacts, read_people

HEAD = "contact_id,case_id,person_id,account_id,at,direction,channel,outcome,escalated,prevention\n"


def put(folder: Path, rows: str, *, settings: str = "title = 'Ours'\n", head: str = HEAD) -> Path:
    (folder / "study.toml").write_text(settings)
    (folder / "people.csv").write_text("person_id,account_id,name\np-01,a-01,Dana\np-02,,Sam\n")
    (folder / "accounts.csv").write_text("account_id,name\na-01,Vets\na-02,Freight\n")
    (folder / "contacts.csv").write_text(head + rows)
    return folder


def test_moments_are_in_utc_and_accounts_come_from_people(tmp_path: Path) -> None:
    rows = (
        "c-1,k,p-01,,2026-07-01 12:00,in,call,,yes,a sign\n"
        "c-2,k,p-01,a-02,2026-07-01 13:30,Out,EMAIL,solved,no,\n"
    )
    put(tmp_path, rows, settings="title = 'Ours'\ntimezone = 'Europe/London'\n")
    table = read_contacts(tmp_path, load_config(tmp_path))
    assert table.faults == ()
    frame = table.frame
    assert frame["at"].tolist() == [pd.Timestamp(2026, 7, 1, 11), pd.Timestamp(2026, 7, 1, 12, 30)]
    assert str(frame["at"].dtype) == "datetime64[us]"
    assert frame["account_id"].tolist() == ["a-01", "a-02"]
    assert frame["direction"].tolist() == ["in", "out"]
    assert frame["channel"].tolist() == ["call", "email"]


def test_every_fault_is_named_and_the_rest_is_kept(tmp_path: Path) -> None:
    rows = (
        "c-1,k,p-01,,soon,in,call,,,\n"
        "c-1,k,p-01,,2026-07-01,in,call,,,\n"
        "c-3,k,p-9,a-9,2026-07-01,sideways,pigeon,done,maybe,\n"
    )
    table = read_contacts(put(tmp_path, rows))
    assert len(table.frame) == 2
    assert table.left_out == 1
    said = " ".join(fault.sentence for fault in table.faults)
    for part in (
        *(
            "row 2: at is 'soon', but a moment such as",
            "row 3: contact_id is 'c-1'",
            "the id of a known person",
        ),
        *("the id of a known account", "direction is 'sideways', but in or out", "channel is 'pigeon'"),
        *("outcome is 'done', but solved, open or reopened", "escalated is 'maybe', but yes or no"),
    ):
        assert part in said


def test_mixed_time_zones_are_said_once_and_both_are_read(tmp_path: Path) -> None:
    rows = (
        "c-1,k,p-01,,2026-07-01T12:00Z,in,call,,,\n"
        "c-2,k,p-01,,2026-07-01 12:00,in,call,,,\n"
        "c-3,k,p-01,,2026-07-01 13:00,in,call,,,\n"
    )
    table = read_contacts(put(tmp_path, rows))
    assert len(table.frame) == 3
    assert [fault.sentence for fault in table.faults] == [
        "contacts.csv, row 3: at is '2026-07-01 12:00', but a time zone as in the other rows "
        "(UTC was taken; 2 rows state none) was expected."
    ]


def test_without_the_file_there_are_no_contacts(tmp_path: Path) -> None:
    put(tmp_path, "")
    (tmp_path / "contacts.csv").unlink()
    assert len(read_contacts(tmp_path).frame) == 0
    assert "at" in read_contacts(tmp_path).frame


def test_how_people_like_to_be_reached_is_one_of_three(tmp_path: Path) -> None:
    head = "person_id,prefers_reach,assumed_solve\n"
    (tmp_path / "people.csv").write_text(head + "p-01,Talk,alone\np-02,pigeon,\n")
    table = read_people(tmp_path)
    assert table.frame["prefers_reach"].tolist()[0] == "talk"
    assert [fault.sentence for fault in table.faults] == [
        "people.csv, row 3: prefers_reach is 'pigeon', but talk, write or alone was expected."
    ]
