"""One's own place in an empathy session, by the link of the invitation: ``?join=...``."""

from __future__ import annotations

import hashlib

import streamlit as st

from app import opened, session_seats, session_told
from app.ui import look, session_page

study = opened.study()
token = st.query_params.get(session_page.JOIN, "")
session_page.dress(alone=True)
if session_seats.read(study, token) is None:
    look.empty(
        "This link does not lead anywhere",
        session_told.WRONG
        if token
        else "A session is entered by a personal link, which its facilitator sends you.",
    )
else:
    session_page.mount(token, key=f"session-{hashlib.sha256(token.encode()).hexdigest()[:12]}", alone=True)
