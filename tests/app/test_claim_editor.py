"""Writing claims and personas in the app: what would show a claim, what is live, drafts, locks, segments."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import cslab
from app.ui.persona_editor import _flowing
from cslab.study.personas import Claim, Condition, Indicator, Persona
from cslab.workbench import Study

STUDY = """\
title = "Ours"
[[codes]]
name = "trust"
definition = "A reason to believe us."
[[features]]
id = "lanes"
name = "Approval Lanes"
[[questions]]
id = "recommend"
wording = "How likely are you to recommend us?"
role = "nps"
[[questions]]
id = "rather"
wording = "Would you rather <b>call</b>?"
role = "choice"
answers = ["Call", "Write"]
[[questions]]
id = "why"
wording = "Why?"
role = "why"
[[surveys]]
name = "q1"
file = "surveys/q1.csv"
[surveys.columns]
person_id = "who"
recommend = "nps"
rather = "rather"
"""
PLANS = ("solo", "team", "business")
PEOPLE = [f"p{at:02},a{at:02},Name {at},{at},2026-01-{at + 1:02}" for at in range(24)]
CARLA = Persona(
    "carla", "Careful <i>Carla</i>", segment=(Condition("plan", "is", ("solo", "team")),), author="Maya"
)
CLAIM = Claim(
    *("lanes", "carla", "Builds her own lanes"),
    (Indicator("survey", "at_least", 50.0, measure="share", question="recommend", low=9.0, high=10.0),),
    *("Tom", None, 70.0, 80.0, ("trust",)),
)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    folder = tmp_path / "ours"
    (folder / "surveys").mkdir(parents=True)
    (folder / "study.toml").write_text(STUDY, "utf-8")
    (folder / "people.csv").write_text(
        "person_id,account_id,name,size,joined_on\n" + "\n".join(PEOPLE), "utf-8"
    )
    accounts = [f"a{at:02},{PLANS[at % 3]}" for at in range(24)]
    (folder / "accounts.csv").write_text("account_id,plan\n" + "\n".join(accounts), "utf-8")
    rows = [f"p{at:02},{7 + at % 4},{'Call' if at % 2 else 'Write'}" for at in range(24)]
    (folder / "surveys" / "q1.csv").write_text("who,nps,rather\n" + "\n".join(rows), "utf-8")
    opened = cslab.open(folder, actor="Ines")
    opened.save_persona(CARLA)
    opened.save_claim(CLAIM)
    return opened


def draw() -> None:
    """The page under test, run by AppTest as a script of its own."""
    import os

    from app import opened
    from app.ui import claim_editor

    study = opened.study()
    persona = study.personas.persona("carla")
    what = os.environ["CSLAB_TEST_WHAT"]
    if what == "persona":
        claim_editor.edit_persona(study, persona)
    elif what == "new persona":
        claim_editor.edit_persona(study, None)
    else:
        claim_editor.edit(study, persona, study.personas.claim(what) if what else None)


@pytest.fixture
def open_editor(
    study: Study, serve_study: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., AppTest]:
    """Open the editor of a claim, of a new one, or of a persona."""

    def run(what: str, *, read_only: bool = False) -> AppTest:
        serve_study(study.folder, read_only=read_only)
        monkeypatch.setenv("CSLAB_ACTOR", "Ines")
        monkeypatch.setenv("CSLAB_TEST_WHAT", what)
        at = AppTest.from_function(draw, default_timeout=30)
        at.session_state["coder"] = "Ines"
        at.run()
        if not read_only:
            at.button[0].click().run()
        assert not at.exception, at.exception
        return at

    return run


def said(at: AppTest) -> str:
    assert not at.exception, at.exception
    bodies = " ".join(element.proto.body for element in at.get("html"))
    bare = re.sub(r"<style>.*?</style>|<[^>]+>", " ", bodies, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(bare))


def press(at: AppTest, label: str) -> AppTest:
    return next(one for one in at.button if one.label == label).click().run()


def choose(at: AppTest, label: str, value: str) -> AppTest:
    return next(one for one in at.selectbox if one.label == label).select(value).run()


def give(at: AppTest, label: str, value: float) -> AppTest:
    return next(one for one in at.number_input if one.label.startswith(label)).set_value(value).run()


def test_a_claim_is_written_kept_and_locked(open_editor: Callable[..., AppTest], study: Study) -> None:
    at = open_editor("")
    at.text_area[0].input("They would tell a <b>friend</b>").run()
    assert "no data can refuse it" in said(at)
    press(at, "Name what would show it")
    assert "Say the rest of what would show it" in said(at)
    choose(at, "Question", "recommend")
    assert "How likely are you to recommend us?" in said(at)
    assert "answered from 0 to 10" in said(at)
    give(at, "My guess, in % of them", 40)
    words = said(at)
    assert "It can be tested: 16 such customers" in words
    assert "% answer" not in words
    give(at, "How sure I am", 75)
    press(at, "Keep as draft")
    assert "Kept as a draft" in said(at)
    (new,) = [claim for claim in study.personas.claims if claim.id != "lanes"]
    assert (new.id, new.author, new.predicted, new.confidence) == (
        "carla-they-would-tell",
        "Ines",
        40.0,
        75.0,
    )
    assert new.shown_by == (
        Indicator("survey", "at_least", 50.0, measure="share", question="recommend", low=9.0, high=10.0),
    )
    assert study.claim_state(new.id) == "draft"


def test_locking_locks_what_is_seen_and_later_words_are_a_draft(
    open_editor: Callable[..., AppTest], study: Study
) -> None:
    at = open_editor("lanes")
    assert "what you write later is version 2" in said(at)
    give(at, "How sure I am", 90)
    press(at, "Lock")
    assert "Locked: version 1 of “Builds her own lanes”" in said(at)
    (lock,) = study.locked("lanes")
    assert (lock.author, lock.claim.author, lock.claim.confidence) == ("Ines", "Tom", 90.0)
    assert lock.claim.heard_in == ("trust",)
    at.button[0].click().run()
    assert "Version 1 , locked by Ines on" in said(at)
    assert "a draft of version 2" in said(at)
    at.text_area[0].input("Builds all lanes").run()
    press(at, "Keep as draft")
    assert study.claim_state("lanes") == "changed"
    at.button[0].click().run()
    press(at, "Lock")
    assert [one.version for one in study.locked("lanes")] == [1, 2]


def test_opening_and_keeping_changes_no_letter(open_editor: Callable[..., AppTest], study: Study) -> None:
    shown = (
        Indicator("usage", "about", 30.0, 5.0, feature="lanes", versus="others"),
        Indicator("interviews", "at_most", 12.5, code="trust"),
        Indicator("answers", "at_least", 20.0, question="why", code="trust"),
        Indicator("people", "at_least", 20.0, measure="share", column="plan", values=("solo",)),
        Indicator("people", "at_least", 3.5, measure="mean", column="size"),
    )
    study.save_claim(replace(CLAIM, shown_by=shown))
    before = (study.folder / "personas.toml").read_bytes()
    for what, button in (("lanes", "Keep as draft"), ("persona", "Keep")):
        at = open_editor(what)
        press(at, button)
        said(at)
        assert (study.folder / "personas.toml").read_bytes() == before


def test_other_sources_can_be_named(open_editor: Callable[..., AppTest], study: Study) -> None:
    at = open_editor("lanes")
    press(at, "Name another source")
    sources = [one for one in at.selectbox if one.label == "Where would it show?"]
    sources[1].select("people").run()
    choose(at, "Column", "plan")
    next(one for one in at.multiselect if one.key.endswith("-plan-values")).select("business").run()
    press(at, "Keep as draft")
    assert study.personas.claim("lanes").shown_by[1] == Indicator(
        "people", "at_least", 50.0, measure="share", column="plan", values=("business",)
    )
    at.button[0].click().run()
    outs = [one for one in at.button if one.label == "Leave this out"]
    outs[0].click().run()
    press(at, "Keep as draft")
    assert [one.source for one in study.personas.claim("lanes").shown_by] == ["people"]


def test_half_a_source_is_not_kept(open_editor: Callable[..., AppTest], study: Study) -> None:
    at = open_editor("lanes")
    press(at, "Name another source")
    press(at, "Keep as draft")
    assert "One source is not chosen to the end" in said(at)
    assert study.personas.claim("lanes") == CLAIM


def test_what_somebody_changed_meanwhile_is_not_overwritten(
    open_editor: Callable[..., AppTest], study: Study
) -> None:
    at = open_editor("lanes")
    at.text_area[0].input("Mine").run()
    file = study.folder / "personas.toml"
    file.write_text(file.read_text("utf-8").replace("Builds her own lanes", "Theirs"), "utf-8")
    press(at, "Keep as draft")
    assert "Somebody changed the claim 'lanes' meanwhile" in said(at)
    assert study.personas.claim("lanes").says == "Theirs"


def test_a_claim_taken_out_after_its_lock_stays_to_be_seen(
    open_editor: Callable[..., AppTest], study: Study
) -> None:
    study.lock_claim("lanes")
    study.save_claim(replace(CLAIM, id="other"))
    at = open_editor("lanes")
    press(at, "Take it out")
    assert "1 locked version of it stay" in said(at)


def test_no_data_is_shown_before_the_lock(open_editor: Callable[..., AppTest]) -> None:
    words = said(open_editor("lanes"))
    assert not re.search(r"contradicted|supported|\d+ to \d+ %\)", words)


def test_a_persona_is_written_with_a_live_count(open_editor: Callable[..., AppTest], study: Study) -> None:
    at = open_editor("new persona")
    assert "24 of 24 customers fit" in said(at)
    at.text_input[0].input("Big Ben").run()
    press(at, "Only some customers")
    assert "not chosen to the end" in said(at)
    choose(at, "Column", "size")
    choose(at, "Compares", "at_least")
    give(at, "Amount", 20)
    assert "4 of 24 customers fit Size is at least 20." in said(at)
    press(at, "Keep")
    found = study.personas.persona("big-ben")
    assert (found.name, found.author, found.segment) == (
        "Big Ben",
        "Ines",
        (Condition("size", "at_least", (20.0,)),),
    )


def test_a_story_flows_in_its_box_and_stays_in_the_file_as_it_was_broken() -> None:
    assert _flowing("One line\n  and on.\n\nA new part.\n") == "One line and on.\n\nA new part."


def test_a_changed_segment_says_what_it_does_to_locks(
    open_editor: Callable[..., AppTest], study: Study
) -> None:
    study.lock_claim("lanes")
    at = open_editor("persona")
    assert "16 of 24 customers fit" in said(at)
    at.multiselect[0].set_value(["business"]).run()
    assert "8 of 24 customers fit" in said(at)
    assert "1 locked claim of it were made about" in said(at)
    press(at, "Keep")
    assert study.personas.persona("carla").segment == (Condition("plan", "is", ("business",)),)
    assert study.claim_state("lanes") == "changed"


def test_nothing_is_written_where_the_study_is_only_shown(open_editor: Callable[..., AppTest]) -> None:
    for what in ("", "persona"):
        at = open_editor(what, read_only=True)
        assert "shown read-only here" in said(at)
        assert not at.button
