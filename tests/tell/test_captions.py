from __future__ import annotations

from itertools import pairwise

import pytest

from cslab.listen.transcript import Word
from cslab.tell.captions import LONGEST_CAPTION, LONGEST_LINE, captions, chapters
from cslab.tell.mix import RATE, Piece
from cslab.tell.script import Clip, Element, Options, Plan, place
from tests.tell.voices import talk


def laid(*parts: Element) -> tuple[Plan, list[Piece]]:
    plan = Plan(name="r", title="R", elements=place(parts, Options()), stages={"a": "First"})
    pieces = [
        Piece(e.clip, round(e.start * RATE), round(e.end * RATE) - round(e.start * RATE), 0, -20.0)
        for e in plan.elements
        if e.clip
    ]
    return plan, pieces


def spoken(words: tuple[Word, ...], **more: object) -> Element:
    start, end = words[0].start - 0.1, words[-1].end + 0.1
    clip = Clip(highlights=(1,), interview_id="int-01", start=start, end=end, words=words, **more)
    return Element(kind="clip", start=0, end=end - start, stage=clip.stage, clip=clip)


def test_captions_are_short_and_in_order() -> None:
    plan, pieces = laid(spoken(talk(60, seed=1)), spoken(talk(40, seed=2, speaker="Ben")))
    shown = captions(plan, pieces)
    assert sum(len(line.words) for line in shown.segments) == len(talk(60, seed=1)) + len(talk(40, seed=2))
    for line in shown.segments:
        assert len(" ".join(word.text for word in line.words)) <= LONGEST_LINE
        assert line.words[-1].end - line.words[0].start <= LONGEST_CAPTION
        assert {word.speaker for word in line.words} == {line.speaker}
    for one, other in pairwise(shown.segments):
        assert one.words[-1].end <= other.words[0].start


def test_words_keep_inside_their_clip() -> None:
    words = (Word("a", 1.0, 1.5), Word("b", 1.5, 2.0))
    clip = Clip(highlights=(1,), interview_id="i", start=1.02, end=1.9, words=words)
    plan, pieces = laid(
        Element(kind="heading", start=0, end=1.5, text="Well now"),
        Element(kind="clip", start=0, end=0.88, clip=clip),
    )
    heading, line = captions(plan, pieces).segments
    assert [word.text for word in heading.words] == ["Well", "now"]
    assert (heading.words[0].start, heading.words[-1].end) == (0.0, 1.5)
    assert (line.words[0].start, line.words[-1].end) == pytest.approx((1.5, 2.38))
    assert line.speaker is None


def test_chapters_leave_no_hole() -> None:
    words = talk(5, seed=1)
    plan, _ = laid(
        Element(kind="silence", start=0, end=1.0),
        spoken(words, person="Ana", stages=("a",)),
        Element(kind="heading", start=0, end=1.5, text="Later"),
        Element(kind="note", start=0, end=0, text="only shown"),
        spoken(words, stages=("b",)),
    )
    total = round(plan.duration * RATE)
    made = chapters(plan, total)
    assert [chapter.title for chapter in made] == ["Ana, First", "Later", "int-01, b"]
    assert made[0].start == 0
    assert made[-1].end == total
    assert all(one.end == other.start for one, other in pairwise(made))
