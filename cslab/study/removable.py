"""Numbered rows that are never deleted: found, changed, removed and brought back, each with its entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, Table, select, update

from cslab.errors import NotFoundError
from cslab.study.frames import frame_of
from cslab.study.store import Store, Writing


def row_of(
    connection: Connection, table: Table, kind: str, number: int, *, removed: bool = False
) -> Row[Any]:
    """Give a row by its number.

    Raises
    ------
    NotFoundError
        If there is none, or it was removed and `removed` is not given.
    """
    found = None
    if 0 < number < 2**63:
        found = connection.execute(select(table).where(table.c.id == int(number))).first()
    if found is None or (found.removed_at is not None and not removed):
        there = connection.scalars(select(table.c.id).where(table.c.removed_at.is_(None)))
        raise NotFoundError.of(kind, str(number), map(str, there))
    return found


def put(write: Writing, table: Table, number: int, values: Mapping[str, Any]) -> None:
    """Change a row, and when it was changed."""
    write.execute(update(table).where(table.c.id == number).values(changed_at=write.at, **values))


def remove(store: Store, table: Table, number: int, *, author: str | None = None) -> None:
    """Take a row out of every list; a `NotFoundError` says that there is none, or no longer."""
    with store.writing(author) as write:
        row_of(write.connection, table, table.name, number)
        put(write, table, number, {"removed_at": write.at})
        write.log("remove", table.name, number)


def restore(store: Store, table: Table, number: int, *, author: str | None = None) -> None:
    """Bring a removed row back; nothing changes when it is not removed.

    Raises
    ------
    NotFoundError
        If there never was such a row.
    """
    with store.writing(author) as write:
        if row_of(write.connection, table, table.name, number, removed=True).removed_at is None:
            return
        put(write, table, number, {"removed_at": None})
        write.log("restore", table.name, number)


def listed(store: Store, table: Table, columns: Mapping[str, str], *, by: str, removed: bool) -> pd.DataFrame:
    """List rows by a column, then by number: those that are there, or the removed ones."""
    kept = table.c.removed_at.is_not(None) if removed else table.c.removed_at.is_(None)
    query = select(table).where(kept).order_by(table.c[by], table.c.id)
    with store.reading() as connection:
        rows = [[row._mapping[name] for name in columns] for row in connection.execute(query)]
    return frame_of(rows, columns)
