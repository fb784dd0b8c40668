"""The page that shares a reel, opened from disk with no network in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.workbench.drafted import drafted, reel

pytestmark = pytest.mark.browser

AT = "document.querySelector('audio').currentTime"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a reel with five clips in two stages, and a third stage that nobody speaks for."""
    study = drafted(tmp_path_factory.mktemp("shared") / "study")
    reel(study, "fair", 1, 5, 3, 4, 7)
    path = study.folder.parent / "fair.html"
    study.share_reel("fair", path, audience="team")
    study.store.close()
    return path


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    context = browser.new_context(
        offline=True, viewport={"width": 390, "height": 844}, reduced_motion="reduce"
    )
    opened = context.new_page()
    heard: list[str] = []
    opened.on("console", lambda message: heard.append(message.text))
    opened.on("pageerror", lambda error: heard.append(str(error)))
    opened.on(
        "request",
        lambda asked: (
            heard.append(asked.url) if not asked.url.startswith(("file:", "blob:", "data:")) else None
        ),
    )
    yield opened
    assert heard == []
    context.close()


def until(page: Page, said: str) -> None:
    """Wait; the page's policy lets nothing be evaluated in it, which is how Playwright waits."""
    for _ in range(200):
        if page.evaluate(said):
            return
        page.wait_for_timeout(25)
    pytest.fail(f"{said} never came true; the sound is at {page.evaluate(AT)}")


def test_the_third_clip_is_heard_from_disk_with_no_network(page: Page, file: Path) -> None:
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.get_by_role("button", name="Play", exact=False).count() == 6
    third = page.locator("button.sp-play").nth(2)
    start = float(third.get_attribute("data-from") or "nan")
    end = float(third.get_attribute("data-to") or "nan")
    third.click()
    until(page, f"{AT} > {start} + 0.3 && {AT} < {end}")
    assert (third.get_attribute("aria-label") or "").startswith("Pause ")
    assert page.locator("li[aria-current]").count() == 1 + 1  # the clip, and its chapter
    assert "w0-2" in (page.locator(".sp-caption").text_content() or "")
    third.click()
    until(page, "document.querySelector('audio').paused")


def test_an_address_opens_a_stage_and_keys_move_through_the_chapters(page: Page, file: Path) -> None:
    page.goto(f"{file.as_uri()}#stage-use")
    first = page.locator("#stage-use button.sp-play").first
    begins = float(first.get_attribute("data-from") or "nan")
    until(page, f"Math.abs({AT} - {begins}) < 0.05")
    assert page.locator(".sp-here").get_attribute("id") == "stage-use"
    until(page, "document.activeElement.textContent === 'Use'")
    assert page.evaluate("document.querySelector('#stage-use').getBoundingClientRect().top") < 300
    page.keyboard.press("p")
    until(page, f"{AT} < {begins}")
    page.keyboard.press("n")
    until(page, f"Math.abs({AT} - {begins}) < 0.05")
    page.keyboard.press("l")
    until(page, f"Math.abs({AT} - {begins} - 5) < 0.05")
    page.keyboard.press("j")
    until(page, f"Math.abs({AT} - {begins}) < 0.05")
    page.keyboard.press("k")
    until(page, f"{AT} > {begins} + 0.1")
    page.goto(f"{file.as_uri()}#stage-renew")
    until(page, "document.querySelector('.sp-here').id === 'stage-renew'")
    page.goto(f"{file.as_uri()}#%zz")  # an address that says nothing is no error


def test_it_prints_with_everything_open_and_no_player(page: Page, file: Path) -> None:
    page.goto(file.as_uri())
    page.emulate_media(media="print")
    assert not page.locator(".sp-dock").is_visible()
    assert not page.locator("button.sp-play").first.is_visible()
    assert page.locator("#audit td").first.is_visible()
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
