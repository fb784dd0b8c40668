"""Who comes back, where the active come from and go, and how long the first value takes."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.ui import look, shown
from app.ui.plain import many
from app.ui.usage_features import by_account
from cslab import Study
from cslab.errors import CslabError
from cslab.measure.usage.retention import KINDS

TEACH = (
    "Say in <code>study.toml</code> which one event is what customers come for. Choose it with care: "
    "signing in is seldom what anybody pays for."
)
EXAMPLE = '[usage]\nvalue_event = "invoice-approved"'
UNITS = {"account": "Accounts", "person": "People"}
EVERY = {"month": "Months", "week": "Weeks"}
WAYS = {"bounded": "In that very period", "unbounded": "Then or later"}


def retention(study: Study) -> None:
    """The curve over all cohorts, and the cohorts."""
    if _no_value(study):
        return
    with st.container(horizontal=True):
        unit, every = _choices("retention")
        kind = _control("Back", WAYS, "retention-kind")
    found = study.retention(unit=unit, every=every)
    one = None
    try:
        one = found.estimate(1, kind=kind)
    except CslabError:
        look.aside("Nobody new was watched for long enough yet.")
    value = study.config.measures.value_event
    gone = study.dormant(unit=unit, every=every)
    voices = {"accounts" if unit == "account" else "people": list(gone.iloc[:, 0])}
    shown.figure(
        study,
        f"Back after one {every}",
        chart=found.chart(kind=kind),
        table=found.curve,
        estimate=one,
        key="usage-retention",
        voices=voices,
        hear="Hear those who stayed away",
        note=f"Of new {UNITS[unit].lower()} with {value}, those that {KINDS[kind]}. "
        "Below: how many were watched so long.",
        caveats=found.caveats,
    )
    shown.figure(
        study,
        "Cohort by cohort",
        chart=found.cohort_chart(kind=kind),
        table=found.table,
        key="usage-cohorts",
        voices=voices,
        hear="Hear those who stayed away",
        note="In each row who began in the same period and how many they were, then how many % came back.",
    )


def lifecycle(study: Study) -> None:
    """Movements between periods, and stickiness."""
    if _no_value(study):
        return
    with st.container(horizontal=True):
        unit, every = _choices("lifecycle")
    found = study.lifecycle(unit=unit, every=every)
    gone = study.dormant(unit=unit, every=every)
    shown.figure(
        study,
        "Where the active come from, and who was lost",
        chart=found.chart(),
        table=found.table,
        key="usage-lifecycle",
        voices={"accounts" if unit == "account" else "people": list(gone.iloc[:, 0])},
        hear="Hear those who are dormant",
        note=f"{many(len(gone), 'is', 'are')} dormant now: none in the last whole {every} or since.",
        caveats=found.caveats,
    )
    sticky = study.stickiness(unit=unit)
    shown.figure(
        study,
        f"Stickiness over {sticky.days} days",
        chart=sticky.chart(),
        table=sticky.table,
        estimate=sticky.latest,
        key="usage-stickiness",
        voices={"stage": stage(study, "everyday")},
        note=f"Of {sticky.days} days, how many those who came at all were active on (DAU / MAU), on average.",
        caveats=sticky.caveats,
    )


def value(study: Study) -> None:
    """How long until the first value event."""
    if _no_value(study):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        unit = _control("Counted", UNITS, "value-unit")
        by = by_account(study, key="value-by")
    found = study.time_to_value(unit=unit, by=by)
    slow = found.waits[found.waits["days"] >= found.waits["days"].quantile(0.75)]
    shown.figure(
        study,
        "Days until the first value",
        chart=found.chart(),
        table=found.summary(),
        n=len(found.waits),
        estimate=found.curve.median() if by is None else None,
        key="usage-value",
        voices={"accounts" if unit == "account" else "people": list(slow.iloc[:, 0])},
        hear="Hear the slowest quarter",
        note=f"Until half had their first {study.config.measures.value_event}. The curve: who still waits; "
        "below it: how many are watched so long.",
        caveats=found.caveats,
    )


def stage(study: Study, name: str) -> str | None:
    """A stage of the journey, where the study has it."""
    return name if name in {one.id for one in study.config.stages} else None


def _no_value(study: Study) -> bool:
    if study.config.measures.value_event:
        return False
    look.empty("What do customers come for?", TEACH, EXAMPLE)
    return True


def _choices(name: str) -> tuple[Any, Any]:
    return _control("Counted", UNITS, f"{name}-unit"), _control("By", EVERY, f"{name}-every")


def _control(words: str, known: dict[str, str], key: str) -> Any:
    return st.segmented_control(
        words,
        list(known),
        format_func=known.__getitem__,
        default=next(iter(known)),
        required=True,
        key=f"usage-{key}",
    )
