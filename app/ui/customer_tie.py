"""The tie to one person, or to the people of an account: how it is judged, was judged, and may be."""

from __future__ import annotations

import uuid
from typing import Any

import pandas as pd
import streamlit as st

from app import opened
from app.ui import customer_names, figures, look
from app.ui.plain import day, label, many, missing, text
from app.ui.who import coder
from cslab import Study
from cslab.errors import CslabError
from cslab.measure.customers import SENTIMENTS, STRENGTHS, Relationships

SAID = "tie-said"
NONCE = "tie-nonce"
UNKNOWN = "not judged"


def show(study: Study, *, person_id: str | None = None, account_id: str | None = None) -> None:
    """Show the tie to one person, or to the people of an account, with its history and the form."""
    known = study.relationships()
    table = known.table
    here = table[table["person_id" if person_id else "account_id"] == (person_id or account_id)]
    if here.empty:
        return
    look.section("The tie to us, as we judge it" if person_id else "The ties to us, as we judge them")
    said()
    if not person_id:
        _people(here)
    _judge(study, here)
    _history(known, here)


def judge(study: Study) -> None:
    """Offer the form for anybody."""
    table = study.relationships().table
    if len(table) and not opened.read_only():
        with st.expander("Judge a relationship"):
            _form(study, table)


def said() -> None:
    """Say what was just judged, and offer to take it back."""
    about = st.session_state.get(SAID)
    if about is None:
        return
    with st.container(key="tie-said", horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="cs-line" role="status">{text(about[0])}</p>')
        st.button("Take it back", key="tie-undo", type="tertiary", on_click=_take_back, args=(about[1],))


def _take_back(number: int) -> None:
    opened.study().remove_judgement(number, author=coder())
    st.session_state.pop(SAID, None)


def _judge(study: Study, here: pd.DataFrame) -> None:
    if not opened.read_only():
        with st.expander("Judge it anew"):
            _form(study, here)


def _form(study: Study, table: pd.DataFrame) -> None:
    names = {row["person_id"]: _named(row) for row in table.to_dict("records")}
    person = next(iter(names))
    if len(names) > 1:
        person = st.selectbox(
            "Person", list(names), format_func=lambda one: label(names[one]), key="tie-person"
        )
    now = table[table["person_id"] == person].iloc[0]
    with st.form("tie", border=False, clear_on_submit=True):
        strength = st.segmented_control(
            "How strong is the tie?",
            list(STRENGTHS),
            format_func=STRENGTHS.__getitem__,
            default=None if missing(now["strength"]) else int(now["strength"]),
            key=f"tie-strength-{person}",
        )
        sentiment = st.segmented_control(
            "How do they feel about us?",
            list(SENTIMENTS),
            format_func=SENTIMENTS.__getitem__,
            default=None if missing(now["sentiment"]) else int(now["sentiment"]),
            key=f"tie-sentiment-{person}",
        )
        note = st.text_input("Why", key=f"tie-note-{person}", placeholder="What you saw or heard")
        if st.form_submit_button("Keep this judgement", type="primary", key=f"tie-keep-{person}"):
            _keep(study, person, names[person], strength, sentiment, note)


def _keep(
    study: Study, person: str, name: str, strength: int | None, sentiment: int | None, note: str
) -> None:
    nonce = st.session_state.setdefault(NONCE, uuid.uuid4().hex)
    try:
        number = study.rate_relationship(person, strength, sentiment, note, author=coder(), nonce=nonce)
    except CslabError as error:
        look.trouble(str(error))
        return
    st.session_state.pop(NONCE)
    st.session_state[SAID] = (f"Kept: {name}, {_words(strength, sentiment)}.", number)
    st.rerun()


def _people(here: pd.DataFrame) -> None:
    rows = here.sort_values(["strength", "name"], ascending=[False, True], na_position="last")
    lines = [
        (
            customer_names.person(row["person_id"], row["name"]),
            text(_words(row["strength"], row["sentiment"])),
            _when(row),
            text(row["author"]),
            text(row["note"]),
        )
        for row in rows.to_dict("records")
    ]
    heads = ["Person", "Tie and feeling", "Judged", "By", "Why"]
    st.html(figures.table(heads, lines, caption="Ties to the people of this account"))


def _history(known: Relationships, here: pd.DataFrame) -> None:
    history = known.history[known.history["person_id"].isin(here["person_id"])]
    if history.empty:
        look.aside("Nobody has judged it yet.")
        return
    names = dict(zip(here["person_id"], here["name"], strict=True))
    with st.expander(f"History: {many(len(history), 'judgement')}", expanded=len(here) == 1):
        lines = [
            (
                text(day(row["at"])) or "day unknown",
                text(names[row["person_id"]]),
                text(_words(row["strength"], row["sentiment"])),
                text(row["author"]),
                text(row["note"]),
            )
            for row in history.head(100).to_dict("records")
        ]
        heads = ["Day", "Person", "Tie and feeling", "By", "Why"]
        st.html(figures.table(heads, lines, caption="History of judgements"))


def _words(strength: Any, sentiment: Any) -> str:
    parts = [
        UNKNOWN if missing(value) else names[int(value)]
        for value, names in ((strength, STRENGTHS), (sentiment, SENTIMENTS))
    ]
    return UNKNOWN if set(parts) == {UNKNOWN} else ", ".join(parts)


def _when(row: dict[Any, Any]) -> str:
    if missing(row["age"]):
        return "day unknown" if row["judgements"] else ""
    stale = ' <small class="cs-few">stale</small>' if row["stale"] else ""
    return f"{many(int(row['age']), 'day')} ago{stale}"


def _named(row: dict[Any, Any]) -> str:
    return str(row["person_id"]) if missing(row["name"]) else str(row["name"])
