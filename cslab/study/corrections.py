"""Corrections in the store: what people wrote over an engine's words, each kept, each undoable."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, func, insert, select, update

from cslab.errors import InputError, NotFoundError
from cslab.study import schema
from cslab.study.frames import TIME, frame_of
from cslab.study.schema import clean
from cslab.study.store import Store, Writing

_COLUMNS = {
    "id": "int64",
    "key": "str",
    "first": "int64",
    "last": "int64",
    "before": "str",
    "after": "str",
    "author": "str",
    "created_at": TIME,
    "undone_at": TIME,
}

_HIGHEST = 2**63
"""No database counts this far."""

_AT_ONCE = 500
"""Keys that are named in one question to the database."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A person's edit over the words of one transcription.

    Parameters
    ----------
    id : int
        Its number; of two corrections, the one with the higher number was made later.
    first, last : int
        The engine's words that it stands for, half-open; with ``first == last`` it stands before the word
        `first` and for none.
    before : str
        What was read there when it was made.
    after : str
        What stands there now; empty where the words are gone.
    author : str
        Who made it.
    undone : bool
        Whether it was taken back.
    nonce : str
        Names it wherever it is carried to.
    """

    id: int
    first: int
    last: int
    before: str
    after: str
    author: str = ""
    undone: bool = False
    nonce: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to be written: the engine's words `first` up to `last`, read as `before`, become `after`."""

    first: int
    last: int
    before: str
    after: str


def add_correction(
    store: Store,
    key: str,
    resolve: Callable[[tuple[Correction, ...]], Edit | None],
    *,
    nonce: str | None = None,
    author: str | None = None,
) -> int:
    """Add a correction that is found out from those that are there, in the same transaction.

    Parameters
    ----------
    key : str
        Of the transcription.
    resolve : callable
        Takes all its corrections, oldest first, and gives the edit to keep, or None when there is nothing to
        change. So two people who correct at once never write over words that they did not see.
    nonce : str, optional
        Chosen by the caller and used once: a second correction with the same nonce is not added.
    author : str, optional
        Who corrects; the login name when not given.

    Returns
    -------
    int
        Its id; 0 when there was nothing to change; with a known nonce, the id of the one that has it.

    Raises
    ------
    NotFoundError
        If there is no such transcription.
    InputError
        If the edit has no place among words.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.store import open_store
    >>> from cslab.study.transcripts import begin_transcription
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     begin_transcription(store, key="k", content_hash="c", engine="whisper", model="tiny", options={})
    ...     first = add_correction(store, "k", lambda known: Edit(2, 4, "ledger line", "Ledgerline"))
    ...     list_corrections(store, ["k"])[["id", "first", "last", "after"]]
       id  first  last       after
    0   1      2     4  Ledgerline
    """
    with store.writing(author) as write:
        if nonce is not None:
            table = schema.correction
            known = write.execute(select(table.c.id).where(table.c.nonce == clean(nonce))).scalar()
            if known is not None:
                return int(known)
        there = schema.transcription.c.key
        if write.execute(select(there).where(there == key)).first() is None:
            raise NotFoundError.of("transcription", key, write.connection.scalars(select(there)))
        edit = resolve(corrections_of(write.connection, [key]).get(key, ()))
        return 0 if edit is None else put_correction(write, key, edit, nonce=nonce)


def put_correction(
    write: Writing, key: str, edit: Edit, *, nonce: str | None = None, author: str | None = None
) -> int:
    """Write down an edit inside a transaction, and give its id; the author is who writes unless named."""
    if not 0 <= edit.first <= edit.last:
        raise InputError(f"A correction needs words to stand for, but {edit.first} to {edit.last} was given.")
    values = {
        "nonce": clean(nonce) if nonce is not None else uuid.uuid4().hex,
        "key": key,
        "first": edit.first,
        "last": edit.last,
        "before": clean(edit.before),
        "after": clean(edit.after),
        "author": clean(author) if author else write.actor,
        "created_at": write.at,
        "changed_at": write.at,
    }
    new = insert(schema.correction).values(values).returning(schema.correction.c.id)
    number = int(write.execute(new).scalar_one())
    detail = {name: values[name] for name in ("nonce", "key", "first", "last", "before", "after", "author")}
    write.log("add", "correction", number, detail)
    return number


