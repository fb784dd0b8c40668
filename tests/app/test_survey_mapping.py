"""Bringing a file of answers and saying what its columns are, without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import cslab
from tests.app.test_pages import said
from tests.workbench.test_surveying import NEW, folder

__all__ = ["folder"]
PART = "from app import opened\nfrom app.ui import survey_mapping\nsurvey_mapping.show(opened.study())\n"
FILE = "surveys/new.csv"
Serve = Callable[..., Path]


def part() -> AppTest:
    at = AppTest.from_string(PART, default_timeout=30).run()
    assert not at.exception
    return at


def key(name: str) -> str:
    return f"map-{FILE}-{name}"


def preview(at: AppTest) -> AppTest:
    at.button(key="map-preview").click().run()
    assert not at.exception
    return at


def test_guesses_are_chosen_beforehand_and_written_when_seen(serve_study: Serve, folder: Path) -> None:
    serve_study(folder)
    before = (folder / "study.toml").read_text()
    at = part()
    assert at.selectbox(key="map-file").options == ["surveys/new.csv"]
    assert at.selectbox(key=key("person_id")).value == 1
    assert at.selectbox(key=key("answered_at")).value == 2
    assert at.selectbox(key=key("effort-role")).value == "ces"
    assert at.selectbox(key=key("why_effort-why")).value == "effort"
    assert "In study.toml as recommend" in said(at)
    assert [button.key for button in at.button] == ["map-preview"]
    at.text_input(key=key("name")).set_value("q4").run()
    at.selectbox(key=key("series")).set_value("nps").run()
    preview(at)
    assert "2 responses to 3 questions" in said(at)
    assert 'series = "nps"' in at.code[0].value
    assert (folder / "study.toml").read_text() == before
    at.button(key="map-write").click().run()
    assert not at.exception
    assert "It stands in study.toml now" in said(at)
    assert "Export the answers from your survey tool" in said(at)
    study = cslab.open(folder)
    assert [wave.name for wave in study.series("nps")][-1:] == ["q3"]
    assert study.survey("q4").responses["effort"].tolist() == [7, 3]


def test_what_is_changed_after_it_was_seen_is_to_be_seen_again(serve_study: Serve, folder: Path) -> None:
    serve_study(folder)
    at = preview(part())
    assert at.button(key="map-write")
    at.selectbox(key=key("effort-role")).set_value("scale").run()
    assert [button.key for button in at.button] == ["map-preview"]
    at.selectbox(key=key("effort-level")).set_value("goodwill").run()
    at.number_input(key=key("effort-scale-high")).set_value(5.0).run()
    at.checkbox(key=key("effort-reverse")).check().run()
    preview(at)
    written = at.code[0].value
    assert 'level = "goodwill"' in written
    assert "reverse = true" in written
    assert "effort is '7', but a number from 1 to 5 was expected" in said(at)


def test_a_question_takes_its_reasons_along_under_another_name(serve_study: Serve, folder: Path) -> None:
    serve_study(folder)
    at = part()
    at.text_input(key=key("effort-id")).set_value("ease").run()
    preview(at)
    assert 'why_of = "ease"' in at.code[0].value
    assert "\neffort =" not in at.code[0].value


def test_columns_are_left_out_and_nobody_is_named(serve_study: Serve, folder: Path) -> None:
    serve_study(folder)
    at = part()
    at.selectbox(key=key("person_id")).set_value(0).run()
    at.multiselect(key=key("questions")).set_value([3]).run()
    preview(at)
    assert "2 responses to 1 question" in said(at)
    assert "person_id" not in at.code[0].value


def test_a_name_that_is_taken_is_said(serve_study: Serve, folder: Path) -> None:
    serve_study(folder)
    at = part()
    at.text_input(key=key("name")).set_value("q3").run()
    preview(at)
    assert "There is a survey 'q3' already" in said(at)
    at.text_input(key=key("name")).set_value("not a name!").run()
    preview(at)
    assert "letters, digits, - and _ only" in said(at)


def test_long_form_and_header_rows_can_be_told(serve_study: Serve, folder: Path) -> None:
    (folder / "surveys" / "new.csv").write_text(
        "id,person,question,answer\n"
        + "".join(f"{n},p-1,effort,{n}\n{n},p-1,Why?,It works\n" for n in (1, 2))
    )
    serve_study(folder)
    at = part()
    assert at.segmented_control(key=key("layout")).value == "long"
    assert at.selectbox(key=key("question")).value == 3
    at.checkbox(key=key("repeats")).check().run()
    preview(at)
    assert "2 responses to 2 questions" in said(at)
    at.segmented_control(key=key("layout")).set_value("wide").run()
    at.number_input(key=key("heads")).set_value(2).run()
    assert not at.exception


def test_customers_words_are_only_words(serve_study: Serve, folder: Path) -> None:
    hostile = "<script>alert(1)</script> **How** satisfied?"
    (folder / "surveys" / "new.csv").write_text(f"{hostile},Why?\n5,<img src=x onerror=alert(1)>\n4,x\n")
    serve_study(folder)
    at = preview(part())
    written = "".join(element.proto.body for element in at.get("html"))
    assert "&lt;script&gt;" in written
    assert "<script>" not in written
    assert "<img" not in written


@pytest.mark.parametrize("content", ["", "only one line\n"])
def test_files_with_nothing_in_them(serve_study: Serve, folder: Path, content: str) -> None:
    (folder / "surveys" / "new.csv").write_text(content)
    serve_study(folder)
    at = part()
    if content:
        preview(at)
    else:
        assert "has no columns" in said(at)


def test_nothing_to_map_teaches_and_reading_only_says_so(serve_study: Serve, folder: Path) -> None:
    (folder / "surveys" / "new.csv").unlink()
    serve_study(folder)
    assert "Google Forms, Typeform, Qualtrics and SurveyMonkey" in said(part())
    (folder / "surveys" / "new.csv").write_text(NEW)
    serve_study(folder, read_only=True)
    assert "read-only" in said(part())
