"""Promises in the store: made, settled, opened again; asked twice done once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cslab.errors import InputError, NotFoundError, StoreError
from cslab.study import promises as kept
from cslab.study.evidence import highlight_nonces
from cslab.study.highlights import add_highlight, remove_highlight
from cslab.study.store import Store, open_store

MADE: dict[str, Any] = {"what": "An export", "made_by": "Maya", "person_id": "p-1", "made_on": "2026-03-02"}


def row(store: Store) -> dict[str, Any]:
    return kept.promises(store).iloc[0].to_dict()


def test_a_promise_is_made_kept_and_opened_again(store: Store) -> None:
    number = kept.add_promise(store, **MADE, due_on="2026-03-06", author="Ana", nonce="n-1")
    assert kept.add_promise(store, **MADE, nonce="n-1") == number
    assert (row(store)["state"], row(store)["due_on"], row(store)["author"]) == ("made", "2026-03-06", "Ana")
    for _ in range(2):
        kept.settle_promise(store, number, "kept", on="2026-03-05", note="Sent")
    assert (row(store)["state"], row(store)["settled_on"], row(store)["note"]) == (
        "kept",
        "2026-03-05",
        "Sent",
    )
    kept.settle_promise(store, number, "broken", on="2026-03-07")
    kept.settle_promise(store, number, "made")
    assert row(store)["state"] == "made"
    assert row(store)["settled_on"] != row(store)["settled_on"]  # missing again


def test_settling_again_keeps_the_day_it_has(store: Store) -> None:
    number = kept.add_promise(store, **MADE)
    kept.settle_promise(store, number, "kept", on="2026-03-05")
    changed = row(store)["changed_at"]
    kept.settle_promise(store, number, "kept")
    assert row(store)["settled_on"] == "2026-03-05"
    assert row(store)["changed_at"] == changed


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"what": ""}, "The promise says nothing"),
        ({"made_by": " "}, "needs the name of who made it"),
        ({"person_id": None}, "made to somebody; give a person or an account"),
        ({"due_on": "2026-03-01"}, "made on 2026-03-02 can't be due on 2026-03-01"),
        ({"made_on": "3 of March"}, "must be a date such as"),
    ],
)
def test_what_is_no_promise_is_said(tmp_path: Path, change: dict[str, Any], sentence: str) -> None:
    with open_store(tmp_path) as store, pytest.raises(InputError, match=sentence):
        kept.add_promise(store, **(MADE | change))


def test_a_promise_can_not_be_settled_wrongly(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        number = kept.add_promise(store, **MADE)
        with pytest.raises(InputError, match="made on 2026-03-02, so it can't be kept on 2026-03-01"):
            kept.settle_promise(store, number, "kept", on="2026-03-01")
        with pytest.raises(InputError, match="but 'forgotten' was given"):
            kept.settle_promise(store, number, "forgotten")
        with pytest.raises(NotFoundError, match="There is no promise '9'"):
            kept.settle_promise(store, 9, "kept")
        kept.remove_promise(store, number)
        with pytest.raises(NotFoundError):
            kept.settle_promise(store, number, "kept")
        kept.restore_promise(store, number)
        assert row(store)["state"] == "made"


def test_a_promise_outlives_the_highlight_it_was_made_in(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        clip = add_highlight(store, interview_id="int-1", start=1, end=2, note="By Friday", nonce="clip")
        nonce = highlight_nonces(store, [clip])[clip]
        kept.add_promise(store, **MADE, evidence="highlight", evidence_id=nonce)
        remove_highlight(store, clip)
        assert highlight_nonces(store)[clip] == "clip" == row(store)["evidence_id"]


def test_a_store_that_can_only_be_read_says_so(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    with (
        open_store(tmp_path, read_only=True) as store,
        pytest.raises(StoreError, match="opened for reading only"),
    ):
        kept.add_promise(store, **MADE)
