"""How long customers wait: the whole distribution, and those who waited longest by name."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from app.ui import customer_names, figures, groups, look, shown
from app.ui.plain import day, missing, text
from cslab import Study
from cslab.errors import CslabError
from cslab.measure.response_times.times import EVERYBODY, MEASURES, ResponseTimes

PARTS = {
    "half": "Half were done within",
    "all but the slowest 10 %": "One in ten took longer than",
    "all but the slowest 1 %": "One in a hundred took longer than",
}
MOST, LONG = 12, 48
"""Cases that the page shows; hours from which on waiting is told in days."""
TEACH = (
    "Put a file <code>contacts.csv</code> into the study's folder: one row for each message or call, with "
    "<code>case_id</code>, <code>person_id</code>, <code>at</code>, <code>direction</code> (in or out) and "
    "<code>outcome</code> (solved, when the customer says so)."
)


def show(study: Study) -> None:
    """Show the times of one measure, of all cases or of one group."""
    if study.contacts.empty:
        look.empty("No contacts yet", TEACH)
        return
    measure = st.segmented_control(
        "What is measured",
        list(MEASURES),
        format_func=lambda name: MEASURES[name][0],
        default="answer",
        required=True,
        key="times-measure",
        label_visibility="collapsed",
    )
    with st.container(key="times-groups", horizontal=True):
        by = _by(study)
        found = study.response_times(by)
        group = st.selectbox("Group", found.groups, key="times-group", width=260) if by else EVERYBODY
    _figures(study, found, str(measure), str(group))


def _figures(study: Study, found: ResponseTimes, measure: str, group: str) -> None:
    here = found.table[(found.table["measure"] == measure) & (found.table["group"] == group)]
    name = MEASURES[measure][0]
    slow = found.slowest(measure)
    voices = {"people": slow["person_id"].dropna().unique()}
    about = f"{name}{'' if group == EVERYBODY else f': {group}'}"
    for at, (column, (part, title)) in enumerate(zip(st.columns(3), PARTS.items(), strict=True)):
        with column:
            try:
                estimate = found.estimate(measure, part, group)
            except CslabError as error:
                shown.nothing(title, escape(str(error)), key=f"times-{at}")
                continue
            rows = here[here["part"] == part]
            shown.number(study, title, estimate, table=rows, key=f"times-{at}", voices=voices)
    shown.figure(
        study,
        f"{about}: every case",
        chart=found.chart(measure, group),
        table=here,
        key="times-all",
        voices=voices,
        note="The line rises as cases are done; those that it reaches last, at the right, waited longest.",
        caveats=found.caveats,
    )
    shown.table(
        study,
        f"{name}: those who waited longest",
        table=slow,
        html=figures.table(
            ["Customer", "Asked on", "First answer after", "Solved after", "Exchanges", "By", "About"],
            [_waited(row) for row in slow.head(MOST).to_dict("records")],
            caption="Those who waited longest",
        ),
        key="times-slow",
        voices=voices,
        note="An average hides them. "
        + (f"Here are the first {MOST}; Rows has all." if len(slow) > MOST else "Read them first."),
    )


def _waited(row: dict[Any, Any]) -> tuple[str, ...]:
    """One case as cells of HTML."""
    return (
        customer_names.person(row["person_id"]) if not missing(row["person_id"]) else text(row["case_id"]),
        text(day(row["opened_at"])),
        _hours(row["hours_to_answer"], ended=bool(row["answered"])),
        _hours(row["hours_to_solution"], ended=bool(row["solved"])),
        f"{row['exchanges']:,.0f}",
        text(row.get("channel")),
        text(row.get("kind")),
    )


def _hours(hours: Any, *, ended: bool) -> str:
    if missing(hours):
        return ""
    said = f"{hours / 24:,.1f} days" if hours >= LONG else f"{hours:,.1f} hours"
    return f"<b>{said}</b>" if ended else f"{said} so far"


def _by(study: Study) -> str | None:
    contacts, accounts = study.contacts, study.accounts
    own = [name for name in ("channel", "kind", "stage", "cause", "teammate") if name in contacts]
    theirs = groups.choices(accounts, [str(name) for name in accounts if name not in own])
    known = [None, *groups.choices(contacts, own), *theirs]
    picked: str | None = st.selectbox("By", known, format_func=groups.named, key="times-by", width=260)
    return picked
