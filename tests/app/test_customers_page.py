"""The Customers page: its views, what each says, judging a tie, success, customers' words as plain text."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import cslab
from tests.app.conftest import APP
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
    return write(tmp_path / "study")


@pytest.fixture
def view(serve_study: Callable[..., Path]) -> Callable[..., AppTest]:
    """Open one view of the page."""

    def run(folder: Path, name: str, *, read_only: bool = False) -> AppTest:
        serve_study(folder, read_only=read_only)
        at = AppTest.from_file(str(APP / "main.py"), default_timeout=30).run()
        at.switch_page("views/customers.py")
        at.query_params["view"] = name
        return at.run()

    return run


@pytest.mark.parametrize("name", ["accounts", "quadrants", "risk", "success"])
def test_every_view_of_a_study_without_customers_teaches(view: Page, tmp_path: Path, name: str) -> None:
    cslab.init(tmp_path / "new", title="New voices").store.close()
    words = said(view(tmp_path / "new", name))
    assert "Customers" in words
    assert len(words) > 150, "an empty view says what belongs there"


def test_accounts_with_ties_flags_and_search(page: Page, folder: Path) -> None:
    at = page(folder, "customers")
    words = said(at)
    assert "11 accounts , 1 more have left" in words
    assert "one contact holds most" in words
    assert "The weights of the four strengths are arbitrary" in words
    assert 'href="/customers?account=a-0"' in raw(at)
    at.text_input(key="accounts-find").set_value("account 7").run()
    assert "Account 7" in said(at)
    assert "Account 3" not in said(at)
    at.text_input(key="accounts-find").set_value("nobody (").run()
    assert "No account fits" in said(at)


def test_many_accounts_come_25_at_a_time(page: Page, folder: Path) -> None:
    rows = [f"b-{at},Branch {at:03},solo,100,10,2024-01-01,2027-01-01," for at in range(60)]
    with (folder / "accounts.csv").open("a") as file:
        file.write("\n".join(rows) + "\n")
    at = page(folder, "customers")
    assert raw(at).count("/customers?account=") == 25
    at.button(key="accounts-more").click().run()
    assert raw(at).count("/customers?account=") == 50


def test_a_tie_is_judged_shown_and_taken_back(page: Page, folder: Path) -> None:
    at = page(folder, "customers", person="p-2")
    assert "The tie to us, as we judge it" in said(at)
    at.segmented_control(key="tie-sentiment-p-2").set_value(-1)
    at.text_input(key="tie-note-p-2").set_value("<b>Shouted</b>")
    at.button(key="tie-keep-p-2").click().run()
    study = cslab.open(folder)
    assert study.relationships().of("p-2")["sentiment"].tolist() == [-1, 1]
    assert "Kept: Person 2, close, negative." in said(at)
    assert "<b>Shouted</b>" not in raw(at)
    assert "<b>Shouted</b>" in said(at), "as it was written"
    at.button(key="tie-undo").click().run()
    assert study.relationships().of("p-2")["sentiment"].tolist() == [1]


def test_an_account_shows_all_its_ties(page: Page, folder: Path) -> None:
    words = said(page(folder, "customers", account="a-9"))
    assert "The ties to us, as we judge them" in words
    assert "in touch, positive" in words
    assert "not judged" in words


def test_reading_only_there_is_nothing_to_change(page: Page, view: Page, folder: Path) -> None:
    cslab.open(folder).store.close()
    at = page(folder, "customers", read_only=True, person="p-2")
    assert not [button for button in at.button if (button.key or "").startswith("tie-")]
    at = view(folder, "success", read_only=True)
    assert not [box for box in at.text_area if (box.key or "").startswith("define")]


def test_quadrants_are_probabilities_and_people_move(view: Page, folder: Path) -> None:
    at = view(folder, "quadrants")
    words = said(at)
    assert "customer success" in words
    assert "noise alone would show" in words
    assert "1 accounts are not placed: nobody there answered." in words
    assert at.selectbox(key="quadrants-wave").options == ["autumn", r"Spring \<i\>wave\</i\>"]
    at.selectbox(key="quadrants-wave").select("spring").run()
    assert "There is no wave before spring" in said(at)
    at.selectbox(key="continuum-by").select("plan").run()
    assert not at.exception


def test_flight_risk_says_the_sentence_and_its_bounds(view: Page, folder: Path) -> None:
    at = view(folder, "risk")
    words = said(at)
    assert "4 of 10 accounts that renewed and answered are unhappy" in words
    assert "were they all unhappy, 45 %" in words
    assert "they wrote" not in words
    assert "Renewed, and silent" in words
    assert raw(at).count("/customers?account=") == 4


def test_success_is_defined_and_a_value_recorded(view: Page, folder: Path) -> None:
    at = view(folder, "success")
    assert "known in words only; agree on a measure" in said(at)
    at.text_input(key="define-measure").set_value("days <to> close")
    at.number_input(key="define-baseline").set_value(6.0)
    at.number_input(key="define-target").set_value(2.0)
    at.button(key="define-keep").click().run()
    assert "Kept: what success means to Person 0." in said(at)
    at.number_input(key="record-value").set_value(7.0)
    at.button(key="record-keep").click().run()
    words = said(at)
    assert "-25 % of the way" in words
    assert "behind" in words
    assert "Renewing, while their own success is behind" in words
    assert "days <to> close" in words
    study = cslab.open(folder)
    assert len(study.success().series) == 1


def test_what_can_not_be_kept_is_a_sentence(view: Page, folder: Path) -> None:
    at = view(folder, "success")
    at.number_input(key="define-target").set_value(2.0)
    at.button(key="define-keep").click().run()
    assert "A target needs a measure" in said(at)
    assert cslab.open(folder).success().table["success"].tolist() == [""]


def test_an_unknown_customer_is_a_sentence(page: Page, folder: Path) -> None:
    assert "There is no person" in said(page(folder, "customers", person="p-77"))
