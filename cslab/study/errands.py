"""Errands: the real steps that every customer takes, for colleagues to take too.

What colleagues note of them is kept in tables of their own, which nothing reads that counts customers.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pandas as pd
from sqlalchemy import func, select

from cslab.errors import InputError, NotFoundError
from cslab.study import evidence, removable, schema
from cslab.study.frames import TIME
from cslab.study.listenings import minutes_of, teammate_of
from cslab.study.schema import clean
from cslab.study.store import Store

OUTCOMES: Final = ("worked", "worked with trouble", "gave up")

_NOTED: Final = {
    **{"note": "str", "author": "str"},
    **{"created_at": TIME, "changed_at": TIME, "removed_at": TIME},
}
_ERRANDS: Final = {
    **{"id": "int64", "nonce": "str", "title": "str", "what": "str", "stage": "str", "position": "int64"},
    **_NOTED,
}
_DONE: Final = {
    **{"id": "int64", "nonce": "str", "errand": "str", "teammate": "str", "on_day": "str"},
    **{"minutes": "float64", "outcome": "str"},
    **_NOTED,
}


def add_errand(
    store: Store,
    title: str,
    *,
    what: str = "",
    stage: str | None = None,
    note: str = "",
    author: str | None = None,
    nonce: str | None = None,
) -> int:
    """Add a step that customers take, after those there are.

    Parameters
    ----------
    title : str
        In a few words: "Sign up".
    what : str
        What is to be done, as a customer would: with no help that they don't get.
    stage : str, optional
        Stage of the journey.
    note : str
        Anything worth knowing.
    author : str, optional
        Who adds it; the login name when not given.
    nonce : str, optional
        Chosen by the caller and used once: a second errand with the same nonce is not added.

    Returns
    -------
    int
        Its number; with a known nonce, the number of the errand that has it.

    Raises
    ------
    InputError
        If it has no title.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.store import open_store
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     number = add_errand(store, "Sign up", what="With an address we don't know")
    ...     _ = do_errand(store, number, "Tom", outcome="gave up", minutes=12, on_day="2026-10-07")
    ...     errands_done(store)[["teammate", "outcome", "minutes"]]
      teammate  outcome  minutes
    0      Tom  gave up     12.0
    """
    table = schema.errand
    with store.writing(author) as write:
        if (known := removable.known(write, table, nonce)) is not None:
            return known
        last = write.execute(select(func.max(table.c.position))).scalar()
        values = {
            **_checked({"title": title, "what": what, "stage": stage, "note": note}),
            "position": 0 if last is None else int(last) + 1,
        }
        number = removable.add(write, table, values, nonce)
        write.log("add", "errand", number, {name: values[name] for name in ("title", "what", "stage")})
        return number


def change_errand(
    store: Store,
    number: int,
    *,
    title: str | None = None,
    what: str | None = None,
    stage: str | None = None,
    note: str | None = None,
    author: str | None = None,
) -> None:
    """Change what is said of an errand; what is not given stays, and an empty stage takes it away.

    Raises
    ------
    NotFoundError
        If there is no such errand.
    InputError
        If no title is left.
    """
    given = {"title": title, "what": what, "stage": stage, "note": note}
    new = _checked({name: value for name, value in given.items() if value is not None})
    with store.writing(author) as write:
        row = removable.row_of(write.connection, schema.errand, "errand", number)._mapping
        before = {name: row[name] for name in new}
        if new != before:
            removable.put(write, schema.errand, number, new)
            write.log("change", "errand", number, {"before": before, "after": new})


def move_errand(store: Store, number: int, place: int, *, author: str | None = None) -> None:
    """Put an errand at a place among the others, from 1; farther than the end is the end.

    Raises
    ------
    NotFoundError
        If there is no such errand.
    """
    table = schema.errand
    with store.writing(author) as write:
        removable.row_of(write.connection, table, "errand", number)
        query = select(table.c.id, table.c.position).where(table.c.removed_at.is_(None))
        rows = write.execute(query.order_by(table.c.position, table.c.id)).all()
        order = [int(row.id) for row in rows if int(row.id) != number]
        order.insert(max(0, place - 1), number)
        positions = {int(row.id): int(row.position) for row in rows}
        moved = {one: at for at, one in enumerate(order) if positions[one] != at}
        for one, at in moved.items():
            removable.put(write, table, one, {"position": at})
        if moved:
            write.log("move", "errand", number, {"order": order})


def remove_errand(store: Store, number: int, *, author: str | None = None) -> None:
    """Take an errand off the list; what colleagues noted stays, and `restore_errand` brings it back.

    A `NotFoundError` says that there is none, or that it was removed already.
    """
    removable.remove(store, schema.errand, number, author=author)


def restore_errand(store: Store, number: int, *, author: str | None = None) -> None:
    """Bring a removed errand back; nothing changes when it is not removed.

    Raises
    ------
    NotFoundError
        If there never was such an errand.
    """
    removable.restore(store, schema.errand, number, author=author)


def errands(store: Store, *, removed: bool = False) -> pd.DataFrame:
    """List the errands in their order.

    Parameters
    ----------
    removed : bool
        List the removed ones instead.

    Returns
    -------
    DataFrame
        One row an errand: id, nonce, title, what, stage (missing when none), position, note, author,
        created_at, changed_at, removed_at.
    """
    return removable.listed(store, schema.errand, _ERRANDS, by="position", removed=removed)


def do_errand(
    store: Store,
    number: int,
    teammate: str,
    *,
    outcome: str = "worked",
    on_day: date | str | None = None,
    minutes: float | None = None,
    note: str = "",
    author: str | None = None,
    nonce: str | None = None,
) -> int:
    """Write down that a colleague took an errand, and how it went.

    Parameters
    ----------
    number : int
        Which errand.
    teammate : str
        Who took it.
    outcome : {"worked", "worked with trouble", "gave up"}
        How it went.
    on_day : date or str, optional
        The day; today when not given.
    minutes : float, optional
        How long it took.
    note : str
        What happened, in their own words.
    author : str, optional
        Who writes it down; the login name when not given.
    nonce : str, optional
        Chosen by the caller and used once: a second note with the same nonce is not added.

    Returns
    -------
    int
        Number of the note; with a known nonce, the number of the note that has it.

    Raises
    ------
    NotFoundError
        If there is no such errand or outcome.
    InputError
        If the teammate has no name, or the day or the minutes are none.
    """
    if outcome not in OUTCOMES:
        raise NotFoundError.of("outcome of an errand", outcome, OUTCOMES)
    took = minutes_of(minutes)
    table = schema.errand_done
    with store.writing(author) as write:
        if (known := removable.known(write, table, nonce)) is not None:
            return known
        row = removable.row_of(write.connection, schema.errand, "errand", number)
        values = {
            "errand": row.nonce,
            "teammate": teammate_of(teammate),
            "on_day": evidence.day(on_day, "the errand") or write.at[:10],
            "minutes": took,
            "outcome": outcome,
            "note": clean(note).strip(),
        }
        done = removable.add(write, table, values, nonce)
        kept = {name: values[name] for name in ("errand", "teammate", "on_day", "minutes", "outcome")}
        write.log("do", "errand_done", done, kept)
        return done


def remove_errand_done(store: Store, number: int, *, author: str | None = None) -> None:
    """Take a colleague's note out; it stays in the store, and `restore_errand_done` brings it back.

    A `NotFoundError` says that there is none, or that it was removed already.
    """
    removable.remove(store, schema.errand_done, number, author=author)


def restore_errand_done(store: Store, number: int, *, author: str | None = None) -> None:
    """Bring a removed note back; nothing changes when it is not removed.

    Raises
    ------
    NotFoundError
        If there never was such a note.
    """
    removable.restore(store, schema.errand_done, number, author=author)


def errands_done(store: Store, *, removed: bool = False) -> pd.DataFrame:
    """List what colleagues noted of errands.

    Parameters
    ----------
    removed : bool
        List the removed ones instead.

    Returns
    -------
    DataFrame
        One row a note, by day: id, nonce, errand (nonce of the errand), teammate, on_day (text), minutes
        (missing when nobody said), outcome (one of `OUTCOMES`), note, author, created_at, changed_at,
        removed_at.
    """
    return removable.listed(store, schema.errand_done, _DONE, by="on_day", removed=removed)


# ------------------------------------------------------------------------------------------ inside


def _checked(given: dict[str, str | None]) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: None if value is None else clean(value).strip() for name, value in given.items()
    }
    if "title" in found and not found["title"]:
        raise InputError("An errand needs a title; say in a few words what a customer does.")
    if "stage" in found:
        found["stage"] = found["stage"] or None
    return found
