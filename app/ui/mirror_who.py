"""Who looks into the mirror, and at which round: by a personal link, or by the name at work."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import streamlit as st

from app import tokens
from app.routes import base
from app.ui import address, look, who
from app.ui.plain import label
from cslab import Study
from cslab.study.teamfile import FIRST
from cslab.workbench.mirroring import SECOND

ROUND: Final = "mirror-round"
LINK: Final = "sheet"
NAMES = {FIRST: "First round", SECOND: "Second round, after listening"}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks, at which round.

    Parameters
    ----------
    name, round : str
        The teammate, and the round that is looked at.
    by_link : bool
        True when a personal link says so.
    """

    name: str
    round: str
    by_link: bool


def link_to(study: Study, teammate: str, of: str) -> str:
    """Address of a teammate's own sheet: whoever has it is taken to be them."""
    token = tokens.sign(study.folder, "sheet", json.dumps([of, teammate]))
    here = urlsplit(str(st.context.url or ""))
    origin = f"{here.scheme}://{here.netloc}" if here.netloc else ""
    return f"{origin}{base()}/mirror?{LINK}={token}"


def visitor(study: Study) -> Visitor:
    """Say who looks; a link that is not of this study counts for nothing, and that is said."""
    token = st.query_params.get(LINK, "")
    if token:
        named = _named(study, token)
        if named is not None:
            return Visitor(named[1], named[0], by_link=True)
        look.trouble(
            "This link is not one of this study, or was cut short when it was copied; ask for it again."
        )
    name = who.coder()
    return Visitor(name, _round(study, name), by_link=False)


def round_name(of: str) -> str:
    """Name of a round as it is read."""
    return NAMES.get(of, of)


def round_within(of: str) -> str:
    """Name of a round inside a sentence; what people called a round themselves stays as it is."""
    return NAMES[of][:1].lower() + NAMES[of][1:] if of in NAMES else of


def rounds(study: Study) -> list[str]:
    """The rounds there are, the first and the second always among them."""
    known = [str(of) for of in study.sheets()["round"].unique()]
    return list(dict.fromkeys([FIRST, SECOND, *known]))


def open_round(study: Study, name: str) -> str:
    """The round that somebody is in the middle of; empty when there is none."""
    table = study.sheets()
    own = table[(table["teammate"].str.casefold() == name.casefold()) & (table["state"] == "open")]
    return str(own["round"].iloc[-1]) if len(own) else ""


def _named(study: Study, token: str) -> tuple[str, str] | None:
    signed = tokens.read(study.folder, "sheet", token)
    try:
        of, teammate = json.loads(signed or "")
    except (ValueError, TypeError):
        return None
    return str(of), str(teammate)


def _round(study: Study, name: str) -> str:
    """Let people choose a round; the one they are in the middle of, or the first, unless the address says."""
    known = rounds(study)
    address.follow("round", ROUND, known, open_round(study, name) or FIRST)
    picked = st.segmented_control(
        "Round",
        known,
        format_func=lambda of: label(round_name(of)),
        key=ROUND,
        required=True,
        label_visibility="collapsed",
    )
    of = str(picked or FIRST)
    address.write("round", ROUND, of)
    return of
