"""Reels: audio journeys in the customers' own voices; where the journey has no voice is shown too."""

from __future__ import annotations

import streamlit as st

from app import background, opened
from app.ui import journeys, look, player
from cslab import Study
from cslab.errors import NotFoundError

TEACH = (
    "A reel plays highlights in the order of the customer's journey: one file, in their own voices. "
    "Highlight what matters on the <b>Interview</b> page, then save a reel from a terminal."
)


def choose(names: list[str]) -> str | None:
    """Find the reel that the address names; the only one where there is one; else None, for the list."""
    wanted = st.query_params.get("name")
    if wanted is not None and wanted not in names:
        raise NotFoundError.of("reel", wanted, names)
    return wanted or (names[0] if len(names) == 1 else None)


def ask(study: Study, name: str, kind: str = "m4a") -> None:
    """Start a render; the page then waits for it to show up in the list of work."""
    background.render(study, name, kind=kind)
    journeys.asked(name, kind)
    st.rerun()


def files(study: Study, journey: journeys.Journey) -> None:
    """What can be downloaded, and what can be made."""
    journeys.downloads(study, journey)
    rest = [] if opened.read_only() else journey.unmade
    if rest:
        with st.container(key="make", horizontal=True):
            for kind in rest:
                if st.button(f"Make {kind}", key=f"make-{kind}", type="tertiary"):
                    ask(study, journey.name, kind)


@st.fragment(run_every=2)
@look.plainly
def rendering(study: Study, name: str) -> None:
    """While the reel is rendered: how far it is, and a way to stop."""
    job = journeys.job(study, name)
    if job is not None:
        journeys.settled()
        journeys.progress(job)
        if st.button("Cancel", key="cancel-render"):
            study.cancel("render", str(job["key"]))
    elif journeys.starting(name):
        journeys.say("Rendering starts.")
        if journeys.over(study, name):
            journeys.settled()
            st.rerun()
    else:
        st.rerun()


def status(study: Study, journey: journeys.Journey) -> None:
    """Whether it can be heard, and what to do where it can't."""
    best = journey.best
    if journeys.job(study, journey.name) is not None or journeys.starting(journey.name):
        rendering(study, journey.name)
    elif best is None or not best.up_to_date:
        if sentence := journeys.last_words(study, journey.name):
            look.trouble(sentence)
        changed = (
            "This reel is not rendered yet."
            if best is None
            else "The reel has changed since it was rendered."
        )
        with st.container(key="render-row", horizontal=True, vertical_alignment="center"):
            journeys.say(changed)
            if not opened.read_only() and st.button("Render", key="render", type="primary"):
                ask(study, journey.name)


def one(study: Study, name: str, *, alone: bool) -> None:
    journey = journeys.read(study, name)
    if not alone:
        with st.container(key="path"):
            st.page_link("views/reels.py", label="← All reels")
    look.head(journey.title, summary=journeys.summary(journey.plan))
    journeys.band(journey.plan)
    status(study, journey)
    player.show_reel(study, name, journey.plan, rendered=journey.best.format if journey.best else None)
    journeys.caveats(journey.plan)
    files(study, journey)


study = opened.study()
names = [str(name) for name in study.reels["name"]]
chosen = choose(names)
if not names:
    look.empty(
        "No reels yet", TEACH, f"cslab reel save {study.folder.name} first-reel --title 'In their own words'"
    )
elif chosen is None:
    look.head("Reels")
    journeys.table(study)
else:
    one(study, chosen, alone=len(names) == 1)
