"""Overview and Surveys: a study without anything, one with a survey, and the sample; no number is bare."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import cslab
from tests.app.conftest import APP, SAMPLE
from tests.app.measured import add_surveys

Page = Callable[..., AppTest]


@pytest.fixture
def page(serve_study: Callable[..., Path]) -> Page:
    """Run one page of the app on a study, without a browser, at an address."""

    def run(folder: Path, name: str, /, *, read_only: bool = False, **query: str) -> AppTest:
        serve_study(folder, read_only=read_only)
        at = AppTest.from_file(str(APP / "main.py"), default_timeout=60)
        at.switch_page(f"views/{name}.py")
        for word, value in query.items():
            at.query_params[word] = value
        return at.run()

    return run


def said(at: AppTest) -> str:
    """Everything the page says, without its markup."""
    assert not at.exception, at.exception
    bodies = [element.proto.body for element in at.get("html")]
    bodies += [element.proto.label for element in at.get("page_link")]
    bare = re.sub(r"<style>.*?</style>|<[^>]+>", " ", " ".join(bodies), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(bare))


def raw(at: AppTest) -> str:
    return " ".join(element.proto.body for element in at.get("html"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("measured") / "study"
    cslab.init(folder, title="Ours").store.close()
    return add_surveys(folder)


@pytest.fixture
def surveyed(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "study"))


@pytest.mark.parametrize("read_only", [False, True])
def test_an_empty_study_is_told_what_is_missing(page: Page, tmp_path: Path, read_only: bool) -> None:
    cslab.init(tmp_path / "new", title="New voices").store.close()
    words = said(page(tmp_path / "new", "overview", read_only=read_only))
    assert "No survey asks this yet; put its answers into surveys/" in words
    assert "put their messages into contacts.csv" in words
    assert "value_event" in words
    assert "What all this rests on" in words
    at = page(tmp_path / "new", "surveys", read_only=read_only)
    assert not at.exception
    views = at.segmented_control(key="surveys-view")
    assert ("Add a survey" in views.options) is not read_only
    for view in ("times", "questions"):
        assert not page(tmp_path / "new", "surveys", view=view).exception


def test_the_overview_of_a_survey_tells_score_interval_and_how_it_moved(page: Page, surveyed: Path) -> None:
    at = page(surveyed, "overview")
    words = said(at)
    assert re.search(r"Would recommend us \(Net Promoter Score\) −?\d+ points −?\d+ to −?\d+ points", words)
    assert "against “Spring, 2026”" in words
    assert "20 are coded" in words
    assert "One in ten waited longer than" in words
    assert "answered: Autumn, 2026" in words
    assert "fault" in words, "an impossible score is counted"
    labels = [button.label for button in at.button]
    assert labels.count("Hear why") >= 3
    assert labels.count("Rows") == len(at.get("download_button")) - 2 * 1, "each has its rows as CSV"


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("scores", ["Net Promoter Score: Would you recommend us <b>now</b>?", "as answered", "Every answer"]),
        ("levels", ["Satisfaction", "Omega total"]),
        ("with", ["Associated with", "need not be the cause"]),
        ("why", ["Reasons given", "wrote why", "Code what they wrote"]),
        ("people", ["Answered, of those who were asked", "What weighting mends", "recommend is '99'"]),
        ("questions", ["How well we ask", "double-barrelled"]),
        ("times", ["One in ten took longer than", "every case"]),
    ],
)
def test_each_view_of_a_survey(page: Page, surveyed: Path, view: str, words: list[str]) -> None:
    at = page(surveyed, "surveys", survey="autumn", view=view, question="recommend")
    told = said(at)
    for expected in words:
        assert expected in told
    assert "<b>now</b>" not in raw(at), "the wording of a question is no markup"
    assert at.query_params["view"] in (view, [view])
    assert re.search(r"n = \d+", told) or view in {"questions"}


def test_a_link_to_another_view_is_followed_and_a_choice_is_written(page: Page, surveyed: Path) -> None:
    at = page(surveyed, "surveys", survey="autumn", view="why")
    at.query_params["view"] = "times"  # a link, or the browser's way back
    at.run()
    assert "One in ten took longer than" in said(at)
    at.segmented_control(key="surveys-view").set_value("scores").run()
    assert at.query_params["view"] in ("scores", ["scores"])
    assert "Every answer" in said(at)


def test_groups_are_compared_and_small_ones_hidden(page: Page, surveyed: Path) -> None:
    at = page(surveyed, "surveys", survey="autumn", view="scores", question="recommend")
    at.selectbox(key="scores-by").select("plan").run()
    words = said(at)
    assert "Net Promoter Score by plan" in words
    assert "Which groups differ" in words
    at.segmented_control(key="surveys-weighted").set_value(False).run()
    assert "as answered," not in said(at)


def test_those_who_answered_low_are_heard_and_read(page: Page, surveyed: Path) -> None:
    at = page(surveyed, "surveys", survey="autumn", view="scores", question="recommend")
    at.button(key="hear-answers").click().run()
    words = said(at)
    assert "people was interviewed; nobody near them was heard yet" in words
    assert "of them wrote about it" in words
    assert "It <i>was</i>" in words
    assert "<i>was</i>" not in raw(at)


def test_an_unknown_survey_in_the_address_opens_the_newest(page: Page, surveyed: Path) -> None:
    at = page(surveyed, "surveys", survey="winter", view="nowhere")
    assert "Autumn, 2026" in said(at)
    assert at.query_params["survey"] in ("autumn", ["autumn"])


def test_a_file_that_is_gone_leaves_the_others(page: Page, surveyed: Path) -> None:
    (surveyed / "surveys" / "autumn.csv").unlink()
    assert "Spring, 2026" in said(page(surveyed, "surveys"))
    assert "Would recommend us" in said(page(surveyed, "overview"))


def test_the_sample_tells_that_the_loudest_moved_the_score(page: Page, tmp_path: Path) -> None:
    if not (SAMPLE / "surveys").is_dir():
        pytest.skip("the sample has no surveys here")
    left_out = shutil.ignore_patterns("recordings", ".cslab", "cslab.db*", "usage")
    folder = Path(shutil.copytree(SAMPLE, tmp_path / "ledgerline", ignore=left_out))
    words = said(page(folder, "surveys", view="scores", question="recommend"))
    assert re.search(r"The loudest moved the Net Promoter Score by \+\d+ points", words)
