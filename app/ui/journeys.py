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
from app.ui.plain import clock, length, many, missing
from cslab import Study
from cslab.tell.script import Plan

FORMATS = ("m4a", "mp3", "opus", "wav")
PATIENCE = 20.0
"""Seconds that a render may take to show up in the list of work after it was asked for."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """A rendered file."""

    format: str
    path: Path
    up_to_date: bool


def renderings(study: Study, name: str) -> dict[str, Rendering]:
    """Rendered files of a reel that are still there, by format."""
    table = study.reel(name).renderings
    found = [Rendering(str(r["format"]), Path(str(r["path"])), bool(r["up_to_date"])) for r in table.to_dict("records")]
    return {one.format: one for one in found if one.path.is_file()}


def best(study: Study, name: str) -> Rendering | None:
    """The rendering to play: an up-to-date one before an old one, m4a before the others."""
    made = renderings(study, name)
    return min(made.values(), key=lambda one: (not one.up_to_date, FORMATS.index(one.format)), default=None)


def unmade(study: Study, name: str) -> list[str]:
    """Formats that are not rendered, or are out of date; none before the first rendering."""
    made = renderings(study, name)
    return [f for f in FORMATS if f not in made or not made[f].up_to_date] if made else []


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
    clips = Counter(element.stage for element in plan.elements if element.clip)
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


def downloads(study: Study, name: str) -> None:
    """Links to the rendered files and their captions."""
    made = [one for one in renderings(study, name).values() if one.up_to_date]
    if not made:
        return
    links = [(one.format, one.format.upper()) for one in made]
    if any(one.path.with_suffix(".vtt").is_file() for one in made):
        links.append(("vtt", "Captions"))
    cells = "".join(
        f'<a href="{escape(reel_address(study, name, format, download=True))}" download>{label}</a>'
        for format, label in links
    )
    st.html(f'<div class="cs-files">Download {cells}</div>')


def job(study: Study, name: str) -> dict[Any, Any] | None:
    """The render of this reel that is going on; None when there is none."""
    table = study.jobs()
    going = table[(table["kind"] == "render") & (table["key"].str.split("/").str[0] == name) & table["state"].isin(["queued", "running"])]
    return None if going.empty else going.iloc[-1].to_dict()


def starting(study: Study, name: str) -> bool:
    """Whether a render was just asked for here and has not shown up yet."""
    asked = st.session_state.get("asked")
    since = st.session_state.setdefault("asked_at", time.monotonic())
    if asked is None or asked[0] != name:
        st.session_state.pop("asked_at", None)
        return False
    made = renderings(study, name).get(asked[1])
    if (made is not None and made.up_to_date) or time.monotonic() - since > PATIENCE:
        st.session_state.pop("asked", None)
        st.session_state.pop("asked_at", None)
        return False
    return True


def progress(row: dict[Any, Any]) -> None:
    """How far a render is."""
    done = round(100 * float(row["progress"]))
    left = "" if missing(row["left"]) else f", {length(row['left'])} left"
    st.html(
        f'<div class="cs-say" role="status">Rendering, {done} %{left}'
        f'<div class="cs-bar" style="--done:{done}%"><i></i></div></div>'
    )


def table(study: Study) -> None:
    """All reels, one link each."""
    with st.container(key="reel-rows"):
        for row in study.reels.to_dict("records"):
            name = str(row["name"])
            plan = study.reel(name).plan()
            found = best(study, name)
            state = "not rendered yet" if found is None else "ready" if found.up_to_date else "changed since it was rendered"
            gaps = ", ".join(plan.stage_name(stage) for stage in plan.gaps)
            with st.container(key=f"row-{name}"):
                st.page_link("views/reels.py", label=str(row["title"]), query_params={"name": name})
                st.html(
                    f'<div class="cs-row"><div class="cs-who">{"No clip for " + escape(gaps) if gaps else "Every stage has a voice"}</div>'
                    f'<div class="cs-when">{clock(plan.duration)}<br>{many(int(row["clips"]), "clip")}</div>'
                    f'<div class="cs-state">{state}</div></div>'
                )
