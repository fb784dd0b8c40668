"""Drafting and auditing reels on their page, without a browser."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import cslab
from app.ui import reel_audit_panel
from tests.workbench.drafted import drafted, reel

Page = Callable[..., AppTest]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = drafted(tmp_path_factory.mktemp("telling") / "study")
    reel(study, "fair", 1, 5, 7)
    study.store.close()
    return study.folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "study"))


def said(at: AppTest) -> str:
    assert not at.exception, at.exception
    bodies = " ".join(element.proto.body for element in at.get("html"))
    assert "<img" not in bodies
    bare = re.sub(r"<style>.*?</style>|<[^>]+>", " ", bodies, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(bare).replace("\u00a0", " "))


def test_a_draft_is_looked_at_and_only_then_made(page: Page, folder: Path) -> None:
    at = page(folder, "reels")
    at.button(key="draft-begin").click().run()
    assert "7 clips of 3 people" in said(at)
    assert "No clip of Renew fits what was asked for and may be heard." in said(at)
    assert at.button(key="draft-make").disabled
    at.selectbox(key="draft-stage").set_value("use").run()
    at.selectbox(key="draft-for").set_value("public").run()
    assert "3 clips of 2 people" in said(at)
    assert "int-3 the person agreed to be heard by the company only" in said(at)
    assert set(cslab.open(folder).reels["name"]) == {"fair"}
    at.text_input(key="draft-title").set_value("What it is like").run()
    at.button(key="draft-make").click().run()
    assert not at.exception
    script = cslab.open(folder).reel("what-it-is-like").script
    assert (script.title, script.audience) == ("What it is like", "public")
    assert {one.highlight for one in script.elements if one.kind == "clip"} == {3, 4, 6}


def test_a_draft_that_fits_nobody_teaches(page: Page, folder: Path) -> None:
    at = page(folder, "reels")
    at.button(key="draft-begin").click().run()
    at.selectbox(key="draft-stage").set_value("renew").run()
    assert "No clip fits. Ask for less" in said(at)
    assert "draft-make" not in [button.key for button in at.button]


def test_an_audit_warns_first_and_changes_with_who_listens(page: Page, folder: Path) -> None:
    at = page(folder, "reels")
    at.query_params["name"] = "fair"
    at.query_params["view"] = "audit"
    at.run()
    words = said(at)
    assert words.index("No clip for Renew") < words.index("Stages of the journey")
    assert "1 voice belongs to nobody in people.csv" in words
    at.segmented_control(key="audit-for-fair").set_value("public").run()
    assert "1 clip is left out, as consent asks." in said(at)
    assert "Dana" not in said(at)
    assert reel_audit_panel.called("company_size") == "Company size"


def test_read_only_drafts_nothing_and_audits(page: Page, folder: Path) -> None:
    at = page(folder, "reels", read_only=True)
    assert "draft-begin" not in [button.key for button in at.button]
    at.query_params["name"] = "fair"
    at.query_params["view"] = "audit"
    at.run()
    assert "No clip for Renew" in said(at)
