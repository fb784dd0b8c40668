"""Mirror, ``?view=team&round=first``, or one's own sheet by a personal link, ``?sheet=...``."""

from __future__ import annotations

from typing import Final

import streamlit as st

from app import opened
from app.ui import (
    address,
    look,
    mirror_change,
    mirror_form,
    mirror_own,
    mirror_rounds,
    mirror_team,
    mirror_who,
)
from app.ui.mirror_who import Visitor
from app.ui.plain import text
from cslab import Study

VIEW: Final = "mirror-view"
VIEWS = {"team": "The team", "own": "Your own", "change": "What to do", "round": "Who has answered"}
TEACH = (
    "The mirror asks the team the questions that customers were asked, before anybody looks, and measures "
    "how much of our own taste goes into what we believe of them. It needs a survey with at least eight "
    "questions that have a scale; put its answers into surveys/ and add it on the page Surveys."
)


def results(study: Study, visitor: Visitor) -> None:
    """What the round came to."""
    chosen = address.choose(VIEW, VIEWS)
    if chosen == "round":
        mirror_rounds.show(study, visitor)
    elif study.team(visitor.round).empty:
        look.empty("Nobody has locked a sheet yet", "Send each teammate their link, and look again then.")
        mirror_rounds.show(study, visitor)
    elif why := study.mirror_alone(visitor.name, round=visitor.round):
        look.empty("One sheet so far", why)
        mirror_rounds.show(study, visitor)
    elif chosen == "own":
        mirror_own.show(study, visitor)
    elif chosen == "change":
        mirror_change.show(study, visitor)
    else:
        table = study.sheets()
        shared = table["shared"] & (table["round"].str.casefold() == visitor.round.casefold())
        mirror_team.show(study, visitor.round, named=tuple(map(str, table.loc[shared, "teammate"])))


def page(study: Study) -> None:
    """Whoever has not locked their answers answers first, and sees nothing else."""
    look.head(
        "Mirror",
        note="How much of our own taste is in what we believe of customers?",
        badge="Synthetic" if study.config.synthetic else "",
    )
    st.html(f"<style>{look.style('mirror.css')}</style>")
    if study.mirror_items().empty:
        look.empty("Nothing to ask yet", TEACH)
        return
    visitor = mirror_who.visitor(study)
    if visitor.by_link:
        of = text(mirror_who.round_within(visitor.round))
        look.aside(f"This is the sheet of <b>{text(visitor.name)}</b>, {of}.")
    mirror_form.said()
    sheet = study.sheet(visitor.name, round=visitor.round)
    why = study.mirror_closed_to(visitor.name, round=visitor.round)
    if sheet is not None and sheet.locked_at is None and why:
        mirror_form.fill(study, visitor)
    elif why and (waiting := mirror_who.open_round(study, visitor.name)):
        mirror_form.elsewhere(study, visitor, why, waiting)
    elif why and not mirror_form.looks(visitor):
        mirror_form.begin(study, visitor, why)
        mirror_rounds.show(study, visitor)
    else:
        results(study, visitor)


page(opened.study())
