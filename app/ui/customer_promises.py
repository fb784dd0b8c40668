"""Promises: how many are kept, which are overdue, which were broken, and writing one down."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from app import opened
from app.ui import customer_words as words
from app.ui import figures, look, shown, who
from app.ui.plain import day, label, many, missing, text
from cslab import Study
from cslab.estimate import Estimate
from cslab.measure.customers.promises import Promises

FIRST = 12
TEACH = (
    "Write down what we promise a customer on their page, with the words it was promised in. Here you see "
    "what was kept, what is overdue, and how those feel to whom one was broken."
)
STATES = {"kept": "Kept", "broken": "Broken", "released": "Released by the customer"}


def show(study: Study) -> None:
    """Show what became of what was promised."""
    words.dress()
    words.done()
    found = study.promises()
    if found.table.empty:
        look.empty("No promises yet", TEACH)
        return
    known = words.names(study)
    _kept(study, found)
    _overdue(study, found, known)
    _broken(study, found, known)
    _teammates(study, found)


def _kept(study: Study, found: Promises) -> None:
    if found.kept is None:
        shown.nothing("Promises kept", "None of them is settled yet.", key="promises-kept")
        return
    worst = found.kept_at_worst
    note = f"{many(len(found.table), 'promise')}, {len(found.overdue)} overdue."
    if worst is not None and len(found.overdue):
        note += f" If every overdue one were broken: {worst.format(digits=0)}."
    shown.number(
        study,
        "Promises kept",
        found.kept,
        key="promises-kept",
        table=found.table,
        voices={"people": sorted(set(found.broken["person_id"].dropna()))},
        note=note,
        caveats=found.caveats,
        digits=0,
    )


def _overdue(study: Study, found: Promises, known: dict[str, str]) -> None:
    waiting = found.table[found.table["state"] == "made"]
    if waiting.empty:
        shown.nothing("Open promises", "All are settled.", key="promises-open")
        return
    heard = words.evidence(study, waiting)
    lines = []
    for row in waiting.head(FIRST).to_dict("records"):
        due = "no due date" if missing(row["due_on"]) else f"due {text(day(row['due_on']))}"
        state = f"<b>overdue by {many(int(row['late']), 'day')}</b>" if row["overdue"] else due
        link = words.hear(heard[row["evidence_id"]]) if row["evidence_id"] in heard else ""
        about = words.facts(
            [words.whom(row["person_id"], row["account_id"], known), text(row["made_by"]), state]
        )
        lines.append(words.event(row["made_on"], f'<span class="cs-facts">{about}</span>', row["what"], link))
    shown.table(
        study,
        f"Open promises: {len(waiting)}, of them {len(found.overdue)} overdue",
        table=waiting,
        key="promises-open",
        html=words.listed(lines),
        voices={"people": sorted(set(waiting["person_id"].dropna()))},
    )
    if not opened.read_only():
        settle(study, waiting, known)


def _broken(study: Study, found: Promises, known: dict[str, str]) -> None:
    if found.broken.empty:
        return
    lines = []
    for row in found.broken.head(FIRST).to_dict("records"):
        feels = "" if missing(row["sentiment"]) else words.FEELS[int(row["sentiment"])]
        score = "" if missing(row["score"]) else f"would recommend us: {row['score']:g} of 10"
        about = words.facts(
            [words.whom(row["person_id"], row["account_id"], known), text(row["made_by"]), feels, score]
        )
        lines.append(words.event(row["settled_on"], f'<span class="cs-facts">{about}</span>', row["what"]))
    shown.table(
        study,
        f"Broken: {len(found.broken)}, and how they stand now",
        table=found.broken,
        key="promises-broken",
        html=words.listed(lines),
        voices={"people": sorted(set(found.broken["person_id"].dropna()))},
        note="That somebody is unhappy now need not come from the promise.",
    )


def _teammates(study: Study, found: Promises) -> None:
    rows = []
    for row in found.teammates.to_dict("records"):
        share = None
        if not missing(row["value"]):
            share = Estimate(row["value"], row["low"], row["high"], int(row["n"]), row["method"], unit="%")
        rows.append(
            (
                text(row["teammate"]),
                figures.number(share, digits=0, rests_on=f"{row['kept']} of {row['n']} settled"),
                *(str(row[name]) for name in ("open", "overdue", "released")),
            )
        )
    heads = ["Teammate", "Kept", "Open", "Overdue", "Released"]
    shown.table(
        study,
        "By who gave their word",
        table=found.teammates,
        key="promises-team",
        html=figures.table(heads, rows, caption="Promises of each teammate"),
        note="Who writes promises down is seen here, and who does not is not: this is no ranking.",
    )


@st.fragment
@look.plainly
def settle(study: Study, waiting: pd.DataFrame, known: dict[str, str], key: str = "promise") -> None:
    """Say what became of a promise."""
    by_number = {int(row["id"]): row for row in waiting.to_dict("records")}

    def name(number: int) -> str:
        row = by_number[number]
        whose = row["account_id"] if missing(row["person_id"]) else row["person_id"]
        return f"{known.get(str(whose), str(whose))}: {row['what']}"[:110]

    with st.popover("Settle one", icon=":material/check:"):
        number = st.selectbox("Which", list(by_number), format_func=name, key=f"{key}-which")
        state = st.segmented_control(
            "It was",
            list(STATES),
            default="kept",
            required=True,
            format_func=STATES.__getitem__,
            key=f"{key}-state",
        )
        on = st.date_input("On", date.today(), key=f"{key}-on")
        note = st.text_input("Note", str(by_number[number]["note"] or ""), key=f"{key}-note-{number}")
        if st.button("Keep", key=f"{key}-keep", type="primary"):
            words.do(
                lambda: study.settle_promise(number, str(state), on=on, note=note, author=who.coder()),
                f"{key}-settle",
                f"{STATES[str(state)]}: {by_number[number]['what']}",
            )


def add(study: Study, clips: pd.DataFrame, **whose: Any) -> None:
    """Write down a promise to a person (``person_id``) or an account (``account_id``)."""
    with st.form("promise-add", border=False):
        what = st.text_input("What we promise", key="promise-what", placeholder="An export by Friday")
        team = words.teammates(study)
        mine = team.index(who.coder())
        made_by = st.selectbox("Who gives their word", team, index=mine, accept_new_options=True)
        made_on = st.date_input("Given on", date.today())
        due_on = st.date_input("Due on", date.today() + timedelta(days=14))
        said = {
            int(row["id"]): label(str(row["quote"] or row["note"])[:90]) for row in clips.to_dict("records")
        }
        highlight = st.selectbox(
            "Said in", [None, *said], format_func=lambda one: said[one] if one else "No recording"
        )
        if st.form_submit_button("Write it down", type="primary", key="promise-add-keep"):
            words.do(
                lambda: study.add_promise(
                    what,
                    made_by=str(made_by or ""),
                    made_on=made_on,
                    due_on=due_on,
                    highlight=highlight,
                    author=who.coder(),
                    nonce=words.nonce("promise-add"),
                    **whose,
                ),
                "promise-add",
                "The promise is written down.",
            )
