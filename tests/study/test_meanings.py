from __future__ import annotations

import pytest

from cslab.errors import NotFoundError
from cslab.study.codebook import Code
from cslab.study.highlights import add_highlight, change_highlight
from cslab.study.meanings import meaning_of
from cslab.study.recode import Step, change_codebook, changing, merging, renaming, undo_change
from cslab.study.store import Store

LISTED = (Code("fees", "What it costs."), Code("trust", "Why they believe us."))


def do(store: Store, step: Step) -> None:
    change_codebook(store, step, listed=LISTED, author="Sam")


def test_an_old_highlight_keeps_its_meaning(store: Store) -> None:
    old = add_highlight(store, interview_id="i", start=0, end=1, codes=["fees"], coder="Maya")
    do(store, changing("fees", definition="Only costs found late."))
    do(store, renaming("fees", "late-fees"))
    new = add_highlight(store, interview_id="i", start=0, end=1, codes=["late-fees"], coder="Tom")
    row = meaning_of(store, old, LISTED).iloc[0]
    assert (row["code"], row["called"], row["version"]) == ("late-fees", "fees", 0)
    assert (row["definition"], row["definition_now"]) == ("What it costs.", "Only costs found late.")
    assert row["coded_by"] == "Maya", "not who renamed it"
    row = meaning_of(store, new, LISTED).iloc[0]
    assert (row["called"], row["definition"], row["version"]) == ("late-fees", "Only costs found late.", 2)


def test_a_code_added_later_has_its_own_moment(store: Store) -> None:
    number = add_highlight(store, interview_id="i", start=0, end=1, codes=["fees"], coder="Maya")
    do(store, changing("trust", definition="A reason to stay."))
    change_highlight(store, number, codes=["trust", "fees"], actor="Tom")
    table = meaning_of(store, number, LISTED)
    assert table["code"].tolist() == ["trust", "fees"]
    assert table["definition"].tolist() == ["A reason to stay.", "What it costs."]
    assert table["coded_by"].tolist() == ["Tom", "Maya"]
    assert table["version"].tolist() == [1, 0]


def test_merged_and_taken_back(store: Store) -> None:
    number = add_highlight(store, interview_id="i", start=0, end=1, codes=["fees", "trust"], coder="Maya")
    do(store, merging(["fees"], "trust"))
    assert meaning_of(store, number, LISTED)["called"].tolist() == ["trust"]
    undo_change(store, listed=LISTED, author="Sam")
    table = meaning_of(store, number, LISTED)
    assert table["called"].tolist() == ["fees", "trust"]
    assert set(table["coded_by"]) == {"Maya"}


def test_a_code_that_the_codebook_does_not_know(store: Store) -> None:
    number = add_highlight(store, interview_id="i", start=0, end=1, codes=["unheard"])
    assert meaning_of(store, number, LISTED)["definition"].tolist() == [""]
    with pytest.raises(NotFoundError, match="no highlight 77"):
        meaning_of(store, 77)
