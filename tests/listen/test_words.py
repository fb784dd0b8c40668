"""Every word gets a time, and every word lands in exactly one run."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.listen.words import LooseWord, Segment, Word, build_segments, interpolate_untimed

maybe = st.none() | st.floats(0, 100) | st.just(math.nan)
loose_words = st.lists(
    st.builds(LooseWord, st.text(min_size=1, max_size=8), maybe, maybe, st.sampled_from([None, "Ana"])),
    max_size=15,
)


@st.composite
def spoken(draw: st.DrawFn) -> list[Word]:
    """Words of up to three speakers, who may talk at once."""
    words: list[Word] = []
    for speaker in draw(st.lists(st.sampled_from([None, "Ana", "Maya"]), unique=True, max_size=3)):
        at = 0.0
        for _ in range(draw(st.integers(0, 25))):
            at += draw(st.sampled_from([0.0, 0.1, 0.5, 3.0]))
            length = draw(st.sampled_from([0.0, 0.2, 0.4, 2.0]))
            text = draw(st.sampled_from(["well", "no.", "why?", "Mr.", "$3.50", "finally!”"]))
            words.append(Word(text, at, at + length, speaker))
            at += length
    return words


@given(loose_words)
def test_all_words_with_text_get_a_time_in_which_they_last(words: list[LooseWord]) -> None:
    timed = interpolate_untimed(words)
    assert [word.text for word in timed] == [word.text.strip() for word in words if word.text.strip()]
    assert all(0 <= word.start <= word.end < math.inf for word in timed)


@given(loose_words)
def test_given_times_stay_and_only_filled_ones_are_marked(words: list[LooseWord]) -> None:
    for loose, word in zip((w for w in words if w.text.strip()), interpolate_untimed(words), strict=True):
        whole = loose.start is not None and loose.end is not None and loose.start <= loose.end
        assert word.interpolated is not whole
        if whole:
            assert (word.start, word.end) == (loose.start, loose.end)


@given(st.lists(st.text("abc", min_size=1, max_size=9), min_size=1, max_size=12), st.floats(0, 50))
def test_untimed_words_share_their_stretch_by_characters(texts: list[str], start: float) -> None:
    timed = interpolate_untimed([LooseWord(text) for text in texts], start=start, end=start + 10)
    letters = sum(map(len, texts))
    for word in timed:
        assert word.end - word.start == pytest.approx(10 * len(word.text) / letters)
    assert timed[0].start == start
    assert timed[-1].end == pytest.approx(start + 10)
    assert all(a.end == pytest.approx(b.start) for a, b in pairwise(timed))


def test_words_around_the_only_time_are_placed_at_an_ordinary_pace_and_never_before_zero() -> None:
    timed = interpolate_untimed([LooseWord("before"), LooseWord("known", 0.1, 0.4), LooseWord("after")])
    assert timed[0].start == 0.0
    assert timed[0].end == 0.1
    assert timed[2].start == 0.4
    assert 0.5 < timed[2].end < 1


def test_a_missing_end_reaches_to_the_next_word() -> None:
    timed = interpolate_untimed([LooseWord("a", 1.0), LooseWord("b", 2.0, 2.5)])
    assert (timed[0].start, timed[0].end, timed[0].interpolated) == (1.0, 2.0, True)


def test_untimed_words_between_overlapping_neighbours_have_no_length() -> None:
    timed = interpolate_untimed([LooseWord("a", 1.0, 3.0), LooseWord("b"), LooseWord("c", 2.0, 4.0)])
    assert (timed[1].start, timed[1].end) == (3.0, 3.0)


def test_nothing_gives_nothing() -> None:
    assert interpolate_untimed([]) == ()
    assert build_segments([]) == ()


def test_a_segment_without_words_is_refused() -> None:
    with pytest.raises(InputError, match="at least one word"):
        Segment(())


@given(spoken())
def test_every_word_is_in_exactly_one_segment_of_one_speaker(words: list[Word]) -> None:
    segments = build_segments(words)
    assert sorted((w for s in segments for w in s.words), key=repr) == sorted(words, key=repr)
    assert all({word.speaker for word in segment.words} == {segment.speaker} for segment in segments)
    assert all(a.start <= b.start for a, b in pairwise(segments))


@given(spoken())
def test_no_segment_holds_a_long_pause_or_lasts_too_long(words: list[Word]) -> None:
    for segment in build_segments(words, max_gap=1.0, max_seconds=5.0):
        assert all(b.start - a.end <= 1.0 for a, b in pairwise(segment.words))
        assert len(segment.words) == 1 or segment.end - segment.start <= 5.0


@given(spoken())
def test_building_again_from_the_segments_changes_nothing(words: list[Word]) -> None:
    segments = build_segments(words)
    again = build_segments(word for segment in segments for word in segment.words)
    assert sorted(again, key=repr) == sorted(segments, key=repr)


def said(text: str, *, at: float = 0.0, speaker: str | None = None) -> list[Word]:
    return [Word(word, at + n * 0.5, at + n * 0.5 + 0.4, speaker) for n, word in enumerate(text.split())]


def test_a_turn_ends_where_the_other_speaks_in_a_pause() -> None:
    words = said("so it broke", speaker="Ana") + said("when?", at=1.5, speaker="Maya")
    words += said("in May", at=2.0, speaker="Ana")
    assert [segment.text for segment in build_segments(words)] == ["so it broke", "when?", "in May"]


def test_a_word_thrown_in_does_not_break_the_turn() -> None:
    words = [*said("so it broke in May", speaker="Ana"), Word("mm-hm", 1.1, 1.3, "Maya")]
    assert [segment.text for segment in build_segments(words)] == ["so it broke in May", "mm-hm"]


def test_sentences_end_a_long_enough_run_but_titles_and_initials_do_not() -> None:
    text = "No. We wrote to Mr. J. Smith again and again about it. Then nothing."
    assert [segment.text for segment in build_segments(said(text))] == [
        "No. We wrote to Mr. J. Smith again and again about it.",
        "Then nothing.",
    ]


def test_a_run_without_sentences_is_cut_at_its_widest_pause() -> None:
    words = said("a b c d e f") + said("g h i j", at=3.6)
    assert [segment.text for segment in build_segments(words, max_seconds=5.0)] == ["a b c d e f", "g h i j"]
