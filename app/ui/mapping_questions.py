"""One question of a file of answers: what it asks for, on which scale, and what its words mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from app.ui.plain import label, text
from cslab.study.measures import DEFAULT_SCALES, LEVELS, Question
from cslab.study.surveys.guess import ColumnLook

ROLES = {
    "nps": "Would they recommend us (NPS)",
    "csat": "How satisfied (CSAT)",
    "ces": "How easy (CES)",
    "scale": "Another scale",
    "choice": "One of a few answers",
    "why": "An open answer",
}
NO_LEVEL = "None of these"
WORDS = "Lowest to highest, one a line, one for each point of the scale; none where answers are numbers"


def show(question: Question, column: ColumnLook, scores: Sequence[Question], *, key: str) -> Question:
    """Ask what a question is; give it as it was answered."""
    with st.container(border=True, key=f"map-question-{key}"):
        _named(question, column)
        left, middle, right = st.columns([3, 2, 4], gap="medium", vertical_alignment="bottom")
        roles = list(ROLES)
        at, named = roles.index(question.role), ROLES.__getitem__
        role = left.selectbox("It asks for", roles, index=at, format_func=named, key=f"{key}-role")
        id_ = middle.text_input("Short name", question.id, key=f"{key}-id").strip()
        plain: dict[str, Any] = {"scale": None, "level": "", "reverse": False, "why_of": "", "answers": ()}
        found = replace(question, id=id_, role=role, **plain)
        with right:
            if role == "why":
                return replace(found, why_of=_why_of(question, scores, key))
            if role == "choice":
                return replace(found, answers=_lines("Answers, one a line", question.answers, key))
            found = replace(found, scale=_scale(question, role, key))
        if role == "scale":
            found = _level(found, question, key)
        with st.popover("Answers in words", type="tertiary"):
            words = _lines(WORDS, question.answers if role == question.role else (), key)
        return replace(found, answers=words)


def known(question: Question, column: ColumnLook, *, key: str) -> None:
    """Show a question that study.toml has already."""
    with st.container(border=True, key=f"map-known-{key}"):
        _named(question, column)
        scale = "" if question.scale is None else f", {question.scale[0]:g} to {question.scale[1]:g}"
        said = f"In study.toml as <b>{text(question.id)}</b>: {ROLES[question.role]}{scale}."
        st.html(f'<p class="cs-aside">{said}</p>')


def _named(question: Question, column: ColumnLook) -> None:
    samples = " · ".join(text(sample) for sample in column.samples)
    st.html(f'<p class="cs-line"><b>{text(question.wording)}</b><br><small>{samples}</small></p>')


def _scale(question: Question, role: str, key: str) -> tuple[float, float]:
    low, high = (question.scale if role == question.role else None) or DEFAULT_SCALES[role]
    left, right = st.columns(2)
    lowest = left.number_input("Lowest", value=float(low), step=1.0, format="%g", key=f"{key}-{role}-low")
    highest = right.number_input(
        "Highest", value=float(high), step=1.0, format="%g", key=f"{key}-{role}-high"
    )
    return float(lowest), float(highest)


def _level(found: Question, question: Question, key: str) -> Question:
    left, right = st.columns([2, 3], gap="medium", vertical_alignment="bottom")
    level = left.selectbox(
        "It is about",
        [NO_LEVEL, *LEVELS],
        index=(NO_LEVEL, *LEVELS).index(question.level) if question.level else 0,
        format_func=str.capitalize,
        key=f"{key}-level",
    )
    reverse = right.checkbox("A high answer means little of it", question.reverse, key=f"{key}-reverse")
    return replace(found, level="" if level == NO_LEVEL else level, reverse=reverse)


def _why_of(question: Question, scores: Sequence[Question], key: str) -> str:
    named: dict[str, str] = {"": "No one question"} | {score.id: score.wording for score in scores}
    ids = list(named)
    at = ids.index(question.why_of) if question.why_of in ids else 0

    def shown(id_: Any) -> str:
        return label(named[id_])

    return str(st.selectbox("The reason for", ids, index=at, format_func=shown, key=f"{key}-why"))


def _lines(note: str, answers: Sequence[str], key: str) -> tuple[str, ...]:
    written = st.text_area(note, "\n".join(answers), key=f"{key}-answers", height=120)
    return tuple(line.strip() for line in written.splitlines() if line.strip())
