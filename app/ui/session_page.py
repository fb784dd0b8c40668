"""Where a page of a session is mounted: it is told its own address and nothing else; the rest it asks for."""

from __future__ import annotations

from typing import Final

import streamlit as st

from app import session_seats
from app.routes import base, prefix
from app.session_seats import Role
from app.ui import look
from cslab import Study
from cslab.player import assets

JOIN: Final = "join"
"""The word of the address that carries a link into a session."""

_component = st.components.v2.component(
    "cslab_session",
    html='<div class="sx-mount"></div>',
    js="\n".join(
        [
            assets.source("dom.js"),
            *(look.style(f"session_{part}.js") for part in ("page", "sheet", "listen", "reveal")),
        ]
    ),
    isolate_styles=False,
)


def dress(*, alone: bool) -> None:
    """Put the style sheet on the page; where the session is alone on it, nothing of the app is beside it."""
    bare = look.style("session_alone.css") if alone else ""
    st.html(f"<style>{look.style('session.css')}{bare}</style>")


def mount(token: str, *, key: str, alone: bool) -> None:
    """Show the page that a token leads to."""
    _component(key=key, data={"at": f"{prefix()}/session/{token}", "alone": alone})


def link(study: Study, session: str, role: Role, teammate: str = "", *, origin: str = "") -> str:
    """Address of a seat, of the room's screen or of the desk."""
    return f"{origin}{base()}/session?{JOIN}={session_seats.sign(study, session, role, teammate)}"
