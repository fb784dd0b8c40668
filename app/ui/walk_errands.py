"""Errands: colleagues take the steps that customers take; what they find is no customer's experience."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from app.ui import customer_words as words
from app.ui import look, shown
from app.ui import walk_parts as parts
from app.ui.plain import label, many, missing, text
from cslab import Study
from cslab.study.errands import OUTCOMES
from cslab.tell.walk.errands import MARK, Errands

TEACH = (
    "Sign up, send a first invoice, call support, answer the survey: take the real steps that every customer "
    "takes, and note how it went. It is marked as a colleague's, and never counted as a customer's."
)


def show(study: Study) -> None:
    """Show the steps in their order, who took them, and what they found."""
    mine = parts.me(study)
    found = study.errands()
    if found.steps.empty:
        look.empty("Nobody is a customer yet", TEACH)
        if parts.writes():
            if st.button("Begin with the four usual steps", type="primary", key="walk-errands-usual"):
                words.do(
                    lambda: study.begin_errands(author=mine), "walk-usual", "Four steps are on the list."
                )
            _add(study, mine)
        return
    look.aside(
        f'{escape(found.sentence)} Everything here is <b class="wk-mark">{MARK}</b>.',
    )
    look.section("The steps")
    left = set(found.left_for(mine)["id"])
    for place, row in enumerate(found.steps.to_dict("records"), 1):
        _step(study, row, place, mine, untaken=row["id"] in left)
    if parts.writes():
        _add(study, mine)
    _notes(study, found)


def _step(study: Study, row: Mapping[Any, Any], place: int, mine: str, *, untaken: bool) -> None:
    number = int(row["id"])
    stage = parts.stages(study).get(str(row["stage"]), "")
    taken = many(int(row["takers"]), "colleague") if row["takers"] else "nobody yet"
    gave = f"{int(row['gave_up'])} gave up" if row["gave_up"] else ""
    took = ""
    if not missing(row["least"]):
        ends = sorted({f"{row['least']:.0f}", f"{row['most']:.0f}"}, key=float)
        took = f"{' to '.join(ends)} minutes"
    facts = words.facts([text(stage), taken, took, gave])
    with st.container(key=f"walk-errand-{number}"):
        own = '<span class="wk-state">open for you</span>' if untaken else ""
        done = '<span class="wk-state wk-is-done">you did it</span>' if not untaken else ""
        st.html(
            f'<div class="wk-line"><h3>{place}. {text(row["title"])}</h3>{own}{done}'
            f'<p>{text(row["what"])}</p><p class="cs-facts">{facts}</p></div>'
        )
        if parts.writes():
            with st.container(horizontal=True, gap="small", key=f"walk-errand-acts-{number}"):
                _do(study, number, mine)
                _edit(study, row, place, mine)


def _do(study: Study, number: int, mine: str) -> None:
    key = f"walk-errand-{number}"
    with st.popover("I did it", icon=":material/check:"), st.form(f"{key}-form", border=False):
        outcome = st.radio("It", OUTCOMES, key=f"{key}-outcome")
        on = st.date_input("On", date.today(), key=f"{key}-on")
        minutes = st.number_input("Minutes", 0, 600, None, step=5, key=f"{key}-minutes", placeholder="15")
        note = st.text_area("What happened", key=f"{key}-note", height=80)
        if st.form_submit_button("Keep it", type="primary", key=f"{key}-keep"):
            words.do(
                lambda: study.do_errand(
                    number,
                    mine,
                    outcome=str(outcome),
                    on_day=on,
                    minutes=minutes,
                    note=note,
                    author=mine,
                    nonce=words.nonce(key),
                ),
                key,
                f"Kept, as a {MARK}.",
            )


def _edit(study: Study, row: Mapping[Any, Any], place: int, mine: str) -> None:
    number, stages = int(row["id"]), parts.stages(study)
    key = f"walk-edit-{number}"
    with st.popover("Change", type="tertiary"), st.form(f"{key}-form", border=False):
        title = st.text_input("Step", str(row["title"]), key=f"{key}-title")
        what = st.text_area("What to do", str(row["what"]), key=f"{key}-what", height=80)
        options = ["", *stages]
        now = options.index(row["stage"]) if row["stage"] in options else 0
        stage = st.selectbox(
            "Stage", options, now, format_func=lambda one: stages.get(one, "None"), key=f"{key}-stage"
        )
        at = st.number_input("Its place", 1, 99, place, key=f"{key}-place")
        if st.form_submit_button("Keep it", type="primary", key=f"{key}-keep"):

            def deed() -> None:
                study.change_errand(number, title=title, what=what, stage=stage, author=mine)
                study.move_errand(number, int(at), author=mine)

            words.do(deed, key, "Changed.")
        if st.form_submit_button("Take it off the list", key=f"{key}-out"):
            words.do(
                lambda: study.remove_errand(number, author=mine),
                f"{key}-out",
                "It is off the list; what was noted stays.",
            )


def _add(study: Study, mine: str) -> None:
    stages = parts.stages(study)
    with st.popover("Add a step", icon=":material/add:"), st.form("walk-errand-add", border=False):
        title = st.text_input("Step", key="walk-add-title", placeholder="Read the first bill")
        what = st.text_area("What to do, as a customer would", key="walk-add-what", height=80)
        stage = st.selectbox(
            "Stage", [None, *stages], format_func=lambda one: stages.get(one, "None"), key="walk-add-stage"
        )
        if st.form_submit_button("Add it", type="primary", key="walk-add-keep"):
            words.do(
                lambda: study.add_errand(
                    title, what=what, stage=stage, author=mine, nonce=words.nonce("walk-add")
                ),
                "walk-add",
                f"{label(title)} is on the list.",
            )


def _notes(study: Study, found: Errands) -> None:
    if found.notes.empty:
        return
    lines = []
    for row in found.notes.to_dict("records"):
        took = "" if missing(row["minutes"]) else f"{row['minutes']:.0f} min"
        facts = words.facts(
            [
                f"<b>{text(row['teammate'])}</b>",
                f'<b class="wk-mark">{MARK}</b>',
                text(row["title"]),
                text(row["outcome"]),
                took,
            ]
        )
        lines.append(words.event(row["on_day"], f'<span class="cs-facts">{facts}</span>', row["note"]))
    shown.table(
        study,
        "What colleagues found",
        table=found.notes,
        key="walk-errand-notes",
        html=words.listed(lines),
        note="People who know the product are no sample of its customers.",
    )
