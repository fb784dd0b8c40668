"""The questions themselves: what is wrong with their wording, why, and how to ask instead."""

from __future__ import annotations

from html import escape

import streamlit as st

from app.ui import look, rows, shown
from cslab import Study
from cslab.measure.questionnaire.review import Finding, Review
from cslab.study.measures import Question
from cslab.study.surveys.survey import Survey


def show(study: Study, survey: Survey | None) -> None:
    """Show each question with what a checker finds in it, and what the checker can not see."""
    asked = study.config.measures.questions if survey is None else survey.questions
    if not asked:
        look.empty("No questions yet", "Add a survey, or write <code>[[questions]]</code> in study.toml.")
        return
    found = study.review(survey.name if survey is not None else None)
    shown.table(
        study,
        "How well we ask",
        table=found,
        html=f'<ol class="cs-asked">{"".join(_question(one, found) for one in asked)}</ol>',
        key="review",
        note=found.sentence,
        caveats=found.caveats,
    )
    with st.expander("What this review can't see"):
        rows.sentences(list(found.blind_spots))


def _question(question: Question, review: Review) -> str:
    found = review.of(question.id)
    marked = _marked(question.wording, found)
    lines = "".join(_finding(one) for one in found)
    said = f"<ul>{lines}</ul>" if lines else ""
    return f"<li><p>{marked} <small>{escape(question.role)}</small></p>{said}</li>"


def _finding(found: Finding) -> str:
    kind = "Note" if found.note else "Problem"
    return (
        f"<li><b>{kind}: {escape(found.problem)}.</b> {escape(found.reason)} "
        f"<i>{escape(found.better)}</i> <small>{escape(found.source)}</small></li>"
    )


def _marked(wording: str, found: tuple[Finding, ...]) -> str:
    """The wording as HTML, with the words that were found marked; where they overlap, the first ones."""
    pieces, at = [], 0
    for start, end in sorted({(one.start, one.end) for one in found if one.end > one.start}):
        if start >= at:
            pieces += [escape(wording[at:start]), f"<mark>{escape(wording[start:end])}</mark>"]
            at = end
    return "".join([*pieces, escape(wording[at:])])
