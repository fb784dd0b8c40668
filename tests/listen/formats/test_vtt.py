"""WebVTT as other tools write it, and as it should not be written."""

from __future__ import annotations

import pytest

from cslab.errors import InputError
from cslab.listen.formats import vtt
from cslab.listen.transcript import Segment, Transcript, Word


def said(text: str) -> list[tuple[str, float, float, str | None, bool]]:
    return [(w.text, w.start, w.end, w.speaker, w.interpolated) for w in vtt.read(text).words]


def test_identifiers_comments_styles_settings_and_titles_are_passed_over() -> None:
    text = """WEBVTT - A talk
Kind: captions
Language: pt-BR

STYLE
::cue { color: red }

REGION
id:left

NOTE a comment --> with an arrow
on two lines

intro
00:01.000 --> 00:02.000 line:0 align:start
<i>Olá</i>


2
00:00:03.000 --> 00:00:04.000
mundo
"""
    transcript = vtt.read(text)
    assert transcript.language == "pt-BR"
    assert transcript.text == "Olá mundo"
    assert [(segment.start, segment.end) for segment in transcript.segments] == [(1.0, 2.0), (3.0, 4.0)]
    assert transcript.duration == 4.0


def test_times_within_a_cue_go_to_the_words_after_them() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:05.000\n<v Ana>So <00:02.000>it is <00:04.000>down"
    assert said(text) == [
        ("So", 1.0, 2.0, "Ana", False),
        ("it", 2.0, 3.0, "Ana", True),
        ("is", 3.0, 4.0, "Ana", True),
        ("down", 4.0, 5.0, "Ana", False),
    ]


def test_a_pause_between_words_is_kept() -> None:
    words = (Word("Well", 0.0, 0.4, "Ana"), Word("no.", 2.0, 2.5, "Ana"))
    text = vtt.write(Transcript((Segment(words, "Ana"),)))
    assert "<v Ana>Well<00:00:00.400> <00:00:02.000>no.</v>" in text
    assert vtt.read(text).words == words


def test_words_without_times_are_marked() -> None:
    assert said("WEBVTT\n\n00:01.000 --> 00:03.000\nab cd") == [
        ("ab", 1.0, 2.0, None, True),
        ("cd", 2.0, 3.0, None, True),
    ]


def test_a_cue_of_two_voices_becomes_two_segments() -> None:
    text = "WEBVTT\n\n00:00.000 --> 00:02.000\n<v.loud Ana Duarte>Why?</v><v\tMaya>Because.</v>"
    assert [(s.speaker, s.text) for s in vtt.read(text).segments] == [
        ("Ana Duarte", "Why?"),
        ("Maya", "Because."),
    ]


def test_names_before_a_colon_are_speakers_where_no_voice_is_marked() -> None:
    text = "WEBVTT\n\n1\n00:00.000 --> 00:02.000\nAna Duarte: Note: it broke.\n\n"
    text += "00:02.000 --> 00:03.000\nSo we left"
    assert [(s.speaker, s.text) for s in vtt.read(text).segments] == [
        ("Ana Duarte", "Note: it broke."),
        (None, "So we left"),
    ]
    voiced = "WEBVTT\n\n00:00.000 --> 00:02.000\n<v Ana>Maya: she left."
    assert vtt.read(voiced).segments[0].text == "Maya: she left."


def test_escapes_and_stray_signs() -> None:
    assert (
        vtt.read("WEBVTT\n\n00:00.000 --> 00:01.000\n&lt;b&gt; R&amp;D &nbsp; 2 < 3").text == "<b> R&D 2 < 3"
    )


def test_a_silent_cue_leaves_no_segment_but_counts_for_the_length() -> None:
    transcript = vtt.read("WEBVTT\n\n00:00.000 --> 00:09.000\n\n")
    assert (transcript.segments, transcript.duration) == ((), 9.0)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Line 1: WebVTT must begin with the line WEBVTT"),
        ("1\n00:00:01,000 --> 00:00:02,000\nHi", "Line 1: WebVTT must begin"),
        ("WEBVTTX\n", "Line 1"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nHi", r"Line 3: the cue ends at 00:01.000, before it starts"),
        ("WEBVTT\n\nsoon --> later\nHi", "Line 3: a cue's times must look like"),
        ("WEBVTT\n\n00:99.000 --> 01:99.000\nHi", "Line 3: '00:99.000' is not a time"),
        ("WEBVTT\n\nNOTE\nx\n\nlost words\n", "Line 6: expected a cue's times like .* 'lost words'"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<00:99.000>Hi", "Line 3: '00:99.000' is not a time"),
        ("WEBVTT\n\nNOTE cslab {half\n\n", "Line 3: the comment that cslab left .* is damaged"),
        ('WEBVTT\n\nNOTE cslab {"speech": 3}\n\n', "comment that cslab left .* is damaged"),
    ],
)
def test_what_can_not_be_read_is_named_by_its_line(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        vtt.read(text)
