"""Why customers get angry: over what, where, after how many exchanges, and what would have spared it."""

from __future__ import annotations

from typing import Any

from app.ui import customer_words as words
from app.ui import figures, look, shown, who
from app.ui.plain import many, missing, text
from cslab import Study
from cslab.measure.customers.anger import Anger
from cslab.measure.customers.loudness import Weighed

TITLES = {
    "cause": "What escalated contacts are about",
    "tag": "What is said unhappily in interviews",
    "reason": "What low scores are put down to",
    "stage": "Where in the journey contacts escalate",
    "tag stage": "Where in the journey things are said unhappily",
    "prevention": "What would have spared it",
    "before": "The moment just before",
}
NOTES = {
    "prevention": "As somebody wrote it down at the case: a guess of those who were there, no experiment.",
    "before": "What came right before the exchange in which a case escalated.",
}
WAYS = (
    "Mentions are what a dashboard counts, and whoever writes most decides. People and accounts count "
    "once each; weighted, those who are heard are made to look like all customers."
)
LATEST = 8
TEACH = (
    "Put <code>contacts.csv</code> into the study's folder, one row an exchange, with <code>escalated</code> "
    "(yes or no), <code>cause</code>, <code>stage</code> and <code>prevention</code>; mark highlights as "
    "unhappy; or code the reasons of low scores on the <b>Surveys</b> page."
)


def show(study: Study) -> None:
    """Show why customers get angry, counted in ways that the loudest can't decide."""
    words.dress()
    found = study.anger(blind_for=who.coder())
    if not found.counts:
        look.empty("Nobody is angry, as far as is known", TEACH)
        return
    look.aside(WAYS)
    people = sorted(set(found.moments["person_id"].dropna()))
    for about, title in TITLES.items():
        if about in found.counts:
            _count(study, found, about, title, people)
        if about == "stage":
            _exchanges(study, found, people)
        if about == "before" and len(found.moments):
            _moments(study, found, people)


def _count(study: Study, found: Anger, about: str, title: str, people: list[str]) -> None:
    counted = found.about(about)
    spoken = about in ("tag", "tag stage", "reason")
    shown.figure(
        study,
        title,
        chart=counted.chart() if counted.shares["value"].notna().any() else None,
        table=counted.shares,
        key=f"anger-{about.replace(' ', '-')}",
        voices={"sentiment": -1} if spoken else {"people": people, "sentiment": -1},
        note=" ".join(filter(None, [NOTES.get(about, ""), loudest(counted)])),
        caveats=found.caveats if about == next(iter(found.counts)) else (),
    )


def loudest(counted: Weighed) -> str:
    """Say what the loudest move most, and by how much."""
    moved = counted.loudest
    heard = f"{many(counted.people, 'person', 'people')} of {many(counted.accounts, 'account')}."
    if moved is None:
        return heard
    if not moved["much"]:
        return f"{heard} The loudest move no share by much: most, “{moved['what']}”, by {moved['said']}."
    way = "larger" if moved["value"] < 0 else "smaller"
    told = f"The loudest make “{moved['what']}” look {way} than it is"
    return f"{heard} {told}: weighted less mentions is {moved['said']}."


def _exchanges(study: Study, found: Anger, people: list[str]) -> None:
    if found.exchanges.empty:
        return
    shown.figure(
        study,
        "After how many exchanges a case escalates",
        chart=found.hazard_chart(),
        table=found.exchanges,
        key="anger-exchanges",
        voices={"people": people, "sentiment": -1},
        note="The chance that a case which came so far escalates there, each person counting once; above "
        "each point, how many people had a case that came so far.",
    )


def _moments(study: Study, found: Anger, people: list[str]) -> None:
    known = words.names(study)
    rows: list[tuple[Any, ...]] = []
    for row in found.moments.head(LATEST).to_dict("records"):
        waited = "" if missing(row["hours"]) else f", {row['hours']:.0f} h before"
        rows.append(
            (
                words.whom(row["person_id"], row["account_id"], known),
                text(row["at"].strftime("%d %b %Y") if not missing(row["at"]) else ""),
                f"{row['exchange']}",
                text(row["cause"]),
                text(f"{row['before']}{waited}"),
                text(row["prevention"]),
            )
        )
    heads = ["Who", "When", "Exchange", "Cause", "Just before", "Would have spared it"]
    shown.table(
        study,
        "The latest that escalated",
        table=found.moments,
        key="anger-moments",
        html=figures.table(heads, rows, caption="Cases that escalated"),
        voices={"people": people, "sentiment": -1},
        level=3,
    )
