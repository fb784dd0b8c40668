"""Which features are used, of those people have: adoption, breadth, depth, and what lies beside."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app.ui import groups, look, shown
from app.ui.plain import text
from cslab import Study
from cslab.measure.usage.adoption import Adoption

TEACH = (
    "Name what the product can do in <code>study.toml</code>: each feature has an id, a name, and the events "
    "by which its use is known."
)
EXAMPLE = '[[features]]\nid = "exports"\nname = "Exports"\nevents = ["export-downloaded"]\nplans = ["team"]'
OF = {"people": "People", "accounts": "Accounts"}


def show(study: Study) -> None:
    """Adoption of every feature, then how much of it people use, and what would come next."""
    if not study.features:
        look.empty("No feature is described yet", TEACH, EXAMPLE)
        _events(study)
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        of = st.segmented_control(
            "Counted", list(OF), format_func=OF.__getitem__, default="people", required=True, key="usage-of"
        )
        by = by_account(study, key="usage-by")
        found = study.adoption(by=by)
        names = list(dict.fromkeys(found.table["group"]))
        group = st.selectbox("Group", names, key="usage-group", width=220) if by else names[0]
    _adoption(study, found, str(group), str(of))
    _unused(study)
    left, right = st.columns(2, gap="large")
    with left:
        _means(study, "breadth", by)
    with right:
        _means(study, "depth", by)
    _beside(study)
    _events(study)


def by_account(study: Study, *, key: str) -> str | None:
    """Let people choose a column of accounts.csv to group by."""
    accounts = study.accounts
    ids = {"account_id", "name", "started_on", "renews_on", "churned_on"}
    columns = [name for name in accounts.columns if name not in ids]
    with st.container(width=240):
        return groups.choose("By", accounts, columns, key=key)


def _adoption(study: Study, found: Adoption, group: str, of: str) -> None:
    rows = found.table[found.table["group"] == group].drop(columns="group")
    shown.figure(
        study,
        "Who uses what they have",
        chart=found.chart(group, of=of),
        table=rows,
        n=int(rows["n" if of == "people" else "n_accounts"].max()),
        key="usage-adoption",
        voices={"people": study.people["person_id"].dropna().unique()},
        note=f"Of all {of} whose plan has a feature, the share that used it at least once.",
        caveats=found.caveats,
    )


def _unused(study: Study) -> None:
    """Hear those who have a feature and do not use it."""
    table = study.footprint().table
    names = {feature.id: feature.name for feature in study.features}
    lacking = {one: table.loc[[one in unused for unused in table["unused"]], "account_id"] for one in names}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.selectbox(
            "Accounts that have and do not use",
            list(names),
            format_func=lambda one: f"{names[one]} ({len(lacking[one])})",
            key="usage-unused",
            width=320,
        )
        voices = {"accounts": list(lacking[picked])}
        shown.hear(study, f"Without {names[picked]}", voices, key="usage-unused-voices")


def _means(study: Study, measure: str, by: str | None) -> None:
    found = study.breadth(by=by) if measure == "breadth" else study.depth(by=by)
    title, note = {
        "breadth": ("Breadth", "Features used, of those the plan has; over all people, active or not."),
        "depth": ("Depth", "Events on a day with any, in a mean that outliers don't pull along."),
    }[measure]
    everybody = found.estimates.get("everybody")
    shown.figure(
        study,
        title,
        chart=found.chart() if by else None,
        table=found.table,
        estimate=everybody,
        key=f"usage-{measure}",
        voices={"people": _least(found.people, measure)},
        hear="Hear those with the least",
        note=note,
        caveats=found.caveats,
    )


def _least(people: pd.DataFrame, measure: str) -> list[Any]:
    """The people in the lowest tenth."""
    low = people[people[measure] <= people[measure].quantile(0.1)]
    return list(low["person_id"].dropna())


def _beside(study: Study) -> None:
    found = study.footprint()
    if found.features.empty:
        return
    waiting = [bool(beside) for beside in found.table["adjacent"]]
    shown.figure(
        study,
        "What lies beside what they use",
        chart=found.chart(),
        table=found.features,
        estimate=None,
        key="usage-beside",
        voices={"accounts": list(found.table.loc[waiting, "account_id"])},
        note="Accounts that use a neighbour of a feature: how many of them use it, too.",
        caveats=("accounts that use more may be larger or older: it is an association", *found.caveats),
    )


def _events(study: Study) -> None:
    found = study.list_events()
    said = []
    if found.unnamed:
        said.append(f"No feature names: {', '.join(map(str, found.unnamed[:12]))}")
    if found.unseen:
        said.append(f"No event was seen of: {', '.join(found.unseen)}")
    with st.expander("Every event"):
        look.aside(". ".join(text(line) for line in said) or "Every event belongs to a feature.")
        st.dataframe(found.table.head(shown.MOST_ROWS), hide_index=True)
