"""The app in a real browser: words that play, highlights that stay, uploads that stream, nobody shut out."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

import cslab
from tests.app.app_server import PATIENCE, rest, serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(spoken: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study that the server of this module shows; tests add to it."""
    return Path(shutil.copytree(spoken, tmp_path_factory.mktemp("browser") / "study"))


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    with serving(folder) as address:
        yield address


def read(page: Page) -> Locator:
    """The words of an interview, once they are there."""
    words = page.locator(".w")
    expect(words.first).to_be_visible(timeout=PATIENCE)
    return words


def playing(page: Page) -> tuple[float, bool]:
    now, paused = page.evaluate(
        "(() => { const a = document.querySelector('audio'); return [a.currentTime, a.paused] })()"
    )
    return float(now), not paused


def drag(page: Page, first: Locator, last: Locator) -> None:
    """Select from one word to another as a hand does."""
    last.scroll_into_view_if_needed()
    first.scroll_into_view_if_needed()
    start, end = first.bounding_box(), last.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] - 9, end["y"] + end["height"] / 2, steps=6)
    page.mouse.up()


def test_a_click_on_a_word_plays_from_it(visit: Callable[..., Page], url: str, folder: Path) -> None:
    page = visit(url)
    page.get_by_role("link", name="Marcus Bell").click()
    words = read(page)
    said = cslab.open(folder, read_only=True).transcript("int-01").words
    assert words.count() == len(said)
    number = len(said) - 5
    words.nth(number).click()
    page.wait_for_function("!document.querySelector('audio').paused")
    page.wait_for_function(f"document.querySelector('audio').currentTime >= {said[number].start}")
    now, on = playing(page)
    assert on
    assert said[number].start <= now < said[number].start + 1.5
    expect(page.locator(".w.now")).to_have_count(1)
    page.get_by_role("button", name="Pause").click()
    assert not playing(page)[1]


def test_keys_play_while_the_player_has_focus_and_only_then(visit: Callable[..., Page], url: str) -> None:
    page = visit(f"{url}/interview?id=int-01")
    read(page)
    page.locator("h1").first.click()
    page.keyboard.press("Space")
    assert not playing(page)[1]
    page.locator(".cl-words").focus()
    page.keyboard.press("Space")
    page.wait_for_function("!document.querySelector('audio').paused")
    page.keyboard.press("k")
    page.wait_for_function("document.querySelector('audio').paused")
    page.evaluate("document.querySelector('audio').currentTime = 0")
    page.keyboard.press("l")
    page.wait_for_function("document.querySelector('audio').currentTime >= 4.9")
    page.keyboard.press("j")
    page.wait_for_function("document.querySelector('audio').currentTime < 0.5")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_function("!document.querySelector('audio').paused")
    page.wait_for_function("document.querySelector('audio').currentTime > 0.3")


def test_a_highlight_made_by_hand_is_there_after_a_reload(
    visit: Callable[..., Page], url: str, folder: Path
) -> None:
    page = visit(f"{url}/interview?id=int-01")
    words = read(page)
    before = page.locator(".cl-card").count()
    drag(page, words.nth(14), words.nth(17))
    form = page.get_by_role("form", name="Add a highlight")
    expect(form).to_be_visible()
    form.get_by_role("button", name="Add highlight").click()
    expect(form).to_contain_text("Choose at least one code, or write a note.")
    form.get_by_label("trust").check()
    form.get_by_label("Renewal").check()
    form.get_by_label("Note").fill("Said with a smile")
    form.get_by_role("button", name="Add highlight").click()
    expect(page.locator(".cl-card:not(.cl-pending)")).to_have_count(before + 1)
    rest(page)
    page.reload()
    rest(page)
    read(page)
    card = page.locator(".cl-card", has_text="Said with a smile")
    expect(card).to_contain_text("Renewal")
    expect(card).to_contain_text("trust")
    stored = cslab.open(folder, read_only=True).highlights("int-01")
    assert (stored["note"] == "Said with a smile").sum() == 1


