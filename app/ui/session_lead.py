"""Leading a session: who is ready, what comes next, and the controls of the sound for everybody."""

from __future__ import annotations

import hashlib
from html import escape
from typing import Final, Literal

import streamlit as st

from app import opened, session_seats, session_sound
from app.ui import look, session_page, session_people
from app.ui.plain import many
from cslab import Study
from cslab.errors import CslabError
from cslab.study.convened import STATES, Participant, Session

STEPS: Final = {
    "answer": "Write down",
    "listen": "Listen",
    "reveal": "Reveal",
    "again": "Again",
    "closed": "Closed",
}
NEXT: Final = {
    "answer": ("listen", "Begin listening"),
    "listen": ("reveal", "Reveal the answers"),
    "reveal": ("again", "Ask once more"),
    "again": ("closed", "Close the session"),
}
SAID: Final = "session-said"


def steps(session: Session) -> None:
    """The five steps, and where the session is."""
    here = STATES.index(session.state)
    marks = [
        ' data-past="true"' if at < here else " aria-current=step" * (at == here) for at in range(len(STATES))
    ]
    cells = "".join(f"<li{mark}>{escape(STEPS[name])}</li>" for name, mark in zip(STATES, marks, strict=True))
    st.html(f'<ol class="ss-steps" aria-label="Steps of the session">{cells}</ol>')


@st.fragment(run_every=2)
@look.plainly
def progress(study: Study, name: str, drawn: str) -> None:
    """Who is how far, and what comes next; looked at anew every other second."""
    session = study.session(name)
    if session.state != drawn:
        st.rerun()
    if words := st.session_state.pop(SAID, ""):
        look.trouble(words)
    session_people.table(session)
    _sound(study, session)
    _on(study, session)


def watch(session: Session) -> None:
    """The same for somebody who does not lead it, and for a session that is over."""
    session_people.table(session)
    if session.open:
        look.aside(f"{escape(session.facilitator)} leads this session, and moves it on.")


def desk(study: Study, session: Session) -> None:
    """Play and pause for all, and the reveal; or why not yet."""
    if session.state == "answer":
        return
    if session.state == "listen" and session.mode == "alone":
        look.aside("Everybody listens in their own time, from their own link. Below you see who has.")
        return
    if why := session.closed_to(session.facilitator):
        look.aside(escape(why))
        return
    token = session_seats.sign(study, session.name, "desk")
    key = hashlib.sha256(f"{session.name} {session.state}".encode()).hexdigest()[:12]
    session_page.mount(token, key=f"desk-{key}", alone=False)


def _on(study: Study, session: Session) -> None:
    if not session.open or opened.read_only():
        return
    state, words = NEXT[session.state]
    st.html(f'<p class="ss-ready" role="status">{escape(ready(session))}</p>')
    with st.container(key="session-on", horizontal=True, gap="small", vertical_alignment="center"):
        kind: Literal["primary", "secondary"] = "primary" if _due(session) else "secondary"
        if st.button(words, type=kind, key=f"session-to-{state}"):
            _move(study, session, state)
        if session.state == "listen" and st.button(
            "Back to writing down", key="session-back", type="tertiary"
        ):
            _move(study, session, "answer")
        if session.state != "again":
            with st.popover("Close it early", type="tertiary"):
                shows = "" if session.revealed else " Who has locked can then see what customers answered."
                look.aside(f"A closed session stays closed. What people wrote is kept.{shows}")
                if st.button("Close the session", key="session-close"):
                    _move(study, session, "closed")


def _due(session: Session) -> bool:
    """Whether the next step is what the page asks for; else it is offered without being pressed upon."""
    if session.state == "listen":
        return all(one.listened_at is not None for one in session.participants if one.before_locked_at)
    if session.state == "answer":
        return bool(session.participants) and all(one.before_locked_at for one in session.participants)
    return True


def _move(study: Study, session: Session, state: str) -> None:
    try:
        study.move_session(session.name, state, author=session.facilitator)
    except CslabError as error:
        st.session_state[SAID] = str(error)
    st.rerun(scope="app")


def _sound(study: Study, session: Session) -> None:
    """Whether the sound is there, so that nobody waits for it in the room."""
    if session.state not in {"answer", "listen"} or study.read_only:
        return
    if why := session_sound.prepare(study, session):
        st.html(f'<p class="cs-aside" role="status">{escape(why)}</p>')


def ready(session: Session) -> str:
    """Say who is not ready for the next step, and what follows for them."""
    if session.state == "answer":
        waiting = [one for one in session.participants if one.before_locked_at is None]
        if not waiting:
            return "Everybody has locked what they believe."
        return (
            f"{_names(waiting)} not locked yet. You may begin without them: they can still write theirs "
            "down, and hear nothing from their own link before that. If the room plays aloud, wait for them."
        )
    if session.state == "listen":
        waiting = [one for one in session.participants if one.listened_at is None and one.before_locked_at]
        blind = [one for one in session.participants if one.before_locked_at is None]
        told = (
            f"{_names(waiting)} not heard it to the end yet."
            if waiting
            else "Everybody has heard it to the end."
        )
        lost = (
            f" {_names(blind)} not locked yet, and will count nowhere once the answers are shown."
            if blind
            else ""
        )
        return told + lost
    if session.state == "reveal":
        return "Talk about it first: what surprised you, and whose voice stays with you. Then ask once more."
    waiting = [one for one in session.participants if one.after_locked_at is None and one.locked]
    if not waiting:
        return "Everybody has answered again."
    return f"{_names(waiting)} not answered again yet. Once it is closed, nobody can."


def _names(people: list[Participant]) -> str:
    """Name people with their verb; many of them are counted."""
    names = [one.teammate for one in people]
    if len(names) > 4:
        return f"{many(len(names), 'colleague')} have"
    if len(names) == 1:
        return f"{names[0]} has"
    return f"{', '.join(names[:-1])} and {names[-1]} have"
