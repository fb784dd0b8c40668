"""People as the cases of a project, and what is known of them and their accounts as its variables."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd

from cslab.listen.refi.model import Case, Variable, guid_of


def cases_of(
    people: pd.DataFrame, accounts: pd.DataFrame | None, sources: Mapping[str, Sequence[str]]
) -> tuple[tuple[Variable, ...], tuple[Case, ...]]:
    """Make a case of each person who is heard.

    Parameters
    ----------
    people : DataFrame
        With person_id, name, account_id and any attributes.
    accounts : DataFrame, optional
        With account_id and any attributes, which their people get as "account: ...".
    sources : mapping
        Identifiers of the sources in which each person is heard.
    """
    known = people[people["person_id"].isin(list(sources))]
    attributes = known.drop(columns=["name"], errors="ignore").set_index("person_id")
    if accounts is not None and "account_id" in attributes:
        theirs = accounts.drop_duplicates("account_id").set_index("account_id")
        theirs.columns = [f"account: {name}" for name in theirs.columns]
        attributes = attributes.join(theirs, on="account_id")
    columns = {name: [_plain(value) for value in attributes[name]] for name in attributes.columns}
    kinds = {name: _kind(values) for name, values in columns.items()}
    guids = {name: guid_of("variable", str(name)) for name in columns}
    variables = tuple(Variable(guids[name], str(name), kinds[name]) for name in columns if kinds[name])
    cases = []
    for at, (person, row) in enumerate(zip(attributes.index, known.to_dict("records"), strict=True)):
        values = tuple(
            (guids[name], _written(columns[name][at], kinds[name]))
            for name in columns
            if columns[name][at] is not None
        )
        name = row.get("name")
        called = name if isinstance(name, str) and name else str(person)
        cases.append(Case(guid_of("person", str(person)), called, "", values, tuple(sources[str(person)])))
    return variables, tuple(cases)


def _plain(value: Any) -> Any:
    """A value of Python, None where it is missing."""
    if isinstance(value, (list, tuple, set, dict)):
        return str(value)
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    plain = value.item() if hasattr(value, "item") else value
    return None if isinstance(plain, float) and not math.isfinite(plain) else plain


def _kind(values: Sequence[Any]) -> str:
    """What kind of variable takes all these values; empty when there are none."""
    there = [value for value in values if value is not None]
    if not there:
        return ""
    if all(isinstance(value, bool) for value in there):
        return "Boolean"
    if all(isinstance(value, int) and not isinstance(value, bool) for value in there):
        return "Integer"
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in there):
        return "Integer" if all(float(value).is_integer() for value in there) else "Float"
    if all(isinstance(value, date) for value in there):
        midnight = datetime.min.time()
        days = all(not isinstance(value, datetime) or value.time() == midnight for value in there)
        return "Date" if days else "DateTime"
    return "Text"


def _written(value: Any, kind: str) -> str:
    if kind == "Boolean":
        return "true" if value else "false"
    if kind == "Integer":
        return str(int(value))
    if kind == "Float":
        return format(Decimal(repr(float(value))), "f")
    if kind == "Date":
        return str(value.strftime("%Y-%m-%d"))
    if kind == "DateTime":
        whole = value if isinstance(value, datetime) else datetime.combine(value, datetime.min.time())
        return whole.isoformat()
    return str(value)
