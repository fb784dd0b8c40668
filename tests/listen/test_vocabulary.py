from __future__ import annotations

import random

import pytest

from cslab.listen.transcript import Word
from cslab.listen.vocabulary import near_misses

TERMS = ["Ledgerline", "Approval Lanes", "Two Keys", "Ask Gail", "Quillbook", "Pennyfold", "Brightstamp"]


def said(text: str, speakers: str = "") -> list[Word]:
    return [
        Word(word, at, at + 1, speakers[at] if speakers else None) for at, word in enumerate(text.split())
    ]


def misses(text: str, terms: list[str] = TERMS) -> list[tuple[str, str]]:
    return [(miss.heard, miss.term) for miss in near_misses(said(text), terms)]


@pytest.mark.parametrize(
    ("heard", "term"),
    [
        ("ledger line,", "Ledgerline"),
        ("Ledger lines", "Ledgerline"),
        ("ledgeline", "Ledgerline"),
        ("Quill book", "Quillbook"),
        ("Quill Brook.", "Quillbook"),
        ("penny fold", "Pennyfold"),
        ("Penny Fault", "Pennyfold"),
        ("bright stamp", "Brightstamp"),
        ("Bride stamp", "Brightstamp"),
        ("approval lines", "Approval Lanes"),
        ("too keys", "Two Keys"),
        ("ask Gale", "Ask Gail"),
    ],
)
def test_what_sounds_or_looks_alike_is_listed(heard: str, term: str) -> None:
    assert misses(f"well we tried {heard} and then waited") == [(heard, term)]


@pytest.mark.parametrize(
    "text",
    [
        "Ledgerline, ledgerline's and LEDGERLINE",
        "the two keys, Ask Gail and approval lanes.",
        "Approval as a kindness, approval of everything",
        "two days, the keys, ask him, it takes two weeks",
        "a ledger and then a line",
        "stamps of pennies in a book with a quill",
        "",
        "— … !",
        "会议 记录",
    ],
)
def test_what_is_right_or_something_else_is_not(text: str) -> None:
    assert misses(text) == []


def test_two_speakers_do_not_say_one_word() -> None:
    assert near_misses(said("ledger line", "MA"), TERMS) == ()


def test_without_terms_there_are_none() -> None:
    assert misses("ledger line", []) == []
    assert misses("ledger line", ["", "  "]) == []


def test_terms_without_latin_letters_are_compared_by_letters() -> None:
    assert misses("мы видели Леджерлаин тут", ["Леджерлайн"]) == [("Леджерлаин", "Леджерлайн")]


def test_each_word_is_listed_once_with_its_likeliest_term() -> None:
    assert misses("penny folds", ["Pennyfold", "Pennyfolds"]) == [("penny folds", "Pennyfolds")]


def test_planted_misses_in_a_long_interview() -> None:
    """Of 100 planted ones all are found, and of 9,000 other words next to none is listed."""
    dice = random.Random(3)
    plain = ["the", "we", "invoice", "month", "because", "approved", "paper", "that", "never", "office"]
    text = [dice.choice(plain) for _ in range(9_000)]
    places = sorted(dice.sample(range(0, 9_000, 20), 100))
    for at in places:
        text[at : at + 2] = dice.choice(["ledger line", "quill brook", "penny fault", "bride stamp"]).split()
    found = near_misses(said(" ".join(text)), TERMS)
    assert {miss.first for miss in found} >= set(places)
    assert len(found) <= 105
