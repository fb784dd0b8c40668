"""Setting up a session: the reel, the questions, whose answers they are compared with, and who is invited."""

from __future__ import annotations

import uuid
from typing import Final

import pandas as pd
import streamlit as st

from app import session_sound
from app.ui import look, segment_editor, who
from app.ui.plain import clock, label, many, prose
from cslab import Study
from cslab.challenge.bias.words import LEAST_ITEMS
from cslab.errors import CslabError
from cslab.study.convened import MODES, same

SECONDS_EACH: Final = 20
"""That one question takes, with its three lines."""

HOW: Final = {"together": "Together, at my play and pause", "alone": "Alone, each in their own time"}
REEL, TITLE, ITEMS, WHO, MODE, SEGMENT = (
    "session-new-reel",
    "session-new-title",
    "session-new-items",
    "session-new-who",
    "session-new-how",
    "session-new-segment",
)
_WHY: Final = "session-new-why"
_NONCE: Final = "session-new-nonce"


def show(study: Study) -> None:
    """Ask what a session is made of, and set it up."""
    reels, items = study.reels, study.mirror_items()
    if reels.empty:
        look.empty(
            "A session needs a reel",
            "People hear a reel together: clips of customers along their journey. Draft one on the page "
            "Reels.",
        )
        st.page_link("views/reels.py", label="Reels")
        return
    if items.empty:
        look.empty(
            "A session needs questions",
            "People write down what they expect customers to answer, before they hear them. That takes a "
            "survey with questions that have a scale: add one on the page Surveys.",
        )
        st.page_link("views/surveys.py", label="Surveys")
        return
    look.section("What is heard")
    reel = _reel(study, reels)
    title = st.text_input(
        "Title of the session", key=TITLE, placeholder="The first ninety days, heard together"
    )
    how = st.radio("How people listen", MODES, format_func=lambda mode: HOW[mode], key=MODE)
    look.section("What is asked, before and after")
    chosen = _items(items)
    look.section("Whose answers they are compared with")
    segment, whole = segment_editor.ask(study, SEGMENT)
    look.section("Who is invited")
    invited = _who(study)
    lacking = [
        word
        for word, there in (
            ("a title", title.strip()),
            ("a question", chosen),
            ("somebody who is invited", invited),
            ("every condition chosen to the end", whole),
        )
        if not there
    ]
    with st.container(key="session-create", horizontal=True, gap="medium", vertical_alignment="center"):
        if st.button("Set it up", type="primary", key="session-new", disabled=bool(lacking)):
            facilitator = who.coder()
            session = study.add_session(
                title,
                reel=reel,
                teammates=invited,
                items=chosen,
                segment=segment,
                mode=str(how),
                facilitator=facilitator,
                author=facilitator,
                nonce=st.session_state.setdefault(_NONCE, uuid.uuid4().hex[:12]),
            )
            st.session_state.pop(_NONCE, None)
            if not study.read_only:
                session_sound.prepare(study, session)
            st.query_params.from_dict({"name": session.name})
            st.rerun()
        look.aside(f"It still needs {_listed(lacking)}." if lacking else "Then you get a link for everybody.")


def _reel(study: Study, reels: pd.DataFrame) -> str:
    names = dict(zip(map(str, reels["name"]), map(str, reels["title"]), strict=True))
    reel = str(st.selectbox("Reel", list(names), format_func=lambda name: label(names[name]), key=REEL))
    try:
        plan = study.reel(reel).plan(audience="team")
    except CslabError as error:
        look.trouble(str(error))
        return reel
    people = {clip.person or clip.interview_id for clip in plan.clips}
    look.aside(
        f"{clock(plan.duration)}, {many(len(plan.clips), 'clip')} of {many(len(people), 'person', 'people')}."
        " What is heard is settled when listening begins."
    )
    return reel


def _items(items: pd.DataFrame) -> list[str]:
    wordings = dict(zip(items["item"], items["wording"], strict=True))
    chosen = st.multiselect(
        "Questions",
        list(wordings),
        default=list(wordings)[:LEAST_ITEMS],
        format_func=lambda item: label(wordings[item]),
        key=ITEMS,
    )
    minutes = max(1, round(len(chosen) * SECONDS_EACH / 60))
    few = (
        f" With {LEAST_ITEMS} or more it can also be told how far our own taste goes into our guesses."
        if len(chosen) < LEAST_ITEMS
        else ""
    )
    look.aside(
        f"{many(len(chosen), 'question')}, about {many(minutes, 'minute')} each time. Ask what the reel "
        f"speaks of.{few}"
    )
    return [item for item in wordings if item in chosen]


def _who(study: Study) -> list[str]:
    known = list(study.teammates())
    st.session_state.setdefault(WHO, [])
    options = list(dict.fromkeys([*known, *st.session_state[WHO]]))
    chosen = st.multiselect(
        "Colleagues",
        options,
        key=WHO,
        format_func=label,
        accept_new_options=True,
        placeholder="Choose names, or write new ones",
    )
    st.button(
        "Propose who has been in the fewest sessions",
        key="session-propose",
        type="tertiary",
        icon=":material/group_add:",
        on_click=_propose,
        args=(study,),
    )
    if why := st.session_state.get(_WHY):
        st.html(f'<div class="cs-aside">{why}</div>')
    return [name.strip() for name in chosen if name.strip()]


def _propose(study: Study) -> None:
    """Fill in colleagues by the rotation's rule, with the reason of each."""
    try:
        others = [name for name in study.teammates() if not same(name, who.coder())]
        found = study.session_rotation(teammates=others or None)
    except CslabError as error:
        st.session_state[_WHY] = prose(error)
        return
    colleagues = found.colleagues
    st.session_state[WHO] = list(colleagues["teammate"])
    reasons = "".join(
        f"<li><b>{prose(row['teammate'])}</b>: {prose(row['why'])}</li>"
        for row in colleagues.to_dict("records")
    )
    heard = ", ".join(map(str, found.proposals["name"]))
    customers = (
        f"<p>By the same rule these customers should be heard next: {prose(heard)}.</p>" if heard else ""
    )
    st.session_state[_WHY] = f'<ul class="cs-list">{reasons}</ul>{customers}'


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
