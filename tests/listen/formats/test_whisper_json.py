"""Results of Whisper and its relatives, whole and with parts missing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.listen.formats import whisper_json
from cslab.listen.transcript import Segment, Transcript, Word


def read(result: Any) -> Transcript:
    return whisper_json.read(json.dumps(result))


def test_a_whole_result() -> None:
    result = {
        "text": " It costs $300.",
        "language": "en",
        "segments": [
            {
                "id": 0,
                "seek": 0,
                "start": 0.0,
                "end": 2.0,
                "text": " It costs $300.",
                "tokens": [1, 2],
                "temperature": 0.0,
                "no_speech_prob": 0.1,
                "words": [
                    {"word": " It", "start": 0.0, "end": 0.4, "probability": 0.9},
                    {"word": " costs", "start": 0.4, "end": 1.0, "probability": 0.8},
                    {"word": " $300.", "start": 1.0, "end": 2.0, "probability": 0.7},
                ],
            }
        ],
    }
    assert read(result) == Transcript(
        (
            Segment(
                (
                    Word("It", 0.0, 0.4, None, 0.9),
                    Word("costs", 0.4, 1.0, None, 0.8),
                    Word("$300.", 1.0, 2.0, None, 0.7),
                )
            ),
        ),
        "en",
        2.0,
    )


def test_words_without_times_are_placed_between_their_neighbours() -> None:
    words = [
        {"word": "It", "start": 0.0, "end": 0.5, "score": 0.9},
        {"word": "300"},
        {"word": "x", "start": 2.0},
    ]
    transcript = read({"segments": [{"end": 3.0, "speaker": "SPEAKER_00", "words": words}]})
    assert [(w.text, w.start, w.end, w.interpolated) for w in transcript.words] == [
        ("It", 0.0, 0.5, False),
        ("300", 0.5, 2.0, True),
        ("x", 2.0, 3.0, True),
    ]
    assert transcript.words[0].probability == 0.9
    assert transcript.speakers == ("SPEAKER_00",)


def test_segments_without_words_or_times_follow_each_other() -> None:
    transcript = read({"segments": [{"text": "one two"}, {"text": "three", "start": 9.0}, {"text": " "}, {}]})
    assert [(segment.text, segment.start) for segment in transcript.segments] == [
        ("one two", 0.0),
        ("three", 9.0),
    ]
    assert transcript.segments[0].end == 9.0


def test_a_stored_transcript_is_read_too() -> None:
    talk = Transcript((Segment((Word("Hi.", 0.0, 0.4, "Ana", 0.5),), "Ana"),), "en", 1.0)
    assert read(talk.to_dict()) == talk


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["start", "end", "word", "words", "text", "speaker"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["start", "end", "words", "text", "speaker"]), json_values),
        max_size=4,
    )
)
def test_any_object_with_segments_gives_a_transcript_whose_words_have_times(
    parts: list[dict[str, Any]],
) -> None:
    for word in read({"segments": parts}).words:
        assert word.text
        assert word.start <= word.end


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Line 1: this is not JSON"),
        ('{\n"segments": [}', "Line 2: this is not JSON, from column 14 on"),
        ("[]", "must be an object with segments"),
        ('{"text": "Hi"}', "must have a list of segments"),
        ('{"segments": [3]}', "must have a list of segments"),
        ("[" * 100_000, "nested too deeply"),
        ('{"version": 1}', "stored transcript is damaged"),
        ('{"segments": [], "cslab": {"version": 1, "duration": "x"}}', "duration must be a number"),
    ],
)
def test_what_is_no_result_is_said_plainly(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        whisper_json.read(text)
