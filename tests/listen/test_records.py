"""What is stored reads back without loss, and damage is named."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.listen.transcript import Segment, Transcript, Word
from cslab.timecode import Span

seconds = st.floats(0, 1e6)
names = st.none() | st.text(max_size=10)
pairs = st.tuples(seconds, seconds).map(sorted)


@st.composite
def words(draw: st.DrawFn) -> Word:
    start, end = draw(pairs)
    return Word(
        draw(st.text()), start, end, draw(names), draw(st.none() | st.floats(0, 1)), draw(st.booleans())
    )


segments = st.builds(Segment, st.lists(words(), min_size=1, max_size=4).map(tuple), names)
transcripts = st.builds(
    Transcript,
    st.lists(segments, max_size=4).map(tuple),
    st.none() | st.sampled_from(["en", "pt"]),
    seconds,
    st.lists(pairs.map(lambda pair: Span(*pair)), max_size=3).map(tuple),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3),
)


@given(transcripts)
def test_json_gives_back_the_same_transcript(transcript: Transcript) -> None:
    assert Transcript.from_dict(json.loads(json.dumps(transcript.to_dict(), allow_nan=False))) == transcript


def good() -> dict[str, Any]:
    return Transcript(
        (Segment((Word("Hi.", 0.0, 0.4, "Ana", 0.9),), "Ana"),), "en", 1.0, (Span(0, 1),), {"engine": "x"}
    ).to_dict()


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (["version"], None, "version must be a whole number from 1, but is missing"),
        (["version"], True, "version must be a whole number"),
        (["segments"], None, "segments must be a list, but is missing"),
        (["segments", 0], "text", r"segments\[0\] must be an object"),
        (["segments", 0, "words"], [], r"segments\[0\].words must be a list of at least one word"),
        (["segments", 0, "speaker"], 3, r"segments\[0\].speaker must be text, but is 3"),
        (["segments", 0, "words", 0, "text"], None, r"segments\[0\].words\[0\].text must be text"),
        (["segments", 0, "words", 0, "start"], float("nan"), r"words\[0\].start must be a number of seconds"),
        (["segments", 0, "words", 0, "end"], -1, r"words\[0\].end must be at or after the start, 0.0"),
        (["segments", 0, "words", 0, "probability"], "high", "probability must be a number, but is 'high'"),
        (["duration"], "long", "duration must be a number of seconds"),
        (["language"], 7, "language must be text"),
        (["speech"], [[1]], r"speech\[0\] must be a start and an end"),
        (["speech"], [[2, 1]], r"speech\[0\] must be a start and an end"),
        (["source"], ["x"], "source must be an object"),
        (["source"], {"engine": 3}, "source.engine must be text"),
    ],
)
def test_damage_is_named_by_its_place(path: list[str | int], value: Any, sentence: str) -> None:
    record: Any = good()
    part = record
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    with pytest.raises(InputError, match=f"The stored transcript is damaged: .*{sentence}") as caught:
        Transcript.from_dict(record)
    assert "\n" not in str(caught.value)


def test_what_is_no_record_at_all_is_refused() -> None:
    with pytest.raises(InputError, match="the whole must be an object"):
        Transcript.from_dict([])  # type: ignore[arg-type]  # the wrong type is the point


def test_a_record_of_a_newer_version_asks_for_an_update() -> None:
    with pytest.raises(InputError, match=r"version 99.*update cslab"):
        Transcript.from_dict(good() | {"version": 99})
