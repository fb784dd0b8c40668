"""One code: what it means, what can be done with it, and what people said."""

from __future__ import annotations

from html import escape

import streamlit as st

from app import opened
from app.ui import codes_change, codes_tree, look, player
from app.ui.plain import label, many, text
from cslab import Study
from cslab.study.codebook import Code

STEP = 30
CHANGES = ("Edit", "Rename", "Move", "Merge", "Split", "Retire")


def show(study: Study, used: codes_tree.Used, code: Code) -> None:
    """Draw the page of one code."""
    with st.container(key="path", horizontal=True):
        st.page_link("views/codes.py", label="← All codes")
    head(used, code)
    if code.name in used.book and not opened.read_only():
        with st.container(key="codes-do", horizontal=True):
            for name in CHANGES:
                kind = name.lower()
                st.button(name, key=f"do-{kind}", on_click=codes_change.ask, args=(kind, code.name))
    family(used, code)
    quotes(study, used, code)


def head(used: codes_tree.Used, code: Code) -> None:
    """Name, definition, examples and counts."""
    badge = "" if code.name in used.book else ' <span class="cs-badge">Retired</span>'
    lines = "".join(f"<li>{text(line)}</li>" for line in code.examples)
    examples = f"<ul>{lines}</ul>" if lines else ""
    st.html(
        f'<header class="cs-head cs-code-head" style="{used.ink(code)}"><h1>{escape(code.name)}</h1>{badge}'
        f'<p class="cs-note">{text(code.definition) or "Nobody has said yet what counts."}</p>'
        f'{examples}<p class="cs-many">{used.counts(code.name)}</p></header>'
    )


def family(used: codes_tree.Used, code: Code) -> None:
    """The code above, and the codes below."""
    near = [("Above", code.parent)] if code.parent in used.book else []
    near += [("Below", child.name) for child in used.book.children(code.name)]
    if near:
        with st.container(key="family", horizontal=True):
            for word, name in near:
                st.page_link(
                    "views/codes.py", label=f"{word}: {label(name)}", query_params={"code": str(name)}
                )


def quotes(study: Study, used: codes_tree.Used, code: Code) -> None:
    """What people said, the juiciest first."""
    mine = used.marked[[code.name in codes for codes in used.marked["codes"]]]
    if mine.empty:
        if used.answers.get(code.name):
            look.aside("Nobody said it in an interview yet; people wrote it in answers to surveys.")
            return
        look.empty("Nobody said it yet", "Mark words on the <b>Interview</b> page and give them this code.")
        return
    look.section("In their words")
    best = mine.sort_values("juiciness", ascending=False, kind="stable", na_position="last")
    shown = st.session_state.setdefault(f"quotes-{code.name}", STEP)
    some = best.head(shown)
    player.show_snippets(
        study, some.assign(person=some["interview_id"].map(used.names)), key=f"quotes_{code.name}"
    )
    if len(best) > shown and st.button(f"Show {many(min(STEP, len(best) - shown), 'more highlight')}"):
        st.session_state[f"quotes-{code.name}"] = shown + STEP
        st.rerun()
