from __future__ import annotations

from pathlib import Path

import pytest

from cslab.study.measures import MeasureConfig
from cslab.study.surveys.guess import SurveyLook, look_at
from tests.study.answered import LAYOUTS, MEASURES, QUESTIONS, Row, read, sentences


def row(number: int) -> Row:
    return {
        "response_id": f"R_{number}",
        "person_id": f"p-{number}",
        "answered_at": f"2026-03-{number:02} 10:00",
        "recommend": str(number % 11),
        "satisfied": str(1 + number % 5),
        "ease": str(1 + number % 7),
        "speed": str(1 + number % 7),
        "wish": ("Faster", "Cheaper", "Nicer")[number % 3],
        "why_recommend": f"Because of reason {number}, which matters to us",
    }


ROWS = [row(number) for number in range(1, 25)]


def look(folder: Path, layout: str, measures: MeasureConfig) -> SurveyLook:
    (folder / "w.csv").write_text(LAYOUTS[layout](ROWS)[0])
    return look_at(folder, "w.csv", measures, {f"p-{number}" for number in range(1, 30)})


@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_each_layout_is_known_and_read_as_guessed(tmp_path: Path, layout: str) -> None:
    found = look(tmp_path, layout, MEASURES)
    assert found.survey.layout == ("long" if layout == "long" else "wide")
    assert found.survey.header_rows == {"qualtrics": 3, "surveymonkey": 2}.get(layout, 1)
    text, _ = LAYOUTS[layout](ROWS)
    survey = read(tmp_path, text, found.survey)
    assert {question.id for question in survey.questions} >= {question.id for question in QUESTIONS} - {
        "ease"
    }
    assert survey.responses["person_id"].tolist() == [one["person_id"] for one in ROWS]
    assert survey.responses["answered_at"].notna().all()
    assert survey.responses["response_id"].tolist() == [one["response_id"] for one in ROWS]
    assert survey.responses["recommend"].tolist() == [float(one["recommend"]) for one in ROWS]


@pytest.mark.parametrize("layout", ["forms", "qualtrics", "surveymonkey"])
def test_questions_are_guessed_by_wording_and_answers(tmp_path: Path, layout: str) -> None:
    found = look(tmp_path, layout, MeasureConfig())
    roles = {question.id: (question.role, question.scale) for question in found.questions}
    assert roles["recommend"] == ("nps", (0, 10))
    assert roles["satisfied"] == ("csat", (1, 5))
    assert {role for role, _ in roles.values()} == {"nps", "csat", "scale", "choice", "why"}
    why = next(question for question in found.questions if question.role == "why")
    assert why.why_of in roles
    choice = next(question for question in found.questions if question.role == "choice")
    assert choice.answers == ("Cheaper", "Faster", "Nicer")
    survey = read(
        tmp_path, LAYOUTS[layout](ROWS)[0], found.survey, measures=MeasureConfig(questions=found.questions)
    )
    assert sentences(survey) == []
    assert len(survey.responses) == len(ROWS)


def test_words_on_a_scale_are_a_scale(tmp_path: Path) -> None:
    rows = (
        "Overall satisfaction,How easy are approvals?\n"
        + "Very satisfied,Strongly agree\nNeutral,Disagree\n" * 6
    )
    (tmp_path / "w.csv").write_text(rows)
    found = look_at(tmp_path, "w.csv", MeasureConfig())
    assert [(question.role, question.scale) for question in found.questions] == [
        *[("csat", (1, 5)), ("ces", (1, 5))]
    ]


def test_a_statement_to_agree_with_is_a_scale_and_no_effort_score(tmp_path: Path) -> None:
    (tmp_path / "w.csv").write_text("Approvals are easy to set up,They made it easy to solve\n7,6\n3,5\n")
    found = look_at(tmp_path, "w.csv", MeasureConfig())
    assert [question.role for question in found.questions] == ["scale", "ces"]


def test_columns_that_tools_add_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "w.csv").write_text(
        "Progress,Finished,Network ID,How easy was it?\n100,True,a9,7\n100,True,b8,6\n"
    )
    found = look_at(tmp_path, "w.csv", MeasureConfig())
    assert [column.means for column in found.columns] == ["", "", "", "effort"]
    assert found.summary()["samples"].iloc[3] == "7; 6"
    assert "<table" in found._repr_html_()


def test_headers_that_are_alike_are_named_by_their_place(tmp_path: Path) -> None:
    (tmp_path / "w.csv").write_text("How easy was it?,How easy was it?\n7,6\n")
    found = look_at(tmp_path, "w.csv", MeasureConfig())
    assert list(found.survey.columns.values()) == ["#1", "#2"]
    assert len({question.id for question in found.questions}) == 2


def test_nothing_to_see(tmp_path: Path) -> None:
    (tmp_path / "w.csv").write_text("")
    found = look_at(tmp_path, "w.csv", MeasureConfig())
    assert (found.columns, found.questions, found.rows) == ((), (), 0)


@pytest.mark.parametrize(("answers", "scale"), [(12, (1, 7)), (60, (1, 5))])
def test_many_answers_without_a_high_one_are_on_a_shorter_scale(
    tmp_path: Path, answers: int, scale: tuple[float, float]
) -> None:
    rows = "".join(f"p-{number},{1 + number % 5}\n" for number in range(answers))
    (tmp_path / "w.csv").write_text(f"person_id,How happy is your marriage?\n{rows}")
    found = look_at(tmp_path, "w.csv", MeasureConfig(), set())
    assert [question.scale for question in found.questions] == [scale]
