from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.study.answers import number_in, read_answers
from cslab.study.measures import Question
from cslab.study.surveys.labels import is_label, places_of, points_of

AGREE = Question("agree", "Easy to use", "scale", (1, 5))
SEVEN = Question("seven", "Easy to use", "scale", (1, 7))
NAMED = Question("named", "How was it?", "csat", (1, 3), answers=("Bad", "So-so", "Good"))


def values(question: Question, *written: str) -> tuple[list[object], list[int]]:
    column, wrong = read_answers(question, written)
    return [None if value != value else value for value in column.tolist()], sorted(wrong)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("10 - extremely likely", 10),
        ("5 = very easy", 5),
        ("5. Agree", 5),
        ("7: yes", 7),
        ("0 Not at all likely", 0),
        ("Very easy (5)", 5),
        ("Extremely likely - 10", 10),
        ("9 / 10", 9),
        ("9 out of 10", 9),
        ("4,5", 4.5),
        ("\u22121 - never", -1),
        ("+3", 3),
    ],
)
def test_numbers_in_words(written: str, number: float) -> None:
    assert number_in(written, 10) == number


@pytest.mark.parametrize(
    "written",
    ["", "between 5 and 6", "2 weeks", "x5", "5x", "4/5", "5 - a 6", "1e5", "nan", "inf", "12345678901"],
)
def test_what_gives_no_one_number(written: str) -> None:
    assert number_in(written, 10) is None


def test_words_of_the_question_go_first_and_need_no_case() -> None:
    assert values(NAMED, "good", "BAD", "so so", "2", "Agree", "n/a", "") == (
        *([3, 1, 2, 2, None, None, None], [4]),
    )
    wrongly_many = Question("x", "", "csat", (1, 5), answers=("Bad", "Good"))
    assert values(wrongly_many, "Good", "4") == ([None, 4], [0])


def test_usual_words_only_where_all_belong_to_one_scale() -> None:
    assert values(AGREE, "Strongly agree", "Disagree", "3") == ([5, 2, 3], [])
    assert values(SEVEN, "Strongly agree", "Somewhat disagree", "Agree") == ([7, 3, 6], [])
    assert values(AGREE, "Strongly agree", "Splendid") == ([None, None], [0, 1])
    # Two words for one point: a longer scale than the question has.
    assert values(AGREE, "Satisfied", "Somewhat satisfied", "Very satisfied")[1] == [0, 1, 2]
    assert places_of(["neutral"], 5) == {"neutral": 2}
    assert points_of(["Very easy", "Slightly hard"]) is None
    assert points_of(["Very easy", "Somewhat difficult", "Easy"]) == 7
    assert is_label("Extremely likely")


def test_choices_are_those_that_are_named() -> None:
    wish = Question("wish", "", "choice", answers=("Faster", "Cheaper"))
    assert values(wish, "faster", "FASTER ", "Nicer", "") == (["Faster", "Faster", None, None], [2])
    free = Question("wish", "", "choice")
    assert values(free, "anything", "") == (["anything", None], [])


def test_reasons_lose_only_the_guard_of_spreadsheets() -> None:
    why = Question("why", "", "why")
    assert values(why, "'=1+1", "  it's fast ", "", "n/a") == (["=1+1", "it's fast", None, "n/a"], [])


@given(st.lists(st.text(max_size=12), max_size=20), st.sampled_from([AGREE, SEVEN, NAMED]))
def test_scores_stay_on_their_scale(written: list[str], question: Question) -> None:
    column, wrong = read_answers(question, written)
    assert len(column) == len(written)
    assert question.scale is not None
    assert column.dropna().between(*question.scale).all()
    assert all(column.isna().iloc[at] for at in wrong)
