"""Judgements of relationships as they are kept: each is added, none is changed; a wrong one is taken out."""

from __future__ import annotations

import operator
import uuid
from datetime import datetime
from typing import Any, Final

import pandas as pd
from sqlalchemy import insert, select, update

from cslab.errors import InputError, NotFoundError
from cslab.study import schema
from cslab.study.frames import TIME, frame_of
from cslab.study.schema import clean
from cslab.study.store import Store

_COLUMNS: Final = {
    **{"id": "int64", "nonce": "str", "person_id": "str", "strength": "Int64", "sentiment": "Int64"},
    **{"note": "str", "author": "str", "at": TIME},
}
_BOUNDS: Final = {"strength": (1, 4), "sentiment": (-1, 1)}


def rate_relationship(
    store: Store,
    person_id: str,
    *,
    strength: int | None = None,
    sentiment: int | None = None,
    note: str = "",
    author: str | None = None,
    nonce: str | None = None,
) -> int:
    """Judge how strong a tie is and how the person feels; what was judged before stays in the history.

    Parameters
    ----------
    person_id : str
        Whom it is about.
    strength : int, optional
        1 to 4; as it was when not given.
    sentiment : int, optional
        -1, 0 or 1; as it was when not given.
    note : str
        Why.
    author : str, optional
        Who judges; the login name when not given.
    nonce : str, optional
        Chosen by the caller and used once: a second judgement with the same nonce is not added.

    Returns
    -------
    int
        Its number; with a known nonce, the number of the judgement that has it.

    Raises
    ------
    InputError
        If nothing is judged, or a number is out of its range.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.store import open_store
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     number = rate_relationship(store, "p-01", strength=3, sentiment=-1, author="Maya")
    ...     judgements(store)[["person_id", "strength", "sentiment", "author"]]
      person_id  strength  sentiment author
    0      p-01         3         -1   Maya
    """
    table = schema.relationship
    with store.writing(author) as write:
        if nonce is not None:
            known = write.execute(select(table.c.id).where(table.c.nonce == clean(nonce))).scalar()
            if known is not None:
                return int(known)
        who = clean(person_id).strip()
        if not who:
            raise InputError("A relationship is with somebody; name the person.")
        if strength is None and sentiment is None:
            raise InputError(
                "Nothing is judged; give a strength from 1 to 4, a sentiment (-1, 0, 1), or both."
            )
        values: dict[str, Any] = {
            "nonce": clean(nonce) if nonce is not None else uuid.uuid4().hex,
            "person_id": who,
            "strength": _level("strength", strength),
            "sentiment": _level("sentiment", sentiment),
            "note": clean(note).strip(),
            "author": write.actor,
            "created_at": write.at,
            "changed_at": write.at,
        }
        id_ = int(write.execute(insert(table).values(values).returning(table.c.id)).scalar_one())
        kept = {name: values[name] for name in ("person_id", "strength", "sentiment", "note", "nonce")}
        write.log("add", "relationship", id_, kept)
        return id_


def remove_judgement(store: Store, id: int, *, author: str | None = None) -> None:  # noqa: A002 (the column's name)
    """Take a judgement out that was made by mistake; it stays in the store, and counts no more.

    Raises
    ------
    NotFoundError
        If there is none of this number, or it was taken out already.
    """
    table = schema.relationship
    here = table.c.removed_at.is_(None)
    with store.writing(author) as write:
        there = [int(one) for one in write.connection.scalars(select(table.c.id).where(here))]
        if id not in there:
            raise NotFoundError.of("judgement", str(id), map(str, there))
        write.execute(update(table).where(table.c.id == id).values(removed_at=write.at, changed_at=write.at))
        write.log("remove", "relationship", id)


def judgements(
    store: Store, *, person_id: str | None = None, until: datetime | str | None = None
) -> pd.DataFrame:
    """List judgements, the oldest first.

    Parameters
    ----------
    person_id : str, optional
        Only those of this person.
    until : datetime or str, optional
        Only those made before.

    Returns
    -------
    DataFrame
        id, nonce, person_id, strength, sentiment, note, author, at.
    """
    table = schema.relationship
    query = select(table).where(table.c.removed_at.is_(None)).order_by(table.c.created_at, table.c.id)
    if person_id is not None:
        query = query.where(table.c.person_id == person_id)
    with store.reading() as connection:
        rows = connection.execute(query).all()
    found = frame_of(
        (
            (
                *(row.id, row.nonce, row.person_id, row.strength, row.sentiment),
                *(row.note, row.author, row.created_at),
            )
            for row in rows
        ),
        _COLUMNS,
    )
    if until is None:
        return found
    moment = pd.Timestamp(until)
    moment = moment.tz_localize("UTC") if moment.tzinfo is None else moment.tz_convert("UTC")
    return found[found["at"] < moment].reset_index(drop=True)


def _level(name: str, value: int | None) -> int | None:
    if value is None:
        return None
    low, high = _BOUNDS[name]
    try:
        whole = operator.index(value)
    except TypeError:
        whole = high + 1
    if isinstance(value, bool) or not low <= whole <= high:
        raise InputError(f"The {name} must be a whole number from {low} to {high}, but {value!r} was given.")
    return whole
