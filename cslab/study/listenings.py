"""Who has listened to whom: a teammate, a customer, and how."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import pandas as pd
from sqlalchemy import select

from cslab.errors import InputError
from cslab.study import evidence, removable, schema
from cslab.study.frames import TIME
from cslab.study.schema import clean
from cslab.study.store import Store, Writing
from cslab.study.teamfile import LONGEST

HOWS: Final = ("session", "reel", "interview", "call", "visit")
"""An empathy session, a reel heard alone, an interview held or heard, a call, a visit."""

_COLUMNS: Final = {
    **{"id": "int64", "nonce": "str", "teammate": "str", "person_id": "str", "how": "str", "source": "str"},
    **{"on_day": "str", "minutes": "float64", "note": "str", "author": "str"},
    **{"created_at": TIME, "changed_at": TIME, "removed_at": TIME},
}


def listen_to(
    store: Store,
    teammate: str,
    people: Iterable[str],
    *,
    how: str,
    source: str = "",
    on_day: date | str | None = None,
    minutes: float | None = None,
    note: str = "",
    author: str | None = None,
    nonce: str | None = None,
) -> tuple[int, ...]:
    """Write down that a teammate listened to customers.

    Parameters
    ----------
    teammate : str
        Who listened.
    people : iterable of str
        person_id of whom they heard; the same one twice counts once.
    how : {"session", "reel", "interview", "call", "visit"}
        How they heard them.
    source : str
        What it was: the nonce of a session, the name of a reel, an interview_id; empty for a call or a visit.
    on_day : date or str, optional
        The day; today when not given.
    minutes : float, optional
        How long it took, all of them together; it is divided evenly among the people.
    note : str
        Anything worth knowing; written at each of them.
    author : str, optional
        Who writes it down; the login name when not given.
    nonce : str, optional
        Chosen by the caller and used once: the same nonce again adds nothing for the same people.

    Returns
    -------
    tuple of int
        Number of each listening, in the order of the people; that of the one there is, where it is known.

    Raises
    ------
    InputError
        If nobody listens, to nobody, in no way that is known, or the day or the minutes are none.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.store import open_store
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     _ = listen_to(store, "Maya", ["p-01", "p-02"], how="reel", on_day="2026-10-05", minutes=11)
    ...     listenings(store)[["teammate", "person_id", "how", "on_day", "minutes"]]
      teammate person_id   how      on_day  minutes
    0     Maya      p-01  reel  2026-10-05      5.5
    1     Maya      p-02  reel  2026-10-05      5.5
    """
    heard = list(dict.fromkeys(clean(person).strip() for person in people))
    if not heard or not all(heard):
        raise InputError("Say who was listened to: the person_id of at least one customer.")
    if how not in HOWS:
        raise InputError(f"Somebody is heard in a {', '.join(HOWS)}, but {how!r} was given.")
    took = minutes_of(minutes)
    each = None if took is None else took / len(heard)
    with store.writing(author) as write:
        values = {
            "teammate": teammate_of(teammate),
            "how": how,
            "source": clean(source).strip(),
            "on_day": evidence.day(on_day, "the listening") or write.at[:10],
            "minutes": each,
            "note": clean(note).strip(),
        }
        return tuple(
            _added(write, {**values, "person_id": person}, None if nonce is None else f"{nonce}/{person}")
            for person in heard
        )


def change_listening(
    store: Store,
    number: int,
    *,
    on_day: date | str | None = None,
    minutes: float | None = None,
    note: str | None = None,
    author: str | None = None,
) -> None:
    """Mend the day, the minutes or the note of a listening; what is not given stays.

    Raises
    ------
    NotFoundError
        If there is no such listening.
    InputError
        If the day or the minutes are none.
    """
    new: dict[str, Any] = {
        "on_day": evidence.day(on_day, "the listening"),
        "minutes": minutes_of(minutes),
        "note": None if note is None else clean(note).strip(),
    }
    new = {name: value for name, value in new.items() if value is not None}
    with store.writing(author) as write:
        row = removable.row_of(write.connection, schema.listening, "listening", number)._mapping
        before = {name: row[name] for name in new}
        if new != before:
            removable.put(write, schema.listening, number, new)
            write.log("change", "listening", number, {"before": before, "after": new})


def remove_listening(store: Store, number: int, *, author: str | None = None) -> None:
    """Take a listening out of the log; it stays in the store, and `restore_listening` brings it back.

    A `NotFoundError` says that there is none, or that it was removed already.
    """
    removable.remove(store, schema.listening, number, author=author)


def restore_listening(store: Store, number: int, *, author: str | None = None) -> None:
    """Bring a removed listening back; nothing changes when it is not removed.

    Raises
    ------
    NotFoundError
        If there never was such a listening.
    """
    removable.restore(store, schema.listening, number, author=author)


def listenings(store: Store, *, removed: bool = False) -> pd.DataFrame:
    """List who listened to whom.

    Parameters
    ----------
    removed : bool
        List the removed ones instead.

    Returns
    -------
    DataFrame
        One row a teammate and person heard, by day: id, nonce, teammate, person_id, how (one of `HOWS`),
        source, on_day (text), minutes (missing when nobody said), note, author, created_at, changed_at,
        removed_at.
    """
    return removable.listed(store, schema.listening, _COLUMNS, by="on_day", removed=removed)


# ------------------------------------------------------------------------------------------ inside


def teammate_of(name: str) -> str:
    """Give a teammate's name as it is kept; an `InputError` says that it is none."""
    found = clean(name).strip()
    if not 0 < len(found) <= LONGEST:
        raise InputError(f"The name of a teammate has 1 to {LONGEST} letters, but {found[:20]!r} was given.")
    return found


def minutes_of(value: float | None) -> float | None:
    """Give minutes as they are kept; an `InputError` says that they are none."""
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not 0 <= number <= 24 * 60:
        raise InputError(f"Minutes are a number from 0 to {24 * 60}, but {value!r} was given.")
    return number


def place_listening(write: Writing, nonce: str, **values: Any) -> int:
    """Add a listening inside a write, or bring back and mend the one with this nonce; give its number."""
    table = schema.listening
    row = write.execute(select(table).where(table.c.nonce == clean(nonce))).first()
    if row is None:
        return _added(write, values, nonce)
    removable.put(write, table, int(row.id), {**values, "removed_at": None})
    write.log("change", "listening", int(row.id), {"after": values})
    return int(row.id)


def _added(write: Writing, values: dict[str, Any], nonce: str | None) -> int:
    table = schema.listening
    if (known := removable.known(write, table, nonce)) is not None:
        return known
    number = removable.add(write, table, values, nonce)
    kept = {name: values[name] for name in ("teammate", "person_id", "how", "source", "on_day", "minutes")}
    write.log("add", "listening", number, kept)
    return number
