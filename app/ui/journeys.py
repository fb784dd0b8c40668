"""What the Reels page shows of a reel: its journey with the gaps, its renderings, the work on it."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from app.routes import reel_address
from app.ui import rows
from app.ui.plain import clock, label, length, many, missing
from cslab import Study
from cslab.tell.script import Plan

FORMATS = ("m4a", "mp3", "opus", "wav")
LIVE = ("queued", "running")
PATIENCE = 15.0
"""Seconds that a render may take to show up in the list of work after it was asked for."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """A rendered file."""

    format: str
    path: Path
    up_to_date: bool


@dataclass(frozen=True, slots=True)
class Journey:
    """A reel as the page needs it, asked for once a run."""

    name: str
    title: str
    plan: Plan
    made: dict[str, Rendering]

    @property
    def best(self) -> Rendering | None:
        """The rendering to play: an up-to-date one before an old one, m4a before the others."""
        order = {kind: place for place, kind in enumerate(FORMATS)}
        return min(self.made.values(), key=lambda one: (not one.up_to_date, order[one.format]), default=None)

    @property
    def unmade(self) -> list[str]:
        """Formats that are not rendered, or are out of date; none before the first rendering."""
        fresh = {kind for kind, one in self.made.items() if one.up_to_date}
        return [kind for kind in FORMATS if kind not in fresh] if self.made else []


def read(study: Study, name: str) -> Journey:
    """Plan a reel and find its rendered files."""
    reel = study.reel(name)
    rows = reel.renderings.to_dict("records")
    made = {
        str(r["format"]): Rendering(str(r["format"]), Path(str(r["path"])), bool(r["up_to_date"]))
        for r in rows
    }
    return Journey(name, reel.title, reel.plan(), {kind: made[kind] for kind in FORMATS if kind in made})


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


def downloads(study: Study, journey: Journey) -> None:
    """Links to the rendered files and their captions."""
    made = [one for one in journey.made.values() if one.up_to_date]
    if not made:
        return
    links = [(one.format, one.format.upper()) for one in made]
    if any(one.path.with_suffix(".vtt").is_file() for one in made):
        links.append(("vtt", "Captions"))
    cells = "".join(
        f'<a href="{escape(reel_address(study, journey.name, kind, download=True))}" download>{label}</a>'
        for kind, label in links
    )
    st.html(f'<div class="cs-files">Download {cells}</div>')


def job(study: Study, name: str) -> dict[Any, Any] | None:
    """The render of this reel that is going on; None when there is none."""
    table = study.jobs()
    keys = {f"{name}.{kind}" for kind in FORMATS}
    going = table[(table["kind"] == "render") & table["key"].isin(keys) & table["state"].isin(LIVE)]
    return None if going.empty else going.iloc[-1].to_dict()


def last_words(study: Study, name: str) -> str:
    """Why the last render of this reel failed; empty when it did not."""
    table = study.jobs()
    ours = table[(table["kind"] == "render") & table["key"].isin({f"{name}.{kind}" for kind in FORMATS})]
    last = None if ours.empty else ours.iloc[-1]
    return "" if last is None or last["state"] != "failed" else str(last["message"])


def over(study: Study, name: str) -> bool:
    """Whether the render that was asked for here is over already: a short reel takes less than a look."""
    which, kind, _ = st.session_state.get("asked", ("", "", 0.0))
    made = read(study, name).made.get(kind)
    return bool(which == name and made is not None and made.up_to_date)


def asked(name: str, kind: str) -> None:
    """Remember that a render was asked for here: it takes a moment to show up in the list of work."""
    st.session_state["asked"] = (name, kind, time.monotonic())


def starting(name: str) -> bool:
    """Whether a render was asked for here a moment ago."""
    which, _, since = st.session_state.get("asked", ("", "", 0.0))
    return bool(which == name and time.monotonic() - since < PATIENCE)


def settled() -> None:
    """Forget that a render was asked for: it is being done, or is over."""
    st.session_state.pop("asked", None)


def progress(row: dict[Any, Any]) -> None:
    """How far a render is."""
    done = round(100 * float(row["progress"]))
    left = "" if missing(row["left_seconds"]) else f", {length(row['left'])} left"
    st.html(
        f'<div class="cs-say" role="status">Rendering, {done} %{left}'
        f'<div class="cs-bar" style="--done:{done}%"><i></i></div></div>'
    )


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
