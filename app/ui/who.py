"""Who is at work: each highlight, correction and name is kept with the person who made it."""

from __future__ import annotations

import streamlit as st

from app import opened
from cslab.study.store import default_actor

KEY = "coder"


def coder() -> str:
    """Name of the person at work: who is signed in, else who this session chose, else the login."""
    if getattr(st.user, "is_logged_in", False):
        return str(st.user.get("name") or st.user.get("email") or "")
    return str(st.session_state.get(KEY) or opened.study().actor or default_actor())
