"""One teammate's own figure: for them alone, unless they share it."""

from __future__ import annotations

from html import escape

import streamlit as st

from app import opened
from app.ui import look, shown
from app.ui.mirror_who import Visitor
from cslab import Study, charts
from cslab.challenge import bias
from cslab.errors import CslabError, NotFoundError
from cslab.study.sheets import Sheet


def show(study: Study, visitor: Visitor) -> None:
    """Show what a teammate's own answers come to, and let them share it or not."""
    found = study.projection(visitor.round)
    try:
        own = found.person(_spelled(study, visitor))
    except NotFoundError:
        look.empty(
            "You did not answer this round",
            "Your own figure stands here once you have locked a sheet. Nobody else's does.",
        )
        return
    st.html(f'<p class="mi-verdict">{escape(own.sentence)}</p>')
    if own.weight is not None:
        shown.number(
            study,
            "How much of your own taste is in what you predict",
            own.weight,
            key="mirror-own",
            table=own.summary(),
            note="Drawn toward the team's figure as far as chance explains the difference.",
        )
    rows = own.items.sort_values("error", key=abs, ascending=False, na_position="last", ignore_index=True)
    marks = {"own": "your answer", "predicted": "your guess", "customers": "what customers say"}
    shown.figure(
        study,
        "Your answers, your guesses, and what customers say",
        chart=charts.compared(rows, label="wording", marks=marks, ends=("low", "high"), title="0 to 100"),
        table=rows,
        key="mirror-own-items",
        note="The widest miss first. How sure you were stands under Rows.",
    )
    _advice(found, own.name)
    _share(study, visitor, study.sheet(visitor.name, round=visitor.round))


def _spelled(study: Study, visitor: Visitor) -> str:
    """The visitor's name as the answers have it."""
    names = study.team(visitor.round)["teammate"].unique()
    folded = visitor.name.strip().casefold()
    return next((str(name) for name in names if str(name).casefold() == folded), visitor.name)


def _advice(found: bias.Projection, name: str) -> None:
    try:
        advice = bias.advise(found, person=name)
    except CslabError:
        return
    look.section("What that means for you")
    st.html(f'<ul class="mi-steps">{"".join(f"<li>{escape(one)}</li>" for one in advice.sentences)}</ul>')


def _share(study: Study, visitor: Visitor, sheet: Sheet | None) -> None:
    if sheet is None or sheet.state != "locked":
        look.aside(
            "Your answers stand in team.csv: whoever can open the study's folder can read them there. On "
            "this page your figure is shown to you alone."
        )
        return
    st.toggle(
        "Let the team see my figure",
        value=sheet.shared,
        key=f"mirror-share-{visitor.round}",
        on_change=_set_shared,
        args=(study, visitor, not sheet.shared),
        disabled=opened.read_only(),
        help="With it your name stands beside your figure in the team's picture. You can take it back.",
    )
    look.aside(
        "Off, this page names you to nobody. Whoever can open the study's folder or its database can still "
        "read what you answered: it is kept there as it is."
    )


def _set_shared(study: Study, visitor: Visitor, shared: bool) -> None:
    study.share_sheet(visitor.name, shared, round=visitor.round, author=visitor.name)
