from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cslab.errors import CslabError, InputError, NotFoundError
from cslab.study import schema
from cslab.study.codebook import Code
from cslab.study.codebooks import codebook
from cslab.study.highlights import (
    add_highlight,
    change_highlight,
    highlights,
    remove_highlight,
    restore_highlight,
)
from cslab.study.loosecodes import loose_codes
from cslab.study.recode import (
    Step,
    adding,
    change_codebook,
    merging,
    moving,
    renaming,
    retiring,
    splitting,
    taking_in,
    undo_change,
)
from cslab.study.store import Store

LISTED = (Code("trust"), Code("fees", parent="trust"), Code("help"), Code("small-print", parent="fees"))


def put(store: Store, *codes: str, interview: str = "int-01", coder: str = "Maya") -> int:
    return add_highlight(store, interview_id=interview, start=1, end=2, codes=codes, coder=coder)


def codes(store: Store) -> dict[int, tuple[str, ...]]:
    table = highlights(store)
    return dict(zip(table["id"], table["codes"], strict=True))


def do(store: Store, step: Step, **given_: Any) -> Any:
    return change_codebook(store, step, listed=LISTED, **given_)


def test_a_preview_says_what_moves_and_moves_nothing(store: Store) -> None:
    first, second = put(store, "fees", "trust"), put(store, "fees", interview="int-02", coder="Tom")
    third, other = put(store, "trust"), put(store, "help")
    remove_highlight(store, third)
    seen = do(store, merging(["fees", "trust"], "help"), preview=True)
    assert seen.highlights == (first, second)
    assert seen.counts("coder") == {"Maya": 1, "Tom": 1}
    assert seen.counts("interview_id") == {"int-01": 1, "int-02": 1}
    assert seen.children == (("small-print", "fees", "help"),)
    assert seen.summary()["highlights"].tolist() == [1, 1]
    assert not seen.applied
    assert codebook(store, LISTED).version == 0
    assert codes(store)[first] == ("fees", "trust")
    done = do(store, merging(["fees", "trust"], "help"), author="Sam")
    assert done.moves == seen.moves
    assert done.applied
    assert codes(store) == {first: ("help",), second: ("help",), other: ("help",)}
    restore_highlight(store, third)
    assert codes(store)[third] == ("help",), "a removed highlight followed too"
    log = schema.log
    with store.reading() as connection:
        told = connection.execute(
            select(log).where(log.c.action.in_(["recode", "merge"])).order_by(log.c.id)
        ).all()
    assert [entry.subject_id for entry in told] == [str(first), str(second), str(third), "1"]
    assert told[0].detail == {"version": 1, "before": ["fees", "trust"], "after": ["help"]}
    assert told[0].actor == "Sam"


def test_rename_follows(store: Store) -> None:
    number = put(store, "help", "fees")
    change = do(store, renaming("fees", "costs"))
    assert codes(store) == {number: ("help", "costs")}
    assert change.children == (), "a code below keeps its place when the one above is renamed"
    assert change.added == change.changed == ()
    assert highlights(store, code="costs")["id"].tolist() == [number]


def test_who_codes_with_a_name_of_yesterday_is_understood(store: Store) -> None:
    do(store, renaming("fees", "costs"))
    number = add_highlight(
        store, interview_id="i", start=0, end=1, codes=["fees"], codebook=codebook(store, LISTED)
    )
    assert codes(store) == {number: ("costs",)}


def test_a_retired_code_stays_where_it_is_and_is_offered_no_more(store: Store) -> None:
    number = put(store, "fees")
    change = do(store, retiring("fees"))
    assert change.children == (("small-print", "fees", "trust"),)
    book = codebook(store, LISTED)
    assert codes(store) == {number: ("fees",)}
    with pytest.raises(NotFoundError, match="was retired"):
        add_highlight(store, interview_id="i", start=0, end=1, codes=["fees"], codebook=book)
    change_highlight(store, number, codes=["fees", "help"], codebook=book)
    assert codes(store) == {number: ("fees", "help")}
    assert loose_codes(store, LISTED) == {}


def test_split_takes_the_highlights_named(store: Store) -> None:
    first, second, other = put(store, "fees", "help"), put(store, "fees"), put(store, "help")
    with pytest.raises(NotFoundError, match=f"Highlight {other} does not have the code 'fees'"):
        do(store, splitting("fees", Code("late-fees"), [first, other]))
    change = do(store, splitting("fees", Code("late-fees", "Fees for being late."), [first]))
    assert change.added == ("late-fees",)
    assert codes(store) == {first: ("late-fees", "help"), second: ("fees",), other: ("help",)}


