"""Reels: audio journeys in the customers' own voices. Hear them, see where the journey has no voice, take them along."""

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


def ask(study: Study, name: str, format: str = "m4a") -> None:
    """Start a render; the page then waits for it to show up in the list of work."""
    background.render(study, name, format=format)
    st.session_state["asked"] = (name, format)
    st.rerun()


def files(study: Study, name: str) -> None:
    """What can be downloaded, and what can be made."""
    journeys.downloads(study, name)
    rest = [] if opened.read_only() else journeys.unmade(study, name)
    if rest:
        with st.container(key="make", horizontal=True):
            for format in rest:
                if st.button(f"Make {format}", key=f"make-{format}", type="tertiary"):
                    ask(study, name, format)


@st.fragment(run_every=2)
@look.plainly
def rendering(study: Study, name: str) -> None:
    """While the reel is rendered: how far it is, and a way to stop."""
    job = journeys.job(study, name)
    if job is None:
        if not journeys.starting(study, name):
            st.rerun()
        return
    journeys.progress(job)
    if st.button("Cancel", key="cancel-render"):
        study.cancel(int(job["id"]))


def one(study: Study, name: str, *, alone: bool) -> None:
    reel = study.reel(name)
    plan = reel.plan()
    if not alone:
        with st.container(key="path"):
            st.page_link("views/reels.py", label="← All reels")
    look.head(reel.title, summary=journeys.summary(plan))
    journeys.band(plan)
    best = journeys.best(study, name)
    if journeys.job(study, name) is not None or journeys.starting(study, name):
        rendering(study, name)
    elif best is None or not best.up_to_date:
        journeys.say("This reel is not rendered yet." if best is None else "The reel has changed since it was rendered.")
        if not opened.read_only() and st.button("Render", key="render", type="primary"):
            ask(study, name)
    player.show_reel(study, name, plan, rendered=best.format if best else None)
    journeys.caveats(plan)
    files(study, name)


study = opened.study()
names = [str(name) for name in study.reels["name"]]
chosen = choose(names)
if not names:
    look.empty("No reels yet", TEACH, f"cslab reel save {study.folder.name} first-reel --title 'In their own words'")
elif chosen is None:
    look.head("Reels")
    journeys.table(study)
else:
    one(study, chosen, alone=len(names) == 1)
