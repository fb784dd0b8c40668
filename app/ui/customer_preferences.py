"""Preferences: how people like to be reached and to solve a problem, and where we assume otherwise."""

from __future__ import annotations

from typing import Any

from app.ui import customer_words as words
from app.ui import figures, look, shown
from app.ui.plain import many, missing
from cslab import Study
from cslab.estimate import Estimate
from cslab.measure.customers.preferences import ASPECTS, ENOUGH, WAYS, Preferences

FIRST = 20
TEACH = (
    "Write into <code>people.csv</code> how each person likes to be reached and to solve a problem: "
    "<code>prefers_reach</code> and <code>prefers_solve</code>, each <code>talk</code>, <code>write</code> "
    "or <code>alone</code>; and what we take them to like: <code>assumed_reach</code> and "
    "<code>assumed_solve</code>."
)


def show(study: Study) -> None:
    """Show stated, observed and assumed ways beside each other, and the people whom we take wrongly."""
    words.dress()
    found = study.preferences()
    if not found.agreement["n"].any() and not found.ways["people"].any():
        look.empty("Nobody said yet how they like it", TEACH)
        return
    known = found.agreement["value"].notna().any()
    otherwise = sorted(set(found.otherwise["person_id"]))
    shown.figure(
        study,
        "Do we know how they like it?",
        chart=found.chart() if known else None,
        table=found.agreement,
        key="preferences-agreement",
        voices={"people": otherwise},
        note="How often what we assume is what they say, and what they do; and whether they do as they say.",
        caveats=found.caveats,
    )
    _ways(study, found)
    _otherwise(study, found)


def _ways(study: Study, found: Preferences) -> None:
    cells = {(row["aspect"], row["source"], row["way"]): _share(row) for row in found.ways.to_dict("records")}
    rows = [
        (f"{ASPECTS[aspect].capitalize()}, {source}", *(cells[aspect, source, way] for way in WAYS))
        for aspect in ASPECTS
        for source in ("stated", "observed")
    ]
    shown.table(
        study,
        "How they like it",
        table=found.ways,
        key="preferences-ways",
        html=figures.table(["Likes", *(way.capitalize() for way in WAYS.values())], rows, caption="Ways"),
        note="Observed: the way of most contacts they began, or of most that we began and they answered "
        "within a week; at least three of them.",
    )


def _share(row: dict[Any, Any]) -> str:
    people = f"{row['people']} of {row['n']}"
    if missing(row["value"]):
        return f'<span class="cs-n">{people}</span>'
    share = Estimate(row["value"], row["low"], row["high"], int(row["n"]), row["method"], unit="%")
    return figures.number(share, digits=0, rests_on=people)


def _otherwise(study: Study, found: Preferences) -> None:
    table = found.otherwise
    if table.empty:
        shown.nothing("Where we assume otherwise", "Nowhere.", key="preferences-otherwise")
        return
    known = words.names(study)
    rows = [
        (
            words.whom(row["person_id"], row["account_id"], known),
            ASPECTS[row["aspect"]],
            _way(row["stated"]),
            _seen(row),
            f"<b>{_way(row['assumed'])}</b>",
        )
        for row in table.head(FIRST).to_dict("records")
    ]
    html = figures.table(["Who", "Likes", "They say", "They do", "We assume"], rows, caption="Otherwise")
    more = f" Here are the first {FIRST}; Rows has them all." if len(table) > FIRST else ""
    people = table["person_id"].nunique()
    shown.table(
        study,
        f"Where we assume otherwise: {many(people, 'person', 'people')}",
        table=table,
        key="preferences-otherwise",
        html=html,
        note=f"What they say counts; where they say nothing, what they do.{more}",
    )


def _seen(row: dict[Any, Any]) -> str:
    """What they do, and from how many contacts that is known, as HTML."""
    if not row["contacts"]:
        return "–"
    doubt = ", none ahead" if row["contacts"] >= ENOUGH else ", too few"
    known = "" if not missing(row["observed"]) else doubt
    way = f"{_way(row['observed'])} " if not known else ""
    return f"{way}<small>{many(row['contacts'], 'contact')}{known}</small>"


def _way(value: object) -> str:
    return "–" if missing(value) else WAYS[str(value)]
