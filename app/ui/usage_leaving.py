"""How long customers stay, and what happened before they spoke of leaving."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from app.ui import look, rows, shown, who
from app.ui.usage_features import by_account
from app.ui.usage_time import stage
from cslab import Study
from cslab.measure.usage.windows import OTHERS, SAME

TEACH_RENEWAL = (
    "Put <code>started_on</code>, and <code>churned_on</code> for those who left, "
    "into <code>accounts.csv</code>."
)
TEACH_MOMENTS = (
    "Moments come from codes on highlights, from the kinds and causes in <code>contacts.csv</code>, and from "
    "answers. Add one of them."
)
UNITS = {"person": "The person's own events", "account": "Everybody's in the account"}


def renewal(study: Study) -> None:
    """The curve of customers, and the renewals at the end of each term."""
    accounts = study.accounts
    if accounts.empty or accounts["started_on"].isna().all():
        look.empty("When did customers start?", TEACH_RENEWAL)
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = by_account(study, key="renewal-by")
        known = st.checkbox("Who left before a certain day is not in our records", key="renewal-known")
        since = st.date_input("That day", key="renewal-since", width=180) if known else None
    found = study.renewal_curve(by=by, since=since)
    left = accounts.loc[accounts["churned_on"].notna(), "account_id"]
    shown.figure(
        study,
        "How long customers stay",
        chart=found.chart(),
        table=found.summary(),
        n=int(found.summary()["n"].sum()),
        key="usage-renewal",
        voices={"accounts": list(left)},
        hear="Hear those who left",
        note="The share that is still a customer, by months since the start. Below it: how many were watched "
        "so long.",
        caveats=found.caveats,
    )
    one, two = st.columns(2, gap="large")
    with one:
        shown.figure(
            study,
            "Renewed at the end of a term",
            chart=found.renewal_chart(),
            table=found.renewals,
            key="usage-renewals",
            voices={"stage": stage(study, "renewal")},
        )
    with two:
        if found.at_renewal is None:
            shown.nothing("When they left", "Fewer than 5 have left.", key="usage-at-renewal")
        else:
            shown.number(
                study,
                "Left at the end of a term",
                found.at_renewal,
                key="usage-at-renewal",
                voices={"accounts": list(left)},
                hear="Hear those who left",
                note="Of all that left. The others did not wait for their contract to end.",
            )


def before(study: Study) -> None:
    """What happened in the days before moments, set against days that are like them."""
    known = _moments(study)
    if not known:
        look.empty("Before which moments?", TEACH_MOMENTS)
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label = st.selectbox("Before they", list(known), key="before-what", width=320)
        days = st.selectbox("Days before", [14, 30, 60], index=1, key="before-days", width=120)
        unit: Any = st.selectbox(
            "Events", list(UNITS), format_func=UNITS.__getitem__, key="before-unit", width=240
        )
    moments = study.moments(**known[label], blind_for=who.coder())
    found = study.triggers(moments, unit=unit, days=days)
    voices = {"people": list(pd.unique(moments["person_id"].dropna()))}
    rows.sentences(list(found.sentences) or ["Nothing stands out against the same customers earlier."])
    for against, title in (
        (SAME, "Against the same customers earlier"),
        (OTHERS, "Against others at that time"),
    ):
        table = found.table[found.table["against"] == against].drop(columns="against")
        if table["value"].notna().any():
            shown.figure(
                study,
                title,
                chart=found.chart(against=against),
                table=table,
                key=f"before-{'same' if against == SAME else 'others'}",
                voices=voices,
                hear="Hear those whose moments these are",
                note=f"How many times as often in the {days} days before; right of 1 is more often.",
                caveats=found.caveats,
            )
        else:
            why = "Too few customers had the events, or there is nothing to set them against."
            shown.nothing(title, escape(why), key=f"before-{'same' if against == SAME else 'others'}")


def _moments(study: Study) -> dict[str, dict[str, Any]]:
    """What moments there are, in words: arguments of `Study.moments`."""
    found: dict[str, dict[str, Any]] = {}
    contacts = study.contacts
    for kind in _frequent(contacts["kind"], first="leaving"):
        found[f"contacted us: {kind}"] = {"kind": kind}
    if (contacts["escalated"] == "yes").any():
        found["escalated"] = {"escalated": True}
    for cause in _frequent(contacts["cause"]):
        found[f"contacted us about {cause}"] = {"cause": cause}
    marked = study.highlights(blind_for=who.coder())["codes"].explode().dropna()
    for code in _frequent(marked):
        found[f"spoke of {code}"] = {"code": code}
    return found


def _frequent(words: pd.Series, first: str = "") -> list[str]:
    """Words by how often they come, one of them before all others."""
    counted = [str(word) for word in words.dropna().value_counts().index]
    return sorted(counted, key=lambda word: word != first)
