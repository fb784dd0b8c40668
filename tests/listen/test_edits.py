from __future__ import annotations

import pytest

from cslab.errors import InputError
from cslab.listen.corrections import Correction, Mended, apply_corrections
from cslab.listen.edits import edit_of, place_again
from cslab.listen.transcript import Transcript, Word, build_segments
from cslab.study.corrections import Edit


def mended(text: str, *made: Correction) -> Mended:
    words = [Word(t, at, at + 1) for at, t in enumerate(text.split())]
    return apply_corrections(Transcript(build_segments(words), duration=99), made)


def test_an_edit_inside_a_corrected_place_takes_all_of_it() -> None:
    now = mended("we use ledger line a lot", Correction(1, 2, 4, "ledger line", "the Ledger Line"))
    assert edit_of(now, 3, 5, "Ledgerline") == Edit(2, 4, "the Ledger Line", "the Ledgerline")
    assert edit_of(now, 1, 3, "love the") == Edit(1, 4, "use the Ledger Line", "love the Ledger Line")


def test_words_put_in_beside_others_are_joined_to_them() -> None:
    now = mended("a b c", Correction(1, 1, 1, "", "x y"))
    assert edit_of(now, 2, 2, "new") == Edit(1, 1, "x y", "x new y")
    assert edit_of(now, 1, 1, "new") == Edit(1, 1, "x y", "new x y")
    assert edit_of(now, 3, 3, "new") == Edit(1, 1, "x y", "x y new")
    assert edit_of(now, 3, 4, "B") == Edit(1, 2, "x y b", "x y B")


def test_words_in_place_of_deleted_ones() -> None:
    now = mended("a b c", Correction(1, 1, 2, "b", ""))
    assert edit_of(now, 1, 1, "new") == Edit(1, 2, "", "new")
    gone = mended("a b", Correction(1, 0, 2, "a b", ""))
    assert edit_of(gone, 0, 0, "x") == Edit(0, 2, "", "x")


def test_nothing_to_change() -> None:
    now = mended("a b c")
    assert edit_of(now, 1, 2, " b ") is None
    assert edit_of(now, 1, 1, " ") is None
    assert edit_of(now, 1, 2, "") == Edit(1, 2, "b", "")


def test_where_nothing_was_heard() -> None:
    with pytest.raises(InputError, match="no words to correct"):
        edit_of(apply_corrections(Transcript(()), []), 0, 0, "x")


def test_words_that_moved_are_found_again() -> None:
    now = mended("one two three four two")
    assert place_again(now, 2, 4, "two three", where="int") == (1, 3)
    assert place_again(now, 1, 2, "two", where="int") == (1, 2), "those in place come first"
    with pytest.raises(
        InputError, match="at 0:02 of int changed meanwhile: they are now 'three', and the words"
    ):
        place_again(now, 2, 3, "two", where="int")
    with pytest.raises(InputError, match="they are now 'three four'; look"):
        place_again(now, 2, 4, "drei vier", where="int")
    with pytest.raises(InputError, match="they are now 'two'; look"):
        place_again(now, 200, 201, "three", where="int")


@pytest.mark.parametrize(("first", "last"), [(-1, 1), (2, 1), (4, 9), (9, 9)])
def test_places_that_are_none(first: int, last: int) -> None:
    with pytest.raises(InputError, match="int has 5 words"):
        place_again(mended("one two three four two"), first, last, None, where="int")
