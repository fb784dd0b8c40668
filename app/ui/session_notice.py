"""A word on every page for who is invited to a session and has not written down what they believe yet."""

from __future__ import annotations

from html import escape

import streamlit as st

from app import opened
from app.ui import session_page, who
from cslab import Study

WHY = (
    "First write down what you believe, and lock it. What you hear, read or see of customers here before "
    "that would colour it."
)


def show(study: Study) -> None:
    """Say which sessions await the person at work, with the way to their own seat.

    Pages that play customers do not hide anything for it: it is said once, above all of them.
    """
    if opened.read_only() or study.read_only:
        return
    name = who.coder()
    for session in study.sessions_awaiting(name):
        seat = session.participant(name)
        link = escape(session_page.link(study, session.name, "seat", seat.teammate))
        st.html(
            f'<p class="cs-aside" role="note">You are invited to the session “{escape(session.title)}”. '
            f'{WHY} <a href="{link}" target="_blank" rel="noreferrer">Your own seat</a></p>'
        )
