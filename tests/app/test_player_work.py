"""Work in the app's player: kept by the study, seen by others, neither lost nor doubled."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

import cslab
from cslab import Study
from tests.app.app_server import PATIENCE, rest, serving

pytestmark = pytest.mark.browser

INTERVIEW = "int-01"


@pytest.fixture(scope="module")
def folder(spoken: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study that the server of this module shows; tests add to it."""
    return Path(shutil.copytree(spoken, tmp_path_factory.mktemp("work") / "study"))


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    with serving(folder) as address:
        yield f"{address}/interview?id={INTERVIEW}"


@pytest.fixture
def study(folder: Path) -> Iterator[Study]:
    opened = cslab.open(folder)
    yield opened
    opened.store.close()


class Wire:
    """The connection between one page and the server, which can be cut, and made deaf."""

    def __init__(self, page: Page) -> None:
        self.cut = self.deaf = False
        self.sent = 0
        self._open: list[WebSocketRoute] = []
        page.route_web_socket(re.compile("_stcore/stream"), self._join)

    def _join(self, near: WebSocketRoute) -> None:
        if self.cut:
            near.close(code=1001)
            return
        far = near.connect_to_server()

        def onward(message: str | bytes) -> None:
            self.sent += b'"kind"' in (message if isinstance(message, bytes) else message.encode())
            far.send(message)

        near.on_message(onward)
        far.on_message(lambda message: None if self.deaf else near.send(message))
        self._open.append(near)

    def lose(self) -> None:
        """Cut it, as a train in a tunnel does."""
        self.cut = True
        while self._open:
            self._open.pop().close(code=1001)

    def regain(self) -> None:
        """Let the next try through."""
        self.cut = False


