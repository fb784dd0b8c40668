"""The codebook as the store keeps it: every version whole, and none ever altered.

Until somebody changes it, the codebook is what study.toml lists: version 0. The first change keeps that
version too. A code that is added to study.toml later is taken in when the codebook is read, unless its name
was ever used: so what was renamed, merged or retired does not come back by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, insert, select

from cslab.errors import InputError
from cslab.study import schema
from cslab.study.codebook import Code, Codebook, row_of
from cslab.study.frames import TIME, frame_of
from cslab.study.store import Store, Writing

_COLUMNS = {
    "version": "int64",
    "at": TIME,
    "author": "str",
    "action": "str",
    "sentence": "str",
    "codes": "int64",
    "moved": "int64",
}


def read_codebook(connection: Connection, listed: Sequence[Code] = ()) -> Codebook:
    """Give the codebook in use.

    Parameters
    ----------
    connection : Connection
        Of `Store.reading` or `Store.writing`.
    listed : sequence of Code
        What study.toml lists.
    """
    table = schema.codebook
    newest = select(table).order_by(table.c.version.desc()).limit(1)
    row = connection.execute(newest).first()
    return with_listed(Codebook(), listed) if row is None else with_listed(_loaded(row), listed)


def codebook(store: Store, listed: Sequence[Code] = ()) -> Codebook:
    """Give the codebook in use; see `read_codebook`.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.store import open_store
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     codebook(store, [Code("trust")]).names
    ('trust',)
    """
    with store.reading() as connection:
        return read_codebook(connection, listed)


def codebook_at(store: Store, when: datetime | str, listed: Sequence[Code] = ()) -> Codebook:
    """Give the codebook as it stood at a moment; the first one for any moment before the first change.

    Parameters
    ----------
    when : datetime or str
        A moment, or one in ISO 8601; without a zone it is UTC.
    """
    table = schema.codebook
    with store.reading() as connection:
        till = table.c.at <= _moment(when)
        for query in (
            select(table).where(till).order_by(table.c.version.desc()),
            select(table).order_by(table.c.version),
        ):
            row = connection.execute(query.limit(1)).first()
            if row is not None:
                return _loaded(row)
    return with_listed(Codebook(), listed)


def version_in(connection: Connection, version: int) -> Codebook | None:
    """Give one kept version of the codebook; None where there is none of that number."""
    table = schema.codebook
    row = connection.execute(select(table).where(table.c.version == version)).first()
    return None if row is None else _loaded(row)


def versions(store: Store) -> pd.DataFrame:
    """List the versions of the codebook, the newest first.

    Returns
    -------
    DataFrame
        One row a version: version, at, author, action, sentence (what was changed), codes (how many are in
        use), moved (how many highlights got other codes).
    """
    table = schema.codebook
    with store.reading() as connection:
        rows = connection.execute(select(table).order_by(table.c.version.desc())).all()
    return frame_of(
        (
            (
                *(row.version, row.at, row.author, row.action, row.detail.get("sentence", "")),
                *(sum("state" not in code for code in row.codes), len(row.detail.get("moved", ()))),
            )
            for row in rows
        ),
        _COLUMNS,
    )


def put_version(
    write: Writing, before: Codebook, after: Codebook, *, action: str, detail: Mapping[str, Any]
) -> None:
    """Keep a new version, and the one that it starts from when that is not kept yet."""
    table = schema.codebook
    if write.execute(select(table.c.version).limit(1)).first() is None:
        first = {"sentence": "The codes that study.toml lists."}
        write.execute(
            insert(table).values(
                version=before.version,
                at=write.at,
                author=write.actor,
                action="start",
                detail=first,
                codes=_kept(before),
            )
        )
    write.execute(
        insert(table).values(
            version=after.version,
            at=write.at,
            author=write.actor,
            action=action,
            detail=dict(detail),
            codes=_kept(after),
        )
    )


def with_listed(book: Codebook, listed: Sequence[Code]) -> Codebook:
    """Take in the codes that study.toml lists and whose names nobody has used yet."""
    taken = {code.name for code in (*book.codes, *book.retired)} | set(book.former)
    new = [code for code in listed if code.name not in taken]
    if not new:
        return book
    names = {*book.names, *(code.name for code in new)}

    def placed(code: Code) -> Code:
        above = code.parent if code.parent is None or code.parent in names else book.now(code.parent)
        return replace(code, parent=above if above in names else None)

    return replace(book, codes=(*book.codes, *map(placed, new)))


# ----------------------------------------------------------------------------------------------- inside


def _kept(book: Codebook) -> list[dict[str, Any]]:
    """The form in which a version is kept: codes in use, then what is retired, then former names."""
    return [
        *map(row_of, book.codes),
        *({**row_of(code), "state": "retired"} for code in book.retired),
        *({"name": old, "state": "former", "now": now} for old, now in book.former.items()),
    ]


def _loaded(row: Row[Any]) -> Codebook:
    by_state: dict[str, list[dict[str, Any]]] = {"used": [], "retired": [], "former": []}
    for entry in row.codes:
        by_state[entry.get("state", "used")].append(entry)
    return Codebook(
        tuple(map(_code, by_state["used"])),
        row.version,
        tuple(map(_code, by_state["retired"])),
        {entry["name"]: entry["now"] for entry in by_state["former"]},
    )


def _code(entry: Mapping[str, Any]) -> Code:
    return Code(
        entry["name"], entry["definition"], tuple(entry["examples"]), entry["colour"], entry["parent"]
    )


def _moment(when: datetime | str) -> str:
    try:
        found = when if isinstance(when, datetime) else datetime.fromisoformat(when)
    except ValueError as error:
        raise InputError(f"{when!r} is no moment; give one such as 2026-03-04T10:00.") from error
    zoned = found if found.tzinfo else found.replace(tzinfo=UTC)
    return zoned.astimezone(UTC).isoformat(timespec="microseconds")
