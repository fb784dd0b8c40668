"""A page to share: one file that plays from the disk, holds what it shows and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from cslab.errors import InputError
from cslab.listen.transcript import Transcript, Word, build_segments
from cslab.player.page import share_page
from cslab.study.codebook import Code
from cslab.study.config import Stage
from tests.player.conftest import tone

HOSTILE = "</script><img src=x onerror=\"document.title='owned'\"><!--"
SAID = [("Why?", "Maya"), *((word, "Marcus") for word in ("We", "waited", "nine", "days", HOSTILE))]
WORDS = [Word(text, 100.0 + at, 100.6 + at, who) for at, (text, who) in enumerate(SAID)]
TALK = Transcript(build_segments(WORDS), language="en", duration=20.0)
MARKED = [{"id": 1, "start": 101.0, "end": 104.6, "codes": ("trust",), "stage": "setup", "note": HOSTILE}]


def made(**more: object) -> str:
    """A page of a part that begins at second 100 of its recording."""
    options = {
        "title": f"Nine days {HOSTILE}",
        "sound_format": "wav",
        "interviewers": {"Maya"},
        "offset": 100.0,
    }
    options |= {"codes": [Code("trust")], "stages": [Stage("setup", "Setup")]}
    return share_page(TALK, tone(20), MARKED, **(options | more))  # type: ignore[arg-type]


def opened(browser: Browser, page_text: str, tmp_path: Path, scheme: str = "light") -> Page:
    """The page from the disk; it must ask for nothing else."""
    (tmp_path / "page.html").write_text(page_text, encoding="utf-8")
    page = browser.new_page(color_scheme=scheme, reduced_motion="reduce")
    page.set_default_timeout(20_000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "page.html").as_uri())
    expect(page.locator(".w").first).to_be_visible()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    return page


def until(page: Page, condition: str) -> None:
    """Wait as `wait_for_function` does, which the page's own policy forbids."""
    for _ in range(200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never: {condition}")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_plays_from_the_disk_and_stays_what_it_is(browser: Browser, tmp_path: Path, scheme: str) -> None:
    page = opened(browser, made(), tmp_path, scheme)
    page.locator(".w", has_text="nine").click()
    until(page, "document.querySelector('audio').currentTime > 3")
    assert page.evaluate("document.querySelector('audio').currentTime") < 5
    expect(page.locator(".cl-card")).to_contain_text("trust")
    expect(page.locator(".cl-card-note")).to_have_text(HOSTILE)
    expect(page.locator(".cl-asks")).to_have_count(1)
    assert page.title().startswith("Nine days")
    assert page.locator("img").count() == 0
    page.locator(".cl-words").focus()
    page.keyboard.press("t")
    expect(page.get_by_role("form")).to_have_count(0)
    found = Axe().run(page) if scheme == "dark" else None
    assert found is None or [(v["id"], v["nodes"]) for v in found.response["violations"]] == []
    page.close()


def test_a_page_of_voices_alone_holds_no_words() -> None:
    page = made(hide_text=True, title="A voice")
    assert "waited" not in page
    assert "trust" not in page.split("cslab-data")[1].split("codes")[0]


def test_what_a_page_cannot_hold_is_refused() -> None:
    with pytest.raises(InputError, match="m4a"):
        made(sound_format="exe")
    for address in ("https://example.org/a.m4a", "/etc/passwd", "javascript:alert(1)"):
        with pytest.raises(InputError, match="beside the page"):
            share_page(TALK, address, title="x")
