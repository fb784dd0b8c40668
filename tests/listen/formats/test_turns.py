"""Turns as other tools write them: who speaks, when, and what can't be told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.listen.brought import sniff
from cslab.listen.formats import turns
from cslab.timecode import format_time

ANA, MAYA = "Well, it took nine days.", "Nine days?"
BOTH = [(12.0, "Ana Duarte", ANA), (20.0, "Maya Lind", MAYA)]

TOOLS = {
    "Otter": f"Ana Duarte  0:12  \n{ANA}\n\nMaya Lind  0:20  \n{MAYA}\n",
    "Teams": f"Ana Duarte   0:12\n{ANA}\n\nMaya Lind   0:20\n{MAYA}\n",
    "older Teams": f"0:0:12.0 --> 0:0:14.53\nAna Duarte\n{ANA}\n\n0:0:20.0 --> 0:0:23.1\nMaya Lind\n{MAYA}\n",
    "Zoom": f"[Ana Duarte] 00:00:12\n{ANA}\n\n[Maya Lind] 00:00:20\n{MAYA}",
    "Zoom, one line": f"00:00:12\tAna Duarte:\t{ANA}\n00:00:20\tMaya Lind:\t{MAYA}",
    "Rev": f"Ana Duarte (00:12):\n{ANA}\n\nMaya Lind (00:20):\n{MAYA}",
    "in front of the words": f"[00:12] Ana Duarte: {ANA}\n00:20 - Maya Lind: {MAYA}",
    "behind the name": f"Ana Duarte (0:12): {ANA}\nMaya Lind [0:20] {MAYA}",
    "time below the name": f"Ana Duarte\n00:12\n{ANA}\n\nMaya Lind\n00:20\n{MAYA}",
    "time above the words": f"(0:12)\nAna Duarte: {ANA}\n\n(0:20)\nMaya Lind: {MAYA}",
    "ends of lines": f"Ana Duarte  0:12\r\n{ANA}\r\n\r\nMaya Lind  0:20\r\n{MAYA}\r\n",
}


@pytest.mark.parametrize("tool", TOOLS)
def test_what_a_tool_writes_is_read(tool: str) -> None:
    found = turns.read(TOOLS[tool])
    assert [(cue.start, cue.speaker, cue.text) for cue in found.cues] == BOTH
    assert found.unclear == []
    assert sniff(TOOLS[tool]) == "turns"


def test_words_without_speakers_keep_their_times() -> None:
    for text in (f"0:12\n{ANA}\n0:20\n{MAYA}", f"0:12 {ANA}\n0:20 {MAYA}"):
        assert [(cue.start, cue.speaker, cue.text) for cue in turns.read(text).cues] == [
            (12.0, None, ANA),
            (20.0, None, MAYA),
        ]


def test_speakers_without_times_are_read() -> None:
    found = turns.read(f"Ana: {ANA}\nAnd more.\nMaya: {MAYA}\n")
    assert [(cue.speaker, cue.text) for cue in found.cues] == [("Ana", f"{ANA} And more."), ("Maya", MAYA)]
    assert found.timed == 0


def test_paragraphs_without_anything_are_read_as_they_stand() -> None:
    text = "We met at 10:30.\nIt was late.\n\nShe said: nine days."
    assert [cue.text for cue in turns.read(text).cues] == [
        "We met at 10:30. It was late.",
        "She said: nine days.",
    ]
    assert sniff(text) == "plain"


def test_what_the_tool_adds_is_left_out_and_told() -> None:
    head = "Call with Ledgerline\nMarch 10, 2026, 2:30PM\n12m 4s\n\n"
    found = turns.read(f"{head}{TOOLS['Teams']}\nTranscribed by https://otter.ai\n")
    assert [(cue.start, cue.speaker, cue.text) for cue in found.cues] == BOTH
    assert len(found.unclear) == 2
    assert "Call with Ledgerline" in found.unclear[0]


def test_times_that_run_backwards_are_not_believed() -> None:
    found = turns.read(f"Ana  0:30\n{ANA}\n\nMaya  0:20\n{MAYA}\n\nAna  0:40\nYes.\n")
    assert [cue.start for cue in found.cues] == [30.0, None, 40.0]
    assert "begins at 0:20, but the one above it at 0:30" in found.unclear[0]
    starts = [segment.start for segment in found.transcript.segments]
    assert starts == sorted(starts)


@pytest.mark.parametrize("text", ["", " \n\n", "0:12\n0:20\n"])
def test_nothing_said_is_an_error(text: str) -> None:
    with pytest.raises(InputError, match="no word"):
        turns.read(text)


NAMES = st.sampled_from(["Ana", "Maya Lind", "Speaker 1", "Zoë van der Berg", "O'Neil"])
WORDS = st.lists(
    st.sampled_from(["well", "nine", "days,", "and", "costs", "more", "naïve"]), min_size=2, max_size=9
)


@given(
    st.lists(st.tuples(NAMES, st.integers(0, 40), WORDS), min_size=2, max_size=8),
    st.sampled_from(["a", "b", "c"]),
)
def test_turns_read_back_as_they_were_written(said: list[tuple[str, int, list[str]]], way: str) -> None:
    at, written, told = 0, [], []
    for name, gap, words in said:
        at += gap
        text, time = " ".join(words), format_time(at)
        written.append((float(at), name, text))
        told.append(
            {
                "a": f"{name}  {time}\n{text}\n",
                "b": f"[{time}] {name}: {text}",
                "c": f"{name} ({time}):\n{text}\n",
            }[way]
        )
    found = turns.read("\n".join(told))
    assert [(cue.start, cue.speaker, cue.text) for cue in found.cues] == written


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_in_one_sentence(text: str) -> None:
    try:
        found = turns.read(text)
    except InputError:
        return
    assert all(cue.text for cue in found.cues)
