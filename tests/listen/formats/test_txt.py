"""Plain text for reading, and plain text from elsewhere."""

from __future__ import annotations

import pytest

from cslab.errors import InputError
from cslab.listen.formats import txt
from cslab.listen.transcript import Segment, Transcript, Word


def one(text: str, start: float, end: float, speaker: str | None = None) -> Segment:
    return Segment((Word(text, start, end, speaker),), speaker)


def test_segments_of_one_speaker_make_a_paragraph_until_a_pause_or_another_speaks() -> None:
    talk = Transcript(
        (
            one("So.", 0, 1, "Ana"),
            one("It", 2, 3, "Ana"),
            one("broke.", 9, 10, "Ana"),
            one("When?", 10, 11, "Maya"),
        )
    )
    assert txt.write(talk) == "[0:00] Ana: So. It\n\n[0:09] Ana: broke.\n\n[0:10] Maya: When?\n"


def test_a_long_turn_is_broken_into_paragraphs() -> None:
    talk = Transcript(tuple(one("word", n, n + 1) for n in range(200)))
    assert [line.split()[0] for line in txt.write(talk).split("\n\n")] == ["[0:00]", "[1:30]", "[3:00]"]


def test_text_from_elsewhere_is_placed_at_an_ordinary_pace() -> None:
    transcript = txt.read("It broke on Monday.\nAnd again.\n\nMaya Lind: When?\n")
    assert [(s.speaker, s.text) for s in transcript.segments] == [
        (None, "It broke on Monday. And again."),
        ("Maya Lind", "When?"),
    ]
    assert transcript.segments[0].start == 0.0
    assert 1.5 < transcript.segments[1].start < 2.5
    assert all(word.interpolated for word in transcript.words)
    assert transcript.duration == transcript.segments[1].end


def test_sentences_with_a_colon_are_not_speakers() -> None:
    for text in ("What she said was: nine days", "at 10:30 we left", "https://example.org: the page"):
        assert txt.read(text).segments[0].speaker is None


def test_nothing_is_an_empty_transcript() -> None:
    assert txt.read(" \n\n") == Transcript(())


def test_a_time_that_is_none_is_named_by_its_line() -> None:
    with pytest.raises(InputError, match="Line 3: '1:99' is not a time"):
        txt.read("[0:01] Hi.\n\n[1:99] Ho.")
