"""Codes, ``?code=approvals`` or ``?view=people``: the codebook, one code of it, and what the codes say."""

from __future__ import annotations

import streamlit as st

from app import opened
from app.ui import agreement, analysis, codes_change, codes_one, codes_tree, look
from cslab import Study
from cslab.study.codebook import Code, Codebook

VIEWS = {"codebook": "Codebook", "people": "Who says what", "agreement": "Agreement"}
VIEW = "codes-view"


def choose(book: Codebook) -> Code | None:
    """Find the code that the address names, by any name it had; None for the lists."""
    wanted = st.query_params.get("code")
    if wanted is None:
        return None
    code = book.code(wanted)
    st.query_params["code"] = code.name
    return code


def section() -> str:
    """Let people choose a view; the address names it, so that it can be bookmarked."""
    named = st.query_params.get("view", "codebook")
    if VIEW not in st.session_state:
        st.session_state[VIEW] = named if named in VIEWS else "codebook"
    picked = st.segmented_control(
        "View",
        list(VIEWS),
        format_func=VIEWS.__getitem__,
        key=VIEW,
        required=True,
        label_visibility="collapsed",
    )
    view = str(picked or "codebook")
    st.query_params.from_dict({"view": view})
    return view


def codebook(study: Study, used: codes_tree.Used) -> None:
    """The tree, and the stages beside it."""
    if not used.book.codes:
        codes_tree.empty()
    codes_tree.new(study, used)
    left, right = st.columns([3, 1], gap="large")
    with left:
        codes_tree.tree(used)
        codes_tree.loose(study)
        codes_tree.retired(study, used)
        codes_tree.history(study)
    with right:
        codes_tree.stages(study)


def lists(study: Study, used: codes_tree.Used) -> None:
    """The codebook as a whole, and what it says."""
    view = section()
    if view == "people":
        analysis.show(study)
    elif view == "agreement":
        agreement.show(study)
    else:
        codebook(study, used)


study = opened.study()
st.html(f"<style>{look.style('codes.css')}</style>")
used = codes_tree.read(study)
chosen = choose(used.book)
here = chosen.name if chosen is not None else ""
if chosen is None:
    look.head("Codes", summary=codes_tree.summary(used))
if not opened.read_only():
    codes_change.said(here)
    codes_change.asked(study, here)
if chosen is not None:
    codes_one.show(study, used, chosen)
else:
    lists(study, used)
