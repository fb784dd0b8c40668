"""What the pages of personas share: their style, and verdicts in words."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from app.ui import look
from app.ui.plain import many, text
from cslab import Study
from cslab.challenge.claims.verdict import WORDS
from cslab.challenge.evidence.page import SIGNS, parts_style

NOT_LOCKED = "not locked"


def dress() -> None:
    """Put the style of these pages on the page."""
    st.html(f"<style>{parts_style()}{look.style('personas.css')}</style>")


def strip(counts: Mapping[str, int], drafts: int) -> str:
    """Claims by verdict as HTML: a block each, and the counts in words."""
    blocks = "".join(
        f'<i class="ps-block ps-{escape(word.partition(" ")[0])}"></i>' * counts.get(word, 0)
        for word in WORDS
    )
    blocks += '<i class="ps-block ps-draft"></i>' * drafts
    said = [
        f'<span class="ps-count ps-{escape(word.partition(" ")[0])}"><i aria-hidden="true">{SIGNS[word]}</i>'
        f" <b>{counts[word]}</b> {escape(word)}</span>"
        for word in WORDS
        if counts.get(word)
    ]
    if drafts:
        said.append(f'<span class="ps-count"><i aria-hidden="true">◌</i> <b>{drafts}</b> {NOT_LOCKED}</span>')
    if not said:
        said = ['<span class="ps-count">No claims yet</span>']
    drawn = f'<div class="ps-blocks" aria-hidden="true">{blocks}</div>'
    return f'<div class="ps-strip">{drawn}<p>{"".join(said)}</p></div>'


def customers(count: int | None) -> str:
    """How many real customers a persona claims, in words."""
    return "" if count is None else many(count, "real customer")


def faults(study: Study) -> None:
    """Say calmly what of personas.toml can't be used, and which settings nobody knows."""
    listed = study.personas
    if not (listed.faults or listed.remarks):
        return
    title = many(len(listed.faults), "thing") + " in personas.toml can't be used" if listed.faults else ""
    with st.expander(title or "Settings in personas.toml that nobody knows", icon=":material/info:"):
        lines = "".join(f"<li>{text(one.sentence)}</li>" for one in (*listed.faults, *listed.remarks))
        st.html(f'<ul class="cs-list">{lines}</ul>')


def plainly_said(value: Any) -> str:
    """A sentence that begins with a capital."""
    said = str(value)
    return said[:1].upper() + said[1:]
