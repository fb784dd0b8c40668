"""What became of contradictions: what somebody said of each, and when; nothing is ever overwritten."""

from __future__ import annotations

import uuid
from typing import Final

import pandas as pd
from sqlalchemy import insert, select

from cslab.errors import InputError
from cslab.study.challenged import contradiction_status
from cslab.study.frames import TIME, frame_of
from cslab.study.schema import clean
from cslab.study.store import Store

STATUSES: Final = ("open", "explained", "acted on")
"""``explained``: somebody knows why, and nothing needs to be done. ``acted on``: something was done."""

SUBJECT: Final = "contradiction"
"""How the log calls it."""

_COLUMNS: Final = {
    **{"id": "int64", "key": "str", "status": "str", "note": "str", "author": "str", "at": TIME},
}


def set_status(
    store: Store,
    key: str,
    status: str,
    *,
    note: str = "",
    author: str | None = None,
    nonce: str | None = None,
) -> int:
    """Say what became of a contradiction; what was said before stays.

    Parameters
    ----------
    key : str
        Its key, as the feed gives it.
    status : {"open", "explained", "acted on"}
        What became of it.
    note : str
        Why, or what was done.
    author : str, optional
        Who says so; the login name when not given.
    nonce : str, optional
        Chosen by the caller and used once: a retried click says nothing twice.

    Returns
    -------
    int
        Number of what was said; with a known nonce, of what has it.

    Raises
    ------
    InputError
        If it is no status, or the key is empty.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.store import open_store
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     number = set_status(store, "theme/trust", "explained", note="We asked for it", author="Maya")
    ...     statuses(store)[["key", "status", "author"]].to_numpy().tolist()
    [['theme/trust', 'explained', 'Maya']]
    """
    if status not in STATUSES:
        raise InputError(
            f"A contradiction is {', '.join(STATUSES[:-1])} or {STATUSES[-1]}, but {status!r} was given."
        )
    named, said = clean(str(key)).strip(), clean(note).strip()
    if not named:
        raise InputError("No contradiction is named; give its key, as the feed lists it.")
    table = contradiction_status
    with store.writing(author) as write:
        once = clean(nonce) if nonce is not None else uuid.uuid4().hex
        if nonce is not None:
            known = write.execute(select(table.c.id).where(table.c.nonce == once)).scalar()
            if known is not None:
                return int(known)
        values = {
            "nonce": once,
            "contradiction": named,
            "status": status,
            "note": said,
            "author": write.actor,
            "created_at": write.at,
        }
        new = insert(table).values(values).returning(table.c.id)
        number = int(write.execute(new).scalar_one())
        write.log("set", SUBJECT, number, {"contradiction": named, "status": status, "note": said})
        return number


def status_history(store: Store) -> pd.DataFrame:
    """List everything that was said of contradictions, the oldest first.

    Returns
    -------
    DataFrame
        id, key, status, note, author, at.
    """
    table = contradiction_status
    with store.reading() as connection:
        rows = connection.execute(select(table).order_by(table.c.created_at, table.c.id)).all()
    return frame_of(
        ([row.id, row.contradiction, row.status, row.note, row.author, row.created_at] for row in rows),
        _COLUMNS,
    )


def statuses(store: Store) -> pd.DataFrame:
    """List what was said last of each contradiction; the same columns as `status_history`."""
    return status_history(store).drop_duplicates("key", keep="last").reset_index(drop=True)
