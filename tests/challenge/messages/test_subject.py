from __future__ import annotations

from cslab.challenge.messages.corpus import corpus
from cslab.challenge.messages.stems import stemmed
from cslab.challenge.messages.subject import subject_of
from cslab.study.codes import Code
from tests.challenge.messages.said import rows

BOOK = (
    Code("approvals", definition="Who says yes to an invoice."),
    Code("pricing", definition="What it costs, and how the price is shown."),
    Code("support", definition="How a person of ours answered."),
)


def about(message: str, book: tuple[Code, ...] = BOOK) -> tuple[tuple[str, ...], str]:
    found = subject_of(stemmed(message), book, corpus(rows()))
    return found.codes, found.sentence


def test_a_message_is_about_the_codes_that_it_names() -> None:
    codes, sentence = about("Paperless approvals")
    assert codes == ("approvals",)
    assert sentence.startswith("Guessed from the message")


def test_words_of_a_definition_count_too() -> None:
    assert about("It costs nothing")[0] == ("pricing",)


def test_else_by_who_uses_its_words() -> None:
    codes, sentence = about("All on your phone")
    assert codes == ("approvals",)
    assert "who uses its words" in sentence


def test_else_it_says_that_nothing_tells() -> None:
    codes, sentence = about("Seamless synergy")
    assert codes == ()
    assert "choose the codes" in sentence
    assert about("Seamless synergy", ())[0] == ()
