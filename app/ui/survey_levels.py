"""Satisfaction, loyalty and goodwill side by side, as three different things; and what goes with a score."""

from __future__ import annotations

from html import escape

import streamlit as st

from app.ui import look, rows, shown, survey_choose
from cslab import Study
from cslab.errors import CslabError
from cslab.study.measures import LEVELS
from cslab.study.surveys.survey import Survey

MEANS = {
    "satisfaction": "We did what they asked for. The next invoice decides.",
    "loyalty": "They would choose us again, as things are. A better offer decides.",
    "goodwill": "They wish us well, and forgive a bad day.",
}


def show(study: Study, survey: Survey) -> None:
    """Show each level with its reliability; they are never added up."""
    present = [level for level in LEVELS if any(one.level == level for one in survey.questions)]
    if not present:
        look.empty(
            "No levels are asked for",
            "Give questions of role <code>scale</code> a <code>level</code> in <code>study.toml</code>: "
            "satisfaction, loyalty or goodwill. They are three different things.",
        )
        return
    weighted = survey_choose.weighted(study, survey)
    look.aside(
        "Three different things, each from 0 (none of it) to 1 (all of it), and never added up: "
        "a satisfied customer may leave, and a loyal one may wait for a better offer."
    )
    for part in (_level, _reliability):
        for column, level in zip(st.columns(len(present)), present, strict=True):
            with column:
                part(study, survey, level, weighted=weighted)


def _level(study: Study, survey: Survey, level: str, *, weighted: bool) -> None:
    found = study.score(survey.name, level, weighted=weighted)
    shown.number(
        study,
        level.capitalize(),
        found.estimate,
        table=found,
        key=f"level-{level}",
        note=MEANS[level],
        voices={"people": study.who_answered(survey.name, level, "low"), "survey": survey.name},
        hear="Hear the lowest",
        digits=2,
    )


def _reliability(study: Study, survey: Survey, level: str, *, weighted: bool) -> None:  # noqa: ARG001 - one shape
    title = f"Do the questions on {level} belong together?"
    try:
        holds = study.reliability(survey.name, level)
    except CslabError as error:
        shown.nothing(title, escape(str(error)), key=f"reliable-{level}", level=3)
        return
    shown.number(
        study,
        title,
        holds.omega,
        table=holds.items,
        key=f"reliable-{level}",
        voices={"people": study.who_answered(survey.name, level), "survey": survey.name},
        note="From 0 (each asks about something else) to 1 (all ask about the same); .7 and more is usual.",
        caveats=[f"Cronbach's alpha is {holds.alpha.format(digits=2)}", *holds.caveats],
        level=3,
        digits=2,
    )


def drivers(study: Study, survey: Survey) -> None:
    """Show what goes with a score; association, and no more."""
    outcome = survey_choose.question(survey.of_role("nps", "csat", "ces", "scale"), "What goes with")
    if outcome is None:
        look.empty("Nothing to explain", "This survey has no question with a score.")
        return
    if not any(one.role == "scale" and not one.level and one.id != outcome.id for one in survey.questions):
        look.empty(
            "No topics were asked about",
            "Ask about a few topics on the same scale, such as ease, speed and price: questions of role "
            "<code>scale</code> without a level. Then you see which go with the score.",
        )
        return
    try:
        found = study.drivers(survey.name, outcome.id)
    except CslabError as error:
        shown.nothing("What goes with it", escape(str(error)), key="drivers")
        return
    voices = {"people": study.who_answered(survey.name, outcome.id, "low"), "survey": survey.name}
    shown.figure(
        study,
        f"Associated with: {outcome.wording}",
        chart=found.chart(),
        table=found,
        key="drivers",
        voices=voices,
        hear="Hear those who answered low",
        note="What goes along with it; it need not be the cause.",
        caveats=found.caveats,
    )
    with st.expander("In words"):
        rows.sentences(list(found.words))
    shown.number(
        study,
        "How much all these topics tell together",
        found.r2,
        key="drivers-r2",
        voices=voices,
        hear="Hear those who answered low",
        note="Part of the differences between people's answers; the rest goes with what nobody asked about.",
    )
    if found.odds is not None:
        shown.figure(
            study,
            "The same, answer by answer",
            chart=found.odds.chart(),
            table=found.odds,
            key="drivers-odds",
            note="How much the odds of a higher answer grow with one step more on a topic, the others being "
            "equal: 2 is twice the odds, 1 (the dashed line) no difference.",
            voices=voices,
            hear="Hear those who answered low",
            caveats=found.odds.caveats,
        )
