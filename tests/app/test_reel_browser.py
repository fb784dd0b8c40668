"""A reel from nothing to a page on somebody's disk: built by keyboard, heard unrendered, exported, shared."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

import cslab
from tests.app.app_server import PATIENCE, rest, serving

pytestmark = pytest.mark.browser

DECKS = "[...document.querySelectorAll('.re-top audio')].map((one) => [one.paused, one.currentTime])"


@pytest.fixture(scope="module")
def folder(spoken: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with three highlights: two of onboarding, one of renewal."""
    home = Path(shutil.copytree(spoken, tmp_path_factory.mktemp("reels") / "study"))
    study = cslab.open(home)
    words = study.transcript("int-01").words
    for first, last, stage in ((12, 16, "onboarding"), (19, len(words) - 2, "renewal")):
        study.add_highlight(
            "int-01", start=words[first].start, end=words[last].end, codes=["trust"], stage=stage
        )
    study.store.close()
    return home


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    with serving(folder) as address:
        yield address


def saved(page: Page) -> None:
    """Wait until everything that was done is kept."""
    expect(page.locator(".re-sum[data-state=Saved]")).to_be_visible(timeout=PATIENCE)


def script(page: Page) -> list[str]:
    """The stages and the rows below them, as they stand."""
    return list(
        page.eval_on_selector_all(
            ".re-list > li",
            "(all) => all.map((one) => one.dataset.home ?? one.querySelector('textarea')?.value"
            " ?? one.querySelector('.re-quote').textContent.slice(0, 12))",
        )
    )


def press(page: Page, *keys: str) -> None:
    """Press keys, one after the other."""
    for key in keys:
        page.keyboard.press(key)


def test_a_reel_is_built_by_keyboard_heard_exported_and_shared(
    visit: Callable[..., Page], url: str, folder: Path, browser: Browser, tmp_path: Path
) -> None:
    page = visit(f"{url}/reels")
    page.get_by_role("button", name="New reel").focus()
    press(page, "Enter")
    page.get_by_label("Its title").focus()
    page.keyboard.type("By keyboard")
    press(page, "Tab")
    begin = page.get_by_role("button", name="Begin", exact=True)
    expect(begin).to_be_enabled(timeout=PATIENCE)
    begin.focus()
    press(page, "Enter")

    # Three clips, a heading, and the last clip moved to where it belongs.
    add = page.get_by_role("button", name="Add a clip")
    expect(add).to_be_visible(timeout=PATIENCE)
    add.focus()
    press(page, "Enter")
    expect(page.locator(".re-hit")).to_have_count(3, timeout=PATIENCE)
    for place in range(3):
        page.locator(".re-hit").nth(place).get_by_role("button", name="Add").focus()
        press(page, "Enter")
        expect(page.locator(".re-hit").nth(place)).to_contain_text("Add again", timeout=PATIENCE)
        saved(page)
    press(page, "Escape")
    page.get_by_role("button", name="Add a heading").focus()
    press(page, "Enter")
    page.keyboard.type("What <b>they</b> said")
    press(page, "Enter")
    saved(page)
    rows = page.locator(".re-row").count()
    grip = page.get_by_role("button", name=re.compile("^Move Heading.* of "))
    expect(grip).to_be_focused()
    press(page, "Space", *["ArrowUp"] * (rows + 3))
    expect(page.locator("[aria-live=assertive]")).to_have_text("It can't go any further.")
    press(page, "Space")
    saved(page)
    assert script(page)[:2] == ["onboarding", "What <b>they</b> said"]
    press(page, "ArrowDown", "Delete")
    saved(page)
    press(page, "Control+z")
    expect(page.locator(".re-row")).to_have_count(rows)
    saved(page)
    study = cslab.open(folder, read_only=True)
    kinds = [part.kind for part in study.reel("by-keyboard").script.elements]
    assert kinds == ["heading", "clip", "clip", "clip"], script(page)

    # Heard as it is planned: the position moves on, into the next clip.
    plan = study.reel("by-keyboard").plan()
    first, second = plan.clips[:2]
    page.get_by_role("button", name="Play", exact=True).focus()
    press(page, "Space")
    page.wait_for_function(f"{DECKS}.some(([paused, at]) => !paused && at > {first.start + 0.2})")
    expect(page.locator(".re-row[aria-current=true]")).to_have_count(1)
    page.wait_for_function(
        f"{DECKS}.some(([paused, at]) => !paused && at > {second.start + 0.2} && at < {second.end + 0.1})"
    )
    press(page, "Space")
    assert page.evaluate(f"{DECKS}.every(([paused]) => paused)")
    assert not (folder / ".cslab" / "reels" / "by-keyboard.m4a").exists(), "nothing is rendered to hear it"

    # A file of it, made beside the session.
    page = visit(f"{url}/reels?name=by-keyboard&view=export")
    make = page.get_by_role("button", name="Make opus")
    make.focus()
    press(page, "Enter")
    link = page.get_by_role("link", name="Download Sound, opus")
    expect(link).to_be_visible(timeout=PATIENCE)
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "By keyboard.opus"

    # The page to share, opened from the disk in a browser without a network.
    page.get_by_role("button", name="Make the page").click()
    link = page.get_by_role("link", name="Download the page")
    expect(link).to_be_visible(timeout=PATIENCE)
    with page.expect_download() as download:
        link.click()
    file = tmp_path / "shared.html"
    download.value.save_as(file)
    away = browser.new_context(offline=True)
    shared = away.new_page()
    asked: list[str] = []
    shared.on("request", lambda request: asked.append(request.url))
    shared.goto(file.as_uri())
    third = shared.locator("button[data-from]").nth(2)
    start, end = (float(third.get_attribute(f"data-{edge}") or 0) for edge in ("from", "to"))
    third.click()
    shared.wait_for_function(
        "([a, b]) => { const one = document.querySelector('audio');"
        " return !one.paused && one.currentTime > a + 0.2 && one.currentTime < b + 0.5; }",
        arg=[start, end],
    )
    away.close()
    assert [one for one in asked if not one.startswith(("file:", "blob:", "data:"))] == []


