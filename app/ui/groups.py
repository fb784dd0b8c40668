"""What people can be grouped by: columns with a few values, called as people call them."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

FEWEST, MOST = 2, 12
"""Groups; with more, each holds too few people to say anything."""


def choices(table: pd.DataFrame, columns: Iterable[str]) -> list[str]:
    """Columns of a table that make a few groups."""
    return [name for name in columns if FEWEST <= table[name].nunique(dropna=True) <= MOST]


def choose(words: str, table: pd.DataFrame, columns: Iterable[str], *, key: str) -> str | None:
    """Let people choose a column to group by, or none."""
    known = [None, *choices(table, columns)]
    picked: str | None = st.selectbox(words, known, format_func=named, key=key)
    return picked


def named(column: str | None) -> str:
    """Name of a column as people say it.

    Examples
    --------
    >>> named("account_company_size"), named(None)
    ('Company size', 'Everybody')
    """
    if column is None:
        return "Everybody"
    return column.removeprefix("account_").replace("_", " ").capitalize()
