"""Journey, ``?stage=onboarding&lane=say`` with a cell open: the map of what customers do, say and feel."""

from __future__ import annotations

import streamlit as st

from app import opened
from app.ui import journey_map, journey_panel, journey_poster, look, who
from app.ui.plain import many
from cslab import Study
from cslab.tell.journey import JourneyMap

TEACH = (
    "The map sets what customers do, say and feel side by side, stage by stage. It needs the stages of their "
    "journey in study.toml, in order; then highlights with a stage fill it, and what you measure."
)
STAGES = '[[stages]]\nid = "onboarding"\nname = "Onboarding"\nquestion = "What happens in the first weeks?"'


def summary(journey: JourneyMap) -> tuple[str, ...]:
    """The map in a few words, as HTML pieces."""
    gaps = [journey.stages[stage] for stage in journey.gaps()]
    silent = f"nobody heard on {many(len(gaps), 'stage')}" if gaps else "a voice on every stage"
    return (
        f"<b>{many(journey.people, 'person', 'people')}</b> heard",
        many(len(journey.clips), "clip"),
        silent,
    )


@st.fragment
@look.plainly
def walk(study: Study, journey: JourneyMap) -> None:
    """The map, and beside it the cell that is open. A fragment: opening one draws nothing else again."""
    stage, lane = journey_map.opened(journey)
    journey_map.show(journey, stage, lane)
    if stage:
        journey_panel.show(study, journey, stage, lane)


def page(study: Study) -> None:
    badge = "Synthetic" if study.config.synthetic else ""
    if not study.config.stages:
        look.head("Journey", note=study.config.title, badge=badge)
        look.empty("No stages yet", TEACH, STAGES)
        return
    journey = study.journey(blind_for=who.coder())
    look.head("Journey", note=study.config.title, badge=badge, summary=summary(journey))
    journey_map.dress()
    with st.container(key="journey-ways", horizontal=True, gap="medium", vertical_alignment="center"):
        st.page_link("views/reels.py", label="Reels")
        with st.popover("Print it for a wall", type="tertiary"):
            journey_poster.show(study)
    walk(study, journey)


page(opened.study())
