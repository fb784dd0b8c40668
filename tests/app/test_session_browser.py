"""A whole session: a facilitator and three colleagues in four browsers; one peeks, one drops and returns."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Response, WebSocket, expect

import cslab
from app import session_seats, session_sound
from app.ui.who import cookie_of
from tests.app.app_server import PATIENCE, rest, serving
from tests.app.session_sample import ITEMS, MAYA, convene, copy_of, secrets_of, write_down

pytestmark = pytest.mark.browser

NAME = "room"
AT = "document.querySelector('.sx audio').currentTime"
RUNS = "!document.querySelector('.sx audio').paused"
APART = 0.6
"""Seconds by which two browsers may lie apart while they play."""


class Watched:
    """All that a server sent to a page: bodies, frames of the websocket, and what the page shows."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.responses: list[Response] = []
        self.frames: list[bytes] = []
        page.on("response", lambda one: self.responses.append(one))  # noqa: PLW0108 (it marks what it is given)
        page.on("websocket", self._socket)

    def _socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.frames.append(_bytes(frame)))

    def everything(self) -> bytes:
        bodies = [one.body() for one in self.responses if one.ok and "/static/" not in one.url]
        urls = [one.url.encode() for one in self.responses]
        return b"\n".join([*bodies, *urls, *self.frames, self.page.content().encode()])


def _bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame


