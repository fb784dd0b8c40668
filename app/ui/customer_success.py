"""What customers call success: how far they have come, and whose idea of it a renewal uses."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app import opened
from app.ui import customer_names, figures, look, shown
from app.ui import customer_words as words
from app.ui.customer_success_forms import define, record
from app.ui.plain import day, missing, text
from cslab import Study
from cslab.measure.customers import RenewalTalks, Success

TEACH = (
    "Ask each person what success means to them, and write their words into the column "
    "<code>success_means</code> of <code>people.csv</code>."
)
HEADS = ["Person", "In their words", "Measured by", "How far", "State"]


def show(study: Study) -> None:
    """Show what people call success, and whose success the talks about renewal are about."""
    words.done()
    found = study.success()
    if found.table.empty:
        look.empty("Nobody has said yet what success means to them", TEACH)
    else:
        _shares(study, found)
        _list(study, found)
        if not opened.read_only():
            with st.container(key="success-do", horizontal=True):
                define(study, found)
                record(study, found)
        _one(study, found)
    _talks(study, study.renewal_talks())


def _shares(study: Study, found: Success) -> None:
    parts = {
        "Said what success means to them": found.stated,
        "Of these, measured": found.measured,
        "Of those measured, on track": found.on_track,
    }
    rows = [
        one.summary().assign(what=what)[["what", "value", "low", "high", "n", "method"]]
        for what, one in parts.items()
        if one is not None
    ]
    lines = [(text(what), figures.number(one, digits=0)) for what, one in parts.items()]
    shown.table(
        study,
        "Do we know what success means to them, and are they getting there?",
        table=pd.concat(rows, ignore_index=True),
        html=figures.table(["Of people", "Share"], lines, caption="Success, as far as it is known"),
        key="success-shares",
        caveats=found.caveats,
        voices={"people": _behind(found)} if _behind(found) else None,
        hear="Hear those who are behind",
    )


def _behind(found: Success) -> list[str]:
    return [str(one) for one in found.table.loc[found.table["state"] == "behind", "person_id"].unique()]


def _list(study: Study, found: Success) -> None:
    fitting = customer_names.found(
        found.table, ("name", "words", "definition"), key="success", what="a person"
    )
    rows = customer_names.first(fitting, key="success")
    shown.table(
        study,
        "Success, person by person",
        table=fitting.rename(columns={"value": "measured"}),
        html=figures.table(
            HEADS, [_line(row) for row in rows.to_dict("records")], caption="Success by person"
        ),
        key="success-list",
        voices={"people": [str(one) for one in rows["person_id"]]} if len(rows) else None,
        hear="Hear these people",
    )
    customer_names.more(fitting, key="success", what="people")


def _line(row: dict[Any, Any]) -> tuple[str, ...]:
    whose = "" if row["whose"] == "theirs" else ' <small class="cs-few">our definition</small>'
    unit = "" if missing(row["unit"]) else f" {text(row['unit'])}"
    aim = "" if missing(row["target"]) else f"<br><small>to {row['target']:g}{unit}{_due(row)}</small>"
    now = "" if missing(row["value"]) else f"<br><small>now {row['value']:g}{unit}</small>"
    way = "" if missing(row["way"]) else f"<b>{100 * row['way']:.0f} %</b> of the way{now}"
    return (
        customer_names.person(row["person_id"], row["name"]),
        customer_names.wrapped(f"{text(row['definition'])}{whose}"),
        customer_names.wrapped(f"{text(row['measure'])}{aim}"),
        way,
        customer_names.wrapped(f"<b>{text(row['state'])}</b><br><small>{text(row['why'])}</small>"),
    )


def _due(row: dict[Any, Any]) -> str:
    return "" if missing(row["due_on"]) else f" by {text(day(row['due_on']))}"


def _one(study: Study, found: Success) -> None:
    known = found.table[found.table["success"].isin(found.series["success"])]
    if known.empty:
        return
    titles = {row["success"]: f"{row['name']}: {row['measure']}" for row in known.to_dict("records")}
    picked = st.selectbox(
        "Day by day", list(titles), format_func=titles.__getitem__, key="success-one", width=420
    )
    rows = found.series[found.series["success"] == picked]
    shown.figure(
        study,
        titles[picked],
        chart=found.chart(picked),
        table=rows.rename(columns={"value": "measured"}),
        key="success-day",
        note="The dashed line is where they want to be.",
        voices={"people": [str(one) for one in rows["person_id"].unique()]},
        hear="Hear them",
        level=3,
    )


def _talks(study: Study, found: RenewalTalks) -> None:
    if not found.shares:
        shown.nothing(
            "Whose idea of success do renewals use?",
            "Give the talks of kind <code>renewal</code> in <code>contacts.csv</code> a "
            "<code>definition</code>: theirs, ours or none.",
            key="talks",
        )
        return
    names = {"theirs": "The customer's own", "ours": "Ours", "none": "None"}
    lines = [(names[name], figures.number(one, digits=0)) for name, one in found.shares.items()]
    shown.table(
        study,
        "Whose idea of success do renewals use?",
        table=found,
        html=figures.table(["Definition", "Share of talks"], lines, caption="Whose idea of success"),
        key="talks",
        note=found.sentence,
        caveats=found.caveats,
        voices={"accounts": [str(one) for one in found.accounts["account_id"]]},
        hear="Hear these accounts",
    )
    if len(found.on_ours):
        behind = [
            (
                customer_names.account(row["account_id"]),
                customer_names.person(row["person_id"], row["name"]),
                customer_names.wrapped(f"{text(row['definition'])}"),
                "" if missing(row["way"]) else f"{100 * row['way']:.0f} % of the way",
                names[row["last"]],
            )
            for row in found.on_ours.head(50).to_dict("records")
        ]
        heads = ["Account", "Person", "Their success", "How far", "The last talk used"]
        shown.table(
            study,
            "Renewing, while their own success is behind",
            table=found.on_ours,
            html=figures.table(heads, behind, caption="Renewing while their own success is behind"),
            key="on-ours",
            voices={"people": [str(one) for one in found.on_ours["person_id"]]},
            hear="Hear them",
        )