@pytest.fixture
def wired(browser: Browser, url: str) -> Iterator[Callable[[], tuple[Page, Wire]]]:
    """Open the interview over a connection that the test holds in its hand."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")

    def open_page() -> tuple[Page, Wire]:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        wire = Wire(page)
        page.goto(url)
        ready(page)
        return page, wire

    yield open_page
    context.close()


def ready(page: Page) -> None:
    expect(page.locator(".w").first).to_be_visible(timeout=PATIENCE)
    rest(page)


def again(page: Page) -> None:
    page.reload()
    ready(page)


def keys(page: Page, *names: str) -> None:
    page.locator(".cl-words").focus()
    for name in names:
        page.keyboard.press(name)


def select(page: Page, word: int, more: int = 2) -> None:
    """Select words by keyboard alone, from one by its number."""
    keys(page, "Escape", *["ArrowUp"] * 12, *["ArrowRight"] * word, *["Shift+ArrowRight"] * more)
    expect(page.locator(".w.sel")).to_have_count(more + 1)


def saved(page: Page) -> None:
    """Wait until the host has answered everything."""
    expect(page.locator(".cl-saving")).to_be_empty(timeout=PATIENCE)
    expect(page.locator(".cl-pending")).to_have_count(0, timeout=PATIENCE)
    rest(page)


def correct(page: Page, word: int, text: str) -> None:
    page.locator(".w").nth(word).dblclick()
    page.get_by_label("Corrected words").fill(text)
    page.keyboard.press("Enter")


def kept(page: Page) -> int:
    return int(page.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('cslab-unsent')).length"))


# ---- it is there after a reload ----------------------------------------------------------------------


def test_a_code_given_by_a_number_is_there_after_a_reload(
    visit: Callable[..., Page], url: str, study: Study
) -> None:
    page = visit(url)
    before = study.highlights(INTERVIEW)
    select(page, 20)
    said = page.locator(".w.sel").all_inner_texts()
    page.keyboard.press("2")
    saved(page)
    again(page)
    new = study.highlights(INTERVIEW).query("id not in @before.id")
    assert [tuple(codes) for codes in new["codes"]] == [("trust",)]
    assert new["quote"].iloc[0] == "".join(said).strip()
    expect(page.locator(".cl-card")).to_have_count(len(before) + 1)


def test_a_correction_stays_and_can_be_undone(visit: Callable[..., Page], url: str, study: Study) -> None:
    page = visit(url)
    heard = study.transcript(INTERVIEW).words[6].text
    correct(page, 6, "Ledger One")
    saved(page)
    again(page)
    assert page.locator(".w.fix").all_inner_texts() == ["Ledger ", "One "]
    assert study.corrections(INTERVIEW)["after"].tolist() == ["Ledger One"]
    page.locator(".w.fix").first.hover()
    expect(page.get_by_role("note")).to_contain_text(heard)
    page.get_by_role("note").get_by_role("button", name="Undo").click()
    saved(page)
    expect(page.locator(".w.fix")).to_have_count(0)
    again(page)
    expect(page.locator(".w").nth(6)).to_have_text(f"{heard} ")
    assert study.transcript(INTERVIEW).words[6].text == heard


def test_who_speaks_is_said_once_and_shown_everywhere(
    visit: Callable[..., Page], url: str, study: Study
) -> None:
    page = visit(url)
    page.get_by_role("button", name="Maya: change who this is").first.click()
    form = page.get_by_role("form", name="Who speaks")
    form.get_by_label("Name").fill("Maya <Ito>")
    form.get_by_role("button", name="Save name").click()
    saved(page)
    again(page)
    expect(page.locator(".cl-asks .cl-name").first).to_have_text("Maya <Ito>")
    assert "Maya <Ito>" in set(study.speakers(INTERVIEW)["name"])
    page.get_by_role("button", name="Maya <Ito>: change who this is").first.click()
    page.get_by_role("button", name="Swap the two voices everywhere").click()
    saved(page)
    again(page)
    roles = study.speakers(INTERVIEW).set_index("label")["role"]
    assert (roles["left"], roles["right"]) == ("customer", "interviewer")
    keys(page, "ArrowRight", "s")
    form.get_by_role("button").first.click()
    saved(page)
    assert len(study.reassigned(INTERVIEW)) == 1
    study.swap_speakers(INTERVIEW)
    study.undo_reassign(int(study.reassigned(INTERVIEW)["id"].iloc[0]))


# ---- two people, two tabs ----------------------------------------------------------------------------


def test_two_people_code_and_change_the_same_passage_at_once(
    visit: Callable[..., Page], url: str, study: Study
) -> None:
    number = study.add_highlight(INTERVIEW, start=6.0, end=8.0, codes=["approvals"], note="Both see this")
    here, there = visit(url), visit(url)
    count = len(study.highlights(INTERVIEW))
    for page, code in ((here, "1"), (there, "2")):
        select(page, 24)
        page.keyboard.press(code)
    for page, what in ((here, "code"), (there, "note")):
        card = page.locator(".cl-card", has_text="Both see this")
        card.hover()
        card.get_by_role("button", name="Edit").click()
        form = page.get_by_role("form", name="Edit the highlight")
        if what == "code":
            form.get_by_label("trust").check()
        else:
            form.get_by_label("Note").fill("Both changed this")
    for page in (here, there):
        page.get_by_role("form").get_by_role("button", name="Save").click()
    saved(here)
    saved(there)
    made = study.highlights(INTERVIEW)
    assert len(made) == count + 2
    one = made.set_index("id").loc[number]
    assert (set(one["codes"]), one["note"]) == ({"approvals", "trust"}, "Both changed this")
    again(here)
    expect(here.locator(".cl-card", has_text="Both changed this")).to_contain_text("trust")


# ---- a bad connection --------------------------------------------------------------------------------


def test_a_connection_lost_in_the_middle_of_an_edit_loses_nothing(
    wired: Callable[[], tuple[Page, Wire]], study: Study
) -> None:
    page, wire = wired()
    before = len(study.highlights(INTERVIEW))
    page.locator(".w").nth(12).dblclick()
    page.get_by_label("Corrected words").fill("half")
    wire.lose()
    page.wait_for_selector("[data-test-connection-state]:not([data-test-connection-state=CONNECTED])")
    page.get_by_label("Corrected words").fill("half written")
    page.keyboard.press("Enter")
    expect(page.locator(".w.fix")).to_have_count(2)
    select(page, 30)
    page.keyboard.press("1")
    expect(page.get_by_text("Not saved yet: 2 changes.")).to_be_visible(timeout=PATIENCE)
    assert len(study.highlights(INTERVIEW)) == before
    wire.regain()
    saved(page)
    assert kept(page) == 0
    assert len(study.highlights(INTERVIEW)) == before + 1
    standing = study.corrections(INTERVIEW).query("undone_at.isna()")
    assert standing["after"].tolist() == ["half written"]
    again(page)
    expect(page.locator(".w.fix")).to_have_count(2)
    study.undo_correction(int(standing["id"].iloc[0]))


def test_a_page_closed_without_a_connection_sends_its_work_when_it_is_opened_again(
    wired: Callable[[], tuple[Page, Wire]], study: Study
) -> None:
    page, wire = wired()
    before = len(study.highlights(INTERVIEW))
    wire.lose()
    select(page, 8)
    page.keyboard.press("2")
    expect(page.get_by_text("Not saved yet: one change.")).to_be_visible(timeout=PATIENCE)
    page.close()
    page, _ = wired()
    saved(page)
    assert len(study.highlights(INTERVIEW)) == before + 1
    assert kept(page) == 0


def test_an_event_that_is_sent_again_counts_once(
    wired: Callable[[], tuple[Page, Wire]], study: Study
) -> None:
    page, wire = wired()
    before = len(study.highlights(INTERVIEW))
    wire.deaf = True
    select(page, 16)
    page.keyboard.press("1")
    expect(page.get_by_text("Not saved yet: one change.")).to_be_visible(timeout=PATIENCE)
    for _ in range(100):
        if wire.sent >= 2:
            break
        page.wait_for_timeout(100)
    assert wire.sent >= 2
    wire.deaf = False
    wire.lose()
    wire.regain()
    saved(page)
    assert len(study.highlights(INTERVIEW)) == before + 1
