"""Show me: quick notes of what customers showed, until they are highlights of a recording."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from app.routes import base
from app.ui import customer_words as words
from app.ui import look
from app.ui import walk_parts as parts
from app.ui.plain import clock, day, label, missing, text
from cslab import Study
from cslab.errors import InputError
from cslab.study.showme import PLACED

TEACH = (
    "“Could you show me how you do that?” Then note what they showed, while you still see it. Once the "
    "recording is in the study, the note becomes a highlight with your name and your codes; until then it "
    "waits."
)
FIRST = 40


def show(study: Study) -> None:
    """Catch a note, and list those there are."""
    mine = parts.me(study)
    notes = study.show_me()
    if parts.writes():
        _catch(study, mine)
    if notes.empty:
        look.empty("Nothing was noted yet", TEACH)
        return
    waiting = notes[notes["state"] != PLACED]
    _listed(study, f"Waiting for their recording: {len(waiting)}", waiting, mine)
    _listed(study, "In the study as highlights", notes[notes["state"] == PLACED], mine)


def _catch(study: Study, mine: str) -> None:
    stages = parts.stages(study)
    with st.container(key="walk-catch"), st.form("walk-show-add", border=False):
        person = parts.choose_customer(study, "Who showed it", "walk-show-person")
        said = st.text_area(
            "What they showed", key="walk-show-text", height=80, placeholder="A list with names in pencil"
        )
        with st.expander("More: stage, codes, when"):
            stage = st.selectbox(
                "Stage",
                [None, *stages],
                format_func=lambda one: stages.get(one, "None"),
                key="walk-show-stage",
            )
            codes = st.multiselect("Codes", list(study.codebook.names), key="walk-show-codes")
            at = st.text_input("When into the recording", key="walk-show-at", placeholder="1:36")
            on = st.date_input("On", date.today(), key="walk-show-on")
            note = st.text_input("What to ask next", key="walk-show-note")
        if st.form_submit_button("Keep it", type="primary", key="walk-show-keep"):
            words.do(
                lambda: study.add_show_me(
                    mine,
                    str(person or ""),
                    said,
                    stage=stage,
                    codes=codes,
                    on_day=on,
                    at=seconds(at),
                    note=note,
                    author=mine,
                    nonce=words.nonce("walk-show"),
                ),
                "walk-show",
                "Kept. It waits for its recording.",
            )


def seconds(said: str) -> float | None:
    """Read a moment of a recording: seconds, or minutes and seconds.

    Raises
    ------
    InputError
        If it is none.

    Examples
    --------
    >>> seconds("1:36"), seconds("96"), seconds("")
    (96.0, 96.0, None)
    """
    bare = said.strip()
    if not bare:
        return None
    if not re.fullmatch(r"(\d+:){0,2}\d+(\.\d+)?", bare):
        raise InputError(f"A moment of a recording is written 1:36, or in seconds, not {said!r}.")
    total = 0.0
    for piece in bare.split(":"):
        total = total * 60 + float(piece)
    return total


def _listed(study: Study, title: str, notes: pd.DataFrame, mine: str) -> None:
    if notes.empty:
        return
    look.section(title)
    for row in notes.iloc[::-1].head(FIRST).to_dict("records"):
        with st.container(key=f"walk-note-{row['id']}"):
            st.html(_note(study, row))
            if parts.writes():
                with st.container(horizontal=True, gap="small", key=f"walk-note-acts-{row['id']}"):
                    _acts(study, row, mine)


def _note(study: Study, row: Mapping[Any, Any]) -> str:
    stage = parts.stages(study).get(str(row["stage"]), "")
    facts = words.facts(
        [
            f"<b>{text(row['teammate'])}</b>",
            text(day(row["on_day"])),
            text(stage),
            *(text(code) for code in row["codes"]),
        ]
    )
    more = f"<p>{text(row['note'])}</p>" if row["note"] else ""
    none = "" if len(_recordings(study, row["person_id"])) else ", and there is none of theirs yet"
    state = f'<span class="wk-state">{text(row["state"])}{none}</span>'
    if row["state"] == PLACED:
        there = f"id={quote(str(row['interview_id']), safe='')}&at={float(row['at']):.1f}"
        state = (
            f'<span class="wk-state wk-is-done"><a href="{base()}/interview?{there}" target="_self">'
            f"a highlight of {text(row['interview_id'])}, {clock(row['at'])}</a></span>"
        )
    return (
        f'<div class="wk-line"><h3>{parts.link(row["person_id"], row["name"])}</h3>{state}'
        f'<p class="wk-said">{text(row["text"])}</p>{more}<p class="cs-facts">{facts}</p></div>'
    )


def _recordings(study: Study, person_id: Any) -> pd.DataFrame:
    """Recordings in which a customer speaks."""
    table = study.recordings
    theirs: pd.DataFrame = table[(table["person_id"] == person_id) & table["duration"].notna()]
    return theirs


def _acts(study: Study, row: Mapping[Any, Any], mine: str) -> None:
    number = int(row["id"])
    if row["state"] == PLACED:
        if st.button("Take it out of there", key=f"walk-unplace-{number}", type="tertiary"):
            words.do(
                lambda: study.unplace_show_me(number, author=mine),
                f"walk-unplace-{number}",
                "It waits again.",
            )
        return
    theirs = _recordings(study, row["person_id"])
    if len(theirs):
        with st.popover("Place it"), st.form(f"walk-place-{number}", border=False):
            where = st.selectbox("Recording", list(theirs["interview_id"]), key=f"walk-place-in-{number}")
            at = st.text_input(
                "When",
                "" if missing(row["at"]) else clock(float(row["at"])),
                key=f"walk-place-at-{number}",
                placeholder="1:36",
            )
            if st.form_submit_button("Make it a highlight", type="primary", key=f"walk-place-keep-{number}"):
                words.do(
                    lambda: study.place_show_me(number, str(where), seconds(at), author=mine),
                    f"walk-place-{number}",
                    "It is a highlight now.",
                )
    with st.popover("Take it out", type="tertiary"):
        look.aside(f"“{label(row['text'])}” leaves the list; nothing is deleted.")
        if st.button("Take it out", key=f"walk-note-out-{number}"):
            words.do(lambda: study.remove_show_me(number, author=mine), f"walk-note-{number}", "It is out.")
