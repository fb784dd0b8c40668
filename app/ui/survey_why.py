"""Why they answered so: reasons in people, what goes with each, and interviews beside answers."""

from __future__ import annotations

import streamlit as st

from app.ui import look, shown, survey_choose, who
from cslab import Study
from cslab.measure.reasons.explained import Reasons
from cslab.study.measures import Question
from cslab.study.surveys.survey import Survey

TEACH = (
    "Ask <b>why</b> right after the score: in <code>study.toml</code>, a question with "
    '<code>role = "why"</code> and <code>why_of</code> the score.'
)


def show(study: Study, survey: Survey) -> None:
    """Show the reasons for one question."""
    asked = [one for one in survey.questions if survey.whys(one.id)]
    question = survey_choose.question(asked, "Why did they answer so?")
    if question is None:
        look.empty("Nobody was asked why", TEACH)
        return
    _reasons(study, survey, question)


def _reasons(study: Study, survey: Survey, question: Question) -> None:
    found = study.reasons(survey.name, question.id, blind_for=who.coder())
    voices = {"codes": list(found.table["code"]), "survey": survey.name}
    if found.table.empty:
        look.empty("No answer is coded yet", f"{found.coverage} Code them below; their reasons appear here.")
        return
    shown.figure(
        study,
        f"Reasons given: {question.wording}",
        chart=found.chart(),
        table=found.table,
        key="reasons",
        voices=voices,
        note=found.coverage,
        caveats=found.caveats,
    )
    _one(study, survey, found)
    if len(found.differences):
        shown.figure(
            study,
            "How those with a reason scored, against those without",
            chart=found.chart_differences(),
            table=found.differences,
            key="reasons-with",
            voices=voices,
            note="Associated with, and no more: the score may have coloured the reason.",
        )
    if found.interviews is not None:
        shown.figure(
            study,
            "The few we talked to, against the many who wrote",
            chart=found.interviews.chart(),
            table=found.interviews,
            key="reasons-interviews",
            voices={"codes": list(found.interviews.table["code"])},
            caveats=found.interviews.caveats,
        )


def _one(study: Study, survey: Survey, found: Reasons) -> None:
    """The voices of one reason, and who gave it by score."""
    codes = list(found.table["code"])
    with st.container(key="reasons-one", horizontal=True, vertical_alignment="bottom"):
        code = st.selectbox("Hear one reason", codes, key="reasons-code", width=280)
        shown.hear(study, f"{code}, in their words", {"codes": [code], "survey": survey.name}, key="reason")
    shown.figure(
        study,
        f"Who gave the reason {code}",
        chart=found.chart_groups(code),
        table=found.groups[found.groups["code"] == code],
        key="reasons-groups",
        voices={"codes": [code], "survey": survey.name},
        note="Of the people who scored so and wrote why.",
        level=3,
    )
