"""Definitions of success as they are kept, and the values by which people see how far they have come."""

from __future__ import annotations

import math
import uuid
from datetime import date
from typing import Any, Final

import pandas as pd
from sqlalchemy import Table, insert, select, update

from cslab.errors import InputError, NotFoundError
from cslab.study import schema
from cslab.study.frames import TIME, frame_of
from cslab.study.schema import clean
from cslab.study.store import Store, Writing

WHOSE: Final = ("theirs", "ours")
"""Whose definition it is: the customer's own, or the one that we hold up."""

_COLUMNS: Final = {
    **{"success": "str", "person_id": "str", "definition": "str", "whose": "str", "measure": "str"},
    **{"unit": "str", "baseline": "float64", "target": "float64", "due_on": "str", "author": "str"},
    "created_at": TIME,
}
_VALUES: Final = {
    **{"value_id": "str", "success": "str", "on_day": "str", "value": "float64", "note": "str"},
    **{"author": "str", "created_at": TIME},
}


def define_success(
    store: Store,
    person_id: str,
    definition: str,
    *,
    whose: str = "theirs",
    measure: str = "",
    unit: str = "",
    baseline: float | None = None,
    target: float | None = None,
    due_on: date | str | None = None,
    author: str | None = None,
    nonce: str | None = None,
) -> str:
    """Write down what success means to a person, and what would show it.

    Parameters
    ----------
    person_id : str
        Whose success it is.
    definition : str
        In their words, as near as may be.
    whose : {"theirs", "ours"}
        Whose definition it is.
    measure, unit : str
        What would show it, and in which unit; empty where nobody can say.
    baseline, target : float, optional
        Where they began, and where they want to be.
    due_on : date or str, optional
        By when.
    author : str, optional
        Who writes it down; the login name when not given.
    nonce : str, optional
        Chosen by the caller and used once: a second definition with the same nonce is not added.

    Returns
    -------
    str
        The definition's name, by which values are recorded.

    Raises
    ------
    InputError
        If it is empty, a number is none, a target has no measure, or the day is no date.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.store import open_store
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     name = define_success(store, "p-05", "A calm month end", measure="days to close", target=2)
    ...     _ = record_success(store, name, 3.5, on_day="2026-03-31")
    ...     successes(store)[["person_id", "measure", "target"]], values(store)[["on_day", "value"]]
    (  person_id        measure  target
    0      p-05  days to close     2.0,        on_day  value
    0  2026-03-31    3.5)
    """
    table = schema.success
    with store.writing(author) as write:
        if known := _known(write, table, nonce):
            return known
        row: dict[str, Any] = {
            "nonce": clean(nonce) if nonce is not None else uuid.uuid4().hex,
            "person_id": _filled(person_id, "person"),
            "definition": _filled(definition, "definition of success"),
            "whose": whose,
            "measure": clean(measure).strip(),
            "unit": clean(unit).strip(),
            "baseline": _number(baseline, "baseline"),
            "target": _number(target, "target"),
            "due_on": _day(due_on),
            "author": write.actor,
            "created_at": write.at,
            "changed_at": write.at,
        }
        if whose not in WHOSE:
            raise InputError(f"A definition of success is 'theirs' or 'ours', not {whose!r}.")
        if row["target"] is not None and not row["measure"]:
            raise InputError("A target needs a measure: say what is to reach it, such as 'days to close'.")
        if row["target"] is not None and row["target"] == row["baseline"]:
            raise InputError(
                f"Baseline and target are both {row['target']:g}, so there is no way between them."
            )
        write.execute(insert(table).values(row))
        write.log("add", "success", row["nonce"], {name: row[name] for name in list(row)[:9]})
        return str(row["nonce"])


