"""Renewal is not loyalty: how many of those who renewed are unhappy, who they are, and who said nothing."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.ui import customer_accounts, customer_names, customer_waves, figures, look, shown
from app.ui.plain import day, missing, text
from app.ui.who import coder
from cslab import Study
from cslab.errors import CslabError
from cslab.measure.customers import FlightRisk


def show(study: Study) -> None:
    """Show what a renewal rate hides."""
    if study.accounts.empty:
        look.empty("No renewals yet", customer_accounts.TEACH)
        return
    wave = customer_waves.choose(study, key="risk", teach="Nobody knows yet who is unhappy")
    if wave is None:
        return
    try:
        found = study.flight_risk(wave, blind_for=coder())
    except CslabError as error:
        look.trouble(str(error))
        return
    _share(study, found)
    _list(study, found)
    _silent(study, found)


def _share(study: Study, found: FlightRisk) -> None:
    shown.figure(
        study,
        "They renewed. Are they happy?",
        chart=found.chart(),
        table=found,
        estimate=found.weighted or found.unhappy,
        key="risk",
        note=found.sentence,
        caveats=found.caveats,
        voices={"accounts": customer_accounts.listed(found.table)} if len(found.table) else None,
        hear="Hear them",
    )


def _list(study: Study, found: FlightRisk) -> None:
    fitting = customer_names.found(found.table, ("name", "account_id"), key="risk", what="an account")
    rows = customer_names.first(fitting, key="risk")
    heads = ["Account", "Chance it is unhappy", "What speaks for it", "Renews on", "Revenue", "Answers"]
    shown.table(
        study,
        "Renewed, and unhappy",
        table=found.table,
        html=figures.table(
            heads, [_line(row) for row in rows.to_dict("records")], caption="Renewed and unhappy"
        )
        if len(rows)
        else '<p class="cs-aside">No account that renewed is known to be unhappy.</p>',
        key="risk-list",
        note="A reason to ask, not a verdict.",
        voices={"accounts": customer_accounts.listed(rows)} if len(rows) else None,
        hear="Hear them",
    )
    customer_names.more(fitting, key="risk", what="accounts")


def _silent(study: Study, found: FlightRisk) -> None:
    if found.silent_accounts.empty:
        return
    with st.expander(f"Renewed, and silent: {found.silent:,}"):
        shown.table(
            study,
            "Renewed, and silent",
            table=found.silent_accounts,
            key="risk-silent",
            note="Nobody there answered this wave. Ask before the next renewal does.",
            voices={"accounts": customer_accounts.listed(found.silent_accounts)},
            hear="Hear them elsewhere",
            level=3,
        )


def _line(row: dict[Any, Any]) -> tuple[str, ...]:
    reasons = customer_names.wrapped("".join(f"<div>{text(one)}</div>" for one in row["reasons"]))
    return (
        customer_names.account(row["account_id"], row["name"]),
        f"<b>{100 * row['unhappy']:.0f} %</b>",
        reasons,
        text(day(row["renews_on"])),
        "" if missing(row["revenue"]) else f"{row['revenue']:,.0f}",
        f"{row['people']:.0f}",
    )
