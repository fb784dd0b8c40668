"""Names of customers as links to their pages, and lists of them that can be searched, 25 at a time."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from app.routes import base
from app.ui.plain import missing, text

STEP = 25


def account(account_id: Any, name: Any = None) -> str:
    """Write an account as HTML: a link to its page."""
    return _link("account", account_id, name)


def person(person_id: Any, name: Any = None) -> str:
    """Write a person as HTML: a link to their page."""
    return _link("person", person_id, name)


def _link(kind: str, id_: Any, name: Any) -> str:
    if missing(id_):
        return text(name)
    shown = text(id_) if missing(name) else text(name)
    return f'<a href="{base()}/customers?{kind}={quote(str(id_), safe="")}" target="_self">{shown}</a>'


def wrapped(html: str) -> str:
    """Let a cell of a table break into lines; HTML."""
    return f'<div style="white-space:normal;min-width:11rem;max-width:24rem">{html}</div>'


def found(table: pd.DataFrame, columns: tuple[str, ...], *, key: str, what: str) -> pd.DataFrame:
    """Let people search a list by some of its columns, and give the rows that fit."""
    wanted = st.text_input(
        f"Find {what}", key=f"{key}-find", placeholder=f"Find {what}", label_visibility="collapsed", width=320
    )
    if not wanted.strip():
        return table
    hits = [
        table[name].astype("str").str.contains(wanted.strip(), case=False, regex=False, na=False)
        for name in columns
    ]
    return table[pd.concat(hits, axis=1).any(axis=1)]


def first(table: pd.DataFrame, *, key: str) -> pd.DataFrame:
    """Give the rows to show: 25, and 25 more each time that they were asked for."""
    return table.head(int(st.session_state.setdefault(f"{key}-shown", STEP)))


def more(table: pd.DataFrame, *, key: str, what: str) -> None:
    """Offer the next 25 of a list; ``what`` they are, as many."""
    shown = int(st.session_state[f"{key}-shown"])
    left = len(table) - shown
    if left > 0 and st.button(f"Show {min(STEP, left)} more {what}", key=f"{key}-more"):
        st.session_state[f"{key}-shown"] = shown + STEP
        st.rerun()
