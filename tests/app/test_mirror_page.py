"""The page Mirror: blind first, answered by link or by name, and then what it came to."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
import streamlit as st
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page as Window
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

import cslab
from app import tokens
from app.ui import mirror_form
from cslab.study.sheets import Sheet
from tests.app.app_server import rest, serving
from tests.app.conftest import APP
from tests.workbench.mirrored import HOSTILE, SCALED, believe, mirror_study

Page = Callable[..., AppTest]
TEAM = ("Maya", "Tom", "Ines", "Kofi", HOSTILE)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = mirror_study(tmp_path_factory.mktemp("mirror") / "ours")
    believe(study, TEAM, 0.5)
    study.store.close()
    return study.folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "ours")).resolve()


@pytest.fixture
def mirror(serve_study: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Page:
    """Open the page as somebody, by their name or by a link of theirs."""

    def run(
        folder: Path,
        name: str = "",
        *,
        named: bool = False,
        read_only: bool = False,
        **query: str,
    ) -> AppTest:
        if named:
            monkeypatch.setattr("app.ui.who.default_actor", lambda: name)
        elif name:
            query["sheet"] = tokens.sign(folder, "sheet", json.dumps(["first", name]))
        serve_study(folder, read_only=read_only)
        at = AppTest.from_file(str(APP / "main.py"), default_timeout=30).run()
        at.switch_page("views/mirror.py")
        for word, value in query.items():
            at.query_params[word] = value
        return at.run()

    return run


def said(at: AppTest) -> str:
    """Everything the page says, without its markup."""
    assert not at.exception, at.exception
    html = " ".join(element.proto.body for element in at.get("html"))
    bare = re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(bare))


def figures(study: cslab.Study) -> set[str]:
    """What nobody may read before they lock: customers' means."""
    return {f"{value:.0f}" for value in study.mirror_actual()["value"]}


# ---- before the look ----


def test_who_has_not_answered_sees_why_and_how_to_begin(mirror: Page, folder: Path) -> None:
    at = mirror(folder, "Lee", named=True)
    words = said(at)
    assert "Before you look" in words
    assert "10 questions that customers were asked" in words
    assert at.button(key="mirror-begin").label == "Begin as Lee"
    assert "Maya has locked" in words
    assert HOSTILE in words, "a name is shown as it is written"
    assert not at.get("arrow_vega_lite_chart")
    assert not at.get("arrow_data_frame")
    numbers = set(re.findall(r"\d+", words)) - {"10", "3", "5"}
    assert not numbers & figures(cslab.open(folder, read_only=True))


def test_a_sheet_is_begun_and_nothing_else_is_shown_until_it_is_locked(mirror: Page, folder: Path) -> None:
    at = mirror(folder, "Lee")
    at.button(key="mirror-begin").click().run()
    words = said(at)
    assert "0 of 10 answered by Lee" in words
    assert "Maya" not in words
    study = cslab.open(folder)
    assert study.sheet("Lee").state == "open"  # type: ignore[union-attr]
    sheet = study.sheet("Lee")
    assert sheet is not None
    mirror_form.keep(study, sheet, {"answers": {"item_2": {"own": 80, "predicted": 70}}, "nonce": "n"})
    at = mirror(folder, "Lee")
    assert "9 of 10 questions are not answered" in said(at)
    at.button(key="mirror-lock").click().run()
    assert "How much of our own taste" in said(at)
    assert study.sheet("Lee").state == "locked"  # type: ignore[union-attr]
    at = mirror(folder, "Lee", named=True, round="second")
    assert "This round measures what listening changed" in said(at)


def test_an_open_sheet_of_another_round_is_finished_first(mirror: Page, folder: Path) -> None:
    cslab.open(folder).start_sheet("Maya", round="second")
    at = mirror(folder, "Maya")
    assert "Your sheet of the round “second” is open" in said(at)
    html = " ".join(element.proto.body for element in at.get("html"))
    (token,) = re.findall(r"/mirror\?sheet=([^\"]+)", html)
    assert json.loads(tokens.read(folder, "sheet", token) or "") == ["second", "Maya"]
    assert "mirror-begin" not in [button.key for button in at.button]


@pytest.mark.parametrize(
    "told",
    [
        None,
        "x",
        {"answers": [1]},
        {"answers": {"item_2": 3}},
        {"answers": {"item_2": {"own": "<b>"}}},
        {"answers": {"item_2": {"own": 101}}},
        {"answers": {"nowhere": {"own": 1}}},
        {"answers": {"item_2": {"author": "Tom", "round": "second"}}},
    ],
)
def test_what_a_browser_sends_is_not_trusted(folder: Path, told: object) -> None:
    study = cslab.open(folder)
    sheet = study.start_sheet("Lee")
    mirror_form.keep(study, sheet, told)
    kept = study.sheet("Lee")
    assert kept is not None
    assert kept.given() == ()
    st.session_state.pop(mirror_form.SAID, None)


