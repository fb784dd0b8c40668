"""The page Personas: all of them, one with its claims, one claim with both sides; drafts show no data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from streamlit.testing.v1 import AppTest

import cslab
from tests.app.app_server import rest, serving
from tests.app.conftest import APP
from tests.workbench.witnessed import HOSTILE, witnessed

Open = Callable[..., AppTest]
ESCAPED = "&lt;img src=x onerror=alert(1)&gt;"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with a persona that no test changes."""
    study = witnessed(tmp_path_factory.mktemp("personas") / "study", sound=True)
    study.store.close()
    return study.folder


def raw(at: AppTest) -> str:
    assert not at.exception, at.exception
    return " ".join(element.proto.body for element in at.get("html"))


def said(at: AppTest) -> str:
    """Everything the page says, without its markup."""
    bare = re.sub(r"<style>.*?</style>|<[^>]+>", " ", raw(at), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(bare)).replace("\u00a0", " ")


@pytest.fixture
def see(serve_study: Callable[..., Path]) -> Open:
    """Open the page at an address."""

    def run(folder: Path, *, read_only: bool = False, **query: str) -> AppTest:
        serve_study(folder, read_only=read_only)
        at = AppTest.from_file(str(APP / "main.py"), default_timeout=60).run()
        at.switch_page("views/personas.py")
        for name, value in query.items():
            at.query_params[name] = value
        return at.run()

    return run


def test_an_empty_page_teaches(see: Open, tmp_path: Path) -> None:
    cslab.init(tmp_path / "new", title="New").store.close()
    at = see(tmp_path / "new")
    assert "No persona yet" in said(at)
    assert "[[personas]]" in at.code[0].value


def test_the_example_that_it_teaches_can_be_read(see: Open, tmp_path: Path) -> None:
    from app.ui.persona_list import EXAMPLE

    cslab.init(tmp_path / "new", title="New").store.close()
    (tmp_path / "new" / "personas.toml").write_text(EXAMPLE)
    words = said(see(tmp_path / "new"))
    assert "1 not locked" in words
    assert "can't be used" not in words


def test_all_personas_with_what_is_most_wrong(see: Open, folder: Path) -> None:
    at = see(folder)
    words = said(at)
    assert "12 real customers" in words
    assert "✕ 1 contradicted" in words
    assert "1 not locked" in words
    assert "17 %; we said at least 50 %" in words
    assert HOSTILE not in raw(at)
    assert ESCAPED in raw(at)


def test_one_persona_with_its_claims(see: Open, folder: Path) -> None:
    at = see(folder, persona="carla")
    words = said(at)
    assert "We said at least 50 %" in words
    assert "Locked by Maya" in words
    assert "Lock it to see what the data says." in words
    assert {"For", "Against", "How we know"} <= {button.label for button in at.button}
    assert HOSTILE not in raw(at)


@pytest.mark.parametrize("query", [{}, {"claim": "carla-easy"}])
def test_the_method_is_one_click_away(see: Open, folder: Path, query: dict[str, str]) -> None:
    at = see(folder, persona="carla", **query)
    before = said(at)
    next(button for button in at.button if button.label == "How we know").click()
    words = said(at.run())
    assert not at.exception
    assert "Holm" in words
    assert "Holm" not in before


def test_a_draft_shows_no_data(see: Open, folder: Path) -> None:
    at = see(folder, persona="carla", claim="carla-secret")
    words = said(at)
    assert "Lock it to see what the data says" in words
    for figure in ("%", "n =", "supported", "contradicted", "For ", "Against ", "interviews"):
        assert figure not in words, figure
    assert not at.get("download_button")


def test_one_claim_with_both_sides(see: Open, folder: Path) -> None:
    at = see(folder, persona="carla", claim="carla-easy")
    words = said(at)
    for part in ("contradicted", "Maya expected 90 %", "Claimed: at least 50 %", "Searched 3 interviews"):
        assert part in words, part
    assert "In writing" in words
    assert "Because <i>12</i>" in words
    assert HOSTILE not in raw(at)
    assert "Locked once" in at.expander[0].label


def test_real_people_have_names_and_ways_to_them(see: Open, folder: Path) -> None:
    at = see(folder, persona="carla", view="people")
    assert "Drop the persona, talk to a person" in said(at)
    assert "/customers?person=p-1" in raw(at)
    assert "Dana &lt;b&gt;Whit&lt;/b&gt;" in raw(at)


