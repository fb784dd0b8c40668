"""Who is in a session, and how far each is, never what they answered; links and codes for the facilitator."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

import streamlit as st

from app import session_seats
from app.ui import look, session_page
from app.ui.plain import label, text
from cslab import Study
from cslab.errors import CslabError
from cslab.study.convened import Participant, Session

MARKS = (
    ("joined", "Joined"),
    ("before_locked_at", "Locked"),
    ("listened_at", "Listened"),
    ("after_locked_at", "Answered again"),
)


def table(session: Session) -> None:
    """Say of each how far they are."""
    if not session.participants:
        look.aside("Nobody is invited yet.")
        return
    head = "".join(f'<th scope="col">{escape(name)}</th>' for _, name in MARKS)
    rows = "".join(
        f'<tr><th scope="row">{text(one.teammate)}</th>'
        f"{''.join(_cell(one, mark, name) for mark, name in MARKS)}</tr>"
        for one in session.participants
    )
    st.html(
        '<div class="ss-wrap"><table class="ss-people"><caption>How far everybody is</caption>'
        f'<thead><tr><th scope="col">Colleague</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def links(study: Study, session: Session) -> None:
    """A link and a code for each, and the room's screen."""
    names = [one.teammate for one in session.participants]
    with st.expander("Links and codes", expanded=session.state == "answer"):
        room = session_page.link(study, session.name, "room", origin=origin())
        st.html(
            f'<p class="ss-room"><a href="{escape(room)}" target="_blank" rel="noreferrer">Open the room’s '
            "screen</a> on the projector: it shows who is ready, plays to the room, and shows the reveal. "
            "Keep this link to yourself.</p>"
        )
        for name in names:
            _one(study, session, name)
    if session.open:
        for name in session.out:
            _back(study, session, name)
    if session.open and not session.revealed:
        _more(study, session)


def _one(study: Study, session: Session, name: str) -> None:
    link = session_page.link(study, session.name, "seat", name, origin=origin())
    with st.container(
        key=f"seat-{names_key(name)}", horizontal=True, vertical_alignment="center", gap="small"
    ):
        st.html(f'<b class="ss-name">{text(name)}</b>', width="stretch")
        with st.popover("Link and code"):
            code = session_seats.code(link)
            st.html(f'<div class="ss-code" role="img" aria-label="QR code for {text(name)}">{code}</div>')
            st.code(link, language=None, wrap_lines=True)
            look.aside(f"Whoever has this link is taken to be {text(name)}: send it to them alone.")
            if session.open and st.button(
                "Take out of the session", key=f"out-{names_key(name)}", type="tertiary"
            ):
                study.remove_participant(session.name, name, author=session.facilitator)
                st.rerun()


def _back(study: Study, session: Session, name: str) -> None:
    """Somebody who was taken out, and how they come in again: nothing of theirs is lost."""
    with st.container(key=f"out-{names_key(name)}-row", horizontal=True, vertical_alignment="center"):
        look.aside(f"{text(name)} was taken out: they hear nothing more, and count nowhere.")
        if st.button("Take in again", key=f"back-{names_key(name)}", type="tertiary"):
            study.restore_participant(session.name, name, author=session.facilitator)
            st.rerun()


def _more(study: Study, session: Session) -> None:
    with st.container(key="session-more", horizontal=True, vertical_alignment="bottom", gap="small"):
        out = {name.casefold() for name in session.out}
        known = [
            name for name in study.teammates() if session.seat(name) is None and name.casefold() not in out
        ]
        more = st.multiselect(
            "Invite more",
            known,
            key="session-invite",
            format_func=label,
            accept_new_options=True,
            placeholder="Choose names, or write new ones",
        )
        if st.button("Invite", key="session-invite-go", disabled=not more):
            try:
                study.invite_to_session(session.name, more, author=session.facilitator)
            except CslabError as error:
                look.trouble(str(error))
                return
            del st.session_state["session-invite"]
            st.rerun()


def origin() -> str:
    """Scheme and host as this browser has them, so that a link can be sent."""
    here = urlsplit(str(st.context.url or ""))
    return f"{here.scheme}://{here.netloc}" if here.netloc else ""


def names_key(name: str) -> str:
    """A name as a part of a widget's key."""
    return name.encode().hex()[:40]


def _cell(one: Participant, mark: str, name: str) -> str:
    done = bool(getattr(one, mark))
    said = f"{name}: yes" if done else f"{name}: not yet"
    late = " late" if mark == "before_locked_at" and done and one.late else ""
    begun = ""
    if not done and mark in {"before_locked_at", "after_locked_at"}:
        many = one.answered.get(mark.partition("_")[0], 0)
        begun = f" <small>{many} answered</small>" if many else ""
    return (
        f'<td data-done="{str(done).lower()}"><i aria-hidden="true"></i><span>{said}</span>{late}{begun}</td>'
    )
