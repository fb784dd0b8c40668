from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.challenge.messages.stems import knows, stemmed


def keys(text: str, language: str = "en") -> list[str]:
    return [word.key for word in stemmed(text, language) if not word.little]


@pytest.mark.parametrize(
    "words",
    ["approve approves approved approving approval", "price prices priced pricing", "invoice invoices"],
)
def test_inflections_of_a_word_are_one_word(words: str) -> None:
    assert len(set(keys(words))) == 1


@pytest.mark.parametrize("words", ["paper paperless", "newer news", "price prize", "sign signal"])
def test_other_words_stay_other_words(words: str) -> None:
    assert len(set(keys(words))) == 2


def test_an_apostrophe_ends_no_word() -> None:
    assert keys("The customer's customers’ customer") == ["custom", "custom", "custom"]


def test_words_that_say_little_are_known_and_names_of_ours_are_not_among_them() -> None:
    assert keys("We are the ones who don't") == []
    assert keys("Two Keys") == ["two", "key"]


def test_other_languages_are_stemmed_by_their_own_rules() -> None:
    assert len(set(keys("Rechnung Rechnungen", "de-CH"))) == 1
    assert keys("Rechnung Rechnungen", "xx") == ["rechnung", "rechnungen"]
    assert knows("de")
    assert not knows("xx")


@settings(deadline=None)
@given(st.text(max_size=200), st.sampled_from(["en", "de", "ja", "xx", ""]))
def test_any_text_is_cut_into_words_that_stand_in_it(text: str, language: str) -> None:
    for word in stemmed(text, language):
        assert word.key
        assert 0 <= word.start < word.end <= len(text)
