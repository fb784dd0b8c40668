"""The rota, in both databases: agreed, done with its line in the log, put off with a reason, taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cslab.errors import InputError, NotFoundError
from cslab.study import listenings, rota
from cslab.study.store import Store, open_store
from cslab.study.weeks import week_of


def line(store: Store) -> dict[str, object]:
    return rota.rota(store).iloc[0].to_dict()


def test_what_was_agreed_is_done_and_in_the_log_once(store: Store) -> None:
    number = rota.agree_rota(store, "Maya", "p-1", week="2026-11-26", note="Low score", nonce="n")
    assert rota.agree_rota(store, "Maya", "p-1", week="2026-11-23") == number
    assert rota.agree_rota(store, "Tom", "p-9", nonce="n") == number
    assert (line(store)["week"], line(store)["state"]) == ("2026-11-23", "agreed")
    for minutes in (25, 99):
        rota.finish_rota(store, number, how="visit", on_day="2026-11-25", minutes=minutes, note="Rain")
    assert line(store)["state"] == "done"
    log = listenings.listenings(store)
    assert log[["teammate", "person_id", "how", "minutes", "note"]].to_records(index=False).tolist() == [
        ("Maya", "p-1", "visit", 25.0, "Rain")
    ]


def test_what_is_taken_back_leaves_the_log_and_comes_back_mended(store: Store) -> None:
    number = rota.agree_rota(store, "Maya", "p-1", week="2026-11-23")
    rota.finish_rota(store, number, minutes=10)
    rota.reopen_rota(store, number)
    rota.reopen_rota(store, number)
    assert line(store)["state"] == "agreed"
    assert listenings.listenings(store).empty
    rota.finish_rota(store, number, minutes=40)
    assert listenings.listenings(store)["minutes"].tolist() == [40.0]


def test_what_is_put_off_has_a_reason(store: Store) -> None:
    number = rota.agree_rota(store, "Maya", "p-1", week="2026-11-23")
    with pytest.raises(InputError, match="why it is put off"):
        rota.put_off_rota(store, number, " ")
    rota.put_off_rota(store, number, "On leave")
    assert (line(store)["state"], line(store)["reason"]) == ("put off", "On leave")
    rota.finish_rota(store, number)
    assert (line(store)["state"], line(store)["reason"]) == ("done", "")
    with pytest.raises(InputError, match="done already"):
        rota.put_off_rota(store, number, "Late")


def test_a_line_is_taken_out_and_brought_back(store: Store) -> None:
    number = rota.agree_rota(store, "Maya", "p-1", week="2026-11-23")
    rota.remove_rota(store, number)
    again = rota.agree_rota(store, "Maya", "p-1", week="2026-11-23")
    assert again != number
    rota.restore_rota(store, number)
    assert len(rota.rota(store, "2026-11-29")) == 2
    assert rota.rota(store, "2026-11-30").empty
    with pytest.raises(NotFoundError, match="line of the rota"):
        rota.finish_rota(store, 99)


def test_no_line_without_a_person_or_with_an_unknown_way(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        with pytest.raises(InputError, match="person_id"):
            rota.agree_rota(store, "Maya", "")
        number = rota.agree_rota(store, "Maya", "p-1")
        with pytest.raises(InputError, match="letter"):
            rota.finish_rota(store, number, how="letter")


def test_weeks_begin_on_mondays() -> None:
    assert week_of("2026-11-29") == week_of("2026-W48") == date(2026, 11, 23)
    assert week_of("2027-01-01") == date(2026, 12, 28)
    assert week_of().weekday() == week_of("").weekday() == 0
    for wrong in ("next week", "2026-11-31"):
        with pytest.raises(InputError, match="named by one of its days"):
            week_of(wrong)
