"""Accounts and the ties to them: how much of each is negative, what stands over it, how old it is."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app.ui import customer_names, customer_tie, figures, look, shown
from app.ui.plain import many, missing, text
from cslab import Study
from cslab.measure.customers import FLAG_WORDS, AccountHealth

TEACH = (
    "Put <code>accounts.csv</code> (account_id, name, plan, revenue, cost_to_serve, started_on, renews_on) "
    "and <code>people.csv</code> (person_id, account_id, name, strength 1 to 4, sentiment -1, 0 or 1) into "
    "the study's folder."
)


def summary(study: Study) -> tuple[str, ...]:
    """What the page's head says."""
    if study.accounts.empty:
        return ()
    table = study.account_health().table
    gone = len(study.accounts) - len(table)
    judged, people = int(table["judged"].sum()), int(table["people"].sum())
    return (
        f"<b>{many(len(table), 'account')}</b>" + (f", {gone:,} more have left" if gone else ""),
        many(people, "person", "people"),
        f"{judged:,} judged",
    )


def show(study: Study) -> None:
    """Show the accounts by their relationships, and let people judge one."""
    if study.accounts.empty:
        look.empty("No accounts yet", TEACH)
        return
    health = study.account_health()
    customer_tie.said()
    customer_tie.judge(study)
    _flags(study, health)
    _list(study, health)


def _flags(study: Study, health: AccountHealth) -> None:
    table = health.flagged()
    lines = [
        (text(FLAG_WORDS[row["flag"]]), f"<b>{row['accounts']:,}</b> of {row['n']:,}", text(row["meaning"]))
        for row in table.to_dict("records")
    ]
    shown.table(
        study,
        "What stands over accounts",
        table=table,
        html=figures.table(["Flag", "Accounts", "What it means"], lines, caption="Flags over accounts"),
        key="flags",
        voices={"accounts": listed(health.table[health.table["no_strong_positive"]])},
        hear="Hear those without a strong positive contact",
    )


def _list(study: Study, health: AccountHealth) -> None:
    table = health.table
    with st.container(key="accounts-tools", horizontal=True, vertical_alignment="center"):
        fitting = customer_names.found(
            table, ("name", "account_id", "segment"), key="accounts", what="an account"
        )
        flag = st.selectbox(
            "Flag",
            [None, *FLAG_WORDS],
            format_func=lambda one: FLAG_WORDS.get(one, "Any flag or none"),
            key="accounts-flag",
            label_visibility="collapsed",
            width=260,
        )
    if flag is not None:
        fitting = fitting[fitting[flag]]
    fitting = _first_to_see(fitting)
    rows = customer_names.first(fitting, key="accounts")
    heads = ["Account", "Negative part of the tie", "Flags", "Judged", "Judged last", "Segment"]
    lines = [_line(health, row) for row in rows.to_dict("records")]
    shown.table(
        study,
        "The tie to each account",
        table=fitting.rename(columns={"judged": "n"}),
        html=figures.table(heads, lines, caption="Accounts by their relationships")
        if lines
        else '<p class="cs-aside">No account fits.</p>',
        key="health",
        note="How much of the tie is negative. Close contacts count for more; where few are judged, what is "
        "usual in the segment counts as well. First come those with a flag and several contacts.",
        caveats=health.caveats,
        voices={"accounts": list(rows["account_id"])} if lines else None,
        hear="Hear these accounts",
    )
    customer_names.more(fitting, key="accounts", what="accounts")


def _line(health: AccountHealth, row: dict[Any, Any]) -> tuple[str, ...]:
    flags = customer_names.wrapped("".join(f"<div>{text(FLAG_WORDS[flag])}</div>" for flag in row["flags"]))
    judged = f"{row['judged']} of {many(int(row['people']), 'person', 'people')}"
    figure = figures.number(health.estimate(row["account_id"]), digits=0) if row["judged"] else "not judged"
    return (
        customer_names.account(row["account_id"], row["name"]),
        figure,
        flags,
        judged,
        _age(row),
        text(row["segment"]),
    )


def _first_to_see(table: pd.DataFrame) -> pd.DataFrame:
    """What needs attention first: flagged and known from several contacts, flagged, judged, not judged."""
    judged, flagged = table["judged"] > 0, table["flags"].map(len) > 0
    rank = 1 * judged + 1 * (judged & flagged) + 1 * (judged & flagged & (table["judged"] > 1))
    return table.loc[rank.sort_values(ascending=False, kind="stable").index]


def _age(row: dict[Any, Any]) -> str:
    if missing(row["newest"]):
        return "day unknown" if row["judged"] else ""
    stale = ' <small class="cs-few">stale</small>' if row["all_stale"] else ""
    oldest = "" if row["oldest"] == row["newest"] else f"<br><small>oldest {row['oldest']:.0f} days</small>"
    return f"{many(int(row['newest']), 'day')} ago{stale}{oldest}"


def listed(table: pd.DataFrame) -> list[str]:
    """Ids of the accounts of a table."""
    return [str(one) for one in table["account_id"].dropna().unique()]
