"""The usage page, without a browser: each view shows its figures, and says what is missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.test_pages import said
from tests.workbench.used import write

Page = Callable[..., AppTest]


def look(page: Page, folder: Path, view: str) -> AppTest:
    at = page(folder, "usage")
    at.session_state["usage-view"] = view
    return at.run()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("used"))


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("adoption", ["Who uses what they have", "Breadth", "Depth", "No feature names: login"]),
        ("retention", ["Back after one month", "Cohort by cohort", "95 % interval"]),
        ("lifecycle", ["Where the active come from", "Stickiness over 28 days"]),
        ("value", ["Days until the first value", "at risk"]),
        ("renewal", ["How long customers stay", "renewal is not loyalty", "Left at the end of a term"]),
        ("before", ["exported came", "Against the same customers earlier", "these are associations"]),
    ],
)
def test_each_view_shows_its_figures(page: Page, folder: Path, view: str, words: list[str]) -> None:
    at = look(page, folder, view)
    assert not at.exception
    for word in words:
        assert word.casefold() in said(at).casefold(), word
    assert at.query_params["view"] in (view, [view])


def test_grouping_and_counting_others_changes_what_is_shown(page: Page, folder: Path) -> None:
    at = look(page, folder, "adoption")
    at.selectbox(key="usage-by").select("plan").run()
    assert not at.exception
    assert list(at.selectbox(key="usage-group").options) == ["solo", "team"]
    at = look(page, folder, "renewal")
    at.selectbox(key="renewal-by").select("plan").run()
    assert not at.exception


def test_a_study_without_usage_teaches(page: Page, tmp_path: Path) -> None:
    write(tmp_path, events=False)
    assert "No usage yet" in said(page(tmp_path, "usage"))
    assert "How long customers stay" in said(look(page, tmp_path, "renewal"))
    (tmp_path / "accounts.csv").unlink()
    assert "cslab usage check" in said(page(tmp_path, "usage"))


def test_a_study_that_names_nothing_is_told_what_to_name(page: Page, folder: Path, tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "study.toml").write_text('title = "x"')
    assert "No feature is described yet" in said(page(tmp_path, "usage"))
    assert "What do customers come for?" in said(look(page, tmp_path, "retention"))
    (tmp_path / "contacts.csv").unlink()
    assert "Before which moments?" in said(look(page, tmp_path, "before"))