def test_two_editors_see_each_other(visit: Callable[..., Page], url: str, folder: Path) -> None:
    study = cslab.open(folder)
    study.save_reel("both", title="Both", elements=[{"kind": "heading", "text": "One"}])
    page = visit(f"{url}/reels?name=both&view=edit")
    expect(page.locator(".re-row")).to_have_count(1, timeout=PATIENCE)
    study.save_reel("both", title="Both", elements=[{"kind": "heading", "text": "Theirs"}], author="Tom")
    page.get_by_role("button", name="Add a silence").click()
    warning = page.get_by_role("alert").filter(has_text="Tom saved the reel 'both' since you read it")
    expect(warning).to_be_visible(timeout=PATIENCE)
    assert [part.text for part in study.reel("both").script.elements] == ["Theirs"]
    page.get_by_role("button", name="Show theirs").click()
    expect(page.get_by_role("textbox", name="Text of the heading")).to_have_value("Theirs")
    page.get_by_role("textbox", name="Text of the heading").fill("Ours")
    press(page, "Enter")
    saved(page)
    assert [part.text for part in study.reel("both").script.elements] == ["Ours"]
    study.store.close()


def test_a_clip_is_trimmed_word_by_word_and_dragged(
    visit: Callable[..., Page], url: str, folder: Path
) -> None:
    study = cslab.open(folder)
    rows = [{"kind": "clip", "highlight": 1}, {"kind": "silence", "seconds": 2}]
    study.save_reel("trim", title="Trim", elements=rows, order="given")
    words = study.transcript("int-01").words
    page = visit(f"{url}/reels?name=trim&view=edit", width=390)
    page.get_by_role("button", name="Adjust Clip").click()
    page.get_by_role("button", name="Begins with: one word later").click()
    saved(page)
    page.get_by_role("button", name="Ends with: one word earlier").click()
    expect(page.locator(".re-row").first).to_contain_text("trimmed")
    saved(page)
    part = study.reel("trim").script.elements[0]
    assert part.trim_start == pytest.approx(words[4].start, abs=0.002)
    assert part.trim_end == pytest.approx(words[8].end, abs=0.002)
    assert study.reel("trim").plan().clips[0].text == " ".join(word.text for word in words[4:9])
    page.get_by_role("button", name="Adjust Clip").click()
    grip, goal = page.locator(".re-grip").nth(1).bounding_box(), page.locator(".re-row").first.bounding_box()
    assert grip is not None
    assert goal is not None
    page.mouse.move(grip["x"] + 9, grip["y"] + 9)
    page.mouse.down()
    page.mouse.move(goal["x"] + 30, goal["y"] + 4, steps=8)
    page.mouse.up()
    saved(page)
    assert [one.kind for one in study.reel("trim").script.elements] == ["silence", "clip"]
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") == 390
    study.store.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["", "?name=first", "?name=first&view=edit", "?name=first&view=export"])
def test_nobody_is_shut_out(visit: Callable[..., Page], url: str, scheme: str, view: str) -> None:
    page = visit(f"{url}/reels{view}", scheme=scheme)
    if view.endswith("edit"):
        page.get_by_role("button", name="Adjust Clip").click()
        page.get_by_role("button", name="Add a clip").click()
        expect(page.locator(".re-hit").first).to_be_visible(timeout=PATIENCE)
        expect(page.locator(".re-words")).to_be_visible()
    rest(page)
    found = Axe().run(page)
    assert len(found.response["passes"]) > 10
    assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found.response["violations"]] == []