def undo_correction(store: Store, number: int, *, author: str | None = None) -> None:
    """Take a correction back; it stays in the store. Nothing changes when it is taken back already.

    Raises
    ------
    NotFoundError
        If there is no such correction.
    """
    _set_undone(store, number, undone=True, author=author)


def redo_correction(store: Store, number: int, *, author: str | None = None) -> None:
    """Let a correction that was taken back stand again; nothing changes when it stands.

    Raises
    ------
    NotFoundError
        If there is no such correction.
    """
    _set_undone(store, number, undone=False, author=author)


def corrections_of(connection: Connection, keys: Collection[str]) -> dict[str, tuple[Correction, ...]]:
    """Give the corrections of transcriptions by key, undone ones too, oldest first; keys without any miss."""
    found: dict[str, list[Correction]] = {}
    for row in _rows(connection, keys):
        found.setdefault(row.key, []).append(_correction(row))
    return {key: tuple(made) for key, made in found.items()}


def stamps_of(connection: Connection, keys: Collection[str]) -> dict[str, tuple[int, int, str]]:
    """Give for each key that has corrections a stamp that changes when any of them does."""
    table = schema.correction
    found: dict[str, tuple[int, int, str]] = {}
    for some in _batches(keys):
        query = (
            select(table.c.key, func.count(), func.count(table.c.undone_at), func.max(table.c.changed_at))
            .where(table.c.key.in_(some))
            .group_by(table.c.key)
        )
        for key, made, undone, changed in connection.execute(query):
            found[str(key)] = (int(made), int(undone), str(changed))
    return found


def list_corrections(store: Store, keys: Collection[str]) -> pd.DataFrame:
    """List the corrections of some transcriptions.

    Returns
    -------
    DataFrame
        One row a correction, oldest first: id, key, first, last (the engine's words, half-open), before,
        after, author, created_at, undone_at (NaT while it stands).
    """
    with store.reading() as connection:
        rows = sorted(_rows(connection, keys), key=lambda row: int(row.id))
    return frame_of(([getattr(row, name) for name in _COLUMNS] for row in rows), _COLUMNS)


def key_of(store: Store, number: int) -> str:
    """Give the key of the transcription that a correction belongs to.

    Raises
    ------
    NotFoundError
        If there is no such correction.
    """
    with store.reading() as connection:
        return str(_existing(connection, number).key)


# ------------------------------------------------------------------------------------------ inside


def _set_undone(store: Store, number: int, *, undone: bool, author: str | None) -> None:
    with store.writing(author) as write:
        row = _existing(write.connection, number)
        if (row.undone_at is not None) == undone:
            return
        table = schema.correction
        values = {"undone_at": write.at if undone else None, "changed_at": write.at}
        write.execute(update(table).where(table.c.id == row.id).values(values))
        write.log("undo" if undone else "redo", "correction", number)


def _existing(connection: Connection, number: int) -> Row[Any]:
    table = schema.correction
    query = select(table).where(table.c.id == int(number))
    row = connection.execute(query).first() if 0 < number < _HIGHEST else None
    if row is None:
        there = connection.scalars(select(table.c.id).order_by(table.c.id))
        raise NotFoundError.of("correction", str(number), map(str, there))
    return row


def _rows(connection: Connection, keys: Collection[str]) -> list[Row[Any]]:
    table = schema.correction
    rows: list[Row[Any]] = []
    for some in _batches(keys):
        rows += connection.execute(select(table).where(table.c.key.in_(some)).order_by(table.c.id)).all()
    return rows


def _batches(keys: Iterable[str]) -> Iterable[Sequence[str]]:
    asked = list(dict.fromkeys(keys))
    return (asked[at : at + _AT_ONCE] for at in range(0, len(asked), _AT_ONCE))


def _correction(row: Row[Any]) -> Correction:
    return Correction(
        int(row.id),
        int(row.first),
        int(row.last),
        str(row.before),
        str(row.after),
        author=str(row.author),
        undone=row.undone_at is not None,
        nonce=str(row.nonce),
    )
