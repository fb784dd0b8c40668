"""Show-me notes, in both databases: they wait, become one highlight with coder and codes, and wait again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cslab.errors import InputError, NotFoundError
from cslab.study import highlights, showme
from cslab.study.codebook import Codebook, code_of
from cslab.study.store import Store, open_store

NOTE: dict[str, Any] = {"stage": "everyday", "codes": ["workaround"], "on_day": "2026-11-04"}
PLACE: dict[str, Any] = {"start": 60.0, "end": 75.0, "at": 64.0}


def test_a_note_becomes_one_highlight_with_its_coder_and_codes(store: Store) -> None:
    number = showme.add_show_me(store, "Petra", "p-1", "A bread bag", note="Old", nonce="n", **NOTE)
    assert showme.add_show_me(store, "Tom", "p-2", "Else", nonce="n") == number
    assert highlights.highlights(store).empty
    made = showme.place_show_me(store, number, "int-1", author="Maya", **PLACE)
    assert showme.place_show_me(store, number, "int-1", author="Maya", **PLACE) == made
    (row,) = highlights.highlights(store).to_dict("records")
    assert (row["coder"], row["codes"], row["stage"], row["note"]) == (
        "Petra",
        ("workaround",),
        "everyday",
        "A bread bag: Old",
    )
    note = showme.show_me(store).iloc[0]
    assert (note["interview_id"], note["at"]) == ("int-1", 64.0)


def test_a_note_moves_within_its_recording_and_leaves_it(store: Store) -> None:
    number = showme.add_show_me(store, "Petra", "p-1", "A bread bag", **NOTE)
    made = showme.place_show_me(store, number, "int-1", **PLACE)
    assert showme.place_show_me(store, number, "int-1", start=10.0, end=20.0, at=12.0) == made
    assert highlights.highlights(store).loc[0, ["start", "end"]].tolist() == [10.0, 20.0]
    with pytest.raises(InputError, match="a highlight of int-1 already"):
        showme.place_show_me(store, number, "int-2", **PLACE)
    showme.unplace_show_me(store, number)
    showme.unplace_show_me(store, number)
    assert highlights.highlights(store).empty
    assert showme.show_me(store)["highlight"].isna().all()
    assert showme.place_show_me(store, number, "int-1", **PLACE) == made
    assert highlights.highlights(store)["start"].tolist() == [60.0]


def test_a_note_leaves_the_list_and_its_highlight_stays(store: Store) -> None:
    number = showme.add_show_me(store, "Petra", "p-1", "A bread bag", **NOTE)
    showme.place_show_me(store, number, "int-1", **PLACE)
    showme.remove_show_me(store, number)
    assert showme.show_me(store).empty
    assert len(highlights.highlights(store)) == 1
    showme.restore_show_me(store, number)
    assert showme.show_me(store)["codes"].tolist() == [("workaround",)]


def test_codes_are_those_of_the_codebook(tmp_path: Path) -> None:
    book = Codebook((code_of({"name": "trust"}),))
    with open_store(tmp_path) as store:
        with pytest.raises(NotFoundError, match="code"):
            showme.add_show_me(store, "Petra", "p-1", "x", codes=["nope"], codebook=book)
        assert showme.show_me(store).empty


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"text": " "}, "says nothing"),
        ({"person_id": ""}, "who showed it"),
        ({"at": -1.0}, "in seconds from its start"),
        ({"at": float("inf")}, "in seconds from its start"),
    ],
)
def test_what_is_no_note_is_said(tmp_path: Path, change: dict[str, Any], sentence: str) -> None:
    given = {"teammate": "Petra", "person_id": "p-1", "text": "x", **change}
    with open_store(tmp_path) as store, pytest.raises(InputError, match=sentence):
        showme.add_show_me(store, **given)
