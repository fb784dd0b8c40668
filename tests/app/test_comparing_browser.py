"""Coding blind and comparing in a browser: a name that stays, work that is hidden, differences to hear."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

import cslab
from cslab import Study
from tests.app.app_server import rest, serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def study(spoken: Path, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The small study, of which Maya and Tom coded one passage alike and another not."""
    made = cslab.open(shutil.copytree(spoken, tmp_path_factory.mktemp("comparing") / "study"))
    made.remove_highlight(1)
    words = made.transcript("int-01").words
    early, late = (words[0].start, words[8].end), (words[12].start, words[-1].end)
    for coder, code, (start, end) in (
        ("Maya", "trust", early),
        ("Tom", "trust", early),
        ("Maya", "approvals", late),
    ):
        made.add_highlight("int-01", start=start, end=end, codes=[code], coder=coder)
    return made


@pytest.fixture(scope="module")
def url(study: Study) -> Iterator[str]:
    with serving(study.folder) as address:
        yield address


def be(page: Page, name: str) -> None:
    """Choose or write a name at the top of the page."""
    page.locator(".st-key-who button").first.click()
    box = page.locator(".st-key-who-name input")
    box.fill(name)
    box.press("Enter")
    expect(page.locator(".st-key-who button").first).to_contain_text(name)
    page.keyboard.press("Escape")
    rest(page)


def switch(page: Page) -> None:
    """Turn "Code blind" over."""
    page.locator(".st-key-who button").first.click()
    page.locator(".st-key-who-blind label").first.click()
    rest(page)
    page.keyboard.press("Escape")


def test_a_name_stays_with_the_browser_and_hides_the_work_of_others(
    url: str, study: Study, visit: Callable[..., Page]
) -> None:
    page = visit(f"{url}/codes?view=agreement")
    be(page, "Zoë")
    expect(page.locator(".cs-figures")).to_contain_text("All codes, added up")
    switch(page)
    expect(page.get_by_text("You code blind")).to_be_visible()
    expect(page.locator(".cs-figures")).to_have_count(0)
    page.reload()
    rest(page)
    expect(page.locator(".st-key-who button").first).to_contain_text("Zoë · blind")
    assert study.blind("Zoë")
    assert "Coded by" not in page.content()
    page.goto(f"{url}/interview?id=int-01")
    rest(page)
    expect(page.locator(".w").first).to_be_visible()
    expect(page.locator(".cl-rail")).to_be_visible()
    expect(page.locator(".cl-card")).to_have_count(0)
    page.goto(f"{url}/codes?view=agreement")
    rest(page)
    switch(page)
    expect(page.locator(".cs-figures")).to_contain_text("Krippendorff")


def test_a_difference_is_heard(url: str, visit: Callable[..., Page]) -> None:
    page = visit(f"{url}/codes?view=agreement")
    expect(page.get_by_text("Coded by Maya; not by Tom.")).to_be_visible()
    page.locator(".cl-snip .cl-play").first.click()
    page.wait_for_function("[...document.querySelectorAll('audio')].some((a) => a.currentTime > 0.2)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_figures_and_differences_are_accessible(url: str, visit: Callable[..., Page], scheme: str) -> None:
    page = visit(f"{url}/codes?view=agreement", scheme=scheme)
    expect(page.locator(".cl-snip").first).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
