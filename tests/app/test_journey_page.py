"""The page Journey: the map, the cell that the address opens, and what a study without stages is told."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page as Window
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

import cslab
from app.ui import journey_map
from tests.app.app_server import rest, serving
from tests.workbench.journeyed import HOSTILE, journeyed

Page = Callable[..., AppTest]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = journeyed(tmp_path_factory.mktemp("journey") / "ours", sound=True)
    study.store.close()
    return study.folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "ours"))


def said(at: AppTest) -> str:
    """Everything the page says, without its markup."""
    assert not at.exception, at.exception
    html = " ".join(element.proto.body for element in at.get("html"))
    assert "<img" not in html
    bare = re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(bare))


def test_the_map_says_how_many_are_heard_and_where_nobody_is(made: Path, page: Page) -> None:
    at = page(made, "journey")
    told = said(at)
    assert "7 people heard · 9 clips" in told.replace(" heard 9", " heard · 9")
    assert "nobody heard on 1 stage" in told
    assert not at.get("heading")


def test_the_address_opens_a_cell_with_figures_rows_and_voices(made: Path, page: Page) -> None:
    at = page(made, "journey", stage="use", lane="do")
    told = said(at)
    assert "Use: what they do" in told
    assert "Used Lanes 25 % 12–45 %" in told
    assert {"Rows", "Hear why"} <= {button.label for button in at.button}


def test_a_cell_of_codes_counts_people(made: Path, page: Page) -> None:
    told = said(page(made, "journey", stage="use", lane="pains"))
    assert "checks 3 of 7 people" in told
    assert "4 clips, 3 people" in told


def test_a_stage_alone_is_what_the_poster_leads_to(made: Path, page: Page) -> None:
    assert "Use: everything that was said" in said(page(made, "journey", stage="use"))
    assert "Nobody speaks of this stage yet. Ask" in said(
        page(made, "journey", stage="leave", lane="nothing")
    )


def test_an_unknown_stage_opens_nothing(made: Path, page: Page) -> None:
    at = page(made, "journey", stage="nowhere", lane="do")
    assert "Close" not in [button.label for button in at.button]
    assert "7 people" in said(at)


def test_one_walks_along_the_journey_and_closes_it(made: Path, page: Page) -> None:
    at = page(made, "journey", stage="use", lane="say")
    next(button for button in at.button if button.label == "Leave →").click().run()
    assert (at.query_params["stage"], at.query_params["lane"]) == ("leave", "say")
    assert "Why do they leave?" in said(at)
    next(button for button in at.button if button.label == "Close").click().run()
    assert "stage" not in at.query_params


def test_a_study_without_stages_is_told_what_to_write(tmp_path: Path, page: Page) -> None:
    cslab.init(tmp_path / "new", title="Ours").store.close()
    (tmp_path / "new" / "study.toml").write_text('title = "Ours"\n')
    told = said(page(tmp_path / "new", "journey"))
    assert "No stages yet" in told
    assert "[[stages]]" in told


@pytest.mark.parametrize("told", [None, 3, {"stage": "nowhere"}, {"stage": ["use"]}, {}])
def test_whatever_the_browser_sends_opens_what_there_is_or_nothing(
    told: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey: Any = SimpleNamespace(stages={"use": "Use"}, lanes=("say",))
    address: dict[str, str] = {}
    monkeypatch.setattr(journey_map.st, "query_params", address)
    journey_map._open(journey, {"stage": "use", "lane": "say"})
    assert address == {"stage": "use", "lane": "say"}
    journey_map._open(journey, told)
    assert address in ({"stage": "use", "lane": "say"}, {})


# ---- in a browser ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(made: Path) -> Iterator[str]:
    with serving(made) as address:
        yield address


WIDE = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.mark.browser
def test_a_cell_is_opened_heard_and_closed_by_keyboard(server: str, visit: Callable[..., Window]) -> None:
    page = visit(f"{server}/journey", width=1440)
    press = page.get_by_role("button", name="Use, what they say: open and hear 8 clips")
    expect(press).to_be_visible()
    assert Axe().run(page, context="[data-testid=stMain]").violations_count == 0
    press.focus()
    page.keyboard.press("Enter")
    title = page.locator(".st-key-journey-open .jp-title")
    expect(title).to_have_text("Use: what they say")
    expect(title).to_be_focused()
    expect(press).to_have_attribute("aria-expanded", "true")
    assert "stage=use" in page.url
    play = page.locator(".st-key-journey-open .cl-snip .cl-play-small").first
    play.click()
    page.wait_for_function("document.querySelector('.st-key-journey-open audio').currentTime > 0.2")
    expect(page.locator(".st-key-journey-open .cl-snip-quote").first).to_contain_text("of them twice before")
    found = Axe().run(page, context="[data-testid=stMain]")
    assert found.violations_count == 0, found.generate_report()
    title.press("Escape")
    expect(page.locator(".st-key-journey-open")).to_have_count(0)
    expect(press).to_be_focused()
    assert "stage=" not in page.url


@pytest.mark.browser
def test_on_a_phone_one_stage_is_walked_after_the_other(server: str, visit: Callable[..., Window]) -> None:
    page = visit(f"{server}/journey", width=390, height=844, scheme="dark")
    names = page.locator(".jm-stage:visible")
    expect(names).to_have_count(1)
    expect(names).to_contain_text(f"Find {HOSTILE}")
    page.locator(".jm-choose label", has_text="Leave").click()
    expect(names).to_contain_text("no voice")
    assert page.evaluate(WIDE), "nothing to scroll sideways"
    found = Axe().run(page, context="[data-testid=stMain]")
    assert found.violations_count == 0, found.generate_report()
    page.goto(f"{server}/journey?stage=use")
    rest(page)
    expect(page.locator(".jp-title")).to_have_text("Use: everything that was said")
    expect(page.locator(".st-key-journey-map")).to_be_hidden()
    assert page.evaluate(WIDE), "nothing to scroll sideways"
