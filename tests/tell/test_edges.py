from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.listen.transcript import Word
from cslab.tell.edges import GIVE, REACH, STRETCH, Core, quiet, settle, sliver, widen
from cslab.timecode import Span

DURATION = 40.0


@st.composite
def spoken(draw, most: int = 25) -> tuple[Word, ...]:
    """Words whose times don't overlap, with and without gaps between."""
    words, at = [], draw(st.floats(0, 2))
    for gap, length in draw(
        st.lists(
            st.tuples(st.sampled_from([0.0, 0.0, 0.02, 0.1, 0.4, 1.5]), st.floats(0.01, 0.9)),
            max_size=most,
        )
    ):
        at += gap
        if at + length > DURATION:
            break
        words.append(Word("so", at, at + length))
        at += length
    return tuple(words)


@st.composite
def marked(draw) -> Span:
    start = draw(st.floats(0, DURATION - 0.5))
    return Span(start, min(DURATION, start + draw(st.floats(0.01, 12))))


levels = st.one_of(
    st.none(),
    st.integers(0, 2**31).map(
        lambda seed: np.random.default_rng(seed).uniform(-70, -10, int(DURATION * 100))
    ),
)
speech = st.lists(st.tuples(st.floats(0, 39), st.floats(0.05, 3)), max_size=8).map(
    lambda pairs: tuple(Span(a, min(DURATION, a + d)) for a, d in sorted(pairs))
)


def cut(span: Span, words: tuple[Word, ...], heard: tuple[Span, ...], level: object) -> tuple[Core, Span]:
    core = widen(span, words, duration=DURATION)
    return core, settle(core, speech=heard, levels=level, duration=DURATION, pad=0.1, timed=bool(words))


@given(marked(), spoken(), speech, levels)
def test_no_word_is_cut(span: Span, words: tuple[Word, ...], heard: tuple[Span, ...], level: object) -> None:
    core, clip = cut(span, words, heard, level)
    give = 1e-5 if level is None else GIVE + 1e-5
    for word in words:
        if word in core.words:
            assert clip.start <= word.start + give
            assert word.end <= clip.end + give
        else:
            assert word.end <= clip.start + give or clip.end <= word.start + give


@given(marked(), spoken(), speech, levels)
def test_a_word_belongs_when_more_than_a_sliver_is_marked(
    span: Span, words: tuple[Word, ...], heard: tuple[Span, ...], level: object
) -> None:
    core, _ = cut(span, words, heard, level)
    for word in words:
        shared = min(span.end, word.end) - max(span.start, word.start)
        if shared > sliver(word) + 1e-9:
            assert word in core.words
        elif shared < -1e-9:
            assert word not in core.words


@given(marked(), spoken(), speech, levels)
def test_what_was_marked_is_heard_and_nothing_beyond_the_recording(
    span: Span, words: tuple[Word, ...], heard: tuple[Span, ...], level: object
) -> None:
    core, clip = cut(span, words, heard, level)
    assert 0 <= clip.start <= clip.end <= DURATION
    touched = [w for w in words if w not in core.words and w.start < span.end and span.start < w.end]
    if not any(word.start <= span.start for word in touched):
        assert clip.start <= span.start + GIVE + 1e-5
    if not any(word.end >= span.end for word in touched):
        assert clip.end >= span.end - GIVE - 1e-5


@given(marked(), spoken(), speech, levels)
def test_cutting_a_cut_changes_nothing(
    span: Span, words: tuple[Word, ...], heard: tuple[Span, ...], level: object
) -> None:
    core, clip = cut(span, words, heard, level)
    if words:
        again, same = cut(clip, words, heard, level)
        assert again.words == core.words
        assert same.start == pytest.approx(clip.start, abs=1e-5)
        assert same.end == pytest.approx(clip.end, abs=1e-5)


@given(marked(), spoken(), speech, levels)
def test_quiet_around_a_clip_is_bounded(
    span: Span, words: tuple[Word, ...], heard: tuple[Span, ...], level: object
) -> None:
    core, clip = cut(span, words, heard, level)
    if core.words:
        assert min(core.start, core.first) - clip.start <= REACH + 0.1 + 1e-5
        assert clip.end - max(core.end, core.last) <= REACH + 0.1 + 1e-5


def test_edges_go_to_where_the_voice_ends_and_a_little_on() -> None:
    words = (
        Word("Well.", 0.5, 1.0),
        Word("Eleven", 2.0, 2.4),
        Word("days.", 2.4, 2.9),
        Word("Right.", 4.0, 4.5),
    )
    heard = (Span(0.4, 1.2), Span(1.9, 3.2), Span(3.9, 4.6))
    _, clip = cut(Span(2.0, 2.9), words, heard, None)
    assert (clip.start, clip.end) == (1.8, 3.3)


