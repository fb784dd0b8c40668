from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cslab.listen.excerpts import Excerpts, Quote
from cslab.listen.transcript import Segment, Transcript
from cslab.listen.words import Word

TIMES = st.integers(0, 40).map(lambda quarter: quarter / 4)


@st.composite
def words(draw: st.DrawFn) -> Word:
    start, end = sorted((draw(TIMES), draw(TIMES)))
    return Word(draw(st.sampled_from("abcdef")), start, end, draw(st.sampled_from(["Maya", "Ana", None])))


@given(st.lists(st.lists(words(), min_size=1, max_size=6), max_size=5), TIMES, TIMES)
def test_the_same_words_as_the_transcript_gives(runs: list[list[Word]], one: float, other: float) -> None:
    start, end = sorted((one, other))
    transcript = Transcript(tuple(Segment(tuple(run)) for run in runs))
    found = Excerpts(transcript).words(start, end)
    if start < end:
        assert tuple(found) == transcript.between(start, end).words


def test_the_interviewer_is_left_out_of_quotes() -> None:
    said = (Word("Why?", 0, 1, "Maya"), Word("We", 1, 2, "Ana"), Word("waited", 2, 3, "Ana"))
    excerpts = Excerpts(Transcript((Segment(said),)), {"Maya"})
    assert excerpts.quote(0, 3) == Quote("We waited", "Ana")
    assert excerpts.quote(0, 3, interviewer=True) == Quote("Why? We waited", "Ana")
    assert excerpts.quote(0.2, 0.9) == Quote("Why?", "Maya"), "a question that was marked is shown"
    assert excerpts.quote(50, 60) == Quote("", None)


def test_words_without_a_speaker_stay() -> None:
    excerpts = Excerpts(Transcript((Segment((Word("hm", 0, 1), Word("yes", 1, 2))),)), {"Maya"})
    assert excerpts.quote(0, 2) == Quote("hm yes", None)
