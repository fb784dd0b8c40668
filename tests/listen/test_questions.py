from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.listen import formats
from cslab.listen.questions import KINDS, asks, flags

SCRIPTS = Path(__file__).parents[2] / "data/samples/ledgerline/scripts"

LEADING = [
    "So Approval Lanes was the thing that made you pick us, right?",
    "So approval lanes was the thing that made you pick us right.",
    "So Two Keys makes everybody feel safer, doesn't it?",
    "You were relieved, weren’t you?",
    "It was fair, was it not?",
    "Don't you think the price is fair?",
    "Isn't that a bit much?",
    "Would you agree that it saves time?",
    "Surely you noticed the price?",
    "You must feel proud of it?",
    "I assume you compared others?",
    "How much easier was it?",
    "Why did you hate the old one?",
]
CLOSED = [
    "Did you like it?",
    "Has anyone at Ledgerline asked you about it?",
    "And is it fast?",
    "Are you all right with the noise in here, Nia?",
    "Marcus, do you still use it?",
    "So it was too cheap for a product of that kind?",
]
DOUBLE = [
    "How did you hear of us, and what made you buy?",
    "Do you use it, and do you like it?",
    "What did you do and why?",
    "Who approves it and how long does it take?",
]
GOOD = [
    "What did you do first?",
    "And on a normal day, how is it?",
    "Could you walk me through this morning?",
    "Marcus, can you take me back to the week you decided?",
    "Alasdair, for the camera, could you say who you are?",
    "Tell me about the worst day.",
    "What do you notice now, that you didn't before?",
    "What do you make of the price and the setup?",
    "Is it the price or the setup?",
    "And if it broke?",
    "How did it go at the beginning, getting set up?",
    "What would have been right, in those nine days?",
    "Did it take three weeks or four?",
    "Who got it right?",
    "So what happened when they got it right?",
    "What did you like?",
]


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        *(("leading", sentence) for sentence in LEADING),
        *(("closed", sentence) for sentence in CLOSED),
        *(("double-barrelled", sentence) for sentence in DOUBLE),
    ],
)
def test_what_is_wrong_is_flagged_with_its_words(kind: str, sentence: str) -> None:
    found = flags(sentence)
    assert kind in [flag.kind for flag in found]
    assert all(flag.words in sentence.lower() and flag.reason for flag in found)
    assert asks(sentence)


@pytest.mark.parametrize("sentence", GOOD)
def test_a_good_question_is_left_alone(sentence: str) -> None:
    assert asks(sentence)
    assert flags(sentence) == ()


@pytest.mark.parametrize(
    "sentence", ["I see.", "Thanks for making the time.", "Right.", "So that's right.", "Oh."]
)
def test_what_is_no_question_is_none(sentence: str) -> None:
    assert not asks(sentence)


def test_words_handed_back_are_no_closed_question() -> None:
    said = ["and", "i", "meant", "it", "i", "am", "a", "nine", "i", "said", "nine"]
    assert flags("You said nine in March?", just_said=said) != ()
    assert flags("You said you meant it?", just_said=said) == ()
    assert flags("Seven percent?") == ()


def test_a_closed_question_that_leads_only_leads() -> None:
    assert [flag.kind for flag in flags("It was easy, wasn't it?")] == ["leading"]


def test_the_planted_questions_are_found_and_no_other() -> None:
    """The sample's script has two leading questions, and says which."""
    leading, closed, asked = [], 0, 0
    for number in range(1, 9):
        said = formats.read(SCRIPTS / f"int-0{number}.vtt")
        for segment in said.segments:
            if segment.speaker in {"Maya", "Tom"} and asks(segment.text):
                kinds = [flag.kind for flag in flags(segment.text)]
                asked += 1
                leading += [segment.text] * ("leading" in kinds)
                closed += "closed" in kinds
                assert "double-barrelled" not in kinds
    assert len(leading) == 2
    assert "Approval Lanes" in leading[0]
    assert "Two Keys" in leading[1]
    assert asked >= 55
    assert closed <= 10  # without what was said before, a question handed back counts


@given(st.text(max_size=80))
def test_any_text_is_borne(text: str) -> None:
    asks(text)
    assert all(flag.kind in KINDS for flag in flags(text))
