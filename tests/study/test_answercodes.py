"""Codes on open answers: kept once, per coder, and following the codebook wherever it goes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cslab.errors import InputError, NotFoundError, StoreError
from cslab.study import schema
from cslab.study.answercodes import add_answer_codes, answer_codes, remove_answer_codes
from cslab.study.codebook import Code
from cslab.study.codebooks import codebook
from cslab.study.coders import coders, set_blind
from cslab.study.export import export_made
from cslab.study.highlights import add_highlight, highlights
from cslab.study.loosecodes import loose_codes
from cslab.study.readback import import_made
from cslab.study.recode import (
    Step,
    adding,
    change_codebook,
    merging,
    renaming,
    retiring,
    splitting,
    undo_change,
)
from cslab.study.store import Store, open_store

LISTED = (Code("trust"), Code("fees", parent="trust"), Code("help"))
WHY: dict[str, Any] = {"survey": "nps", "question": "why"}


def put(
    store: Store, *codes: str, response: str = "r-1", coder: str = "Maya", nonce: str | None = None
) -> tuple[int, ...]:
    return add_answer_codes(
        store,
        **WHY,
        response_id=response,
        codes=codes,
        coder=coder,
        nonce=nonce,
        codebook=codebook(store, LISTED),
    )


def coded(store: Store, **only: str) -> list[tuple[str, str, str]]:
    table = answer_codes(store, **only)
    return list(zip(table["response_id"], table["coder"], table["code"], strict=True))


def do(store: Store, step: Step, *, preview: bool = False) -> tuple[int, tuple[int, ...]]:
    change = change_codebook(store, step, listed=LISTED, preview=preview, author="Sam")
    return change.answers, change.highlights


def test_each_coder_has_their_own_codes_and_one_of_a_kind(store: Store) -> None:
    first = put(store, "fees", "trust")
    assert put(store, "trust", "help")[0] == first[1], "what is there already is not put again"
    put(store, "fees", coder="Tom")
    assert coded(store) == [
        ("r-1", "Maya", "fees"),
        ("r-1", "Maya", "trust"),
        ("r-1", "Maya", "help"),
        ("r-1", "Tom", "fees"),
    ]
    assert coded(store, coder="Tom") == [("r-1", "Tom", "fees")]
    assert coded(store, survey="other") == []


def test_the_same_click_twice_adds_nothing_even_after_the_code_was_taken_away(store: Store) -> None:
    once = put(store, "fees", "help", nonce="n/1")
    remove_answer_codes(store, **WHY, response_id="r-1", codes=["fees"], coder="Maya")
    assert put(store, "fees", "help", nonce="n/1") == once
    assert coded(store) == [("r-1", "Maya", "help")]
    assert put(store, "fees", nonce="n/2") not in (once, once[:1])
    put(store, "trust", response="r-2", nonce="n")
    assert len(coded(store)) == 3, "a nonce that begins another one is not that one"


def test_codes_are_decided_as_for_highlights(store: Store) -> None:
    with pytest.raises(NotFoundError, match="did you mean 'trust'"):
        put(store, "trusst")
    with pytest.raises(InputError, match="at least one code"):
        put(store)
    with pytest.raises(InputError, match="response of the answer is empty"):
        put(store, "trust", response=" ")
    do(store, renaming("fees", "costs"))
    do(store, retiring("help"))
    put(store, "fees")
    assert coded(store) == [("r-1", "Maya", "costs")]
    with pytest.raises(NotFoundError, match="retired"):
        put(store, "help")
    add_answer_codes(store, **WHY, response_id="r-1", codes=["any word"], coder="Maya")
    assert ("r-1", "Maya", "any word") in coded(store), "without a codebook any word is good"


def test_only_what_one_put_there_oneself_is_taken_off(store: Store) -> None:
    put(store, "fees", "help")
    with pytest.raises(NotFoundError, match="code of Tom"):
        remove_answer_codes(store, **WHY, response_id="r-1", codes=["fees"], coder="Tom")
    with pytest.raises(NotFoundError):
        remove_answer_codes(store, **WHY, response_id="r-1", codes=["help", "trust"], coder="Maya")
    assert len(coded(store)) == 2, "none goes when one is not there"
    remove_answer_codes(store, **WHY, response_id="r-1", codes=["fees"], coder="Maya", actor="Lead")
    with store.reading() as connection:
        log = schema.log
        told = connection.execute(select(log.c.actor, log.c.action).order_by(log.c.id.desc())).first()
    assert told == ("Lead", "remove")


def test_blind_coders_see_their_own(store: Store) -> None:
    put(store, "fees")
    put(store, "help", coder="Tom")
    set_blind(store, "Tom", True)
    assert coded(store, blind_for="Tom") == [("r-1", "Tom", "help")]
    assert len(coded(store, blind_for="Maya")) == 2


def test_a_sealed_store_is_read(store: Store, url: str) -> None:
    put(store, "fees")
    with open_store(url, read_only=True) as sealed:
        assert len(answer_codes(sealed)) == 1
        with pytest.raises(StoreError):
            put(sealed, "help")


# ---- the codebook changes


def test_a_rename_is_seen_before_it_moves_answers_and_can_be_taken_back(store: Store) -> None:
    put(store, "fees", "trust")
    put(store, "fees", response="r-2", coder="Tom")
    put(store, "fees", coder="Tom")
    assert do(store, renaming("fees", "costs"), preview=True) == (2, ())
    assert [code for *_, code in coded(store)] == ["fees", "trust", "fees", "fees"]
    assert do(store, renaming("fees", "costs")) == (2, ())
    assert [code for *_, code in coded(store)] == ["costs", "trust", "costs", "costs"]
    undo_change(store, listed=LISTED)
    assert [code for *_, code in coded(store)] == ["fees", "trust", "fees", "fees"]
    undo_change(store, listed=LISTED)
    assert [code for *_, code in coded(store)] == ["costs", "trust", "costs", "costs"]


def test_merged_codes_stand_once_and_come_apart_again(store: Store) -> None:
    put(store, "fees", "help", "trust")
    assert do(store, merging(["fees", "trust"], "help")) == (1, ())
    assert coded(store) == [("r-1", "Maya", "help")]
    undo_change(store, listed=LISTED)
    assert {code for *_, code in coded(store)} == {"fees", "help", "trust"}


def test_removed_codes_follow_and_are_not_counted(store: Store) -> None:
    put(store, "fees")
    remove_answer_codes(store, **WHY, response_id="r-1", codes=["fees"], coder="Maya")
    assert do(store, renaming("fees", "costs")) == (0, ())
    table = schema.answer_code
    with store.reading() as connection:
        assert connection.scalars(select(table.c.code)).all() == ["costs"]


def test_a_split_takes_the_answers_named_and_no_others(store: Store) -> None:
    (first,), (second,) = put(store, "fees"), put(store, "fees", response="r-2")
    number = add_highlight(store, interview_id="i", start=0, end=1, codes=["fees"])
    with pytest.raises(NotFoundError, match="No answer has the code 'fees'"):
        do(store, splitting("fees", Code("late"), [], [first, 99]))
    assert do(store, splitting("fees", Code("late"), [], [first])) == (1, ())
    assert [code for *_, code in coded(store)] == ["late", "fees"]
    assert highlights(store)["codes"].tolist() == [("fees",)]
    do(store, splitting("fees", Code("early"), [number]))
    assert [code for *_, code in coded(store)] == ["late", "fees"], second


def test_a_code_given_since_is_not_stranded_by_taking_back(store: Store) -> None:
    do(store, adding(Code("waiting")))
    put(store, "waiting")
    with pytest.raises(InputError, match="Answers have the code 'waiting' by now"):
        undo_change(store, listed=LISTED)


def test_loose_codes_count_answers_too(store: Store) -> None:
    add_answer_codes(store, **WHY, response_id="r-1", codes=["unheard"], coder="Maya")
    add_answer_codes(store, **WHY, response_id="r-1", codes=["unheard"], coder="Tom")
    add_highlight(store, interview_id="i", start=0, end=1, codes=["unheard"])
    assert loose_codes(store, LISTED) == {"unheard": 2}, "one answer and one highlight"
    with pytest.raises(InputError, match="Highlights or answers have the code 'unheard'"):
        do(store, renaming("fees", "unheard"))


def test_who_coded_answers_is_a_coder(store: Store) -> None:
    put(store, "fees", "help")
    put(store, "fees", response="r-2")
    add_highlight(store, interview_id="i", start=0, end=1, codes=["help"], coder="Tom")
    table = coders(store)
    assert table["coder"].tolist() == ["Maya", "Tom"]
    assert table["answers"].tolist() == [2, 0]
    assert table["highlights"].tolist() == [0, 1]
    assert table["last_at"].notna().all()


# ---- out and in again


def test_codes_come_back_under_the_names_they_have_here(store: Store, tmp_path: Path) -> None:
    put(store, "fees")
    do(store, renaming("trust", "belief"))
    export_made(store, tmp_path / "out")
    with open_store(tmp_path / "other.db") as other:
        change_codebook(other, renaming("fees", "costs"), listed=LISTED, author="Ada")
        import_made(other, tmp_path / "out")
        assert coded(other) == [("r-1", "Maya", "costs")]
        assert import_made(other, tmp_path / "out")["codes on answers"] == 0


def test_an_import_that_brings_the_changes_too_can_take_them_back(store: Store, tmp_path: Path) -> None:
    put(store, "fees")
    do(store, renaming("fees", "costs"))
    export_made(store, tmp_path / "out")
    with open_store(tmp_path / "other.db") as other:
        add_answer_codes(other, **WHY, response_id="r-9", codes=["help"], coder="Ada")
        import_made(other, tmp_path / "out")
        undo_change(other, listed=LISTED)
        assert ("r-1", "Maya", "fees") in coded(other), (
            "the move is known by the row's own name, not its number"
        )


STEPS = st.sampled_from(["rename", "merge", "retire"])


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["r-1", "r-2"]), st.sampled_from(["trust", "fees", "help"])), max_size=6
    ),
    STEPS,
)
def test_whatever_was_changed_comes_back(tmp_path: Path, given_: list[tuple[str, str]], step: str) -> None:
    number = len(list(tmp_path.iterdir()))
    with open_store(tmp_path / f"{number}.db") as store:
        for response, code in given_:
            put(store, code, response=response)
        before = coded(store)
        steps = {
            "rename": renaming("fees", "costs"),
            "merge": merging(["fees"], "help"),
            "retire": retiring("fees"),
        }
        do(store, steps[step])
        undo_change(store, listed=LISTED)
        assert coded(store) == before
