"""Choosing the real people of a persona: conditions in rows, and how many customers fit while they change."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import pandas as pd
import streamlit as st

from app.ui import look
from app.ui.plain import label, text
from cslab import Study
from cslab.challenge.segments import members, sentence, value_choices, why_nobody
from cslab.errors import CslabError
from cslab.study.personas import Condition
from cslab.study.segmentcolumns import column_names, in_words

IS, IS_NOT, AT_LEAST, AT_MOST = "is", "is_not", "at_least", "at_most"
WORDS: Final = {IS: "is", IS_NOT: "is not"}
AMOUNTS: Final = {AT_LEAST: "is at least", AT_MOST: "is at most", IS: "is exactly", IS_NOT: "is not"}
DAYS: Final = {AT_LEAST: "is on or after", AT_MOST: "is on or before", IS: "is", IS_NOT: "is not"}
LEFT_OUT: Final = ("name", "email", "success_means", "person.name", "account.name")
ROWS_AT_MOST: Final = 8


def begin(key: str, segment: Sequence[Condition]) -> None:
    """Set the rows to what stands in the file."""
    st.session_state[f"{key}-rows"] = [(uuid.uuid4().hex[:8], one) for one in segment]


def ask(study: Study, key: str) -> tuple[tuple[Condition, ...], bool]:
    """Ask whom a persona claims.

    Returns
    -------
    segment : tuple of Condition
        What is chosen so far.
    whole : bool
        Whether every row is chosen to the end.
    """
    people, accounts = study.people, study.accounts
    names = column_names(map(str, people.columns), map(str, accounts.columns))
    columns = [name for name in names if name not in LEFT_OUT]
    rows: list[tuple[str, Condition | None]] = st.session_state.setdefault(f"{key}-rows", [])
    found: list[Condition | None] = []
    for number, (serial, start) in enumerate(rows):
        with st.container(key=f"{key}-row-{serial}"):
            found.append(_row(columns, start, people, accounts, f"{key}-{serial}", key, number))
    if len(rows) < ROWS_AT_MOST:
        title = "Only some customers" if not rows else "And also"
        st.button(title, key=f"{key}-more", icon=":material/add:", on_click=_one_more, args=(key,))
    segment = tuple(one for one in found if one is not None)
    whole = None not in found
    fit(study, segment, whole=whole)
    return segment, whole


def fit(study: Study, segment: Sequence[Condition], *, whole: bool = True) -> None:
    """Say how many customers fit, and why nobody does where nobody does."""
    people, accounts = study.people, study.accounts
    try:
        count = int(members(segment, people, accounts).sum())
        nobody = why_nobody(segment, people, accounts)
    except CslabError as error:
        st.html(f'<p class="ce-count" role="status">{text(error)}</p>')
        return
    said = sentence(segment)
    rest = "" if whole else " A row that is not chosen to the end does not count yet."
    st.html(
        f'<p class="ce-count" role="status"><b>{count:,} of {len(people):,}</b> customers fit'
        f"<small>{text(said[:1].upper() + said[1:])}. {text(nobody)}{rest}</small></p>"
    )


# ------------------------------------------------------------------------------------------ one row


def _row(
    columns: list[str],
    start: Condition | None,
    people: pd.DataFrame,
    accounts: pd.DataFrame,
    key: str,
    whole: str,
    number: int,
) -> Condition | None:
    left, middle, right, out = st.columns([1.3, 1.1, 1.8, 0.35], gap="small", vertical_alignment="bottom")
    known = [*columns, start.column] if start is not None and start.column not in columns else columns
    column = left.selectbox(
        "Column",
        known,
        index=known.index(start.column) if start is not None else None,
        format_func=lambda name: label(in_words(str(name))),
        placeholder="Choose",
        key=f"{key}-column",
        label_visibility="collapsed" if number else "visible",
    )
    found = None
    if column:
        same = start if start is not None and start.column == column and start.test else None
        with right:
            found = _value(column, same, people, accounts, f"{key}-{column}", middle, hidden=bool(number))
    out.button(
        "",
        key=f"{key}-out",
        type="tertiary",
        icon=":material/close:",
        help="Leave this out",
        on_click=_leave_out,
        args=(whole, number),
    )
    return found


def _value(
    column: str,
    start: Condition | None,
    people: pd.DataFrame,
    accounts: pd.DataFrame,
    key: str,
    middle: Any,
    *,
    hidden: bool,
) -> Condition | None:
    """Ask how a column compares, and with what."""
    try:
        words = sorted(value_choices(column, people, accounts), key=str.casefold)
        dated = not words and _dated(column, people, accounts)
    except CslabError as error:
        look.trouble(str(error))
        return start
    shown: Any = "collapsed" if hidden else "visible"
    first = start.values[0] if start is not None and start.values else None
    ordered = start is not None and start.test in (AT_LEAST, AT_MOST)
    if words and not ordered:
        test = _test(middle, WORDS, start, key, shown)
        before = [_word(one) for one in start.values] if start is not None else []
        options = list(dict.fromkeys((*words, *before)))
        picked = st.multiselect(
            "Values",
            options,
            [_like(one, options) for one in before],
            placeholder="Choose one or several",
            accept_new_options=True,
            key=f"{key}-values",
            label_visibility=shown,
        )
        kept = {_like(_word(one), options): one for one in (start.values if start is not None else ())}
        return Condition(column, test, tuple(kept.get(one, one) for one in picked)) if picked else None
    if dated or isinstance(first, date):
        test = _test(middle, DAYS, start, key, shown)
        day = st.date_input(
            "Day", first if isinstance(first, date) else None, key=f"{key}-day", label_visibility=shown
        )
        return Condition(column, test, (day,)) if isinstance(day, date) else None
    test = _test(middle, AMOUNTS, start, key, shown)
    begin_at = _number(first)
    amount = st.number_input(
        "Amount", value=begin_at, format="%g", key=f"{key}-amount", label_visibility=shown
    )
    return None if amount is None else Condition(column, test, (float(amount),))


def _test(middle: Any, words: dict[str, str], start: Condition | None, key: str, shown: Any) -> str:
    tests = list(words)
    at = tests.index(start.test) if start is not None and start.test in tests else 0
    return str(
        middle.selectbox(
            "Compares",
            tests,
            index=at,
            format_func=words.__getitem__,
            key=f"{key}-test",
            label_visibility=shown,
        )
    )


def _dated(column: str, people: pd.DataFrame, accounts: pd.DataFrame) -> bool:
    name = column.split(".", 1)[-1] if column.startswith(("person.", "account.")) else column
    return any(
        name in table.columns and pd.api.types.is_datetime64_any_dtype(table[name])
        for table in (people, accounts)
    )


def _number(value: object) -> float | None:
    try:
        return None if value is None or isinstance(value, bool | date) else float(str(value))
    except ValueError:
        return None


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _like(word: str, options: list[str]) -> str:
    """A word as the table writes it."""
    return next((one for one in options if one.casefold() == word.casefold()), word)


def _one_more(key: str) -> None:
    st.session_state[f"{key}-rows"] = [*st.session_state.get(f"{key}-rows", []), (uuid.uuid4().hex[:8], None)]


def _leave_out(key: str, number: int) -> None:
    rows = st.session_state.get(f"{key}-rows", [])
    st.session_state[f"{key}-rows"] = [row for at, row in enumerate(rows) if at != number]
