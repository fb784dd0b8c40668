from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.listen.speakers.turns import (
    SHORTEST_TURN,
    WINDOW,
    Turn,
    as_turns,
    match_labels,
    turns_of,
    windows_in,
)
from cslab.timecode import Span


def _spans(pairs: list[tuple[float, float]]) -> list[Span]:
    spans, at = [], 0.0
    for gap, length in pairs:
        spans.append(Span(at + gap, at + gap + length))
        at += gap + length
    return spans


SPEECH = st.lists(st.tuples(st.floats(0.0, 3.0), st.floats(0.2, 29.0)), min_size=1, max_size=8).map(_spans)


@given(SPEECH)
def test_windows_cover_all_speech_and_nothing_else(speech: list[Span]) -> None:
    for span, windows in zip(speech, windows_in(speech), strict=True):
        assert windows[0].start == pytest.approx(span.start)
        assert windows[-1].end == pytest.approx(span.end)
        assert all(one.end >= two.start for one, two in pairwise(windows))
        assert all(window.end - window.start <= WINDOW + 1e-9 for window in windows)


@given(SPEECH, st.randoms(use_true_random=False))
def test_turns_fill_the_speech_without_a_flicker(speech: list[Span], random: object) -> None:
    windows = windows_in(speech)
    count = sum(map(len, windows))
    labels = np.array([random.randint(0, 1) for _ in range(count)])  # type: ignore[attr-defined]
    turns = turns_of(speech, windows, labels)
    assert sum(turn.end - turn.start for turn in turns) == pytest.approx(sum(s.end - s.start for s in speech))
    for one, two in pairwise(turns):
        assert one.end <= two.start + 1e-9
    for span in speech:
        inside = [turn for turn in turns if span.start <= turn.start and turn.end <= span.end + 1e-9]
        assert len(inside) == 1 or all(turn.end - turn.start >= SHORTEST_TURN - 1e-9 for turn in inside)


def test_a_voice_found_again_keeps_its_label() -> None:
    old = [Turn(0, 4, "voice 1"), Turn(4, 10, "voice 2")]
    new = [Turn(0, 1, "voice 1"), Turn(1, 4, "voice 2"), Turn(4, 10, "voice 3")]
    assert [turn.label for turn in match_labels(new, old)] == ["voice 3", "voice 1", "voice 2"]
    assert match_labels(new, []) == tuple(new)
    assert match_labels([], old) == ()
    assert match_labels(old, old) == tuple(old)


def test_turns_are_read_from_what_the_store_keeps() -> None:
    assert as_turns([[0, 1.5, "voice 1"]]) == (Turn(0.0, 1.5, "voice 1"),)
    with pytest.raises(InputError, match="find its speakers again"):
        as_turns([[0, "x", "voice 1"]])
    with pytest.raises(InputError):
        as_turns([[0, 1]])
