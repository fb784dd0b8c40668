"""One question: its score raw beside weighted, every answer, its segments, its waves, and who differs."""

from __future__ import annotations

from html import escape

import streamlit as st

from app.ui import groups, shown, survey_choose
from cslab import Study
from cslab.errors import CslabError
from cslab.measure.surveys import Score
from cslab.study.measures import Question
from cslab.study.surveys.survey import Survey

SCORED = ("nps", "csat", "ces", "scale", "choice")


def show(study: Study, survey: Survey) -> None:
    """Show the score of one question."""
    left, middle, right = st.columns([3, 1.2, 1.6], vertical_alignment="bottom")
    with left:
        question = survey_choose.question(survey.of_role(*SCORED))
    with middle:
        by = groups.choose("By", survey.responses, survey.attributes, key="scores-by")
    with right:
        weighted = survey_choose.weighted(study, survey)
    if question is None:
        shown.nothing("Scores", "This survey has no question with a score.", key="scores-none")
        return
    found = study.score(survey.name, question.id, by=by, weighted=weighted)
    _score(study, survey, found)
    if by is not None:
        _groups(study, survey, question, found, by, weighted=weighted)
    _trend(study, survey, question, by, weighted=weighted)


def _score(study: Study, survey: Survey, found: Score) -> None:
    question = found.question
    moved = (
        study.moved(survey.name, question.id).sentence if found.weighted and question.role != "choice" else ""
    )
    everybody = study.who_answered(survey.name, question.id)
    voices = {"people": everybody, "survey": survey.name}
    shown.number(
        study,
        f"{found.name}: {question.wording}",
        found.estimate,
        table=found,
        key="score",
        voices=voices,
        note=moved,
        caveats=found.caveats,
    )
    shown.figure(
        study,
        f"Every answer: {question.wording}",
        chart=found.chart(),
        table=found.distribution,
        key="answers",
        n=found.raw.n,
        voices={
            "people": study.who_answered(survey.name, question.id, _low(question)),
            "survey": survey.name,
        },
        hear="Hear those who answered low",
        note="One score hides two crowds; look at both ends.",
    )
    if found.weighted and found.question.role != "choice":
        shown.figure(
            study,
            "As answered, beside weighted to all asked",
            chart=found.chart_weighting(),
            table=found,
            key="weighting",
            n=found.raw.n,
            voices={"people": study.who_was_silent(survey.name)},
            hear="Hear the silent",
            note="What lies between the two is what those did to it who answer most. Thin lines are the "
            "intervals: dashed as answered, solid weighted.",
        )


def _low(question: Question) -> str | None:
    """Those of a question who are to be heard first; of a choice, everybody."""
    return None if question.role == "choice" else "low"


def _groups(
    study: Study, survey: Survey, question: Question, found: Score, by: str, *, weighted: bool
) -> None:
    voices = {"people": study.who_answered(survey.name, question.id), "survey": survey.name}
    shown.figure(
        study,
        f"{found.name} by {groups.named(by).lower()}",
        chart=found.chart_groups(),
        table=found.groups,
        key="groups",
        voices=voices,
        note="Groups of fewer than five people are not shown, so that nobody is found by their answer.",
    )
    try:
        apart = study.compare(survey.name, question.id, by, weighted=weighted)
    except CslabError as error:
        shown.nothing("Which groups differ", escape(str(error)), key="compare")
        return
    shown.figure(
        study,
        "Which groups differ",
        chart=apart.chart(),
        table=apart,
        key="compare",
        voices=voices,
        note="Each group against all others. Where an interval does not cross the dashed line, they differ.",
        caveats=apart.caveats,
    )


def _trend(study: Study, survey: Survey, question: Question, by: str | None, *, weighted: bool) -> None:
    series = survey.config.series or survey.name
    if len(study.series(series)) < 2:
        return
    found = study.trend(series, question.id, by=by, weighted=weighted)
    shown.figure(
        study,
        f"From wave to wave: {question.wording}",
        chart=found.chart(),
        table=found,
        key="trend",
        voices={
            "people": study.who_answered(survey.name, question.id, _low(question)),
            "survey": survey.name,
        },
        hear="Hear those who answered low",
        caveats=found.caveats,
    )
