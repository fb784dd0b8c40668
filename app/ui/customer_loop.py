"""The feedback loop: what was heard, how far each piece is, what nobody answered, and the next step."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from app import opened
from app.ui import customer_words as words
from app.ui import figures, look, shown, who
from app.ui.plain import many, missing, text
from cslab import Study
from cslab.measure.customers.loop import STANDS, Loop
from cslab.study.feedback import DECISIONS

FIRST, MISSED = 12, 8
NEXT = {"decide": "Decide", "finish": "It is done", "tell": "The customer was told"}
TEACH = (
    "What a customer said goes into the loop with <b>Put into the loop</b> on their page. From there it is "
    "decided, done, and told to them; here you see how long that takes, and what nobody answered."
)


def show(study: Study) -> None:
    """Show the loop: share told, days of each step, who owns what, what waits and what was missed."""
    words.dress()
    words.done()
    found = study.loop(blind_for=who.coder())
    known = words.names(study)
    if found.table.empty:
        look.empty("Nothing is in the loop yet", TEACH)
    else:
        _told(study, found)
        _steps(study, found)
        _waiting(study, found, known)
        _owners(study, found)
    _missed(study, found, known)


def _told(study: Study, found: Loop) -> None:
    if found.told is None:
        return
    waiting = sorted(set(found.waiting["person_id"].dropna()))
    shown.number(
        study,
        "Told what became of it",
        found.told,
        key="loop-told",
        table=found.table,
        voices={"people": waiting},
        note=f"{many(len(found.table), 'piece')} of feedback, {len(found.waiting)} not told yet.",
        caveats=found.caveats,
        digits=0,
    )


def _steps(study: Study, found: Loop) -> None:
    known = found.steps["value"].notna().any()
    shown.figure(
        study,
        "How long each step takes",
        chart=found.chart() if known else None,
        table=found.steps,
        key="loop-steps",
        note="The median, with what still waits counted as waiting: an open end is no end.",
    )


def _owners(study: Study, found: Loop) -> None:
    rows = [
        (text(row["owner"]), *(str(row[name]) for name in ("pieces", "open", "told")), _days(row["oldest"]))
        for row in found.owners.to_dict("records")
    ]
    html = figures.table(["Owner", "Pieces", "Open", "Told", "Oldest open"], rows, caption="Owners")
    shown.table(study, "Who sees to it", table=found.owners, key="loop-owners", html=html)


def _days(value: Any) -> str:
    return "–" if missing(value) else many(int(value), "day")


def _waiting(study: Study, found: Loop, known: dict[str, str]) -> None:
    waiting = found.waiting
    if waiting.empty:
        return
    heard = words.evidence(study, waiting)
    lines = []
    for row in waiting.head(FIRST).to_dict("records"):
        owner = text(row["owner"]) or "nobody"
        about = words.facts(
            [
                words.whom(row["person_id"], row["account_id"], known),
                f"<b>{escape(STANDS[row['stands']])}</b>",
                f"waits for {_days(row['waiting'])}",
                f"owner: {owner}",
            ]
        )
        link = words.hear(heard[row["evidence_id"]]) if row["evidence_id"] in heard else ""
        lines.append(
            words.event(row["heard_on"], f'<span class="cs-facts">{about}</span>', row["what"], link)
        )
    shown.table(
        study,
        "Waiting for an answer, the oldest first",
        table=waiting,
        key="loop-waiting",
        html=words.listed(lines),
        voices={"people": sorted(set(waiting["person_id"].dropna()))},
    )
    if not opened.read_only():
        _next(study, waiting, known)


@st.fragment
@look.plainly
def _next(study: Study, waiting: pd.DataFrame, known: dict[str, str]) -> None:
    """Take one piece a step on."""
    by_number = {int(row["id"]): row for row in waiting.to_dict("records")}

    def name(number: int) -> str:
        row = by_number[number]
        return f"{known.get(str(row['person_id']), 'Nobody named')}: {row['what']}"[:110]

    with st.popover("Take one a step on", icon=":material/arrow_forward:"):
        number = st.selectbox("Which", list(by_number), format_func=name, key="loop-which")
        row = by_number[number]
        steps = ["decide", "tell"] if row["decision"] else ["decide"]
        if row["decision"] == "do" and row["stands"] == "decided":
            steps = ["finish", *steps]
        if row["stands"] in ("done", "answered"):
            steps = ["tell", "decide"] if row["stands"] == "answered" else ["tell"]
        step = st.segmented_control(
            "Step",
            steps,
            default=steps[0],
            required=True,
            format_func=NEXT.__getitem__,
            key=f"loop-step-{number}",
        )
        decision = (
            st.selectbox("Decision", DECISIONS, key=f"loop-decision-{number}") if step == "decide" else ""
        )
        owner = st.text_input("Owner", str(row["owner"] or ""), key=f"loop-owner-{number}")
        on = st.date_input("On", date.today(), key=f"loop-on-{number}")
        note = st.text_input("Note", str(row["note"] or ""), key=f"loop-note-{number}")
        if st.button("Keep", key="loop-keep", type="primary"):
            words.do(
                lambda: _take(study, number, str(step), decision, owner, on, note, row),
                "loop-step",
                f"Kept: {row['what']}",
            )


def _take(
    study: Study, number: int, step: str, decision: str, owner: str, on: Any, note: str, row: dict[Any, Any]
) -> None:
    author = who.coder()
    if owner != (row["owner"] or ""):
        study.change_feedback(number, owner=owner, author=author)
    if step == "decide":
        study.decide_feedback(number, decision, on=on, note=note, author=author)
    elif step == "finish":
        study.finish_feedback(number, on=on, note=note, author=author)
    else:
        study.tell_feedback(number, on=on, note=note, author=author)


def _missed(study: Study, found: Loop, known: dict[str, str]) -> None:
    missed = found.unanswered
    if missed.empty:
        shown.nothing(
            "Heard and never answered",
            "Nothing: every unhappy highlight and every reason of a low score is in the loop.",
            key="loop-missed",
        )
        return
    lines = [
        words.event(
            row["at"],
            f"{words.whom(row['person_id'], row['account_id'], known)} "
            f"<small>{'said' if row['kind'] == 'highlight' else 'answered'}</small>",
            row["what"],
        )
        for row in missed.head(MISSED).to_dict("records")
    ]
    shown.table(
        study,
        f"Heard and never answered: {len(missed):,}",
        table=missed,
        key="loop-missed",
        html=words.listed(lines),
        voices={"people": sorted(set(missed["person_id"].dropna())), "sentiment": -1},
        note="Unhappy highlights, and what people wrote beside a low score, that nobody put into the loop.",
    )
    if not opened.read_only():
        _put(study, missed, known)


@st.fragment
@look.plainly
def _put(study: Study, missed: pd.DataFrame, known: dict[str, str]) -> None:
    """Put one of them into the loop."""
    rows = {str(row["id"]): row for row in missed.to_dict("records")}

    def name(which: str) -> str:
        return f"{known.get(str(rows[which]['person_id']), 'Somebody')}: {rows[which]['what']}"[:110]

    with st.popover("Put one into the loop", icon=":material/add:"):
        which = st.selectbox("Which", list(rows), format_func=name, key="missed-which")
        what = st.text_input("What they want, in a sentence", str(rows[which]["what"]), key=f"missed-{which}")
        owner = st.text_input("Owner", who.coder(), key="missed-owner")
        if st.button("Put into the loop", key="missed-put", type="primary"):
            words.do(lambda: _put_one(study, rows[which], what, owner), "missed", "It is in the loop.")


def _put_one(study: Study, row: dict[Any, Any], what: str, owner: str) -> None:
    """Put a highlight or an answer that nobody answered into the loop."""
    about: dict[str, Any] = {"what": what, "owner": owner, "author": who.coder()}
    if row["kind"] == "answer":
        study.add_feedback(answer=str(row["id"]), nonce=words.nonce("missed"), **about)
        return
    found = study.heard()
    number = int(found.loc[found["nonce"] == row["id"], "id"].iloc[0])
    study.add_feedback(highlight=number, nonce=words.nonce("missed"), **about)
