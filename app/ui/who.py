"""Who is at work: each highlight, correction and name is kept with the person who made it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from urllib.parse import quote, unquote

import streamlit as st

from app import opened
from app.ui.plain import label
from cslab import Study
from cslab.study.store import default_actor

KEY = "coder"
NAME, BLIND = "who-name", "who-blind"
LONGEST = 80
"""Letters of a name."""


def coder() -> str:
    """Name of the person at work: who is signed in, else who this browser chose, else the login."""
    chosen = st.session_state.get(KEY) or _remembered()
    return _signed_in() or str(chosen or opened.study().actor or default_actor())


def show() -> None:
    """Say at the top of every page who is at work; let them say otherwise, and let them code blind."""
    study, name = opened.study(), coder()
    if KEY in st.session_state:
        _remember(name)
    blind = study.blind(name)
    st.session_state[BLIND] = blind
    shown = f"{label(name)}{' · blind' if blind else ''}"
    with st.container(key="who"), st.popover(shown, type="tertiary", icon=":material/person:"):
        if _signed_in():
            st.html(f'<p class="cs-aside">You are signed in as {label(name)}.</p>')
        else:
            names = sorted({*study.coders()["coder"], name}, key=str.casefold)
            st.session_state[NAME] = name
            st.selectbox(
                "You are",
                names,
                key=NAME,
                on_change=_choose,
                accept_new_options=True,
                help="Highlights, corrections and names are kept with it. Choose a name or write a new one.",
            )
        st.toggle(
            "Code blind",
            key=BLIND,
            on_change=_set_blind,
            args=(study, name),
            disabled=opened.read_only(),
            help="You see only what you coded yourself, so that two people's codes are two opinions.",
        )


def _signed_in() -> str:
    if getattr(st.user, "is_logged_in", False):
        return str(st.user.get("name") or st.user.get("email") or "")
    return ""


def cookie_of(folder: Path | None) -> str:
    """Name of a study's cookie; it holds no secret, and decides nothing but under which name work is kept."""
    return f"cslab_coder_{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"


def _cookie() -> str:
    return cookie_of(opened.chosen())


def _remembered() -> str:
    kept = st.context.cookies.get(_cookie())
    return unquote(kept).strip()[:LONGEST] if isinstance(kept, str) else ""


def _remember(name: str) -> None:
    """Keep the name in this browser: a page that is loaded anew must not code under another one."""
    kept = f"{_cookie()}={quote(name, safe='')}; path=/; max-age=31536000; SameSite=Lax"
    with st.container(key="who-kept"):
        st.html(f"<script>document.cookie = {json.dumps(kept)}</script>", unsafe_allow_javascript=True)


def _choose() -> None:
    if chosen := str(st.session_state.get(NAME) or "").strip()[:LONGEST]:
        st.session_state[KEY] = chosen


def _set_blind(study: Study, name: str) -> None:
    study.set_blind(name, bool(st.session_state[BLIND]), author=name)