@pytest.fixture(scope="module")
def folder(heard_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copied = copy_of(heard_sample, tmp_path_factory.mktemp("session") / "ledgerline")
    study = cslab.open(copied)
    session = convene(study, NAME)
    session_sound._make(
        study, study.session_plan(NAME), session_sound._place(study, study.session_plan(NAME))
    )
    assert session_sound.of(study, session).file is not None
    study.store.close()
    return copied.resolve()


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    with serving(folder) as address:
        yield address


@pytest.fixture
def enter(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser context of its own."""
    contexts: list[BrowserContext] = []
    failures: list[str] = []

    def open_context(*, scheme: str = "light", width: int = 390) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 844},
            color_scheme=scheme,
            reduced_motion="reduce",
            has_touch=width < 600,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: failures.append(str(error)))
        return page

    yield open_context
    for context in contexts:
        context.close()
    assert failures == []


def answer(page: Page, *values: int) -> None:
    """Type answers, one line each, and go on."""
    for value in values:
        line = page.locator(".sx input[type=range]")
        line.press("Delete")
        line.press_sequentially(str(value))
        expect(page.locator(".sx-value")).to_have_text(str(value))
        expect(page.locator(".sx-saved")).to_have_text("Saved")
        page.get_by_role("button", name="Next").click()


def lock(page: Page) -> None:
    page.get_by_role("button", name="Lock my answers").click()


def sound(page: Page) -> None:
    page.get_by_role("button", name="Sound on this phone").click()


def readable(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_four_browsers_hold_a_session(folder: Path, url: str, enter: Callable[..., Page]) -> None:
    study = cslab.open(folder)
    secrets = secrets_of(study)
    seats = {name: session_seats.sign(study, NAME, "seat", name) for name in ("Kofi", "Ines", "Tom")}
    desk = f"{url}/cslab/session/{session_seats.sign(study, NAME, 'desk')}"

    def seat(page: Page, name: str) -> None:
        page.goto(f"{url}/session?join={seats[name]}")
        rest(page)

    # Kofi tries to see the clips before he answers.
    kofi = enter()
    watched = Watched(kofi)
    seat(kofi, "Kofi")
    expect(kofi.locator("h1")).to_have_text("Heard together")
    expect(kofi.locator("[data-testid=stHeader]")).to_be_hidden()
    readable(kofi)
    kofi.get_by_role("button", name="Begin as Kofi").click()
    answer(kofi, 70, 60)
    token = seats["Kofi"]
    for path in ("script", "sound", "reveal", "own"):
        refused = kofi.request.get(f"{url}/cslab/session/{token}/{path}", headers={"Range": "bytes=0-99"})
        assert refused.status == 403, path
    for path in (f"audio/{token}", "audio/int-01", f"reel/{token}", f"transcript/{token}.json"):
        assert kofi.request.get(f"{url}/cslab/{path}").status == 403, path
    assert (
        kofi.request.post(f"{url}/cslab/session/{token}/play", data={"playing": True, "at": 0}).status == 403
    )
    assert "play" not in kofi.request.get(f"{url}/cslab/session/{token}/state").json()
    sent = watched.everything()
    assert b"Ledgerline is easy to use." in sent
    assert not [one for one in secrets if one.encode() in sent]
    assert b"/cslab/audio/" not in sent
    readable(kofi)

    # Ines drops out after two lines, and comes back in another browser.
    ines = enter(scheme="dark")
    seat(ines, "Ines")
    ines.get_by_role("button", name="Begin as Ines").click()
    answer(ines, 81, 33)
    ines.context.close()
    ines = enter(scheme="dark")
    seat(ines, "Ines")
    expect(ines.locator(".sx-count")).to_have_text(f"1 of {len(ITEMS)}")
    expect(ines.locator(".sx-value")).to_have_text("–")
    ines.get_by_role("button", name="Back").click()
    expect(ines.locator(".sx-value")).to_have_text("33")
    ines.get_by_role("button", name="Next").click()
    answer(ines, 45, 50, 50, 50, 50, 50, 50)
    lock(ines)
    expect(ines.locator("h1")).to_have_text("Your answers are locked")
    expect(ines.locator(".sx-waiting")).to_contain_text("1 of 3 people are ready")
    readable(ines)
    answer(kofi, 60, 50, 50, 50, 40, 40, 40)
    lock(kofi)
    write_down(study, NAME, "Tom")

    # Maya leads: she begins, all follow.
    maya = enter(width=1280)
    cookie = {"name": cookie_of(folder), "value": quote(MAYA), "url": url}
    maya.context.add_cookies([cookie])
    maya.goto(f"{url}/sessions?name={NAME}")
    rest(maya)
    expect(maya.get_by_text("Everybody has locked what they believe.")).to_be_visible()
    assert "81" not in maya.locator(".ss-people").inner_text()
    readable(maya)
    maya.get_by_role("button", name="Begin listening").click()
    tom = enter()
    seat(tom, "Tom")
    everybody = (kofi, ines, tom)
    for page in everybody:
        sound(page)
    maya.get_by_role("button", name="Play for all").click()
    for page in everybody:
        page.wait_for_function(f"{RUNS} && {AT} > 2")
    places = [page.evaluate(f"[{AT}, Date.now() / 1000]") for page in everybody]
    begins = [now - at for at, now in places]
    assert max(begins) - min(begins) < APART, places
    expect(kofi.locator(".sx-words")).to_contain_text(study.session_plan(NAME).clips[0].text[:20])
    kofi.keyboard.press("m")
    expect(kofi.locator(".sx-noted")).to_contain_text("Noted at")
    expect(kofi.locator(".sx-noted")).to_be_visible()
    ines.get_by_role("button", name="Hide the words").click()
    expect(ines.locator(".sx-words")).to_be_hidden()
    readable(ines)
    maya.get_by_role("button", name="Pause for all").click()
    for page in everybody:
        page.wait_for_function(f"!({RUNS})")
    paused = [page.evaluate(AT) for page in everybody]
    assert max(paused) - min(paused) < APART, paused
    end = study.session_plan(NAME).duration
    assert maya.request.post(f"{desk}/play", data={"playing": True, "at": end - 2}).ok
    expect(maya.get_by_text("Everybody has heard it to the end.")).to_be_visible()

    # Then all see what customers answered, each their own answers among them.
    maya.get_by_role("button", name="Reveal the answers").click()
    for page in (kofi, ines):
        expect(page.locator(".sx-reveal h1")).to_have_text("What customers answered", timeout=PATIENCE)
        expect(page.locator(".sx-mine")).to_have_count(2 * len(ITEMS))
        readable(page)
    assert "Ines" not in kofi.locator(".sx").inner_text()
    assert "Kofi" not in ines.locator(".sx").inner_text()

    # And once more.
    maya.get_by_role("button", name="Ask once more").click()
    kofi.get_by_role("button", name="Go on").click()
    answer(kofi, *[64] * 9)
    lock(kofi)
    expect(kofi.locator(".sx-over")).to_have_text("For you alone")
    expect(kofi.locator(".sx-talk")).to_contain_text("What moved you")
    write_down(study, NAME, "Ines", "Tom", phase="after", guess=60)
    expect(ines.locator(".sx-own h1")).to_contain_text("your guesses came")
    assert ines.locator(".sx-own h1").inner_text() != kofi.locator(".sx-own h1").inner_text()
    maya.get_by_role("button", name="Close the session").first.click()
    expect(maya.locator(".ss-verdict")).to_contain_text("rediction error")
    expect(maya.locator(".cl-snip")).to_contain_text("moved 1 of 3 people")
    expect(kofi.get_by_text("This session is over. Thank you.")).to_be_visible()
    kept = study.session_result(NAME)
    assert (kept.people, kept.listened) == (3, 3)
    assert json.loads(kofi.request.get(f"{url}/cslab/session/{token}/state").text())["step"] == "result"
