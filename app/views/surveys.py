"""Surveys, ``?survey=relationship-2026q3&view=scores&question=recommend``: one survey, one view of it."""

from __future__ import annotations

import streamlit as st

from app import opened
from app.ui import (
    answer_coding,
    look,
    survey_choose,
    survey_levels,
    survey_mapping,
    survey_people,
    survey_questions,
    survey_scores,
    survey_times,
    survey_why,
)
from cslab import Study
from cslab.study.surveys.survey import Survey

VIEWS = {
    "scores": "Scores",
    "levels": "Three levels",
    "with": "What goes with it",
    "why": "Why",
    "people": "Who answered",
    "questions": "The questions",
    "times": "Response times",
    "add": "Add a survey",
}
ABROAD = {
    "times": ("Response times", "How long customers wait for us, whole and not as an average."),
    "add": ("Surveys", "What customers answered, how sure that is, and whom it leaves out."),
}
"""Views that are not about one survey."""


def one_view(study: Study, survey: Survey, view: str) -> None:
    """Show one view of one survey."""
    if view == "levels":
        survey_levels.show(study, survey)
    elif view == "with":
        survey_levels.drivers(study, survey)
    elif view == "why":
        survey_why.show(study, survey)
        answer_coding.show(study, survey)
    elif view == "people":
        survey_people.show(study, survey)
    elif view == "questions":
        survey_questions.show(study, survey)
    else:
        survey_scores.show(study, survey)


study = opened.study()
names = list(study.surveys["name"])
views = VIEWS if names else {name: VIEWS[name] for name in ("add", "times", "questions")}
if opened.read_only():
    views = {name: words for name, words in views.items() if name != "add"}
head = st.container()
view = survey_choose.view(views)
with head:
    if names and view in ABROAD:
        survey = None
        look.head(ABROAD[view][0], note=ABROAD[view][1])
    else:
        survey = survey_choose.survey(study)
if view == "times":
    survey_times.show(study)
elif view == "add":
    survey_mapping.show(study)
elif survey is not None:
    one_view(study, survey, view)
elif view == "questions":
    survey_questions.show(study, None)
