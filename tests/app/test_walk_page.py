"""The page Walk a mile: one's own week first, deeds by hand, read-only studies, hostile words, a phone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page as Window
from streamlit.testing.v1 import AppTest

import cslab
from app.ui.walk_show import seconds
from cslab.errors import InputError
from cslab.tell.walk.asking import DO_NOT_CONFIRM
from tests.app.app_server import serving
from tests.app.conftest import APP
from tests.workbench.witnessed import HOSTILE, witnessed

Page = Callable[..., AppTest]
VIEWS = ("week", "log", "show", "errands", "heard")
WEEK = "2026-11-23"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = witnessed(tmp_path_factory.mktemp("walk") / "ours")
    number = study.agree_rota("Maya", "p-3", week=WEEK, note=f"Because {HOSTILE}", author="Maya")
    other = study.agree_rota(f"Tom {HOSTILE}", "p-2", week=WEEK, author="Tom")
    study.put_off_rota(other, f"On leave {HOSTILE}", author="Tom")
    study.listen_to("Maya", ["p-1"], how="call", on_day="2026-11-17", note=f"Rain {HOSTILE}", author="Maya")
    study.add_show_me("Maya", "p-1", f"A list {HOSTILE}", codes="checks", author="Maya")
    study.begin_errands(author="Maya")
    study.do_errand(1, "Maya", outcome="gave up", note=f"Where {HOSTILE}", author="Maya")
    assert number
    study.store.close()
    return study.folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "ours")).resolve()


@pytest.fixture
def maya(serve_study: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Page:
    """Open the page as Maya."""
    monkeypatch.setattr("app.ui.who.default_actor", lambda: "Maya")

    def run(folder: Path, view: str = "week", *, read_only: bool = False, **query: str) -> AppTest:
        serve_study(folder, read_only=read_only)
        at = AppTest.from_file(str(APP / "main.py"), default_timeout=30).run()
        at.switch_page("views/walk.py")
        for word, value in {"view": view, **query}.items():
            at.query_params[word] = value
        return at.run()

    return run


def raw(at: AppTest) -> str:
    assert not at.exception, at.exception
    return " ".join(element.proto.body for element in at.get("html"))


def said(at: AppTest) -> str:
    bare = re.sub(r"<style>.*?</style>|<[^>]+>", " ", raw(at), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(bare))


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_of_a_new_study_teaches(maya: Page, tmp_path: Path, view: str) -> None:
    cslab.init(tmp_path / "new", title="New voices").store.close()
    words = said(maya(tmp_path / "new", view))
    assert "Walk a mile" in words
    assert len(words) > 200, "an empty view says what belongs there"


@pytest.mark.parametrize("view", VIEWS)
def test_what_people_wrote_is_text_and_a_study_that_is_only_read_shows(
    maya: Page, folder: Path, view: str
) -> None:
    at = maya(folder, view, week=WEEK, read_only=True)
    assert "<img" not in raw(at)
    assert not [button for button in at.button if str(button.key).startswith("walk")]
    assert "open for reading only" in said(at)


def test_ones_own_week_comes_first_and_is_done(maya: Page, folder: Path) -> None:
    at = maya(folder, week=WEEK)
    words = said(at)
    assert words.index("Person 3") < words.index("Everybody")
    assert "put off: On leave" in words
    at.button(key="walk-done-keep-1").click().run()
    assert "In the log: you listened to Person 3." in said(at)
    study = cslab.open(folder, read_only=True)
    assert study.rota(WEEK).of("Maya")["state"].tolist() == ["done"]
    assert study.listenings()["person_id"].tolist().count("p-3") == 1
    at.button(key="walk-reopen-1").click().run()
    assert cslab.open(folder, read_only=True).rota(WEEK).of("Maya")["state"].tolist() == ["agreed"]


def test_a_line_is_put_off_with_a_reason_only(maya: Page, folder: Path) -> None:
    at = maya(folder, week=WEEK)
    at.button(key="walk-off-keep-1").click().run()
    assert "Say in a few words why it is put off" in said(at)
    at.text_input(key="walk-off-why-1").input("She is ill")
    at.button(key="walk-off-keep-1").click().run()
    assert cslab.open(folder, read_only=True).rota(WEEK).of("Maya")["reason"].tolist() == ["She is ill"]


def test_another_week_is_proposed_and_agreed(maya: Page, folder: Path) -> None:
    at = maya(folder, week="2026-12-02")
    words = said(at)
    assert "week of 30 November 2026" in words
    assert "Proposed for you" in words
    at.button(key="walk-agree").click().run()
    assert len(cslab.open(folder, read_only=True).rota("2026-11-30").of("Maya")) == 1
    assert "named by one of its days" in said(maya(folder, week="soon"))


def test_a_note_is_kept_and_an_errand_is_marked(maya: Page, folder: Path) -> None:
    at = maya(folder, "show")
    assert "waits for its recording" in said(at)
    at.selectbox(key="walk-show-person").select("p-2")
    at.text_area(key="walk-show-text").input("Two bills")
    at.text_input(key="walk-show-at").input("0:03")
    at.button(key="walk-show-keep").click().run()
    study = cslab.open(folder, read_only=True)
    assert study.show_me().set_index("text").loc["Two bills", ["teammate", "at"]].tolist() == ["Maya", 3.0]
    at = maya(folder, "errands")
    assert "colleague, not customer" in said(at)
    at.button(key="walk-errand-2-keep").click().run()
    assert len(cslab.open(folder, read_only=True).errands().notes) == 2


def test_a_brief_stands_on_the_page(maya: Page, folder: Path) -> None:
    at = maya(folder, brief="p-1")
    words = said(at)
    assert DO_NOT_CONFIRM in words
    assert "What not to defend" in words
    assert "<b>Whit" not in raw(at)
    assert "There is no person" in said(maya(folder, brief="p-99"))


def test_moments_of_a_recording() -> None:
    assert [seconds(one) for one in ("1:36", "96.5", "1:00:01", " ")] == [96.0, 96.5, 3601.0, None]
    for wrong in ("soon", "1:", "-3", "1:2:3:4"):
        with pytest.raises(InputError, match="is written 1:36"):
            seconds(wrong)


@pytest.fixture(scope="module")
def address(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = Path(shutil.copytree(made, tmp_path_factory.mktemp("served") / "ours"))
    with serving(folder) as url:
        yield url


def test_the_page_fits_a_phone_and_readers_of_screens(address: str, visit: Callable[..., Window]) -> None:
    window = visit(f"{address}/walk-a-mile?week={WEEK}", width=390, scheme="dark")
    for view in ("week", "errands"):
        if view != "week":
            window = visit(f"{address}/walk-a-mile?view={view}", width=390, scheme="dark")
        assert window.evaluate("document.documentElement.scrollWidth") <= 390
        found = Axe().run(window, context="[data-testid=stMain]")
        assert found.violations_count == 0, found.generate_report()
