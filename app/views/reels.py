"""Reels: audio journeys in the customers' own voices, ``?name=first-90-days&view=edit``."""

from __future__ import annotations

from typing import Final

import streamlit as st

from app import opened
from app.ui import (
    address,
    journeys,
    look,
    reel_audit_panel,
    reel_editor,
    reel_export,
    reel_list,
    reel_listen,
    who,
)
from cslab import Study
from cslab.errors import NotFoundError

VIEW: Final = "reel-view"
VIEWS = {"listen": "Listen", "edit": "Edit", "audit": "Audit", "export": "Export"}


def chosen(study: Study) -> str | None:
    """Find the reel that the address names; None for the list."""
    wanted = st.query_params.get("name")
    names = [str(name) for name in study.reels["name"]]
    if wanted is not None and wanted not in names:
        raise NotFoundError.of("reel", wanted, names)
    return wanted


def one(study: Study, name: str) -> None:
    """One reel: to be heard, edited, audited or exported."""
    with st.container(key="path", horizontal=True):
        st.page_link("views/reels.py", label="← All reels")
    if why := study.reel_closed_to(name, who.coder()):
        look.head(study.reel(name).title)
        look.aside(why)
        return
    changes = not opened.read_only() and not study.read_only
    look.head(study.reel(name).title)
    reel_list.said()
    known = {view: words for view, words in VIEWS.items() if changes or view != "edit"}
    with st.container(horizontal=True, vertical_alignment="center", key="reel-views"):
        view = address.choose(VIEW, known)
        if changes:
            reel_list.settings(study, name)
    if view == "edit":
        reel_editor.show(study, name)
    elif view == "audit":
        reel_audit_panel.show(study, name)
    elif view == "export":
        reel_export.show(study, name)
    else:
        reel_listen.show(study, journeys.read(study, name))


def page(study: Study) -> None:
    """The list, or one reel."""
    st.html(f"<style>{look.style('reel.css')}</style>")
    name = chosen(study)
    if name is None:
        reel_list.show(study)
    else:
        one(study, name)


page(opened.study())