def record_success(
    store: Store,
    success: str,
    value: float,
    *,
    on_day: date | str | None = None,
    note: str = "",
    author: str | None = None,
    nonce: str | None = None,
) -> str:
    """Record a value of the measure of a success; on a day that has one already, the later counts.

    Parameters
    ----------
    success : str
        Name of the definition, as `define_success` gave it.
    value : float
        In its unit.
    on_day : date or str, optional
        The day it held; today when not given.
    note : str
        Where it is from.
    author : str, optional
        Who records it; the login name when not given.
    nonce : str, optional
        Chosen by the caller and used once.

    Returns
    -------
    str
        Name of the value.

    Raises
    ------
    NotFoundError
        If there is no such definition.
    InputError
        If the value is no number, or the day is no date.
    """
    table = schema.success_value
    with store.writing(author) as write:
        if known := _known(write, table, nonce):
            return known
        _existing(write, success)
        number = _number(value, "value")
        if number is None:
            raise InputError("A value of success must be a number.")
        row = {
            "nonce": clean(nonce) if nonce is not None else uuid.uuid4().hex,
            "success": clean(success),
            "on_day": _day(on_day) or write.at[:10],
            "value": number,
            "note": clean(note).strip(),
            "author": write.actor,
            "created_at": write.at,
            "changed_at": write.at,
        }
        write.execute(insert(table).values(row))
        detail = {name: row[name] for name in ("success", "on_day", "value", "note")}
        write.log("add", "success_value", row["nonce"], detail)
        return str(row["nonce"])


def remove_success(store: Store, success: str, *, author: str | None = None) -> None:
    """Take a definition out, with its values; it stays in the store.

    Raises
    ------
    NotFoundError
        If there is no such definition.
    """
    table = schema.success
    with store.writing(author) as write:
        _existing(write, success)
        gone = {"removed_at": write.at, "changed_at": write.at}
        write.execute(update(table).where(table.c.nonce == success).values(gone))
        write.log("remove", "success", success)


def successes(store: Store) -> pd.DataFrame:
    """List the definitions, the oldest first.

    Returns
    -------
    DataFrame
        success (its name), person_id, definition, whose, measure, unit, baseline, target, due_on, author,
        created_at.
    """
    table = schema.success
    query = select(table).where(table.c.removed_at.is_(None)).order_by(table.c.created_at, table.c.id)
    with store.reading() as connection:
        rows = connection.execute(query).all()
    return frame_of(
        (
            (
                *(row.nonce, row.person_id, row.definition, row.whose, row.measure, row.unit, row.baseline),
                *(row.target, row.due_on, row.author, row.created_at),
            )
            for row in rows
        ),
        _COLUMNS,
    )


def values(store: Store) -> pd.DataFrame:
    """List the values, by day; of two of one day the later recorded.

    Returns
    -------
    DataFrame
        value_id, success, on_day, value, note, author, created_at.
    """
    table, of = schema.success_value, schema.success
    query = (
        select(table)
        .join(of, of.c.nonce == table.c.success)
        .where(table.c.removed_at.is_(None), of.c.removed_at.is_(None))
        .order_by(table.c.on_day, table.c.created_at, table.c.id)
    )
    with store.reading() as connection:
        rows = connection.execute(query).all()
    found = frame_of(
        (
            (row.nonce, row.success, row.on_day, row.value, row.note, row.author, row.created_at)
            for row in rows
        ),
        _VALUES,
    )
    return found.drop_duplicates(["success", "on_day"], keep="last", ignore_index=True)


def _known(write: Writing, table: Table, nonce: str | None) -> str | None:
    if nonce is None:
        return None
    found = write.execute(select(table.c.nonce).where(table.c.nonce == clean(nonce))).scalar()
    return None if found is None else str(found)


def _existing(write: Writing, success: str) -> None:
    table = schema.success
    there = write.connection.scalars(select(table.c.nonce).where(table.c.removed_at.is_(None))).all()
    if success not in there:
        raise NotFoundError.of("definition of success", success, map(str, there))


def _filled(words: str, what: str) -> str:
    found = clean(words).strip()
    if not found:
        raise InputError(f"The {what} is empty; give one.")
    return found


def _number(value: float | None, what: str) -> float | None:
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise InputError(f"The {what} of a success must be a number, but {value!r} was given.")
    return number


def _day(value: date | str | None) -> str | None:
    if value is None or value == "":
        return None
    try:
        return (value if isinstance(value, date) else date.fromisoformat(str(value)[:10])).isoformat()[:10]
    except ValueError as error:
        raise InputError(f"The day must be a date such as 2026-03-04, but {value!r} was given.") from error
