"""Sessions: set one up, lead it, and see what it changed; ``?name=...`` is one, ``?new=1`` the next."""

from __future__ import annotations

from html import escape
from typing import Final

import streamlit as st

from app import opened
from app.ui import look, session_after, session_lead, session_page, session_people, session_setup, who
from app.ui.plain import day, label, many
from app.ui.session_lead import STEPS
from cslab import Study
from cslab.study.convened import Session

TEACH: Final = (
    "Colleagues write down what they believe, listen to a reel together, see what customers really answered, "
    "and answer again. What it changed is measured, also when it made things worse."
)


def listed(study: Study) -> None:
    """All sessions, one link each."""
    look.head("Sessions", note="Listen together, and see what it changes.")
    table = study.sessions()
    if not opened.read_only():
        with st.container(key="session-begin"):
            st.page_link(
                "views/sessions.py",
                label="Set up a session",
                icon=":material/add:",
                query_params={"new": "1"},
            )
    if table.empty:
        look.empty("No session yet", TEACH)
        return
    with st.container(key="rows"):
        for row in table.to_dict("records"):
            with st.container(key=f"row-{row['name']}"):
                st.page_link(
                    "views/sessions.py", label=label(row["title"]), query_params={"name": str(row["name"])}
                )
                st.html(
                    f'<div class="cs-row"><div class="cs-who">{escape(str(row["facilitator"]))} leads, '
                    f"{'together' if row['mode'] == 'together' else 'each alone'}</div>"
                    f'<div class="cs-when">{escape(day(row["created_at"]))}<br>'
                    f"{many(int(row['participants']), 'colleague')}</div>"
                    f'<div class="cs-state">{escape(STEPS[str(row["state"])])}</div></div>'
                )


def one(study: Study, session: Session) -> None:
    """One session: whoever leads it moves it on, others see how far it is."""
    with st.container(key="path", horizontal=True):
        st.page_link("views/sessions.py", label="← All sessions")
    name = who.coder()
    look.head(
        session.title,
        summary=(
            f"<b>{escape(session.facilitator)}</b> leads",
            "together" if session.mode == "together" else "each alone",
            many(len(session.items), "question"),
            many(len(session.participants), "colleague"),
        ),
    )
    session_lead.steps(session)
    if session.led_by(name) and not opened.read_only():
        if not session.open:
            session_lead.watch(session)
        elif session.state == "listen":
            session_lead.desk(study, session)
            session_lead.progress(study, session.name, session.state)
        else:
            session_lead.progress(study, session.name, session.state)
            session_lead.desk(study, session)
        if session_after.due(session):
            if why := session.hidden_from(name):
                look.aside(escape(why))
            else:
                session_after.show(study, session, name)
        session_people.links(study, session)
        return
    session_lead.watch(session)
    if session.seat(name) is not None and not opened.read_only():
        link = escape(session_page.link(study, session.name, "seat", name))
        st.html(f'<p class="ss-room"><a href="{link}" target="_blank" rel="noreferrer">Your own seat</a></p>')
    if why := session.hidden_from(name):
        look.aside(escape(why))
    elif session_after.due(session):
        session_after.show(study, session, name)


study = opened.study()
session_page.dress(alone=False)
wanted = st.query_params.get("name", "")
if wanted:
    one(study, study.session(wanted))
elif st.query_params.get("new") and not opened.read_only():
    with st.container(key="path", horizontal=True):
        st.page_link("views/sessions.py", label="← All sessions")
    look.head("Set up a session", note=TEACH)
    session_setup.show(study)
else:
    listed(study)
