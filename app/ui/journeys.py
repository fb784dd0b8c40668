"""What the Reels page shows of a reel: its journey with the gaps, and its renderings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape
from pathlib import Path

import streamlit as st

from app.ui import rows
from app.ui.plain import clock, label, many
from cslab import Study
from cslab.tell.script import Plan

SOUND = ("m4a", "mp3", "opus", "wav")
"""What can be played here, the most useful first."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """A rendered file."""

    format: str
    path: Path
    up_to_date: bool
    audience: str


@dataclass(frozen=True, slots=True)
class Journey:
    """A reel as the page needs it, asked for once a run."""

    name: str
    title: str
    plan: Plan
    made: dict[str, Rendering]
    audience: str

    @property
    def best(self) -> Rendering | None:
        """The rendered sound to play: an up-to-date one before an old one, m4a before the others."""
        own = [one for kind in SOUND if (one := self.made.get(kind)) and one.audience == self.audience]
        return min(own, key=lambda one: not one.up_to_date, default=None)


def read(study: Study, name: str, audience: str | None = None) -> Journey:
    """Plan a reel for an audience, its own unless told otherwise, and find its rendered files."""
    reel = study.reel(name)
    whom = audience or reel.script.audience
    made = {
        str(row["format"]): Rendering(
            str(row["format"]), Path(str(row["path"])), bool(row["up_to_date"]), str(row["audience"])
        )
        for row in reel.renderings.to_dict("records")
    }
    return Journey(name, reel.title, reel.plan(audience=whom), made, whom)


def summary(plan: Plan) -> tuple[str, ...]:
    """The reel in numbers, as HTML pieces."""
    people = {clip.person or clip.interview_id for clip in plan.clips}
    return (
        f"<b>{clock(plan.duration)}</b>",
        many(len(plan.clips), "clip"),
        many(len(people), "person", "people"),
    )


def band(plan: Plan) -> None:
    """The journey's stages in order, and which of them nobody speaks for."""
    if not plan.stages:
        return
    clips = Counter(stage for clip in plan.clips for stage in clip.stages)
    cells = []
    for stage, name in plan.stages.items():
        gap = stage in plan.gaps
        said = "no clip" if gap else many(clips[stage], "clip")
        cells.append(f'<li class="{"cs-gap" if gap else ""}">{escape(name)}<span>{said}</span></li>')
    st.html(f'<ol class="cs-journey" aria-label="Stages of the journey">{"".join(cells)}</ol>')


def say(sentence: str) -> None:
    """State where things are, calmly."""
    st.html(f'<div class="cs-say" role="status">{escape(sentence)}</div>')


def caveats(plan: Plan) -> None:
    """What was left out or could not be done well."""
    if plan.caveats:
        with st.expander(many(len(plan.caveats), "note") + " on this reel"):
            rows.sentences(list(plan.caveats))


def state_of(journey: Journey) -> str:
    """How far a reel is, in a few words."""
    if not journey.plan.clips:
        return "nothing to play yet"
    if journey.best is None:
        return "not rendered yet"
    return "ready" if journey.best.up_to_date else "changed since it was rendered"


def table(study: Study) -> None:
    """All reels, one link each."""
    with st.container(key="reel-rows"):
        for name in study.reels["name"]:
            journey = read(study, str(name))
            plan = journey.plan
            gaps = ", ".join(plan.stage_name(stage) for stage in plan.gaps)
            people = {clip.person or clip.interview_id for clip in plan.clips}
            with st.container(key=f"row-{name}"):
                st.page_link("views/reels.py", label=label(journey.title), query_params={"name": str(name)})
                st.html(
                    '<div class="cs-row"><div class="cs-who">'
                    + (f"No clip for {escape(gaps)}" if gaps else "Every stage has a voice")
                    + f'</div><div class="cs-when">{clock(plan.duration)}<br>'
                    f"{many(len(plan.clips), 'clip')}, {many(len(people), 'person', 'people')}</div>"
                    f'<div class="cs-state">{state_of(journey)}</div></div>'
                )
