from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.listen.replace import find_places
from cslab.listen.transcript import Word


def said(text: str, speakers: str = "") -> list[Word]:
    return [
        Word(word, at, at + 1, speakers[at] if speakers else None) for at, word in enumerate(text.split())
    ]


def changed(text: str, find: str, replace: str, **how: bool) -> str:
    words = text.split()
    for place in reversed(find_places(said(text), find, replace, **how)):
        assert " ".join(words[place.first : place.last]) == place.before
        words[place.first : place.last] = place.after.split()
    return " ".join(words)


def test_several_words_become_one_and_signs_stay() -> None:
    assert (
        changed('we (ledger line), "Ledger Line" or ledger line\'s?', "ledger line", "Ledgerline")
        == 'we (Ledgerline), "Ledgerline" or Ledgerline\'s?'
    )


def test_a_leading_capital_stays() -> None:
    assert changed("Invoices and invoices", "invoices", "bills") == "Bills and bills"
    assert changed("Invoices and invoices", "invoices", "bills", match_case=True) == "Invoices and bills"
    assert changed("quill book", "Quill Book", "Quillbook") == "Quillbook"


def test_signs_between_part_the_words() -> None:
    assert changed("the ledger. Line two", "ledger line", "x") == "the ledger. Line two"
    assert changed("the ledger, line two", "ledger line", "x") == "the ledger, line two"


def test_two_speakers_say_two_things() -> None:
    assert find_places(said("ledger line", "MA"), "ledger line", "x") == ()
    assert len(find_places(said("ledger line", "MM"), "ledger line", "x")) == 1
    assert find_places(said("ledger line", "MA"), "er li", "x", whole_words=False) == ()


def test_whole_words_or_parts_of_words() -> None:
    assert changed("ledgerlines ledgerline", "ledgerline", "Ledgerline") == "ledgerlines Ledgerline"
    assert (
        changed("ledgerlines ledgerline", "ledgerline", "Ledgerline", whole_words=False)
        == "Ledgerlines Ledgerline"
    )
    assert changed("anan an", "an", "b", whole_words=False) == "bb b"
    assert changed("my ledger lines", "ledger line", "Ledgerline", whole_words=False) == "my Ledgerlines"


def test_what_is_right_already_is_left_out() -> None:
    assert find_places(said("Ledgerline, ledgerline"), "ledgerline", "Ledgerline")[0].first == 1
    assert find_places(said("a b"), "a", "a") == ()


def test_words_are_taken_away() -> None:
    assert changed("well um, so Um.", "um", "") == "well so"


def test_special_letters_are_letters() -> None:
    assert changed("a+b (a.b) a*b", "a.b", "x") == "a+b (x) a*b"
    assert changed("die STRASSE", "straße", "Gasse") == "die Gasse"
    assert changed("a b", "a", r"\1", whole_words=False) == r"\1 b"


@pytest.mark.parametrize("nothing", ["", "  "])
def test_nothing_to_find(nothing: str) -> None:
    with pytest.raises(InputError, match="nothing to find"):
        find_places(said("a b"), nothing, "x")


WORDS = st.lists(st.sampled_from(["a", "A.", "ab", "(b", "b's", "—", "c"]), max_size=12).map(" ".join)


@given(WORDS, st.sampled_from(["a", "a b", "b", "ab c"]), st.booleans(), st.booleans())
def test_places_are_in_order_and_say_what_stands_there(text: str, find: str, whole: bool, case: bool) -> None:
    places = find_places(said(text), find, "new word", whole_words=whole, match_case=case)
    words, at = text.split(), 0
    for place in places:
        assert at <= place.first < place.last <= len(words)
        assert " ".join(words[place.first : place.last]) == place.before
        at = place.last
