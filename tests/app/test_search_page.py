"""The Search page: one line, kept in the address; what it finds plays; filters write into it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page as Window
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

import cslab
from tests.app.app_server import rest, serving

Page = Callable[..., AppTest]
LINE = "search-query"


def said(at: AppTest) -> str:
    """Everything the page says, without its markup."""
    assert not at.exception, at.exception
    bodies = [element.proto.body for element in at.get("html")]
    bare = re.sub(r"<style>.*?</style>|<[^>]+>", " ", " ".join(bodies), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(bare))


def labels(at: AppTest) -> list[str]:
    return [button.label.replace("\\", "") for button in at.button]


def word_in(folder: Path) -> str:
    """A word that the customer of int-01 says."""
    words = cslab.open(folder, read_only=True).transcript("int-01").words
    return max((re.sub(r"\W", "", word.text) for word in words), key=len)


def test_without_a_query_the_page_teaches_with_the_study_itself(page: Page, study_folder: Path) -> None:
    at = page(study_folder, "search")
    assert "Find what was said" in said(at)
    assert "code:approvals speaker:customer" in labels(at)
    at.button(key="try-2").click().run()
    assert at.text_input(key=LINE).value == "code:approvals speaker:customer"
    assert "code:approvals speaker:customer" in at.query_params["q"]
    at.text_input(key=LINE).set_value("code:approvals").run()
    assert re.search(r"\d passages?", said(at))


def test_a_query_in_the_address_is_asked(page: Page, study_folder: Path) -> None:
    word = word_in(study_folder)
    at = page(study_folder, "search", q=word)
    assert at.text_input(key=LINE).value == word
    assert "said by 1 person in 1 interview" in said(at)
    assert len(at.get("bidi_component")) == 1
    assert f"study.search('{word}')" in at.code[0].value


def test_what_can_not_be_read_is_one_sentence(page: Page, study_folder: Path) -> None:
    assert "There is no field 'rol' (character 5" in said(page(study_folder, "search", q="fee rol:owner"))
    assert 'is not closed; add a "' in said(page(study_folder, "search", q='"fee'))


def test_nothing_found_says_what_to_try(page: Page, study_folder: Path) -> None:
    words = said(page(study_folder, "search", q="<script>zzz"))
    assert "Nothing was found" in words
    assert "Try fewer words" in words


def test_filters_write_into_the_line_and_are_taken_away(page: Page, study_folder: Path) -> None:
    at = page(study_folder, "search", q=word_in(study_folder))
    at.selectbox(key="add-speaker").select("customer").run()
    assert at.text_input(key=LINE).value == f"{word_in(study_folder)} speaker:customer"
    assert "speaker:customer ✕" in labels(at)
    at.button(key="chip-0").click().run()
    assert at.text_input(key=LINE).value == word_in(study_folder)


def test_people_are_listed_once_each(page: Page, study_folder: Path) -> None:
    at = page(study_folder, "search", q="speaker:customer")
    at.session_state["search-view"] = "people"
    at.run()
    assert "people" in at.query_params["view"]
    assert "study.people_who('speaker:customer')" in at.code[0].value
    assert len(at.get("bidi_component")) == 1


# ---- in a browser ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(spoken: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(spoken, tmp_path_factory.mktemp("search") / "study"))


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    with serving(folder) as address:
        yield address


@pytest.mark.browser
def test_a_result_plays_and_a_reload_keeps_the_query(
    visit: Callable[..., Window], url: str, folder: Path
) -> None:
    word = word_in(folder)
    window = visit(f"{url}/search")
    line = window.get_by_role("textbox", name="Search")
    line.fill(word)
    line.press("Enter")
    found = window.locator("mark", has_text=re.compile(word, re.IGNORECASE))
    expect(found.first).to_be_visible(timeout=60_000)
    rest(window)
    assert f"q={quote(word)}" in window.url
    window.get_by_role("button", name=re.compile("^Play")).last.click()
    start = cslab.open(folder, read_only=True).search(word).table["start"].iloc[0]
    window.wait_for_function(
        f"[...document.querySelectorAll('audio')].some(a => !a.paused && a.currentTime >= {start})"
    )
    window.reload()
    rest(window)
    expect(window.get_by_role("textbox", name="Search")).to_have_value(word)
    expect(found.first).to_be_visible(timeout=60_000)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(visit: Callable[..., Window], url: str, scheme: str) -> None:
    for address in (f"{url}/search", f"{url}/search?q=code%3Aapprovals", f"{url}/search?q=rol%3Ax"):
        window = visit(address, scheme=scheme)
        window.wait_for_timeout(500)
        report = Axe().run(window)
        assert report.violations_count == 0, report.generate_report()
