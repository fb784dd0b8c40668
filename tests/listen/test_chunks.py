from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.listen.chunks import LONGEST_CHUNK, PAD, Piece, pack, to_recording
from cslab.listen.voice import RATE, WINDOW, Window

STEP = WINDOW / RATE


def stream(pattern: list[tuple[bool, int]]) -> Iterator[Window]:
    """Windows that hold their own number, with voice or without for so many windows each."""
    index = 0
    for voiced, count in pattern:
        for _ in range(count):
            yield Window(index, np.full(WINDOW, index, dtype=np.float32), 0.9 if voiced else 0.0)
            index += 1


patterns = st.lists(st.tuples(st.booleans(), st.integers(1, 1200)), min_size=1, max_size=10)


@settings(max_examples=25, deadline=None)
@given(patterns)
def test_every_moment_of_a_chunk_is_where_it_says(pattern: list[tuple[bool, int]]) -> None:
    for chunk in pack(stream(pattern)):
        for at in range(0, len(chunk.samples), WINDOW):
            second = chunk.to_recording(at / RATE + STEP / 2)
            assert chunk.samples[at] == int(second / STEP)
        assert chunk.duration <= 30.0
        assert chunk.to_recording(-1) == chunk.start
        assert chunk.to_recording(99) == chunk.end
        assert chunk.to_recording(chunk.duration, edge="end") == pytest.approx(chunk.end)


@settings(max_examples=25, deadline=None)
@given(patterns)
def test_chunks_hold_all_speech_once_in_order(pattern: list[tuple[bool, int]]) -> None:
    chunks = list(pack(stream(pattern)))
    assert [c.index for c in chunks] == list(range(len(chunks)))
    pieces = [p for c in chunks for p in c.pieces]
    assert all(a.end <= b.start for a, b in itertools.pairwise(pieces))
    voiced, index = [], 0
    for voice, count in pattern:
        voiced += range(index, index + count) if voice and count >= 6 else []
        index += count
    covered = {int(s) for p in pieces for s in np.arange(round(p.start / STEP), round(p.end / STEP))}
    assert set(voiced) <= covered
    for chunk in chunks:
        assert all(any(p.start <= s.start and s.end <= p.end for p in chunk.pieces) for s in chunk.speech)
        quiet = sum(p.end - p.start for p in chunk.pieces) - sum(s.duration for s in chunk.speech)
        assert quiet <= (2 * PAD + 2 * STEP) * len(chunk.speech)


@given(patterns)
@settings(max_examples=10, deadline=None)
def test_the_same_sound_gives_the_same_chunks(pattern: list[tuple[bool, int]]) -> None:
    first, second = list(pack(stream(pattern))), list(pack(stream(pattern)))
    assert [(c.pieces, c.speech) for c in first] == [(c.pieces, c.speech) for c in second]
    assert all(np.array_equal(a.samples, b.samples) for a, b in zip(first, second, strict=True))


def seconds(count: float) -> int:
    return round(count / STEP)


def test_a_full_chunk_ends_at_its_longest_late_pause() -> None:
    turn = [(True, seconds(5)), (False, seconds(0.5))]
    pattern = [*turn * 3, (True, seconds(5)), (False, seconds(3)), *turn * 3]
    chunks = list(pack(stream(pattern)))
    assert len(chunks) == 2
    assert chunks[0].end == pytest.approx(21.5 + PAD, abs=0.1)
    assert chunks[1].start == pytest.approx(24.5 - PAD, abs=0.1)


def test_long_pauses_are_shortened() -> None:
    chunk = next(pack(stream([(True, seconds(2)), (False, seconds(60)), (True, seconds(2)), (False, 50)])))
    assert chunk.duration == pytest.approx(4 + 3 * PAD, abs=0.15)
    assert chunk.end == pytest.approx(64 + PAD, abs=0.1)


def test_speech_without_a_pause_is_cut_without_loss_or_overlap() -> None:
    chunks = list(pack(stream([(True, seconds(100))])))
    assert all(c.duration <= LONGEST_CHUNK for c in chunks)
    assert chunks[0].start == 0
    assert all(a.end == b.start for a, b in itertools.pairwise(chunks))


def test_no_speech_no_chunk() -> None:
    assert list(pack(stream([(False, 1000)]))) == []
    assert list(pack([])) == []


def test_an_end_belongs_to_the_earlier_piece() -> None:
    pieces = [Piece(0.0, 5.0, 6.0), Piece(1.0, 9.0, 10.0)]
    assert to_recording(pieces, 1.0, edge="end") == 6.0
    assert to_recording(pieces, 1.0) == 9.0