def test_edges_take_the_quietest_place_when_the_voice_goes_on() -> None:
    words = (Word("one", 1.0, 1.4), Word("two", 1.5, 1.9), Word("three", 2.0, 2.4))
    level = np.full(4000, -20.0)
    level[146], level[193] = -50.0, -45.0
    _, clip = cut(Span(1.5, 1.9), words, (Span(0.9, 2.5),), level)
    assert (clip.start, clip.end) == (1.465, 1.935)


def test_words_without_a_gap_are_parted_at_the_quieter_moment_nearby() -> None:
    words = (Word("seven", 1.0, 1.5), Word("hundred", 1.5, 2.0), Word("euros", 2.0, 2.5))
    level = np.full(4000, -20.0)
    level[148], level[201] = -40.0, -40.0
    _, clip = cut(Span(1.5, 2.0), words, (Span(0.9, 2.6),), level)
    assert (clip.start, clip.end) == (1.485, 2.015)


def test_the_pad_never_reaches_into_the_next_voice() -> None:
    words = (Word("Yes.", 1.0, 1.5), Word("And", 1.64, 2.0))
    _, clip = cut(Span(1.0, 1.5), words, (Span(0.95, 1.52), Span(1.6, 2.1)), None)
    assert 1.52 <= clip.end <= 1.6


def test_a_click_on_a_word_takes_the_whole_word() -> None:
    words = (Word("signature", 1.0, 1.8),)
    core, _ = cut(Span(1.40, 1.42), words, (), None)
    assert core.words == words


def test_laughter_between_words_stays_between_them() -> None:
    words = (Word("No.", 1.0, 1.5), Word("So", 4.0, 4.3))
    core, clip = cut(Span(1.48, 3.9), words, (), None)
    assert core.words == ()
    assert (clip.start, clip.end) == (1.5, 3.9)


def test_people_at_once_pull_each_other_in_but_not_without_end() -> None:
    words = tuple(
        sorted(
            (Word("a", t, t + 0.6, "AB"[i % 2]) for i, t in enumerate(np.arange(0, 30, 0.5))),
            key=lambda w: w.start,
        )
    )
    core, _ = cut(Span(10.0, 11.0), words, (), None)
    assert core.start >= 10.0 - STRETCH
    assert core.end <= 11.0 + STRETCH


def test_without_words_the_level_decides() -> None:
    level = np.full(4000, -60.0)
    level[300:520] = -20.0
    core = widen(Span(3.2, 5.0), (), duration=DURATION)
    clip = settle(core, speech=(), levels=level, duration=DURATION, pad=0.1, timed=False)
    assert clip.start == pytest.approx(2.9, abs=0.011)
    assert clip.end == pytest.approx(5.3, abs=0.011)


def test_without_words_and_levels_a_little_room_is_left() -> None:
    core = widen(Span(3.2, 5.0), (), duration=5.05)
    assert settle(core, speech=(), levels=None, duration=5.05, pad=0.1, timed=False) == Span(3.1, 5.05)


def test_levels_that_hold_no_number_are_silence() -> None:
    words = (Word("one", 1.0, 1.4), Word("two", 2.0, 2.4))
    level = np.full(4000, np.nan)
    _, clip = cut(Span(1.0, 1.4), words, (), level)
    assert (clip.start, clip.end) == (0.9, 1.5)


@given(marked(), spoken(), speech, levels)
def test_who_speaks_in_a_cut_is_not_counted_as_quiet(
    span: Span, words: tuple[Word, ...], heard: tuple[Span, ...], level: object
) -> None:
    core, clip = cut(span, words, heard, level)
    before, after = quiet(core, clip, speech=heard)
    assert 0 <= before <= clip.end - clip.start
    assert 0 <= after <= clip.end - clip.start
    if not core.words:
        assert before == after == clip.end - clip.start
    for word in core.words:
        assert clip.start + before <= max(word.start, clip.start) + 1e-6
        assert min(word.end, clip.end) - 1e-6 <= clip.end - after
    assert quiet(core, clip, speech=heard, timed=False) == (0.0, 0.0)


def test_words_far_away_do_not_matter() -> None:
    near = (Word("so", 100.0, 100.5), Word("long", 100.5, 101.0))
    far = tuple(Word("so", float(at), at + 0.5) for at in (*range(30), *range(300, 330)))
    alone, among = (widen(Span(100.1, 100.9), words, duration=400.0) for words in (near, far + near))
    assert among.words == alone.words == near
    assert settle(among, speech=(), levels=None, duration=400.0, pad=0.1) == Span(99.9, 101.1)