@pytest.mark.parametrize("view", ["quality", "message", "us"])
def test_every_part_of_a_persona_is_drawn(see: Open, folder: Path, view: str) -> None:
    assert len(said(see(folder, persona="carla", view=view))) > 200


@pytest.mark.parametrize("view", ["customers", "message", "authors"])
def test_every_view_is_drawn(see: Open, folder: Path, view: str) -> None:
    assert len(said(see(folder, view=view))) > 100


def test_a_study_for_reading_shows_and_offers_nothing(see: Open, folder: Path) -> None:
    for query in ({}, {"persona": "carla"}, {"persona": "carla", "claim": "carla-easy"}):
        at = see(folder, read_only=True, **query)
        assert not {"Write a claim", "Write a persona", "Write on, or lock it"} & {
            one.label for one in at.button
        }
        assert said(at)


def test_what_is_not_there_is_said(see: Open, folder: Path) -> None:
    assert "carla" in said(see(folder, persona="carlos"))
    assert "carla-easy" in said(see(folder, claim="carla-eazy"))


def test_a_withdrawn_claim_stays_to_be_seen(see: Open, tmp_path: Path) -> None:
    study = witnessed(tmp_path / "study")
    study.remove_claim("carla-vague")
    study.store.close()
    words = said(see(study.folder, persona="carla"))
    assert "She wants it to work." in words
    assert "withdrawn from personas.toml since" in words


def test_what_can_not_be_used_is_said_calmly(see: Open, tmp_path: Path) -> None:
    study = witnessed(tmp_path / "study")
    study.store.close()
    toml = study.folder / "personas.toml"
    toml.write_text(toml.read_text() + '[[claims]]\nid = "x"\npersona = "nobody"\nsays = "<b>y</b>"\n')
    at = see(study.folder)
    assert "can't be used" in at.expander[0].label
    assert "12 real customers" in said(at)


# ------------------------------------------------------------------------------------- in a browser


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    with serving(folder) as address:
        yield address


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible_and_a_clip_is_marked(
    url: str, visit: Callable[..., Page], folder: Path, scheme: str
) -> None:
    page = visit(f"{url}/personas", scheme=scheme)
    for query in ("", "?persona=carla", "?persona=carla&claim=carla-easy", "?persona=carla&view=people"):
        page.goto(f"{url}/personas{query}")
        rest(page)
        expect(page.locator("h1").first).to_be_visible()
        found = Axe().run(page)
        assert found.violations_count == 0, f"{query}: {found.generate_report()}"
    if scheme == "dark":
        return
    page.goto(f"{url}/personas?persona=carla&claim=carla-easy")
    first = page.locator(".st-key-card-against .cl-snip").first
    first.get_by_role("button", name="Neither").click()
    expect(page.locator(".st-key-card-against .cl-snip")).to_have_count(1)
    study = cslab.open(folder, read_only=True)
    assert list(study.clip_marks("carla-easy")["side"]) == ["neither"]
    study.store.close()


@pytest.mark.browser
def test_a_saved_card_plays_from_its_file_with_no_network(
    folder: Path, browser: Browser, tmp_path: Path
) -> None:
    study = cslab.open(folder, read_only=True)
    path = study.evidence_card("carla-easy", audience="company").save(tmp_path / "card.html")
    study.store.close()
    context = browser.new_context(offline=True, color_scheme="dark")
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("console", lambda message: failures.append(message.text) if message.type == "error" else None)
    page.goto(path.as_uri())
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.get_by_role("button", name="Play Dana").first.click()
    expect(page.locator("li[aria-current=true]")).to_have_attribute("style", re.compile(r"--at: [1-9]"))
    page.get_by_role("button", name="Pause Dana").first.click()
    expect(page.get_by_role("button", name="Pause Dana")).to_have_count(0)
    assert page.evaluate("document.querySelector('audio').currentTime") > 0.05
    assert {one.partition(":")[0] for one in asked} <= {"file", "blob", "data"}
    assert failures == []
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.set_viewport_size({"width": 695, "height": 1039})
    assert page.evaluate("document.documentElement.scrollHeight") <= 1039
    context.close()
