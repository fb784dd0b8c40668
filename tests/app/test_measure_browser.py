"""The measure pages in a browser: accessible in both themes, voices that play, files to keep."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.app.app_server import rest, serving
from tests.app.measured import add_surveys

pytestmark = pytest.mark.browser

SOUND = "[...document.querySelectorAll('audio')].some((a) => a.currentTime > 0.2)"


@pytest.fixture(scope="module")
def url(spoken: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = Path(shutil.copytree(spoken, tmp_path_factory.mktemp("measure") / "study"))
    with serving(add_surveys(folder)) as address:
        yield address


def kept(page: Page, key: str) -> tuple[str, bytes]:
    """Press a button that makes a file; its name and what is in it."""
    with page.expect_download() as download:
        page.locator(f".st-key-{key} button").click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_four_pages_are_accessible(url: str, visit: Callable[..., Page], scheme: str) -> None:
    page = visit(f"{url}/overview", scheme=scheme)
    for name, heading in (
        ("overview", "Overview"),
        ("surveys?survey=autumn&view=scores&question=recommend", "Autumn, 2026"),
        ("usage", ""),
        ("customers", ""),
    ):
        page.goto(f"{url}/{name}")
        rest(page)
        expect(page.locator("h1").first).to_contain_text(heading)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"


def test_a_reason_is_heard_where_it_was_said_and_read_where_it_was_written(
    url: str, visit: Callable[..., Page]
) -> None:
    page = visit(f"{url}/surveys?survey=autumn&view=why&question=recommend", scheme="dark")
    page.locator(".st-key-hear-reasons button").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".cl-snip").first).to_be_visible()
    expect(dialog.locator(".cs-wrote li").first).to_contain_text("It <i>was</i>")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    inks = [
        f"getComputedStyle(document.querySelector('{one}')).color" for one in (".cl-snip-text", ".cs-wrote q")
    ]
    assert page.evaluate(inks[0]) == page.evaluate(inks[1]), "a dialog is as dark as the page"
    dialog.locator(".cl-snip .cl-play").first.click()
    page.wait_for_function(SOUND)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_result_can_be_kept_as_rows_and_as_pictures(url: str, visit: Callable[..., Page]) -> None:
    page = visit(f"{url}/surveys?survey=autumn&view=scores&question=recommend", width=390, height=844)
    name, rows = kept(page, "csv-answers")
    assert name == "study-every-answer-would-you-recommend-us-b-now-b.csv"
    assert rows.startswith(b"\xef\xbb\xbfanswer,kind,people,share,low,high,weighted\r\n0,detractors,")
    name, drawn = kept(page, "svg-answers")
    assert name.endswith(".svg")
    assert "Would you recommend us &lt;b&gt;now&lt;/b&gt;?" in drawn.decode()
    assert "n = 31" in drawn.decode(), "a picture alone says what it rests on"
    name, drawn = kept(page, "png-answers")
    assert name.endswith(".png")
    assert drawn.startswith(b"\x89PNG")
    page.locator(".st-key-rows-answers button").click()
    expect(page.get_by_role("dialog").locator("[data-testid=stDataFrame]")).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert wide, "nothing makes a phone scroll sideways"
