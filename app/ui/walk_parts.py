"""What the views of Walk a mile share: choosing customers, lines of lists, and who may write."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from app import opened
from app.routes import base
from app.ui import customer_words as words
from app.ui import look, who
from app.ui.plain import day, label, missing, text
from cslab import Study
from cslab.study.listenings import HOWS

HOW = {
    "session": "in a session",
    "reel": "in a reel",
    "interview": "in an interview",
    "call": "on a call",
    "visit": "on a visit",
}


def dress() -> None:
    """Put the style of this page on it, and say what was done last."""
    words.dress()
    st.html(f"<style>{look.style('walk.css')}</style>")
    words.done()


def writes() -> bool:
    """Whether this study can be written in; where it can't, that is said once on the page."""
    return not opened.read_only()


def customers(study: Study) -> dict[str, str]:
    """Name and account of each customer, by person_id, in the order of names."""
    people = study.people
    homes = study.accounts
    known = dict(zip(homes["account_id"], homes["name"], strict=True))
    found = {}
    for row in people.to_dict("records"):
        home = known.get(row["account_id"]) or row["account_id"]
        named = row["person_id"] if missing(row["name"]) else row["name"]
        found[str(row["person_id"])] = f"{named}" if missing(home) else f"{named}, {home}"
    return dict(sorted(found.items(), key=lambda one: one[1].casefold()))


def choose_customer(study: Study, title: str, key: str, *, first: str | None = None) -> str | None:
    """Let somebody choose a customer by name."""
    known = customers(study)
    names = list(known)
    index = names.index(first) if first in known else None
    return st.selectbox(
        title,
        names,
        index=index,
        format_func=lambda one: label(known[one]),
        key=key,
        placeholder="Type a name or a company",
    )


def link(person_id: Any, name: Any) -> str:
    """Link, as HTML, to the page of a customer."""
    shown = person_id if missing(name) else name
    return f'<a href="{words.address(person_id)}" target="_self">{text(shown)}</a>'


def here(**query: str) -> str:
    """Address of this page with something to look at."""
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{base()}/walk-a-mile?{asked}"


def heard_form(key: str, *, how: str = "call", on: date | None = None) -> dict[str, Any]:
    """Ask how somebody was heard, when, for how long, and what is worth keeping of it."""
    chosen = st.selectbox(
        "How",
        list(HOWS),
        index=HOWS.index(how),
        format_func=lambda one: HOW[one].capitalize(),
        key=f"{key}-how",
    )
    on_day = st.date_input("On", on or date.today(), key=f"{key}-on")
    minutes = st.number_input("Minutes", 0, 600, None, step=5, key=f"{key}-minutes", placeholder="20")
    note = st.text_area("What stayed with you", key=f"{key}-note", height=80, placeholder="In a sentence")
    return {"how": str(chosen), "on_day": on_day, "minutes": minutes, "note": note}


def stages(study: Study) -> dict[str, str]:
    """Name of each stage, by its id."""
    return {stage.id: stage.name for stage in study.config.stages}


def me(study: Study) -> str:
    """Name of who is at work, as the study knows it."""
    mine = who.coder()
    return next((name for name in study.walkers() if name.casefold() == mine.casefold()), mine)


def conversation(row: Mapping[Any, Any]) -> str:
    """One conversation as a line of a list, as HTML."""
    took = "" if missing(row["minutes"]) else f"{row['minutes']:.0f} min"
    about = words.facts([f"<b>{text(row['teammate'])}</b>", HOW.get(str(row["how"]), ""), took])
    title = f'<span class="cs-facts">{about}</span>'
    more = f'<p class="wk-whom">{text(row["whom"])}</p>'
    return words.event(row["on_day"], title, row["note"], more)


def week_name(monday: date) -> str:
    """How a week is called."""
    return f"week of {day(monday)}"
