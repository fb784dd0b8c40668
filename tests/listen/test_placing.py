"""Times for words that have none: planted ones are found again."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.listen.brought import Brought
from cslab.listen.formats import turns
from cslab.listen.placing import place
from cslab.listen.transcript import Transcript, Word, build_segments
from cslab.timecode import Span

SCRIPTS = Path(__file__).parent.parent.parent / "data" / "samples" / "ledgerline" / "scripts"


def script(interview_id: str) -> list[Word]:
    """What was really said, with true times, turn after turn."""
    rows = json.loads((SCRIPTS / f"{interview_id}.words.json").read_text("utf-8"))["words"]
    return [Word(row["text"], row["start"], row["end"], row["speaker"]) for row in rows]


def as_text(words: list[Word]) -> str:
    """The words as a person types them: a line a turn."""
    lines: list[list[str]] = []
    for before, word in zip([None, *words], words, strict=False):
        if before is None or before.speaker != word.speaker:
            lines.append([f"{word.speaker}:"])
        lines[-1].append(word.text)
    return "\n\n".join(" ".join(line) for line in lines)


def typed(words: list[Word]) -> Brought:
    return Brought(turns.read(as_text(words)).transcript, "plain", timed=False)


@pytest.mark.parametrize("interview_id", ["int-01", "int-05"])
def test_planted_times_are_found_again_though_the_engine_misheard(interview_id: str) -> None:
    true = script(interview_id)
    lucky = np.random.default_rng(4)
    heard = [
        replace(word, text="Mhm" if lucky.random() < 0.08 else word.text.upper(), speaker=None)
        for word in true
        if lucky.random() > 0.05
    ]
    placed = place(typed(true), heard=Transcript(build_segments(heard), language="en"), duration=160.0)
    words = placed.transcript.words
    assert [word.text for word in words] == [word.text for word in true]
    assert [word.speaker for word in words] == [word.speaker for word in true]
    off = np.abs([word.start - real.start for word, real in zip(words, true, strict=True)])
    assert np.median(off) == 0
    assert np.quantile(off, 0.95) < 0.5
    sure = np.array([not word.interpolated for word in words])
    assert 0.7 < sure.mean() < 1
    assert off[sure].mean() < 0.02
    assert placed.way == "heard"
    assert placed.alike == pytest.approx(sure.mean(), abs=0.03)


def test_words_stay_in_the_order_of_the_text() -> None:
    said = [Word("one", 0, 1), Word("two", 1, 2), Word("three", 2, 3), Word("four", 3, 4)]
    brought = Brought(turns.read("Ana: one and a two\nMaya: or three four").transcript, "plain", timed=False)
    words = place(brought, heard=Transcript(build_segments(said))).transcript.words
    assert [word.text for word in words] == ["one", "and", "a", "two", "or", "three", "four"]
    assert [word.start for word in words] == sorted(word.start for word in words)
    assert [word.interpolated for word in words] == [False, True, True, False, True, False, False]
    assert words[3].start == 1.0


def test_another_conversation_is_not_laid_over_this_one() -> None:
    heard = Transcript(
        build_segments([Word(text, at, at + 1) for at, text in enumerate(["a", "b", "c", "d", "e"])])
    )
    placed = place(typed(script("int-02")), heard=heard)
    assert placed.way == "pace"
    assert "is it of this interview?" in placed.unclear[0]


def test_own_times_of_words_are_kept() -> None:
    own = Transcript(build_segments([Word("It", 1.0, 1.2), Word("broke.", 1.2, 1.9)]))
    heard = Transcript(build_segments([Word("It", 7.0, 7.2), Word("broke.", 7.2, 7.9)]))
    placed = place(Brought(own, "json", timed=True), heard=heard)
    assert placed.way == "own"
    assert placed.transcript.words == own.words


def test_a_turn_that_was_not_heard_keeps_its_own_time() -> None:
    found = turns.read("Ana  0:01\nWe waited nine days.\n\nMaya  0:10\nMhm.\n\nAna  0:20\nFor one signature.")
    heard = [Word(text, 1 + at / 2, 1.4 + at / 2) for at, text in enumerate(["we", "waited", "nine", "days"])]
    heard += [Word(text, 20 + at / 2, 20.4 + at / 2) for at, text in enumerate(["for", "one", "signature"])]
    placed = place(Brought(found.transcript, "turns", timed=True), heard=Transcript(build_segments(heard)))
    assert [round(segment.start) for segment in placed.transcript.segments] == [1, 10, 20]


def test_times_of_day_are_counted_from_the_first() -> None:
    found = turns.read("Ana  10:32:05\nWe waited.\n\nMaya  10:32:15\nNine days?")
    placed = place(Brought(found.transcript, "turns", timed=True), duration=30.0)
    assert [segment.start for segment in placed.transcript.segments] == [0.0, 10.0]
    assert "counted from the first" in placed.unclear[0]


def test_turns_beyond_the_end_are_told() -> None:
    found = turns.read("Ana  0:05\nWe waited.\n\nMaya  1:15\nNine days?")
    placed = place(Brought(found.transcript, "turns", timed=True), duration=30.0)
    assert placed.unclear == ("1 of 2 turns begin after the recording has ended.",)


@given(
    st.lists(st.integers(1, 12), min_size=1, max_size=40),
    st.lists(st.tuples(st.floats(0.2, 5), st.floats(0.2, 9)), min_size=1, max_size=8),
)
def test_without_anything_words_lie_where_voice_is(
    lengths: list[int], stretches: list[tuple[float, float]]
) -> None:
    at, speech = 0.0, []
    for quiet, voice in stretches:
        speech.append(Span(at + quiet, at + quiet + voice))
        at = speech[-1].end
    brought = Brought(turns.read(" ".join("w" * n for n in lengths)).transcript, "plain", timed=False)
    placed = place(brought, speech=speech, duration=at + 1)
    words = placed.transcript.words
    assert placed.way == "voice"
    assert all(word.interpolated for word in words)
    assert words[0].start == pytest.approx(speech[0].start)
    assert words[-1].end == pytest.approx(speech[-1].end)
    assert all(a.start <= b.start for a, b in pairwise(words))
    for word in words:
        assert any(span.start - 1e-6 <= word.start <= span.end + 1e-6 for span in speech)


def test_without_any_recording_words_have_an_ordinary_pace() -> None:
    placed = place(typed(script("int-03")))
    assert placed.way == "pace"
    assert all(word.interpolated for word in placed.transcript.words)
    assert 90 < placed.transcript.duration < 200
