"""Who is at work, how far coders agree and what the codes say about people, without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import cslab
from app.ui import figures, who
from cslab import Study
from cslab.estimate import Estimate
from tests.app.test_pages import said

Page = Callable[..., AppTest]
PART = "from app import opened\nfrom app.ui import {part}\n{part}.show(opened.study())\n"


def part(name: str) -> AppTest:
    """Run one part of the page Codes on the study that is served."""
    return AppTest.from_string(PART.format(part=name), default_timeout=30).run()


@pytest.fixture
def twice(study_folder: Path, serve_study: Callable[..., Path]) -> Study:
    """The small study with an interview that Maya and Tom coded, alike but for one passage."""
    study = cslab.open(serve_study(study_folder))
    study.remove_highlight(1)
    words = study.transcript("int-01").words
    first, second = (words[0].start, words[8].end), (words[12].start, words[-1].end)
    for coder, code, (start, end) in [
        ("Maya", "trust", first),
        ("Tom", "trust", first),
        ("Maya", "approvals", second),
    ]:
        study.add_highlight("int-01", start=start, end=end, codes=[code], coder=coder)
    return study


# ---- who


def know(folder: Path, *names: str) -> None:
    for name in names:
        cslab.open(folder).set_blind(name, True)
        cslab.open(folder).set_blind(name, False)


def test_a_name_is_chosen_at_the_top_of_every_page_and_stays(page: Page, study_folder: Path) -> None:
    know(study_folder, "Maya")
    at = page(study_folder)
    box = at.selectbox(key=who.NAME)
    assert box.value in box.options
    box.set_value("Maya").run()
    assert at.session_state[who.KEY] == "Maya"
    at.switch_page("views/reels.py").run()
    assert at.selectbox(key=who.NAME).value == "Maya"
    scripts = [element.proto.body for element in at.get("html") if "document.cookie" in element.proto.body]
    assert len(scripts) == 1
    assert "=Maya; path=/" in scripts[0]


@pytest.mark.parametrize("name", ["</script><script>alert(1)</script>", 'a"; alert(1); "', "Zoë\n; path=/x"])
def test_no_name_leaves_its_place(page: Page, study_folder: Path, name: str) -> None:
    at = page(study_folder)
    at.session_state[who.KEY] = name
    at.run()
    (script,) = [element.proto.body for element in at.get("html") if "document.cookie" in element.proto.body]
    assert script.count("</script>") == 1
    assert re.fullmatch(
        r'<script>document\.cookie = "cslab_coder_[0-9a-f]{12}=[\w%.~-]+; path=/; [^"]+"</script>', script
    )


def test_the_browser_remembers_the_name(
    serve_study: Callable[..., Path], study_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve_study(study_folder)
    cookies = {who._cookie(): "Zo%C3%AB%20M"}
    monkeypatch.setattr(st, "context", SimpleNamespace(cookies=cookies))
    assert who.coder() == "Zoë M"
    cookies.clear()
    assert who.coder() == cslab.study.store.default_actor()


def test_who_signed_in_is_not_asked(page: Page, study_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class User(dict[str, str]):
        is_logged_in = True

    monkeypatch.setattr(st, "user", User(name="Ines *Ward*"))
    at = page(study_folder)
    assert not [box for box in at.selectbox if box.key == who.NAME]
    assert who.coder() == "Ines *Ward*"


def test_a_coder_turns_blind_and_back(page: Page, study_folder: Path) -> None:
    know(study_folder, "Maya", "Tom")
    at = page(study_folder)
    at.selectbox(key=who.NAME).set_value("Maya").run()
    at.toggle(key=who.BLIND).set_value(True).run()
    study = cslab.open(study_folder)
    assert study.blind("Maya")
    assert not study.blind("Tom")
    at.selectbox(key=who.NAME).set_value("Tom").run()
    assert at.toggle(key=who.BLIND).value is False
    at.selectbox(key=who.NAME).set_value("Maya").run()
    at.toggle(key=who.BLIND).set_value(False).run()
    assert not study.blind("Maya")


def test_nothing_is_switched_where_nothing_may_change(page: Page, study_folder: Path) -> None:
    at = page(study_folder, read_only=True)
    assert at.toggle(key=who.BLIND).disabled


# ---- agreement


def test_agreement_shows_figures_with_their_unit_and_what_differs(twice: Study) -> None:
    at = part("agreement")
    words = said(at)
    assert "Maya and Tom on 1 interview" in words
    assert "All codes, added up" in words
    assert "Krippendorff's alpha, over time" in words
    assert re.search(r"Agreement where anyone coded.*\d+ %", words)
    assert "Only 1 interview was coded by two or more people" in words
    assert at.selectbox(key="agreement-unit").options[0] == "Segments of the customer's speech"
    assert at.get("bidi_component")
    at.selectbox(key="agreement-unit").set_value("word").run()
    assert "n = " in said(at)


def test_of_three_coders_two_can_be_chosen(twice: Study) -> None:
    twice.add_highlight("int-01", start=0.5, end=3.0, codes=["approvals"], coder="Ines")
    at = part("agreement")
    assert "Ines, Maya and Tom on 1 interview" in said(at)
    at.selectbox(key="agreement-pair").set_value(("Maya", "Tom")).run()
    assert "Maya and Tom on 1 interview" in said(at)
    assert "Cohen's kappa" in said(at)


def test_nobody_to_compare_teaches(serve_study: Callable[..., Path], study_folder: Path) -> None:
    serve_study(study_folder)
    assert "Nobody coded the same interview twice yet" in said(part("agreement"))


def test_who_codes_blind_sees_no_comparison_and_their_own_codes_alone(
    twice: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice.set_blind("Tom")
    monkeypatch.setattr(who, "coder", lambda: "Tom")
    words = said(part("agreement"))
    assert "You code blind" in words
    assert "approvals" not in words
    words = said(part("analysis"))
    assert "only your own codes" in words
    assert "trust" in words
    assert "approvals" not in words


# ---- analysis


def test_analysis_counts_people_and_says_how_few(twice: Study) -> None:
    at = part("analysis")
    words = said(at)
    assert "1 of 1 person" in words
    assert "Only 1 person" in words
    assert "approvals and trust" in words
    at.selectbox(key="analysis-by").set_value("stage").run()
    assert "Onboarding" in said(at)
    at.selectbox(key="analysis-by").set_value("role").run()
    assert "Chief financial officer" in said(at)
    at.selectbox(key="analysis-voices").set_value("trust").run()
    assert at.get("bidi_component")
    assert not at.exception


def test_nothing_coded_teaches(serve_study: Callable[..., Path], tmp_path: Path) -> None:
    cslab.init(tmp_path / "new", title="New voices")
    serve_study(tmp_path / "new")
    assert "Nothing is coded yet" in said(part("analysis"))


# ---- figures


def test_figures_are_written_with_interval_and_number() -> None:
    written = figures.number(Estimate(-0.2, -0.5, 1.0, 3, "by hand", caveats=('so "so" <b>',)), digits=2)
    assert "-0.20" in written
    assert "n = 3" in written
    assert "few" in written
    assert "--low:0.0%;--high:100.0%" in written
    assert "<b>" not in written.partition("title=")[2].partition(">")[0]
    assert "–" in figures.number(None, digits=0)
    assert 'href="/codes?code=a%26b%20%3Ci%3E"' in figures.of_code("a&b <i>")
    assert "<i>" not in figures.of_code("a&b <i>")
    assert "<script>" not in figures.table(["<script>"], [("a",)], caption="<script>")
