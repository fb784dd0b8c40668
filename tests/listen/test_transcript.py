"""A transcript can be cut, renamed, tabled and shown, and stays itself."""

from __future__ import annotations

import pandas as pd
import pytest

from cslab.errors import InputError, NotFoundError
from cslab.listen.transcript import Segment, Transcript, Word
from cslab.timecode import Span


@pytest.fixture
def talk() -> Transcript:
    return Transcript(
        (
            Segment((Word("Why", 0.0, 0.4, "Maya"), Word("now?", 0.4, 0.9, "Maya", 0.8)), "Maya"),
            Segment((Word("Because", 1.5, 2.0, "Ana"), Word("300", 2.0, 2.0, "Ana", None, True)), "Ana"),
            Segment((Word("(laughs)", 3.0, 4.0),)),
        ),
        language="en",
        duration=5.0,
        speech=(Span(0.0, 1.0), Span(1.4, 4.0)),
        source={"engine": "by hand"},
    )


def test_words_text_and_speakers_are_in_the_order_of_the_segments(talk: Transcript) -> None:
    assert [word.text for word in talk.words] == ["Why", "now?", "Because", "300", "(laughs)"]
    assert talk.text == "Why now? Because 300 (laughs)"
    assert talk.speakers == ("Maya", "Ana")


def test_a_part_keeps_whole_words_their_times_and_the_duration(talk: Transcript) -> None:
    part = talk.between(0.5, 2.5)
    assert part.text == "now? Because 300"
    assert part.segments[0] == Segment((talk.words[1],), "Maya")
    assert part.speech == (Span(0.5, 1.0), Span(1.4, 2.5))
    assert (part.duration, part.language, part.source) == (talk.duration, talk.language, talk.source)


def test_a_word_of_no_length_lies_where_it_starts(talk: Transcript) -> None:
    assert talk.between(2.0, 2.1).text == "300"
    assert talk.between(1.5, 2.0).text == "Because"


def test_neighbouring_parts_hold_everything(talk: Transcript) -> None:
    assert talk.between(0, 1.2).segments + talk.between(1.2, 5).segments == talk.segments
    assert talk.between(-10, 100) == talk


def test_a_part_that_ends_before_it_starts_is_refused(talk: Transcript) -> None:
    with pytest.raises(InputError, match="end at or after its start"):
        talk.between(2, 1)


def test_renaming_reaches_words_and_segments_and_nothing_else(talk: Transcript) -> None:
    renamed = talk.rename_speakers({"Ana": "Ana Duarte"})
    assert renamed.speakers == ("Maya", "Ana Duarte")
    assert {word.speaker for word in renamed.words} == {"Maya", "Ana Duarte", None}
    assert renamed.rename_speakers({"Ana Duarte": "Ana"}) == talk
    assert talk.speakers == ("Maya", "Ana")


def test_names_can_be_swapped(talk: Transcript) -> None:
    assert talk.rename_speakers({"Ana": "Maya", "Maya": "Ana"}).speakers == ("Ana", "Maya")


def test_renaming_someone_who_does_not_speak_names_those_who_do(talk: Transcript) -> None:
    with pytest.raises(NotFoundError, match=r"no speaker 'Anna'; did you mean 'Ana'\? There are: Ana, Maya"):
        talk.rename_speakers({"Anna": "Ana"})


def test_the_frame_has_a_row_a_word_and_fixed_types(talk: Transcript) -> None:
    frame = talk.to_frame()
    assert frame["segment"].tolist() == [0, 0, 1, 1, 2]
    assert frame["text"].tolist() == [word.text for word in talk.words]
    assert frame["speaker"].isna().tolist() == [False, False, False, False, True]
    assert frame["interpolated"].tolist() == [False, False, False, True, False]
    empty = Transcript(()).to_frame()
    assert len(empty) == 0
    pd.testing.assert_series_equal(empty.dtypes, frame.dtypes)


def test_the_picture_of_a_transcript_shows_words_and_never_runs_them() -> None:
    hostile = "<script>alert(1)</script>"
    word = Word(hostile, 0.0, 1.0, hostile)
    shown = Transcript((Segment((word,), hostile),))._repr_html_()
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;") == 2


def test_the_picture_of_a_long_transcript_says_how_much_more_there_is() -> None:
    segments = tuple(Segment((Word(f"word{n}", n, n + 1),)) for n in range(100))
    shown = Transcript(segments)._repr_html_()
    assert "word59" in shown
    assert "word60" not in shown
    assert "40 more segments" in shown


def test_an_empty_transcript_says_so() -> None:
    assert "Nothing was said" in Transcript(())._repr_html_()
    assert repr(Transcript(())) == "<Transcript: 0 words in 0 segments, 0:00>"
    assert Transcript(()).text == ""


def test_a_long_transcript_prints_in_one_line(talk: Transcript) -> None:
    assert repr(talk) == "<Transcript: 5 words in 3 segments, 0:05, en, speakers Maya and Ana>"