@pytest.mark.parametrize("gone", [False, True])
def test_no_code_takes_the_name_of_a_loose_one(store: Store, *, gone: bool) -> None:
    number = put(store, "trust")
    loose = put(store, "unheard")
    if gone:
        remove_highlight(store, loose)
    for step in (renaming("trust", "unheard"), splitting("trust", Code("unheard"), [number])):
        with pytest.raises(InputError, match=r"'unheard' already.*add it there first"):
            do(store, step, preview=True)
    do(store, adding(Code("unheard")))
    do(store, merging(["trust"], "unheard"))
    do_back = undo_change(store, listed=LISTED)
    assert do_back.moves[0].highlight == number
    if gone:
        restore_highlight(store, loose)
    assert codes(store) == {number: ("trust",), loose: ("unheard",)}


def test_loose_codes_are_known(store: Store) -> None:
    put(store, "trust", "unheard")
    put(store, "unheard")
    assert loose_codes(store, LISTED) == {"unheard": 2}
    assert loose_codes(store, ()) == {"unheard": 2, "trust": 1}


@pytest.mark.parametrize(
    "step",
    [
        renaming("fees", "costs"),
        merging(["fees", "trust"], "help"),
        merging(["trust"], "fees"),
        moving("fees", "help"),
        retiring("fees"),
        adding(Code("new", parent="fees")),
        taking_in([{"name": "trust", "definition": "x"}, {"name": "new"}], "a.csv"),
    ],
)
def test_taken_back_and_made_again(store: Store, step: Step) -> None:
    put(store, "fees", "trust"), put(store, "fees"), put(store, "help")
    book, before = codebook(store, LISTED), codes(store)
    done = do(store, step)
    after = codes(store)
    seen = undo_change(store, listed=LISTED, preview=True)
    back = undo_change(store, listed=LISTED)
    assert seen.moves == back.moves
    assert back.action == "undo"
    assert (codebook(store, LISTED).codes, codes(store)) == (book.codes, before)
    again = undo_change(store, listed=LISTED)
    assert again.sentence == done.sentence
    assert (codebook(store, LISTED).codes, codes(store)) == (done.after.codes, after)


def test_taking_back_spares_what_was_coded_since(store: Store) -> None:
    first, second = put(store, "fees"), put(store, "fees")
    do(store, merging(["fees"], "trust"))
    change_highlight(store, second, codes=["trust", "help"])
    undo_change(store, listed=LISTED)
    assert codes(store) == {first: ("fees",), second: ("trust", "help")}
    do(store, renaming("fees", "costs"))
    third = put(store, "costs")
    undo_change(store, listed=LISTED)
    assert codes(store)[third] == ("fees",)
    do(store, adding(Code("new")))
    put(store, "new")
    with pytest.raises(InputError, match="Highlights have the code 'new' by now"):
        undo_change(store, listed=LISTED)


def test_nothing_to_take_back(store: Store) -> None:
    with pytest.raises(InputError, match="nothing to take back"):
        undo_change(store, listed=LISTED)


def test_a_refused_change_leaves_nothing(store: Store) -> None:
    put(store, "fees")
    for step in (renaming("fees", "trust"), moving("trust", "fees"), merging(["nobody"], "trust")):
        with pytest.raises(CslabError):
            do(store, step)
    assert codebook(store, LISTED).version == 0
    with store.reading() as connection:
        assert connection.execute(select(schema.codebook)).all() == []


NAMES = ["trust", "fees", "help", "small-print"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    coded=st.lists(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True), max_size=6),
    gone=st.lists(st.sampled_from(NAMES[:3]), min_size=1, max_size=3),
)
def test_after_a_merge_the_counts_add_up(coded: list[list[str]], gone: list[str]) -> None:
    import tempfile

    from cslab.study.store import open_store

    with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
        for given_codes in coded:
            put(store, *given_codes)
        before = codes(store)
        change = do(store, merging(gone, "small-print"))
        after = codes(store)
        named = {*gone, "small-print"}
        assert before.keys() == after.keys()
        assert len(change.highlights) == sum(bool(set(gone) & set(had)) for had in before.values())
        for number, had in before.items():
            assert ("small-print" in after[number]) == bool(named & set(had))
            assert set(after[number]) - named == set(had) - named
        undo_change(store, listed=LISTED)
        assert codes(store) == before
