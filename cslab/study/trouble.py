"""Database errors as one plain sentence: what is wrong, where, and what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from cslab.errors import StoreError

_BUSY = "is busy, since another process has been writing to it for too long; try again."

_SQLITE = {
    "SQLITE_FULL": "is on a full disk, so the last change was not kept; free some space and try again.",
    "SQLITE_NOTADB": "is not a database; move the file away, or put back a copy of the right one.",
    "SQLITE_CORRUPT": "is damaged; put back a copy, or save what can be read with: sqlite3 FILE .recover",
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_READONLY": "can only be read; make the file and its folder writable to change anything.",
    "SQLITE_CANTOPEN": "can't be opened; check that its folder exists and that you may read it.",
    "SQLITE_PERM": "can't be opened; check that you may read and write it.",
    "SQLITE_IOERR": "is on a disk that fails to read or write; check the disk and try again.",
    "SQLITE_TOOBIG": "can't hold so long a text; shorten it.",
}
"""What SQLite's results mean, after "The store PLACE"."""

_POSTGRESQL = {
    ("55P03", "40P01"): _BUSY,
    ("25P03",): "closed this change, since the program slept in the middle of it; try again.",
    ("53",): "has no room left on its server ({cause}); free some and try again.",
    ("25006", "42501"): "lets you read only ({cause}); ask its owner for the right to write.",
    ("23", "P0"): "refused the change: {cause}.",
}
"""What PostgreSQL's states mean, after "The store PLACE"."""


@contextmanager
def plainly(place: str) -> Iterator[None]:
    """Turn database errors inside the block into a `StoreError` with one plain sentence.

    Parameters
    ----------
    place : str
        Where the store is, as people know it.
    """
    try:
        yield
    except PoolTimeoutError as error:
        raise StoreError(
            f"The store {place} has too many readers at once in this program; try again."
        ) from error
    except DBAPIError as error:
        raise StoreError(sentence(error.orig or error, place)) from error
    except SQLAlchemyError as error:
        raise StoreError(f"The store {place} can't do that: {_first_line(error)}.") from error


def sentence(error: BaseException, place: str) -> str:
    """Say in one sentence what a database driver's error means.

    Examples
    --------
    >>> sentence(ValueError("odd"), "cslab.db")
    'The store cslab.db failed: odd.'
    """
    return f"The store {place} {_meaning(error)}"


def _meaning(error: BaseException) -> str:
    cause = _first_line(error)
    if isinstance(error, sqlite3.Error):
        name = getattr(error, "sqlite_errorname", "") or ""
        for prefix, meaning in _SQLITE.items():
            if name.startswith(prefix):
                return meaning
        if name.startswith("SQLITE_CONSTRAINT"):
            return f"refused the change: {cause}."
    if type(error).__module__.startswith("psycopg"):
        state = getattr(error, "sqlstate", None) or ""
        for prefixes, meaning in _POSTGRESQL.items():
            if state.startswith(prefixes):
                return meaning.format(cause=cause)
        if not state:
            return f"can't be reached ({cause}); check the address, the network and the password."
    return f"failed: {cause}."


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else type(error).__name__).rstrip(".")