def test_a_sheet_that_was_locked_in_another_tab_takes_nothing_more(folder: Path) -> None:
    study = cslab.open(folder)
    before: Sheet | None = study.sheet("Maya")
    assert before is not None
    mirror_form.keep(study, before, {"answers": {"item_2": {"own": 1}}})
    assert study.sheet("Maya") == before
    assert "was locked" in st.session_state.pop(mirror_form.SAID)


def test_who_will_not_answer_is_shown_the_result_and_it_is_kept(mirror: Page, folder: Path) -> None:
    at = mirror(folder, "Lee")
    at.button(key="mirror-decline").click().run()
    assert "How much of our own taste" in said(at)
    assert cslab.open(folder).sheet("Lee").state == "declined"  # type: ignore[union-attr]
    assert "You did not answer this round" in said(mirror(folder, "Lee", view="own"))


def test_a_study_for_reading_shows_and_keeps_nothing(mirror: Page, folder: Path) -> None:
    at = mirror(folder, "Lee", read_only=True)
    assert "nobody can answer here" in said(at)
    assert "mirror-begin" not in [button.key for button in at.button]
    at.button(key="mirror-decline").click().run()
    assert "How much of our own taste" in said(at)
    assert cslab.open(folder, read_only=True).sheet("Lee") is None


def test_a_link_of_another_study_or_cut_short_says_so(mirror: Page, folder: Path, tmp_path: Path) -> None:
    foreign = tokens.sign(tmp_path, "sheet", '["first", "Maya"]')
    for token in (foreign, foreign[:-3], tokens.sign(folder, "audio", '["first", "Maya"]'), "x"):
        words = said(mirror(folder, sheet=token))
        assert "not one of this study" in words
        assert "Before you look" in words, "and nobody is taken to be Maya"


def test_a_study_without_questions_teaches(mirror: Page, tmp_path: Path) -> None:
    cslab.init(tmp_path / "bare", title="Bare").store.close()
    assert "at least eight questions" in said(mirror(tmp_path / "bare"))


# ---- after it ----


def test_the_team_sees_a_sentence_the_figure_and_each_item(mirror: Page, folder: Path) -> None:
    at = mirror(folder, "Maya")
    words = said(at)
    found = cslab.open(folder, read_only=True).projection()
    assert found.sentence in words
    assert found.deserved in words
    assert found.weight is not None
    assert found.weight.format().partition(" ")[0] in words
    assert len(at.get("vega_lite_chart") or at.get("arrow_vega_lite_chart")) == 2
    charts = str([element.proto for element in at.get("vega_lite_chart") or at.get("arrow_vega_lite_chart")])
    assert "Tom" not in charts, "nobody is named in the picture"
    labels = [one.label for one in at.expander]
    assert labels.index("The other figures") < labels.index("Beside what studies found")


def test_a_figure_is_shown_to_its_owner_and_named_only_when_shared(mirror: Page, folder: Path) -> None:
    at = mirror(folder, "Maya", view="own")
    words = said(at)
    assert "Your answers" in words
    assert "Tom" not in words
    at.toggle(key="mirror-share-first").set_value(True).run()
    assert cslab.open(folder).sheet("Maya").shared  # type: ignore[union-attr]
    at = mirror(folder, "Tom")
    charts = str([element.proto for element in at.get("vega_lite_chart") or at.get("arrow_vega_lite_chart")])
    assert "Maya" in charts


def test_hostile_names_are_shown_as_they_are_written(mirror: Page, folder: Path) -> None:
    at = mirror(folder, HOSTILE, view="own")
    html = " ".join(element.proto.body for element in at.get("html"))
    assert "<img src=x" not in html
    assert "<b>now</b>" not in html
    assert HOSTILE in said(at)
    assert HOSTILE in said(mirror(folder, "Maya", view="round"))


def test_what_to_do_and_whether_it_helped(mirror: Page, folder: Path) -> None:
    words = said(mirror(folder, "Maya", view="change"))
    assert "Did it help here?" in words
    assert "Second round, after listening" in words
    believe(cslab.open(folder), TEAM, 0.0, round="second", seed=4)
    at = mirror(folder, "Maya", view="change")
    words = said(at)
    assert cslab.open(folder, read_only=True).debiasing().sentence in words
    assert "Projection before and after" in words


