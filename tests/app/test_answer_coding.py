"""Coding open answers in the app: kept at once, by name or number, blind, and safe from hostile words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import cslab
from app.ui import answer_coding
from cslab import Study
from tests.app.test_pages import said
from tests.workbench.wrote_why import code, write

PART = """\
import streamlit as st
from app import opened
from app.ui import answer_coding
study = opened.study()
answer_coding.show(study, study.survey("q3"), {question})
"""


@pytest.fixture
def study(tmp_path: Path, serve_study: Callable[..., Path]) -> Study:
    return cslab.open(serve_study(write(tmp_path / "study")))


def open_part(question: str | None = "recommend", *, me: str = "Maya") -> AppTest:
    at = AppTest.from_string(PART.format(question=repr(question)), default_timeout=30)
    at.session_state["coder"] = me
    return at.run()


def codes_of(study: Study, response: str, coder: str = "Maya") -> tuple[str, ...]:
    table = study.answers("q3", "why", coder=coder).set_index("response_id")
    found: tuple[str, ...] = table.loc[response, "codes"]
    return found


def test_a_choice_is_kept_at_once_and_taken_back_at_once(study: Study) -> None:
    at = open_part()
    words = said(at)
    assert "0 of 24 answers have a code" in words
    assert len(at.multiselect) == answer_coding.PAGE
    at.multiselect[1].select("price").run()
    assert codes_of(study, "r-1") == ("price",)
    at.multiselect[1].select("help").run()
    at.multiselect[1].unselect("price").run()
    assert codes_of(study, "r-1") == ("help",)
    assert "1 of 24 answers" in said(at), "it stays on the page, so that a slip can be mended"
    assert at.multiselect[1].value == ["help"]
    at.number_input(key="coding-page").set_value(2).run()
    assert len(at.multiselect) == 4


def test_codes_by_their_numbers(study: Study) -> None:
    at = open_part()
    at.segmented_control(key="coding-way").set_value(answer_coding.BY_NUMBER).run()
    assert "1 price" in said(at)
    at.text_input[0].set_value("1, 2").run()
    assert codes_of(study, "r-0") == ("price", "help")
    assert at.text_input[0].value == ""
    at.text_input[0].set_value("0").run()
    assert codes_of(study, "r-0") == ()
    at.text_input[1].set_value("3").run()
    assert "3 is no number of a code" in said(at)
    assert codes_of(study, "r-1") == ()


def test_filters(study: Study) -> None:
    study.code_answer("q3", "r-1", "why", "price", coder="Tom")
    at = open_part()
    assert len(study.answers("q3", "why")) - 1 == 23
    at.selectbox(key="coding-score").set_value("detractors").run()
    assert len(at.multiselect) == 5, "six, of whom one is coded"
    at.segmented_control(key="coding-state").set_value(answer_coding.NOT_MINE).run()
    assert len(at.multiselect) == 6
    assert "others: price" in said(at)
    at.selectbox(key="coding-code").set_value("price").run()
    assert len(at.multiselect) == 1
    at.selectbox(key="coding-score").set_value("promoters").run()
    assert "No answer is left" in said(at)


def test_who_codes_blind_sees_only_their_own(study: Study) -> None:
    code(study)
    study.set_blind("Maya")
    study.code_answer("q3", "r-1", "why", "help", coder="Tom")
    at = open_part()
    at.segmented_control(key="coding-state").set_value(answer_coding.ALL).run()
    words = said(at)
    assert "your own codes only" in words
    assert "others:" not in words
    assert answer_coding.NOT_MINE not in at.segmented_control(key="coding-state").options


def test_what_people_write_is_text(study: Study) -> None:
    at = open_part()
    body = " ".join(element.proto.body for element in at.get("html"))
    assert "<img" not in body
    assert "&lt;img" in body
    assert "Person 0" in body
    assert "0 of 10" in body
    assert all("*" not in element.value for element in at.markdown)


def test_each_open_question_can_be_chosen(study: Study) -> None:
    at = open_part(None)
    assert len(at.selectbox(key="coding-question").options) == 3
    at.selectbox(key="coding-question").select_index(1).run()
    assert "0 of 26 answers" in said(at)
    at.selectbox(key="coding-question").select_index(2).run()
    assert "Nobody wrote anything" in said(at)
    assert not open_part("keys").multiselect


def test_a_study_that_can_only_be_read_shows_answers(study: Study, serve_study: Callable[..., Path]) -> None:
    code(study)
    serve_study(study.folder, read_only=True)
    at = open_part()
    at.segmented_control(key="coding-state").set_value(answer_coding.CODED).run()
    assert "24 of 24 answers" in said(at)
    assert not at.multiselect
    assert not at.text_input


def test_without_a_codebook_any_word_is_a_code(study: Study) -> None:
    settings = study.folder / "study.toml"
    parts = settings.read_text().split("[[codes]]")
    settings.write_text(parts[0] + parts[-1][parts[-1].index("[[questions]]") :])
    at = open_part()
    assert at.multiselect[0].options == []
    study.code_answer("q3", "r-0", "why", "anything", coder="Maya")
    assert at.run().multiselect[0].options == ["anything"]
