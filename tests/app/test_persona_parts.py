"""Parts of the page Personas: how good a persona is, real customers, and our words, without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.workbench.questioned import questioned


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = questioned(tmp_path_factory.mktemp("personas") / "ours")
    study.store.close()
    return study.folder


@pytest.fixture
def open_at(page: Callable[..., AppTest], folder: Path) -> Callable[..., AppTest]:
    def run(view: str, persona: str | None = None) -> AppTest:
        at = page(folder, "personas", **({"persona": persona} if persona else {}))
        at.query_params["view"] = view
        at.run()
        assert not at.exception
        return at

    return run


def html(at: AppTest) -> str:
    return "\n".join(str(one.proto.body) for one in at.get("html"))


def test_problems_come_first_and_people_lead_to_their_pages(open_at: Callable[..., AppTest]) -> None:
    shown = html(open_at("quality", "ann"))
    assert "“Something that just works” is vague" in shown
    assert shown.index("is vague") < shown.index("Drop the persona")
    assert "customers?person=p-1" in shown
    assert "Whom it fits worst" in shown


def test_a_persona_without_claims_says_what_to_do(open_at: Callable[..., AppTest]) -> None:
    shown = html(open_at("quality", "bea"))
    assert "Bea claims nothing yet" in shown
    assert "None of its locked claims can be measured" in shown


def test_personas_are_shown_against_all_customers(open_at: Callable[..., AppTest]) -> None:
    shown = html(open_at("customers"))
    assert "15 customers fit no persona" in shown
    assert "Odd is left out" in shown
    assert "No customer fits two personas" in shown


def test_a_message_is_marked_word_by_word_and_stays_text(open_at: Callable[..., AppTest]) -> None:
    at = open_at("message", "ann")
    assert "Paste what we say" in html(at)
    at.text_area[0].set_value("<script>Paperless</script> phone")
    next(one for one in at.button if one.label == "Would they say it?").click()
    at.run()
    assert not at.exception
    shown = html(at)
    assert '<span class="pm-nobody" title="nobody ever said it">Paperless' in shown
    assert "&lt;" in shown
    assert "<script>Paperless" not in shown
    assert "<b>daily</b>" not in shown
    assert "&lt;b&gt;daily&lt;/b&gt;" in shown
    assert "interview?id=int-1&at=" in shown


def test_a_message_of_little_words_is_answered_with_a_sentence(open_at: Callable[..., AppTest]) -> None:
    at = open_at("message")
    at.text_area[0].set_value("the and of")
    next(one for one in at.button if one.label == "Would they say it?").click()
    at.run()
    assert not at.exception
    assert "only words that everybody says" in html(at)
