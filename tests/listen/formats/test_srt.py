"""SubRip as players and editors write it."""

from __future__ import annotations

import pytest

from cslab.errors import InputError
from cslab.listen.formats import srt
from cslab.listen.transcript import Segment, Transcript, Word


def test_numbers_are_optional_times_take_points_and_tags_go() -> None:
    text = (
        "\n1\n00:00:01,000 --> 00:00:02,000 X1:40 Y1:20\n<i>It</i>\n{\\an8}broke.\n\n"
        "00:00:03.000 --> 00:00:04.500\nMaya Lind: <font color='red'>2 &lt; 3</font>\n\n\n"
        "3\n01:00:00,000 --> 01:00:01,000\n"
    )
    transcript = srt.read(text)
    assert [(s.speaker, s.start, s.end, s.text) for s in transcript.segments] == [
        (None, 1.0, 2.0, "It broke."),
        ("Maya Lind", 3.0, 4.5, "2 < 3"),
    ]
    assert all(word.interpolated for word in transcript.words)


def test_a_number_may_be_what_was_said() -> None:
    assert srt.read("1\n00:00:01,000 --> 00:00:02,000\n300\n").text == "300"


def test_arrows_names_and_line_ends_in_the_words_do_no_harm() -> None:
    words = (Word("a-->b", 0.0, 1.0), Word("two\nlines", 1.0, 2.0))
    text = srt.write(Transcript((Segment(words, "Ana\nDuarte"),)))
    assert text == "1\n00:00:00,000 --> 00:00:02,000\nAna Duarte: a→b two lines\n"


def test_signs_are_written_as_players_show_them() -> None:
    talk = Transcript((Segment((Word("R&D", 0.0, 1.0), Word("<50", 1.0, 2.0))),))
    assert srt.write(talk).endswith("\nR&D <50\n")
    assert srt.read(srt.write(talk)).text == "R&D <50"


def test_segments_are_numbered_from_one() -> None:
    segments = tuple(Segment((Word(f"word{n}", n, n + 1),)) for n in range(3))
    assert [block.split("\n")[0] for block in srt.write(Transcript(segments)).split("\n\n")] == [
        "1",
        "2",
        "3",
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Hello", "Line 1: expected a subtitle's times like .* but found 'Hello'"),
        ("1\n00:00:01,000 --> 00:00:02,000\nHi\n\n2\nHi\n", "Line 5: expected a subtitle's times"),
        (
            "1\n00:00:03,000 --> 00:00:02,000\nHi",
            "Line 2: the subtitle ends at 00:00:02,000, before it starts",
        ),
        ("1\n00:61:03,000 --> 00:62:02,000\nHi", "Line 2: '00:61:03,000' is not a time"),
    ],
)
def test_what_can_not_be_read_is_named_by_its_line(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        srt.read(text)
