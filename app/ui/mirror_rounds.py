"""The state of a round: who has answered, never what; and a personal link for each teammate."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import opened
from app.ui import look, who
from app.ui.mirror_who import Visitor, link_to, round_name, round_within, rounds
from app.ui.plain import text
from cslab import Study

STATES = {"locked": "has locked", "declined": "looks only"}
NEW = "mirror-new-round"


def show(study: Study, visitor: Visitor) -> None:
    """Say who has answered, and let people be asked."""
    table = study.sheets()
    here = table[table["round"].str.casefold() == visitor.round.casefold()]
    look.section(f"Who has answered: {round_within(visitor.round)}")
    if here.empty:
        look.aside("Nobody yet. Send each teammate their link: it opens their own sheet.")
    else:
        items = len(study.mirror_items())
        answer = here[here["state"] != "declined"]
        locked = int((answer["state"] == "locked").sum())
        look.aside(
            f"{locked} of {len(answer)} have locked their answers. Names are shown here, never answers."
        )
        st.html(f'<ul class="mi-who">{"".join(_chip(row, items) for row in here.to_dict("records"))}</ul>')
    if not opened.read_only():
        _links(study, visitor)


def _chip(row: dict[Any, Any], items: int) -> str:
    state = STATES.get(row["state"], f"{row['answered']} of {items}")
    return f"<li>{text(row['teammate'])}<small>{state}</small></li>"


@st.fragment
@look.plainly
def _links(study: Study, visitor: Visitor) -> None:
    with st.popover("Link for a teammate", icon=":material/link:", key="mirror-links"):
        known = sorted({*study.sheets()["teammate"], who.coder()}, key=str.casefold)
        name = st.selectbox(
            "Teammate",
            known,
            index=None,
            key="mirror-link-name",
            accept_new_options=True,
            placeholder="Choose a name or write one",
        )
        all_rounds = rounds(study)
        of = st.selectbox(
            "Round",
            all_rounds,
            index=all_rounds.index(visitor.round) if visitor.round in all_rounds else 0,
            format_func=round_name,
            key="mirror-link-round",
            accept_new_options=True,
            help="Choose one or write a new name.",
        )
        sheet = study.sheet(str(name), round=str(of)) if name and of else None
        if sheet is not None and sheet.locked_at is not None:
            look.aside(
                f"{text(sheet.teammate)} is done with this round, so there is no link any more: it would "
                "show their own figure to whoever has it."
            )
        elif name and of:
            st.code(link_to(study, str(name), str(of)), language=None, wrap_lines=True)
            look.aside(
                "Send it to them alone: whoever opens it answers as them, and sees their own figure. It does "
                "not end."
            )
