"""The list of reels, and what is done with one as a whole: begin it, name it, remove it, bring it back."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Final

import streamlit as st

from app import opened
from app.ui import journeys, look, reel_draft_form, who
from app.ui.plain import label, many
from app.ui.reel_names import AUDIENCES, name_for
from cslab import Study
from cslab.errors import CslabError

SAID: Final = "reel-said"
ORDERS: Final = {"stage": "Along the stages", "given": "As I put them"}
TEACH = (
    "A reel plays highlights in the order of the customer's journey, in their own voices. Begin one here, "
    "and add what you highlighted on the <b>Interview</b> page. From a terminal:"
)


def show(study: Study) -> None:
    """Show all reels, one link each, and a way to begin one."""
    said()
    names = [str(name) for name in study.reels["name"]]
    changes = not opened.read_only() and not study.read_only
    look.head("Reels", note="Audio journeys: what customers said, stage by stage, in their own voices.")
    if not names:
        command = f"cslab reel save {study.folder.name} first-reel --title 'In their own words'"
        look.empty("No reels yet", TEACH, command)
    if changes:
        begin(study)
    if names:
        journeys.table(study)
    if changes:
        _removed(study)


def said() -> None:
    """Say what could not be done last."""
    if words := st.session_state.pop(SAID, ""):
        look.trouble(words)


def begin(study: Study) -> None:
    """Offer to begin a reel: empty, or with a first draft of it."""
    with st.container(key="reel-begin", horizontal=True):
        with st.popover("New reel", icon=":material/add:", type="primary", key="reel-new"):
            title = st.text_input("Its title", key="reel-new-title", placeholder="The first ninety days")
            audience = st.selectbox(
                "Who will hear it",
                list(AUDIENCES),
                format_func=AUDIENCES.__getitem__,
                key="reel-new-audience",
                help="Clips of people who did not agree to be heard by them are left out.",
            )
            if st.button("Begin", type="primary", key="reel-new-make", disabled=not title.strip()):
                _make(study, title.strip(), audience)
        if len(study.highlights()):
            reel_draft_form.show(study)


def _make(study: Study, title: str, audience: str) -> None:
    taken = {*map(str, study.reels["name"]), *map(str, study.removed_reels["name"])}
    name = name_for(title, taken)
    try:
        study.save_reel(name, title=title, elements=[], audience=audience, author=who.coder())
    except CslabError as error:
        look.trouble(str(error))
        return
    st.session_state.pop("reel-new-title", None)
    st.query_params.from_dict({"name": name, "view": "edit"})
    st.rerun()


def settings(study: Study, name: str) -> None:
    """Let people change a reel's title, its audience, order and credits, or remove it."""
    script = study.reel(name).script
    with st.popover("Settings", icon=":material/tune:", type="tertiary", key="reel-settings"):
        with st.form(f"reel-settings-{name}", border=False):
            title = st.text_input("Title", script.title, max_chars=200)
            audience = st.selectbox(
                "Who will hear it",
                list(AUDIENCES),
                index=list(AUDIENCES).index(script.audience),
                format_func=AUDIENCES.__getitem__,
                help="Clips of people who did not agree to be heard by them are left out, and said to be.",
            )
            order = st.selectbox(
                "Order",
                list(ORDERS),
                index=list(ORDERS).index(script.order),
                format_func=ORDERS.__getitem__,
            )
            thanks = st.text_area("Credits", script.credits, placeholder="Who is thanked", height=80)
            st.caption(f"Its short name, also that of its files, stays {label(name)}.")
            if st.form_submit_button("Save", type="primary"):
                _do(
                    lambda: study.save_reel(
                        name,
                        title=title,
                        elements=script.elements,
                        order=order,
                        audience=audience,
                        credits=thanks,
                        seen=study.reel_version(name),
                        author=who.coder(),
                    )
                )
        if st.button("Remove this reel", key="reel-remove", type="tertiary", icon=":material/delete:"):
            _remove(study, name)


def _remove(study: Study, name: str) -> None:
    try:
        study.remove_reel(name, author=who.coder())
    except CslabError as error:
        st.session_state[SAID] = str(error)
    st.query_params.clear()
    st.rerun()


def _removed(study: Study) -> None:
    gone = study.removed_reels
    if gone.empty:
        return
    with st.expander(f"{many(len(gone), 'removed reel')}", key="reels-removed"):
        for row in gone.to_dict("records"):
            with st.container(horizontal=True, vertical_alignment="center", key=f"gone-{row['name']}"):
                st.html(f'<p class="cs-aside">{escape(str(row["title"]))}</p>')
                if st.button("Bring it back", key=f"restore-{row['name']}", type="tertiary"):
                    _restore(study, str(row["name"]))


def _restore(study: Study, name: str) -> None:
    _do(lambda: study.restore_reel(name, author=who.coder()))


def _do(deed: Callable[[], None]) -> None:
    try:
        deed()
    except CslabError as error:
        st.session_state[SAID] = str(error)
    st.rerun()
