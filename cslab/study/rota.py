"""The rota: whom each teammate listens to in a week, and what became of it."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection, select

from cslab.errors import InputError
from cslab.study import evidence, removable, schema
from cslab.study.frames import TIME
from cslab.study.listenings import HOWS, minutes_of, place_listening, teammate_of
from cslab.study.schema import clean
from cslab.study.store import Store
from cslab.study.weeks import week_of

AGREED, DONE, PUT_OFF = "agreed", "done", "put off"
STATES: Final = (AGREED, DONE, PUT_OFF)

_COLUMNS: Final = {
    **{"id": "int64", "nonce": "str", "week": "str", "teammate": "str", "person_id": "str"},
    **{"state": "str", "reason": "str", "note": "str", "author": "str"},
    **{"created_at": TIME, "changed_at": TIME, "removed_at": TIME},
}


def agree_rota(
    store: Store,
    teammate: str,
    person_id: str,
    *,
    week: date | str | None = None,
    note: str = "",
    author: str | None = None,
    nonce: str | None = None,
) -> int:
    """Agree that a teammate listens to a customer in a week; agreed twice is agreed once.

    Parameters
    ----------
    teammate : str
        Who will listen.
    person_id : str
        To whom.
    week : date or str, optional
        Any day of the week; this week when not given.
    note : str
        Anything worth knowing, such as why it was proposed.
    author : str, optional
        Who writes it down; the login name when not given.
    nonce : str, optional
        Chosen by the caller and used once: a second line with the same nonce is not added.

    Returns
    -------
    int
        Its number; that of the line there is, where the same was agreed before.

    Raises
    ------
    InputError
        If the teammate or the person has no name, or the week is none.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.store import open_store
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     number = agree_rota(store, "Maya", "p-12", week="2026-11-26")
    ...     finish_rota(store, number, how="call", on_day="2026-11-25", minutes=25)
    ...     rota(store)[["week", "teammate", "person_id", "state"]]
             week teammate person_id state
    0  2026-11-23     Maya      p-12  done
    """
    table = schema.rota
    monday, name, person = week_of(week).isoformat(), teammate_of(teammate), clean(person_id).strip()
    if not person:
        raise InputError("Say whom they will listen to: a person_id.")
    with store.writing(author) as write:
        if (known := removable.known(write, table, nonce)) is not None:
            return known
        same = (table.c.week == monday) & (table.c.teammate == name) & (table.c.person_id == person)
        known = write.execute(select(table.c.id).where(same & table.c.removed_at.is_(None))).scalar()
        if known is not None:
            return int(known)
        values = {
            "week": monday,
            "teammate": name,
            "person_id": person,
            "state": AGREED,
            "reason": "",
            "note": clean(note).strip(),
        }
        number = removable.add(write, table, values, nonce)
        write.log("agree", "rota", number, {"week": monday, "teammate": name, "person_id": person})
        return number


def finish_rota(
    store: Store,
    number: int,
    *,
    how: str = "call",
    on_day: date | str | None = None,
    minutes: float | None = None,
    note: str = "",
    author: str | None = None,
) -> None:
    """Say that it was done; the listening log gets its line in the same moment.

    Parameters
    ----------
    how, on_day, minutes, note
        Of the listening; see `cslab.study.listenings.listen_to`.

    Raises
    ------
    NotFoundError
        If there is no such line.
    InputError
        If it is no way to listen, or the day or the minutes are none.

    Notes
    -----
    Said again, it changes nothing: the line of the log is mended by `cslab.study.listenings`.
    """
    if how not in HOWS:
        raise InputError(f"Somebody is heard in a {', '.join(HOWS)}, but {how!r} was given.")
    took = minutes_of(minutes)
    with store.writing(author) as write:
        row = _row(write.connection, number)
        if row["state"] == DONE:
            return
        removable.put(write, schema.rota, number, {"state": DONE, "reason": ""})
        write.log("finish", "rota", number, {"before": {"state": row["state"], "reason": row["reason"]}})
        place_listening(
            write,
            _nonce(row),
            teammate=row["teammate"],
            person_id=row["person_id"],
            how=how,
            source="",
            on_day=evidence.day(on_day, "the listening") or write.at[:10],
            minutes=took,
            note=clean(note).strip(),
        )


def put_off_rota(store: Store, number: int, reason: str, *, author: str | None = None) -> None:
    """Put a line of the rota off, and say why; the customer is proposed again, and nobody is reproached.

    Raises
    ------
    NotFoundError
        If there is no such line.
    InputError
        If no reason is given, or it is done.
    """
    why = clean(reason).strip()
    if not why:
        raise InputError("Say in a few words why it is put off, so that the next one knows.")
    with store.writing(author) as write:
        row = _row(write.connection, number)
        if row["state"] == DONE:
            raise InputError("This was done already, so it can't be put off; take that back first.")
        if (row["state"], row["reason"]) != (PUT_OFF, why):
            removable.put(write, schema.rota, number, {"state": PUT_OFF, "reason": why})
            before = {"state": row["state"], "reason": row["reason"]}
            write.log("put off", "rota", number, {"before": before, "reason": why})


def reopen_rota(store: Store, number: int, *, author: str | None = None) -> None:
    """Take back that a line is done or put off; the line that it left in the log is taken out with it.

    Raises
    ------
    NotFoundError
        If there is no such line.
    """
    listening = schema.listening
    with store.writing(author) as write:
        row = _row(write.connection, number)
        if row["state"] == AGREED:
            return
        removable.put(write, schema.rota, number, {"state": AGREED, "reason": ""})
        write.log("reopen", "rota", number, {"before": {"state": row["state"], "reason": row["reason"]}})
        query = select(listening.c.id).where(
            (listening.c.nonce == _nonce(row)) & listening.c.removed_at.is_(None)
        )
        heard = write.execute(query).scalar()
        if heard is not None:
            removable.put(write, listening, int(heard), {"removed_at": write.at})
            write.log("remove", "listening", int(heard))


def remove_rota(store: Store, number: int, *, author: str | None = None) -> None:
    """Take a line out of the rota; it stays in the store, and `restore_rota` brings it back.

    A `NotFoundError` says that there is none, or that it was removed already. What was heard stays.
    """
    removable.remove(store, schema.rota, number, author=author)


def restore_rota(store: Store, number: int, *, author: str | None = None) -> None:
    """Bring a removed line back; nothing changes when it is not removed.

    Raises
    ------
    NotFoundError
        If there never was such a line.
    """
    removable.restore(store, schema.rota, number, author=author)


def rota(store: Store, week: date | str | None = None, *, removed: bool = False) -> pd.DataFrame:
    """List the lines of the rota.

    Parameters
    ----------
    week : date or str, optional
        Any day of a week; every week when not given.
    removed : bool
        List the removed ones instead.

    Returns
    -------
    DataFrame
        One row a line, by week: id, nonce, week (its Monday, as text), teammate, person_id, state (one of
        `STATES`), reason (why it was put off), note, author, created_at, changed_at, removed_at.
    """
    table = removable.listed(store, schema.rota, _COLUMNS, by="week", removed=removed)
    if week is None:
        return table
    return table[table["week"] == week_of(week).isoformat()].reset_index(drop=True)


# ------------------------------------------------------------------------------------------ inside


def _row(connection: Connection, number: int) -> dict[str, Any]:
    return dict(removable.row_of(connection, schema.rota, "line of the rota", number)._mapping)


def _nonce(row: dict[str, Any]) -> str:
    return f"rota/{row['nonce']}"
