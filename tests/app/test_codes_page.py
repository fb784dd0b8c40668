"""The Codes page: the tree, one code with what was said, and changes that first show what moves."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page as Window
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

import cslab
from cslab.study.store import default_actor
from tests.app.app_server import rest, serving

Page = Callable[..., AppTest]


def said(at: AppTest) -> str:
    """Everything the page says, without its markup."""
    assert not at.exception, at.exception
    bodies = [element.proto.body for element in at.get("html")]
    bodies += [element.proto.label for element in at.get("page_link")]
    bare = re.sub(r"<style>.*?</style>|<[^>]+>", " ", " ".join(bodies), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(bare))


def buttons(at: AppTest) -> list[str]:
    return [button.label for button in at.button]


def press(at: AppTest, key: str) -> AppTest:
    return at.button(key=key).click().run()


def test_without_codes_the_page_teaches(page: Page, tmp_path: Path) -> None:
    cslab.init(tmp_path / "new", title="New voices")
    at = page(tmp_path / "new", "codes")
    assert "No codes yet" in said(at)
    assert buttons(at) == ["Add a code", "Import"]


def test_the_tree_counts_people_first(page: Page, study_folder: Path) -> None:
    study = cslab.open(study_folder)
    study.add_code("sign-off", definition="Said <b>yes</b>.", parent="approvals")
    study.add_highlight("int-01", start=1, end=3, codes=["approvals"], coder="Tom")
    words = said(page(study_folder, "codes"))
    assert re.search(r"Who says yes to an invoice\. 1 person 2 highlights", words)
    assert "Said <b>yes</b>. not used yet" in words
    assert "Onboarding" in words, "the stages stand beside the tree"
    assert "Added 'sign-off' below 'approvals'." in words, "the history"


def test_one_code_has_what_was_said(page: Page, study_folder: Path) -> None:
    at = page(study_folder, "codes", code="approvals")
    assert "Who says yes to an invoice." in said(at)
    assert buttons(at) == ["Edit", "Rename", "Move", "Merge", "Split", "Retire"]
    assert len(at.get("bidi_component")) >= 1
    at = page(study_folder, "codes", code="trust")
    assert "Nobody said it yet" in said(at)
    assert "did you mean 'trust'?" in said(page(study_folder, "codes", code="trsut"))


def test_a_code_is_found_by_its_former_name(page: Page, study_folder: Path) -> None:
    cslab.open(study_folder).rename_code("approvals", "sign-off")
    at = page(study_folder, "codes", code="approvals")
    assert "sign-off" in said(at)
    assert at.query_params["code"] in ("sign-off", ["sign-off"])


def test_reading_only_there_is_nothing_to_change(page: Page, study_folder: Path) -> None:
    study = cslab.open(study_folder)
    study.retire_code("trust")
    assert buttons(page(study_folder, "codes", read_only=True)) == []
    assert buttons(page(study_folder, "codes", read_only=True, code="approvals")) == []
    assert "Retired" in said(page(study_folder, "codes", code="trust"))


def test_a_merge_shows_what_moves_and_then_moves_it(page: Page, study_folder: Path) -> None:
    study = cslab.open(study_folder)
    study.add_highlight("int-01", start=1, end=3, codes=["approvals"], coder="Tom")
    at = press(page(study_folder, "codes", code="approvals"), "do-merge")
    assert "codes-apply" not in [button.key for button in at.button]
    at.selectbox(key="codes-into").select("trust").run()
    assert "2 highlights follow: " in said(at)
    assert "1 by Tom" in said(at)
    assert set(study.highlights()["codes"]) == {("approvals",)}, "nothing moved yet"
    press(at, "codes-apply")
    assert set(study.highlights()["codes"]) == {("trust",)}
    assert study.codebook.names == ("trust",)


def test_what_can_not_be_done_is_a_sentence(page: Page, study_folder: Path) -> None:
    at = press(page(study_folder, "codes", code="approvals"), "do-rename")
    at.text_input(key="codes-name").set_value("Trust").run()
    assert "There is a code 'trust' already" in said(at)
    assert "codes-apply" not in [button.key for button in at.button]


def test_a_blind_coder_sees_their_own_work_alone(page: Page, study_folder: Path) -> None:
    study = cslab.open(study_folder)
    study.add_highlight("int-01", start=1, end=3, codes=["trust"], coder="Tom")
    me = default_actor()
    study.set_blind(me, True)
    words = said(page(study_folder, "codes"))
    assert study.blind(me)
    assert "A reason to believe us. not used yet" in words
    assert "Who says yes to an invoice. 1 person 1 highlight" in words


def test_codes_that_nobody_explained_can_be_added(page: Page, study_folder: Path) -> None:
    study = cslab.open(study_folder)
    toml = study_folder / "study.toml"
    kept = toml.read_text()
    toml.write_text(kept.replace('"trust"', '"belief"'))
    cslab.open(study_folder).add_highlight("int-01", start=1, end=3, codes=["belief"])
    toml.write_text(kept)
    at = page(study_folder, "codes")
    assert "not in the codebook: belief (1)" in said(at)
    press(at, "add-loose")
    assert "belief" in study.codebook


@pytest.fixture(scope="module")
def folder(spoken: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(spoken, tmp_path_factory.mktemp("codes") / "study"))


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    with serving(folder) as address:
        yield address


@pytest.mark.browser
def test_renamed_merged_and_taken_back_by_hand(visit: Callable[..., Window], url: str, folder: Path) -> None:
    study = cslab.open(folder, read_only=True)
    window = visit(f"{url}/codes?view=people")
    window.get_by_role("radio", name="Codebook").click()
    window.get_by_role("link", name="approvals").click()
    expect(window.get_by_role("heading", name="approvals")).to_be_visible()
    rest(window)
    dialog = window.get_by_role("dialog")
    window.get_by_role("button", name="Rename", exact=True).click()
    dialog.get_by_label("New name").fill("sign-off")
    dialog.get_by_label("New name").press("Enter")
    expect(dialog.get_by_text("1 highlight follows: 1 by")).to_be_visible()
    found = Axe().run(window)
    assert [violation["id"] for violation in found.response["violations"]] == []
    assert study.codebook.version == 0
    dialog.get_by_role("button", name="Rename", exact=True).click()
    expect(window.get_by_role("heading", name="sign-off")).to_be_visible()
    assert study.highlights()["codes"].tolist() == [("sign-off",)]
    rest(window)
    window.get_by_role("button", name="Merge", exact=True).click()
    dialog.get_by_role("combobox").click()
    window.get_by_role("option", name="trust").click()
    dialog.get_by_role("button", name="Merge", exact=True).click()
    expect(window.get_by_role("heading", name="trust")).to_be_visible()
    assert study.highlights()["codes"].tolist() == [("trust",)]
    rest(window)
    window.get_by_role("button", name="Take it back").click()
    expect(dialog.get_by_text("Taken back: Merged 'sign-off' into 'trust'.")).to_be_visible()
    dialog.get_by_role("button", name="Take it back").click()
    expect(window.get_by_role("link", name="sign-off")).to_be_visible()
    assert study.highlights()["codes"].tolist() == [("sign-off",)]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("scheme", "paths"),
    [("light", ("codes", "codes?view=people")), ("dark", ("codes?code=trust", "codes?view=agreement"))],
)
def test_nobody_is_shut_out(
    visit: Callable[..., Window], url: str, scheme: str, paths: tuple[str, ...]
) -> None:
    for path in paths:
        found = Axe().run(visit(f"{url}/{path}", scheme=scheme))
        assert len(found.response["passes"]) > 10
        assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found.response["violations"]] == []