def test_a_highlight_is_made_without_a_mouse_and_can_be_taken_back(
    visit: Callable[..., Page], url: str, folder: Path
) -> None:
    page = visit(f"{url}/interview?id=int-01")
    read(page)
    before = page.locator(".cl-card").count()
    page.locator(".cl-words").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("t")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    kept = page.locator(".cl-card:not(.cl-pending):not(.cl-gone)")
    expect(kept).to_have_count(before + 1)
    assert page.evaluate("document.activeElement.className") == "cl-words"
    rest(page)
    count = len(cslab.open(folder, read_only=True).highlights("int-01"))
    kept.first.hover()
    kept.first.get_by_role("button", name="Remove").click()
    expect(kept).to_have_count(before)
    page.get_by_role("button", name="Undo").click()
    expect(kept).to_have_count(before + 1)
    rest(page)
    assert len(cslab.open(folder, read_only=True).highlights("int-01")) == count


def test_an_upload_streams_in_and_is_listed(
    visit: Callable[..., Page], url: str, folder: Path, tmp_path: Path
) -> None:
    recording = tmp_path / "Call with Priya.wav"
    recording.write_bytes((folder / "recordings" / "int-02.wav").read_bytes()[:-2000])
    page = visit(url)
    page.locator("#up-file").set_input_files(recording)
    expect(page.get_by_text("added as Call-with-Priya.wav")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#up-file + label")).to_be_visible()
    assert (folder / "recordings" / "Call-with-Priya.wav").read_bytes() == recording.read_bytes()
    expect(page.get_by_role("link", name="Call-with-Priya")).to_be_visible(timeout=PATIENCE)
    page.locator("#up-file").set_input_files(recording)
    expect(page.get_by_text("is here already")).to_be_visible(timeout=PATIENCE)


def test_a_file_put_into_the_folder_is_found_by_itself(
    visit: Callable[..., Page], url: str, folder: Path
) -> None:
    page = visit(url)
    (folder / "recordings" / "dropped-by-hand.wav").write_bytes(
        (folder / "recordings" / "int-02.wav").read_bytes()[:-4000]
    )
    expect(page.get_by_role("link", name="dropped-by-hand")).to_be_visible(timeout=PATIENCE)


def test_reading_only_offers_nothing_to_change(visit: Callable[..., Page], folder: Path) -> None:
    with serving(folder, CSLAB_READ_ONLY="1") as address:
        page = visit(address)
        expect(page.locator("#up-file")).to_have_count(0)
        page = visit(f"{address}/interview?id=int-01")
        words = read(page)
        drag(page, words.nth(2), words.nth(5))
        expect(page.get_by_role("form", name="Add a highlight")).to_be_hidden()
        expect(page.get_by_role("button", name="Remove")).to_have_count(0)


def test_it_works_under_a_base_path(visit: Callable[..., Page], folder: Path) -> None:
    with serving(folder, STREAMLIT_SERVER_BASE_URL_PATH="voices") as address:
        page = visit(f"{address}/interview?id=int-01")
        read(page).nth(3).click()
        page.wait_for_function("!document.querySelector('audio').paused")


def test_the_app_without_a_study_says_what_to_run(visit: Callable[..., Page]) -> None:
    with serving(None) as address:
        page = visit(address)
        expect(page.get_by_role("heading", name="Which study shall we open?")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "interview?id=int-01", "interview?id=int-02", "reels"])
def test_nobody_is_shut_out(visit: Callable[..., Page], url: str, scheme: str, path: str) -> None:
    page = visit(f"{url}/{path}", scheme=scheme)
    if path.endswith("int-01"):
        read(page).nth(2).click()
        page.get_by_role("button", name="Pause").click()
        page.locator(".cl-words").focus()
        page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("t")
        expect(page.get_by_role("form", name="Add a highlight")).to_be_visible()
    found = Axe().run(page)
    assert len(found.response["passes"]) > 10
    assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found.response["violations"]] == []
