"""Filters of the search: fields of the query as chips that can be taken away, and menus that add more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from app.ui import look
from app.ui.plain import label
from cslab import Study
from cslab.listen.search.parsing import parse
from cslab.listen.search.query import Field, Query, quote

KEY = "search-query"
FEWEST, MOST = 2, 24
"""How many different values an attribute may have to be worth a menu."""
ATTRIBUTES = 4
DAY = re.compile(r"\d{4}-\d\d-\d\d.*")
HELP = (
    "All words must be in one passage. <code>-word</code> leaves out; <code>OR</code> takes either. Fields: "
    "<code>code:</code> <code>about:</code> <code>speaker:</code> <code>stage:</code> <code>date:</code> "
    "<code>note:</code> <code>person:</code> and every column of people.csv and accounts.csv."
)
"""What the line understands, as HTML."""
SPEAKERS = {"customer": "Customers", "interviewer": "Interviewers"}
TIMES = {
    "last-30-days": "The last 30 days",
    "last-quarter": "The last quarter",
    "this-quarter": "This quarter",
    "last-year": "The last year",
}


def chips(query: Query) -> None:
    """Show each field of the query; a click takes it away."""
    fields = [field for field in query.fields() if query.without(field) != query]
    if not fields:
        return
    with st.container(key="chips", horizontal=True):
        for at, field in enumerate(dict.fromkeys(fields)):
            st.button(
                f"{label(field)} ✕",
                key=f"chip-{at}",
                help="Take this filter away",
                on_click=_take_away,
                args=(query, field),
            )


def menus(study: Study, query: Query | None) -> None:
    """Offer fields to add, with the values that this study has."""
    with st.popover("Add a filter", type="tertiary"):
        for name, title, values in offered(study):
            key = f"add-{name}"
            st.selectbox(
                title,
                list(values),
                index=None,
                format_func=values.__getitem__,
                placeholder="Any",
                key=key,
                on_change=_add,
                args=(query, name, key),
            )
        with st.container(width=320):
            look.aside(HELP)


def offered(study: Study) -> list[tuple[str, str, Mapping[str, str]]]:
    """Fields worth a menu: name, title, and the values with their names."""
    found: list[tuple[str, str, Mapping[str, str]]] = []
    codes = {code.name: code.name for code in study.codebook.codes}
    stages = {stage.id: stage.name for stage in study.config.stages}
    found += [("code", "Code", codes)] if codes else []
    found += [("stage", "Stage", stages)] if stages else []
    found += [("speaker", "Who speaks", SPEAKERS), ("date", "When", TIMES)]
    return [*found, *attributes(study.people)]


def attributes(people: pd.DataFrame) -> list[tuple[str, str, Mapping[str, str]]]:
    """Columns of people.csv that group people."""
    found: list[tuple[str, str, Mapping[str, str]]] = []
    for name in people.columns:
        if name in {"person_id", "account_id", "name", "success_means", "strength", "sentiment"}:
            continue
        if pd.api.types.is_numeric_dtype(people[name]) or pd.api.types.is_datetime64_any_dtype(people[name]):
            continue
        values = sorted({str(value) for value in people[name].dropna()}, key=str.casefold)
        if all(DAY.fullmatch(value) for value in values):
            continue
        if FEWEST <= len(values) <= MOST:
            title = str(name).replace("_", " ").capitalize()
            found.append((str(name), title, dict(zip(values, values, strict=True))))
    return found[:ATTRIBUTES]


def example(study: Study) -> list[tuple[str, str]]:
    """Queries that this study answers, each with what it finds."""
    found = [('"how long"', "an exact phrase"), ("pric* OR fee*", "words that begin so, either of them")]
    if terms := study.config.vocabulary:
        term = next((term for term in terms if " " in term), terms[0])
        found[0] = (quote(term), "an exact phrase")
    if codes := study.codebook.codes:
        coded = f"{Field('code', codes[0].name)} speaker:customer"
        found.append((coded, "what customers said, by its code"))
        if len(codes) > 1:
            found.append((str(Field("about", codes[1].name)), "coded so, or the word is said"))
    for name, _, values in attributes(study.people)[:1]:
        asked = f"{Field(name, next(iter(values)))} speaker:customer"
        found.append((asked, "people, by what they are like"))
    found.append(("invoice date:last-quarter", "and when"))
    return found


def write(text: str) -> None:
    """Put another query in place of the one that is there."""
    st.session_state[KEY] = text


def _take_away(query: Query, field: Field) -> None:
    rest: Any = query.without(field)
    write("" if rest is None else str(rest))


def _add(query: Query | None, name: str, key: str) -> None:
    value = st.session_state[key]
    st.session_state[key] = None
    if value is None:
        return
    field = Field(name, str(value))
    write(str(query.with_field(field)) if query is not None else str(parse(str(field))))