@pytest.mark.parametrize(("items", "team"), [(6, ("Maya", "Tom", "Ines")), (10, ("Maya",)), (10, ())])
def test_very_few_are_told_in_words(mirror: Page, tmp_path: Path, items: int, team: tuple[str, ...]) -> None:
    study = mirror_study(tmp_path / "few", items=items)
    believe(study, team, 0.5)
    study.decline_sheet("Lee")
    words = said(mirror(study.folder, "Lee"))
    expected = {0: "Nobody has locked a sheet yet", 1: "What one person answered is shown to them alone"}
    assert expected.get(len(team), study.projection().sentence if team else "") in words
    assert len(team) != 1 or study.projection().sentence not in words


def test_one_teammate_alone_has_views_without_figures(mirror: Page, tmp_path: Path) -> None:
    study = mirror_study(tmp_path / "one")
    believe(study, ["Maya"], 0.5)
    assert "no figure for you alone" in said(mirror(study.folder, "Maya", view="own"))
    assert "Did it help here?" in said(mirror(study.folder, "Maya", view="change"))


def test_links_are_made_for_each_teammate(mirror: Page, folder: Path) -> None:
    cslab.open(folder).start_sheet(HOSTILE + "!")
    at = mirror(folder, "Maya", view="round")
    at.selectbox(key="mirror-link-name").set_value("Tom").run()
    assert "Tom is done with this round" in said(at)
    assert not at.code
    at.selectbox(key="mirror-link-name").set_value(HOSTILE + "!").run()
    (code,) = [one.value for one in at.code]
    token = code.partition("/mirror?sheet=")[2]
    assert json.loads(tokens.read(folder, "sheet", token) or "") == ["first", HOSTILE + "!"]


# ---- a persona in the mirror ----


def test_a_persona_is_set_beside_us_only_after_locking(
    serve_study: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    scores = ", ".join(f"{item} = {at * 9}" for at, item in enumerate(SCALED))
    (folder / "personas.toml").write_text(
        f'[[personas]]\nid = "carla"\nname = "Carla"\nscores = {{ {scores} }}\n'
        '[[personas]]\nid = "bare"\nname = "Bare"\n'
    )
    serve_study(folder)

    def run(persona: str, name: str) -> str:
        monkeypatch.setattr("app.ui.who.default_actor", lambda: name)
        at = AppTest.from_file(str(APP / "main.py"), default_timeout=30).run()
        at.switch_page("views/personas.py")
        at.query_params["persona"], at.query_params["view"] = persona, "us"
        return said(at.run())

    assert "locked it" in run("carla", "Lee")
    assert "Say what it would answer" in run("bare", "Maya")
    found = cslab.open(folder, read_only=True).persona_pull("carla")
    assert found.sentence in run("carla", "Maya")


# ---- in a browser ----


@pytest.fixture(scope="module")
def url(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = Path(shutil.copytree(made, tmp_path_factory.mktemp("mirror") / "served")).resolve()
    with serving(folder) as address:
        yield address, folder


@pytest.mark.browser
def test_a_sheet_is_filled_on_a_phone_resumed_and_locked(
    url: tuple[str, Path], visit: Callable[..., Window]
) -> None:
    address, folder = url
    token = tokens.sign(folder, "sheet", json.dumps(["first", "Lee & Bo"]))
    page = visit(f"{address}/mirror?sheet={token}", width=390, height=844)
    page.locator(".st-key-mirror-begin button").click()
    lines = page.locator(".ms-ask input")
    expect(lines).to_have_count(3)
    expect(lines.nth(0)).to_have_attribute("aria-valuetext", "not answered")
    # Streamlit's own menu, which is folded away at this width, is not ours to mend.
    found = Axe().run(page, context="[data-testid=stMain]")
    assert found.violations_count == 0, found.generate_report()
    lines.nth(0).click()  # right in the middle
    lines.nth(2).focus()
    page.keyboard.press("End")
    expect(page.locator(".ms-count")).to_contain_text("1 answered")
    expect(page.locator(".ms-saved")).to_have_text("Saved")
    page.reload()
    rest(page)
    expect(page.locator(".ms-count")).to_have_text(f"Question 2 of {len(SCALED)} · 1 answered")
    page.locator(".ms-back").click()
    expect(page.locator(".ms-ask output")).to_have_text(["50", "–", "100"])
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(wide), "nothing to scroll sideways"
    page.get_by_role("button", name="Lock my answers").click()
    page.locator(".st-key-mirror-lock button").click()
    expect(page.locator(".mi-verdict")).to_be_visible()
    rest(page)
    found = Axe().run(page, context="[data-testid=stMain]")
    assert found.violations_count == 0, found.generate_report()
    assert cslab.open(folder, read_only=True).sheet("Lee & Bo").state == "locked"  # type: ignore[union-attr]
