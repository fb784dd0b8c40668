"""Who listened to whom, in both databases: kept once, mended, taken out and brought back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cslab.errors import InputError, NotFoundError, StoreError
from cslab.study import listenings as kept
from cslab.study.store import Store, open_store


def test_a_listening_is_kept_once_for_each_person(store: Store) -> None:
    told: dict[str, Any] = {"how": "session", "source": "s-1", "on_day": "2026-10-05", "nonce": "n"}
    first = kept.listen_to(store, " Maya ", ["p-1", "p-2", "p-1"], minutes=30, **told)
    assert kept.listen_to(store, "Maya", ["p-2", "p-3"], minutes=30, **told)[0] == first[1]
    table = kept.listenings(store)
    assert table[["teammate", "person_id", "minutes"]].to_records(index=False).tolist() == [
        ("Maya", "p-1", 15.0),
        ("Maya", "p-2", 15.0),
        ("Maya", "p-3", 15.0),
    ]


def test_a_listening_is_mended_taken_out_and_brought_back(store: Store) -> None:
    (number,) = kept.listen_to(store, "Maya", ["p-1"], how="call", on_day="2026-10-05")
    kept.change_listening(store, number, on_day="2026-10-06", minutes=20, note="Rain")
    kept.change_listening(store, number, note="Rain")
    assert kept.listenings(store).loc[0, ["on_day", "minutes", "note"]].tolist() == ["2026-10-06", 20, "Rain"]
    kept.remove_listening(store, number)
    assert kept.listenings(store).empty
    assert kept.listenings(store, removed=True)["id"].tolist() == [number]
    kept.restore_listening(store, number)
    assert kept.listenings(store)["note"].tolist() == ["Rain"]
    with pytest.raises(NotFoundError):
        kept.change_listening(store, number + 1, note="x")


@pytest.mark.parametrize(
    ("people", "change", "sentence"),
    [
        ([], {}, "at least one customer"),
        ([" "], {}, "at least one customer"),
        (["p-1"], {"how": "letter"}, "session, reel, interview, call, visit"),
        (["p-1"], {"minutes": -1}, "Minutes are a number from 0"),
        (["p-1"], {"minutes": float("nan")}, "Minutes are a number from 0"),
        (["p-1"], {"on_day": "soon"}, "must be a date"),
        (["p-1"], {"teammate": ""}, "name of a teammate"),
    ],
)
def test_what_is_no_listening_is_said(
    tmp_path: Path, people: list[str], change: dict[str, Any], sentence: str
) -> None:
    given: dict[str, Any] = {"teammate": "Maya", "how": "call", **change}
    name = given.pop("teammate")
    with open_store(tmp_path) as store, pytest.raises(InputError, match=sentence):
        kept.listen_to(store, name, people, **given)


def test_a_study_that_is_only_read_says_so(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    with open_store(tmp_path, read_only=True) as store, pytest.raises(StoreError):
        kept.listen_to(store, "Maya", ["p-1"], how="call")
