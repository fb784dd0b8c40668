"""One customer's page, and the loop, promises, anger and preferences: what they say, and what they do."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import cslab
from tests.app.conftest import APP
from tests.workbench.customer_study import customer_study

Page = Callable[..., AppTest]


@pytest.fixture
def page(serve_study: Callable[..., Path]) -> Page:
    """Run the Customers page on a study, without a browser, at an address."""

    def run(folder: Path, *, read_only: bool = False, **query: str) -> AppTest:
        serve_study(folder, read_only=read_only)
        at = AppTest.from_file(str(APP / "main.py"), default_timeout=60)
        at.switch_page("views/customers.py")
        for word, value in query.items():
            at.query_params[word] = value
        return at.run()

    return run


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = customer_study(tmp_path_factory.mktemp("customers") / "ours")
    study.store.close()
    return study.folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "ours"))


def raw(at: AppTest) -> str:
    assert not at.exception, at.exception
    return " ".join(element.proto.body for element in at.get("html"))


def said(at: AppTest) -> str:
    """Everything the page says, without its markup."""
    bare = re.sub(r"<style>.*?</style>|<[^>]+>", " ", raw(at), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(bare))


def test_one_person_is_shown_with_everything_known_of_them(page: Page, folder: Path) -> None:
    study = cslab.open(folder)
    study.add_promise("A call", made_by="Maya", person_id="p-1", due_on="2026-03-20", made_on="2026-03-05")
    study.store.close()
    at = page(folder, person="p-1")
    words = said(at)
    assert "Ada <b>Ray</b>" in words  # as it is written, and no markup
    assert "Likes to solve a problem: talk, stated (we assume: write)" in words
    assert "What success means to them: “Home by five”" in words
    for title in ("In their words", "What they answered", "Habits: when, what, how often", "On one timeline"):
        assert title in words
    assert "3 of 10" in words
    assert "Maya promised" in words
    assert "Call from them, escalated" in words
    assert "<script>" not in raw(at)
    assert re.search(r"interview\?id=a&at=0\.0[^>]*>Hear<", raw(at))


def test_an_account_is_shown_with_its_people(page: Page, folder: Path) -> None:
    words = said(page(folder, account="a-1"))
    assert "Hollis plan team" in words
    assert "2 people" in words
    assert "Became a customer" in words


def test_whoever_did_not_agree_is_not_played(page: Page, folder: Path) -> None:
    words = said(page(folder, person="p-3"))
    assert "1 clip held back" in words


def test_nobody_is_said_with_who_is_near(page: Page, folder: Path) -> None:
    assert "There is no person 'p-10'; did you mean 'p-1'?" in said(page(folder, person="p-10"))
    assert "There is no account 'b'" in said(page(folder, account="b"))


def test_a_clip_goes_into_the_loop_once(page: Page, folder: Path) -> None:
    at = page(folder, person="p-1")
    at.button(key="clip-1").click().run()
    assert "It is in the loop" in said(at)
    assert not [button for button in at.button if button.key == "clip-1"]
    found = cslab.open(folder, read_only=True).feedback()
    assert found[["evidence_id", "person_id"]].to_numpy().tolist() == [["fee", "p-1"]]


def test_a_promise_is_written_down_and_settled_on_the_page(page: Page, folder: Path) -> None:
    at = page(folder, person="p-2")
    at.text_input(key="promise-what").input("An export by Friday")
    at.button(key="promise-add-keep").click().run()
    assert "The promise is written down." in said(at)
    at.button(key="customer-promise-keep").click().run()
    assert "Kept: An export by Friday" in said(at)
    table = cslab.open(folder, read_only=True).promises().table
    assert table[["what", "state", "person_id"]].to_numpy().tolist() == [
        ["An export by Friday", "kept", "p-2"]
    ]


def test_a_promise_of_nothing_is_refused_in_a_sentence(page: Page, folder: Path) -> None:
    at = page(folder, person="p-2")
    at.button(key="promise-add-keep").click().run()
    assert "The promise says nothing" in said(at)


def test_what_was_heard_is_taken_a_step_on(page: Page, folder: Path) -> None:
    study = cslab.open(folder)
    study.add_feedback("Tell me first", person_id="p-1", heard_on="2026-03-04", owner="Maya")
    study.store.close()
    at = page(folder, view="loop")
    words = said(at)
    assert "Told what became of it 0 %" in words
    assert "nobody decided yet" in words
    assert "Heard and never answered: 2" in words
    at.button(key="loop-keep").click().run()
    assert "Kept: Tell me first" in said(at)
    found = cslab.open(folder, read_only=True).feedback().iloc[0]
    assert (found["decision"], found["owner"]) == ("do", "Maya")


def test_what_nobody_answered_is_put_into_the_loop(page: Page, folder: Path) -> None:
    at = page(folder, view="loop")
    assert "Nothing is in the loop yet" in said(at)
    at.button(key="missed-put").click().run()
    found = cslab.open(folder, read_only=True).feedback()
    assert found["evidence"].to_list() == ["highlight"]


def test_promises_tell_what_is_overdue_and_how_those_stand(page: Page, folder: Path) -> None:
    assert "No promises yet" in said(page(folder, view="promises"))
    study = cslab.open(folder)
    study.add_promise("A call", made_by="Maya", person_id="p-1", due_on="2026-03-20", made_on="2026-03-05")
    broken = study.add_promise("A visit", made_by="Tom", person_id="p-1", made_on="2026-03-05")
    study.settle_promise(broken, "broken", on="2026-03-09")
    study.store.close()
    words = said(page(folder, view="promises"))
    assert "Open promises: 1, of them 1 overdue" in words
    assert "would recommend us: 3 of 10" in words


def test_anger_and_preferences_are_shown(page: Page, folder: Path) -> None:
    words = said(page(folder, view="anger"))
    assert "What escalated contacts are about" in words
    assert "Fewer than 5 people, so no share is shown" in words
    assert "email from us, left open, 21 h before" in words
    words = said(page(folder, view="preferences"))
    assert "Where we assume otherwise: 1 person" in words


@pytest.mark.parametrize("view", ["loop", "promises", "anger", "preferences"])
def test_a_study_without_customers_teaches(page: Page, tmp_path: Path, view: str) -> None:
    cslab.init(tmp_path / "new", title="New voices").store.close()
    raw(page(tmp_path / "new", view=view))


@pytest.mark.parametrize("query", [{"person": "p-1"}, {"view": "loop"}, {"view": "promises"}])
def test_a_study_that_can_only_be_read_offers_no_deeds(
    page: Page, folder: Path, query: dict[str, str]
) -> None:
    study = cslab.open(folder)
    study.add_promise("A call", made_by="Maya", person_id="p-1")
    study.add_feedback("Tell me first", person_id="p-1")
    study.loop()  # what answers need to know of their people is kept once
    study.store.close()
    at = page(folder, read_only=True, **query)
    raw(at)
    deeds = {"loop-keep", "missed-put", "promise-keep", "promise-add-keep", "clip-1", "customer-promise-keep"}
    assert not deeds & {button.key for button in at.button}
