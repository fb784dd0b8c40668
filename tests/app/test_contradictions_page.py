"""The Contradictions page: cards, filters, statuses, what it teaches, and everybody's words as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

import cslab
from cslab.study.contradictions import set_status
from tests.app.app_server import rest, serving
from tests.workbench.related import write

Page = Callable[..., AppTest]


def raw(at: AppTest) -> str:
    assert not at.exception, at.exception
    return " ".join(element.proto.body for element in at.get("html"))


def said(at: AppTest) -> str:
    """Everything the page says, without its markup."""
    bare = re.sub(r"<style>.*?</style>|<[^>]+>", " ", raw(at), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(bare))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A study in which accounts renewed and are unhappy, with words that want to be markup."""
    folder = write(tmp_path / "study")
    path = folder / "accounts.csv"
    path.write_text(path.read_text().replace("Account 1,", "<script>Account</script> 1,"))
    return folder


def test_a_card_says_what_it_is_how_large_who_and_how_sure(page: Page, folder: Path) -> None:
    at = page(folder, "contradictions")
    words = said(at)
    assert "1 holds up" in words
    assert "4 of 10 accounts that renewed are unhappy" in words
    assert "could as well be 12–74 %" in words
    assert "Holds up: chance alone hardly does this" in words
    assert "They pay 4,000 a year" in words
    assert "<script>Account" not in raw(at)
    assert [button.label for button in at.button if button.label == "Hear"] == ["Hear", "Hear"]
    at.button(key="contra-how-renewing-2funhappy").click().run()
    words = said(at)
    assert "Exact (Clopper-Pearson) interval" in words
    assert "bits of surprise" in words


def test_what_became_of_it_is_kept_and_filtered(page: Page, folder: Path) -> None:
    at = page(folder, "contradictions")
    key = "renewing-2funhappy"
    at.button_group(key=f"contra-status-{key}").set_value("explained")
    at.text_area(key=f"contra-note-{key}").set_value("They <b>moved</b>")
    at.button(key=f"contra-keep-{key}").click().run()
    assert "Nothing of that kind and status." in said(at)
    assert "Explained: 4 of 10 accounts" in said(at)
    study = cslab.open(folder)
    assert study.contradictions().history["status"].tolist() == ["explained"]
    study.store.close()
    at = page(folder, "contradictions", status="explained")
    assert "&lt;b&gt;moved&lt;/b&gt;" in raw(at)
    assert "renewed are unhappy" in said(at)
    assert "4 of 10 accounts" in said(page(folder, "contradictions", status="all", kind="renewing"))


def test_who_may_only_read_sees_and_changes_nothing(page: Page, folder: Path) -> None:
    at = page(folder, "contradictions", read_only=True)
    assert "4 of 10 accounts" in said(at)
    assert not [button for button in at.button if button.label == "Keep"]


def test_what_is_no_longer_seen_is_listed(page: Page, folder: Path) -> None:
    study = cslab.open(folder)
    set_status(study.store, "theme/<i>old</i>", "acted on", note="Gone", author="Ana & Ben")
    study.store.close()
    at = page(folder, "contradictions")
    assert "No longer seen: 1" in [one.label for one in at.expander]
    assert "theme/&lt;i&gt;old&lt;/i&gt;" in raw(at)


def test_a_new_study_learns_what_each_kind_needs(page: Page, tmp_path: Path) -> None:
    cslab.init(tmp_path / "new", title="New").store.close()
    words = said(page(tmp_path / "new", "contradictions"))
    assert "Nothing can be set against each other yet" in words
    for kind in ("Renewing, and unhappy", "Happy words, and falling use", "What the team believes"):
        assert kind in words


@pytest.mark.browser
def test_the_page_and_how_we_know_are_accessible_and_fit_a_phone(
    folder: Path, visit: Callable[..., Any]
) -> None:
    with serving(folder) as address:
        page = visit(f"{address}/contradictions", scheme="dark")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        page.get_by_role("button", name="How we know").first.click()
        expect(page.get_by_role("dialog")).to_contain_text("bits of surprise")
        rest(page)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        page.keyboard.press("Escape")
        page.set_viewport_size({"width": 390, "height": 844})
        expect(page.get_by_role("dialog")).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
