"""Writing down what success means to somebody, and how far they have come."""

from __future__ import annotations

import streamlit as st

from app.ui import customer_words as words
from app.ui import look
from app.ui.plain import label
from app.ui.who import coder
from cslab import Study
from cslab.measure.customers import Success


def define(study: Study, found: Success) -> None:
    """Offer to say what success means to somebody, and what would show it."""
    people = study.people
    names = dict(zip(people["person_id"], people["name"].fillna(people["person_id"]), strict=True))
    known = dict(zip(found.table["person_id"], found.table["definition"], strict=True))
    with st.popover("Define success"):
        person = st.selectbox(
            "Whose", list(names), format_func=lambda one: label(names[one]), key="define-person"
        )
        with st.form("define-success", border=False):
            said = st.text_area("In their words", known.get(person, ""), key=f"define-words-{person}")
            theirs = st.toggle("Their own definition", True, key="define-theirs")
            measure = st.text_input(
                "What would show it", key="define-measure", placeholder="days to close a month"
            )
            unit = st.text_input("Unit", key="define-unit", placeholder="days")
            baseline = st.number_input("Where they began", value=None, key="define-baseline")
            target = st.number_input("Where they want to be", value=None, key="define-target")
            due = st.date_input("By when", value=None, key="define-due")
            if st.form_submit_button("Keep it", type="primary", key="define-keep"):
                words.do(
                    lambda: study.define_success(
                        person,
                        said,
                        whose="theirs" if theirs else "ours",
                        measure=measure,
                        unit=unit,
                        baseline=baseline,
                        target=target,
                        due_on=due,
                        author=coder(),
                        nonce=words.nonce("define-success"),
                    ),
                    "define-success",
                    f"Kept: what success means to {names[person]}.",
                )


def record(study: Study, found: Success) -> None:
    """Offer to record a value of what shows a success."""
    known = found.table[(found.table["success"] != "") & (found.table["measure"] != "")]
    if known.empty:
        return
    titles = {row["success"]: f"{row['name']}: {row['measure']}" for row in known.to_dict("records")}
    with st.popover("Record a value"), st.form("record-success", border=False):
        which = st.selectbox(
            "Of", list(titles), format_func=lambda one: label(titles[one]), key="record-which"
        )
        value = st.number_input("Value", value=None, key="record-value")
        on_day = st.date_input("On", "today", key="record-day")
        note = st.text_input("Where it is from", key="record-note")
        if st.form_submit_button("Keep it", type="primary", key="record-keep"):
            if value is None:
                look.trouble("Give a value first.")
                return
            words.do(
                lambda: study.record_success(
                    which,
                    value,
                    on_day=on_day,
                    note=note,
                    author=coder(),
                    nonce=words.nonce("record-success"),
                ),
                "record-success",
                f"Recorded: {value:g}, {titles[which]}.",
            )
