"""Numbered rows that are never deleted: added once, found, changed, removed and brought back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, Table, insert, select, update

from cslab.errors import NotFoundError
from cslab.study.frames import frame_of
from cslab.study.schema import clean
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


def known(write: Writing, table: Table, nonce: str | None) -> int | None:
    """Give the number of the row that was added under a nonce; None when there is none."""
    if nonce is None:
        return None
    found = write.execute(select(table.c.id).where(table.c.nonce == clean(nonce))).scalar()
    return None if found is None else int(found)


def named(nonce: str | None) -> str:
    """The nonce as it is stored; a new one where none is given."""
    return clean(nonce) if nonce is not None else uuid.uuid4().hex


def add(write: Writing, table: Table, values: Mapping[str, Any], nonce: str | None = None) -> int:
    """Add a row under a nonce, with who added it and when; give its number. The entry is the caller's."""
    about = {"author": write.actor, "created_at": write.at, "changed_at": write.at}
    row = {"nonce": named(nonce), **values, **about}
    return int(write.execute(insert(table).values(row).returning(table.c.id)).scalar_one())


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
