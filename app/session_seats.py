"""Links into an empathy session: a colleague's own seat, the room's screen, and the facilitator's desk.

A link says who comes, and opens nothing by itself: whether somebody may hear or read is asked of the study
each time.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from io import BytesIO
from typing import Final, Literal, get_args

from app import tokens
from cslab import Study
from cslab.errors import CslabError
from cslab.study.convened import Session

Role = Literal["seat", "room", "desk"]
ROLES: Final = get_args(Role)


class ClosedError(CslabError):
    """It may not be heard or read from here yet; the reason is the sentence."""


@dataclass(frozen=True, slots=True)
class Seat:
    """From where somebody looks at a session.

    Parameters
    ----------
    session : str
        Its name.
    role : {"seat", "room", "desk"}
        A colleague's own, the screen that all in the room see, or the facilitator's controls.
    teammate : str
        Whose seat it is; empty for the room and the desk.
    """

    session: str
    role: Role
    teammate: str = ""


def sign(study: Study, session: str, role: Role, teammate: str = "") -> str:
    """Sign that whoever bears it comes from there; the same each time, so that a link can be sent again."""
    return tokens.sign(study.folder, "seat", json.dumps([session, role, teammate], ensure_ascii=False))


def read(study: Study, token: str) -> Seat | None:
    """Say where a token leads; None when it is not ours, or was cut."""
    try:
        session, role, teammate = json.loads(tokens.read(study.folder, "seat", token) or "")
    except (ValueError, TypeError):
        return None
    if role not in ROLES or not isinstance(session, str) or not isinstance(teammate, str):
        return None
    return Seat(session, role, teammate) if bool(teammate) == (role == "seat") else None


def closed_to(session: Session, seat: Seat) -> str:
    """Say why the reel may not be heard or read from here yet; empty when it may.

    The room and the desk are the facilitator's: closed as long as the session is to them, so also while they
    take part themselves and have not locked.
    """
    return session.closed_to(seat.teammate if seat.role == "seat" else session.facilitator)


def hidden_from(session: Session, seat: Seat) -> str:
    """Say why what others and customers answered may not be seen from here yet; empty when it may."""
    return session.hidden_from(seat.teammate if seat.role == "seat" else session.facilitator)


def code(link: str) -> str:
    """A link as a QR code: SVG, dark on light in either theme, since not every phone reads the reverse."""
    import segno

    out = BytesIO()
    segno.make(link, error="l", micro=False).save(
        out,
        kind="svg",
        scale=4,
        border=3,
        dark="#1a1815",
        light="#ffffff",
        xmldecl=False,
        svgns=True,
        omitsize=True,
    )
    return out.getvalue().decode()
