"""Quotes are found though misheard or misremembered, and refused where they were never said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.errors import InputError, NotFoundError
from cslab.listen.quotes import find_quote
from cslab.listen.transcript import Transcript, Word, build_segments
from cslab.timecode import Span

SAID = """We bought Ledgerline in March, and honestly, it took nine days to get one signature.
Nine days! I counted. My manager — she's lovely — was in Porto, and nobody else could approve it.
So we paid late, twice, and the supplier stopped calling us partners. It took nine weeks to mend that."""


def spoken(text: str) -> Transcript:
    words = [Word(word, n * 0.5, n * 0.5 + 0.5, "Ana") for n, word in enumerate(text.split())]
    return Transcript(build_segments(words), duration=100.0)


TALK = spoken(SAID)


def text_of(span: Span) -> str:
    return TALK.between(span.start, span.end).text


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("it took nine days to get one signature", "it took nine days to get one signature."),
        ("IT TOOK NINE DAYS... to get one signature", "it took nine days to get one signature."),
        ("my manager she’s lovely was in porto", "My manager — she's lovely — was in Porto,"),
        ("nobody could approve it", "nobody else could approve it."),
        (
            "we payed late and the suppliers stopped calling",
            "we paid late, twice, and the supplier stopped calling",
        ),
        ("Ledger line in March", "Ledgerline in March,"),
        ("it took nine weeks to mend that", "It took nine weeks to mend that."),
        ("counted", "counted."),
    ],
)
def test_quotes_are_found_where_they_were_said(quote: str, found: str) -> None:
    assert text_of(find_quote(TALK, quote)) == found


def test_of_equally_good_places_the_first_is_taken() -> None:
    assert find_quote(TALK, "nine days").start == next(
        word.start for word in TALK.words if word.text == "nine"
    )


@given(st.integers(0, 40), st.integers(2, 12))
def test_any_run_of_words_is_found_in_full(first: int, count: int) -> None:
    run = TALK.words[first : first + count]
    quote = " ".join(word.text for word in run)
    span = find_quote(TALK, quote)
    assert span.duration <= run[-1].end - run[0].start
    assert find_quote(TALK, text_of(span)) == span


def test_a_quote_across_speakers_is_found() -> None:
    words = [
        Word("Was", 0, 1, "Maya"),
        Word("it?", 1, 2, "Maya"),
        Word("It", 2, 3, "Ana"),
        Word("was.", 3, 4, "Ana"),
    ]
    assert find_quote(Transcript(build_segments(words)), "was it? it was") == Span(0, 4)


def test_what_was_not_said_names_the_nearest_words() -> None:
    with pytest.raises(
        NotFoundError, match=r"not found in the transcript; the nearest words are '.*nine.*' at 0:"
    ):
        find_quote(TALK, "it took nine hundred people singing loudly at once")


def test_nothing_in_common_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="check its words"):
        find_quote(TALK, "zebra xylophone")
    with pytest.raises(NotFoundError, match="has no words"):
        find_quote(Transcript(()), "nine days")


@pytest.mark.parametrize("quote", ["", " ", "...", "—"])
def test_a_quote_without_words_is_refused(quote: str) -> None:
    with pytest.raises(InputError, match="no word in it"):
        find_quote(TALK, quote)


def test_a_long_transcript_is_searched_whole() -> None:
    long = spoken(" ".join(f"word{n % 700}x{n}" for n in range(9000)) + " and here it is at last")
    assert find_quote(long, "here it is at last").start == 9001 * 0.5
