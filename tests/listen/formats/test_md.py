"""Markdown shows the words as they were said, and simple Markdown is understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.listen.formats import md
from cslab.listen.transcript import Segment, Transcript, Word

signs = st.text("ab*_`[]()<>#+-=.!|&~\\$1 :", min_size=1, max_size=20)


@given(signs.filter(lambda text: text.strip()), signs.filter(lambda text: text.strip()))
def test_signs_of_markdown_survive_in_words_and_names(text: str, name: str) -> None:
    talk = Transcript((Segment((Word(text.strip(), 0.0, 1.0),), name),))
    segment = md.read(md.write(talk)).segments[0]
    assert segment.text == " ".join(text.split())
    assert segment.speaker == " ".join(name.split())


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("<script>", "\\<script\\>"),
        ("1. First", "1\\. First"),
        ("- so", "\\- so"),
        ("# so", "\\# so"),
        ("R&D", "R\\&D"),
        ("a_b*c", "a\\_b\\*c"),
    ],
)
def test_words_show_as_they_were_said(said: str, written: str) -> None:
    words = tuple(Word(word, 0.0, 1.0) for word in said.split())
    assert md.write(Transcript((Segment(words),))) == f"**0:00**\n\n{written}\n"


def test_simple_turns_from_elsewhere_are_read() -> None:
    text = "# Interview\n\n**Ana:** It *broke*.\n\n**Maya**: When?\n\nJust\nnow.\n\n## End\n"
    assert [(s.speaker, s.text) for s in md.read(text).segments] == [
        ("Ana", "It *broke*."),
        ("Maya", "When?"),
        ("Maya", "Just now."),
    ]
