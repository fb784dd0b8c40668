"""Errands, in both databases: an ordered list that is edited, and what colleagues noted of its steps."""

from __future__ import annotations

from pathlib import Path

import pytest

from cslab.errors import InputError, NotFoundError
from cslab.study import errands
from cslab.study.store import Store, open_store


def titles(store: Store) -> list[str]:
    return errands.errands(store)["title"].tolist()


def test_errands_are_put_in_order(store: Store) -> None:
    first, second, third = (errands.add_errand(store, name, nonce=name) for name in ("One", "Two", "Three"))
    assert errands.add_errand(store, "Else", nonce="One") == first
    errands.move_errand(store, third, 1)
    assert titles(store) == ["Three", "One", "Two"]
    errands.move_errand(store, first, 99)
    assert titles(store) == ["Three", "Two", "One"]
    errands.remove_errand(store, second)
    errands.move_errand(store, first, 1)
    assert titles(store) == ["One", "Three"]
    errands.restore_errand(store, second)
    assert set(titles(store)) == {"One", "Two", "Three"}


def test_an_errand_is_changed_and_its_stage_taken_away(store: Store) -> None:
    number = errands.add_errand(store, "Sign up", stage="choose", what="From a phone")
    errands.change_errand(store, number, title="Sign on")
    errands.change_errand(store, number, stage="")
    row = errands.errands(store).iloc[0]
    assert (row["title"], row["what"]) == ("Sign on", "From a phone")
    assert row["stage"] != row["stage"]  # missing
    with pytest.raises(InputError, match="needs a title"):
        errands.change_errand(store, number, title=" ")


def test_a_colleague_takes_an_errand_once(store: Store) -> None:
    number = errands.add_errand(store, "Sign up")
    note = errands.do_errand(store, number, "Tom", outcome="gave up", minutes=12, note="Where?", nonce="n")
    assert errands.do_errand(store, number, "Ruth", nonce="n") == note
    assert errands.errands_done(store)[["teammate", "outcome"]].to_records(index=False).tolist() == [
        ("Tom", "gave up")
    ]
    errands.remove_errand_done(store, note)
    assert errands.errands_done(store).empty
    errands.restore_errand_done(store, note)
    assert len(errands.errands_done(store)) == 1


def test_what_is_no_errand_is_said(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        number = errands.add_errand(store, "Sign up")
        with pytest.raises(NotFoundError, match="outcome of an errand"):
            errands.do_errand(store, number, "Tom", outcome="fine")
        with pytest.raises(NotFoundError, match="errand"):
            errands.do_errand(store, number + 1, "Tom")
        with pytest.raises(InputError, match="Minutes"):
            errands.do_errand(store, number, "Tom", minutes=-3)
