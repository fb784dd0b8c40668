"""The log: who listened to whom, and writing one down."""

from __future__ import annotations

import streamlit as st

from app.ui import customer_words as words
from app.ui import look, shown
from app.ui import walk_parts as parts
from app.ui.plain import label
from cslab import Study
from cslab.tell.walk.sittings import sittings

FIRST = 30
TEACH = (
    "A call, a visit, an interview, a session or a reel: write down whom you heard, and what stayed with "
    "you. Sessions write themselves into it."
)


def show(study: Study) -> None:
    """Show conversations, the newest first."""
    mine = parts.me(study)
    had = study.streaks(mine)
    rows = study.listenings()
    if parts.writes():
        _write(study, mine)
    if rows.empty:
        look.empty("The log is empty", TEACH)
        return
    look.aside(had.sentence)
    table = sittings(rows).iloc[::-1].reset_index(drop=True)
    shown.table(
        study,
        "Who listened to whom",
        table=table,
        key="walk-log",
        html=words.listed(parts.conversation(row) for row in table.head(FIRST).to_dict("records")),
        note="" if len(table) <= FIRST else f"The newest {FIRST}; the rows have them all.",
    )
    if parts.writes():
        _take_out(study, mine)


def _write(study: Study, mine: str) -> None:
    known = parts.customers(study)
    with st.popover("Write one down", icon=":material/edit:"), st.form("walk-log-add", border=False):
        people = st.multiselect(
            "Whom you heard",
            list(known),
            format_func=lambda one: label(known[one]),
            key="walk-log-people",
            placeholder="Type a name or a company",
        )
        given = parts.heard_form("walk-log")
        source = st.text_input(
            "Which reel, session or interview", key="walk-log-source", help="Empty for a call or a visit."
        )
        if st.form_submit_button("Write it down", type="primary", key="walk-log-keep"):
            words.do(
                lambda: study.listen_to(
                    mine, people, source=source, author=mine, nonce=words.nonce("walk-log"), **given
                ),
                "walk-log",
                "It is in the log.",
            )


def _take_out(study: Study, mine: str) -> None:
    """One's own lines can be taken out, and brought back."""
    rows = study.listenings()
    own = rows[rows["teammate"].str.casefold() == mine.casefold()].iloc[::-1].head(FIRST)
    if own.empty:
        return
    named = {
        int(row["id"]): f"{row['on_day']}: {row['name'] or row['person_id']}, {parts.HOW[row['how']]}"
        for row in own.to_dict("records")
    }
    with st.popover("Take one of yours out", type="tertiary"):
        number = st.selectbox(
            "Which", list(named), format_func=lambda one: label(named[one]), key="walk-log-which"
        )
        if st.button("Take it out", key="walk-log-out"):
            words.do(
                lambda: study.remove_listening(int(number), author=mine),
                "walk-log-out",
                "It is out of the log; nothing is deleted.",
            )
