"""Codes, ``?code=approvals``: the codebook as a tree, what was said on each code, ways to change it."""

from __future__ import annotations

import streamlit as st

from app import opened
from app.ui import codes_change, codes_one, codes_tree, look
from cslab import Study
from cslab.study.codebook import Code, Codebook


def choose(book: Codebook) -> Code | None:
    """Find the code that the address names, by any name it had; None for the list."""
    wanted = st.query_params.get("code")
    if wanted is None:
        return None
    code = book.code(wanted)
    if code.name != wanted:
        st.query_params["code"] = code.name
    return code


def codebook(study: Study, used: codes_tree.Used) -> None:
    """The tree, and the stages beside it."""
    if used.book.codes:
        left, right = st.columns([3, 1], gap="large")
        with left:
            codes_tree.new(study, used)
            codes_tree.tree(used)
            codes_tree.loose(study)
            codes_tree.retired(study, used)
            codes_tree.history(study)
        with right:
            codes_tree.stages(study)
    else:
        codes_tree.empty()
        codes_tree.loose(study)
        codes_tree.new(study, used)
        codes_tree.retired(study, used)
        codes_tree.history(study)


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
    codebook(study, used)
