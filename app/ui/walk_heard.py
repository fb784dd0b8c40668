"""Who has been heard: counts of all customers, and how concentrated listening is."""

from __future__ import annotations

from html import escape

import streamlit as st

from app.ui import look, shown
from app.ui import walk_parts as parts
from app.ui.plain import day, many
from cslab import Study
from cslab.tell.walk.waiting import STRATA

TEACH = (
    "Here you see how many of your customers anybody has listened to: by score, by segment, and how much of "
    "it falls on a few. Put customers into people.csv to begin."
)


def show(study: Study) -> None:
    """Show how many customers have been heard."""
    if study.people.empty:
        look.empty("No customers yet", TEACH)
        return
    found = study.coverage()
    shown.figure(
        study,
        "Customers who have been heard",
        chart=found.chart(),
        table=found.table,
        key="walk-heard",
        n=found.customers,
        voices={"people": list(found.people.loc[found.people["times"] > 0, "person_id"])},
        hear="Hear them",
        note=f"{found.sentence} A count of everybody in people.csv, so without an interval.",
        caveats=found.caveats,
    )
    if found.concentration:
        st.html(f'<p class="cs-aside">{escape(found.concentration)}</p>')
    had = study.streaks()
    if len(had.weekly):
        shown.table(
            study,
            "Conversations by week",
            table=had.weekly.iloc[::-1].reset_index(drop=True),
            key="walk-weekly",
            note=had.sentence,
            html=_bars(had.weekly.tail(12)),
        )
    _waiting(study)


def _waiting(study: Study) -> None:
    rows = study.rotation(teammates=[parts.me(study)]).waiting
    told = rows.assign(group=rows["stratum"].map(STRATA))[["group", "customers", "heard"]]
    lines = "".join(
        f"<li><b>{escape(row['group'])}</b><span>{many(int(row['customers']), 'customer')}, "
        f"{int(row['heard'])} of them heard</span></li>"
        for row in told.to_dict("records")
    )
    shown.table(
        study,
        "Who waits to be heard",
        table=told,
        key="walk-waiting",
        html=f'<ul class="wk-past">{lines}</ul>',
        note="The rule draws from these three groups; each customer is in the first that fits.",
    )


def _bars(weekly: object) -> str:
    rows = weekly.to_dict("records")  # type: ignore[attr-defined]
    most = max((int(row["conversations"]) for row in rows), default=1) or 1
    lines = "".join(
        f"<li><span>{escape(day(row['week']))}</span>"
        f'<i style="--part:{int(row["conversations"]) / most:.3f}"></i>'
        f"<b>{int(row['conversations'])}</b></li>"
        for row in rows
    )
    return f'<ol class="wk-bars">{lines}</ol>'
