"""Promises as they are kept: who promised a customer what, by when, and what became of it."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pandas as pd

from cslab.errors import InputError
from cslab.study import evidence as proof
from cslab.study import removable, schema
from cslab.study.frames import TIME
from cslab.study.schema import clean
from cslab.study.store import Store, Writing

STATES: Final = ("made", "kept", "broken", "released")
"""``released``: the customer no longer wants it. That a promise is overdue is worked out, never stored."""

_COLUMNS = {
    **{"id": "int64", "nonce": "str", "person_id": "str", "account_id": "str", "what": "str"},
    **{"made_by": "str", "made_on": "str", "due_on": "str", "state": "str", "settled_on": "str"},
    **{"evidence": "str", "evidence_id": "str", "note": "str", "author": "str"},
    **{"created_at": TIME, "changed_at": TIME, "removed_at": TIME},
}


def add_promise(
    store: Store,
    *,
    what: str,
    made_by: str,
    person_id: str | None = None,
    account_id: str | None = None,
    made_on: date | str | None = None,
    due_on: date | str | None = None,
    evidence: str = "",
    evidence_id: str = "",
    note: str = "",
    author: str | None = None,
    nonce: str | None = None,
) -> int:
    """Write down a promise.

    Parameters
    ----------
    what : str
        What was promised, in a sentence.
    made_by : str
        The teammate who gave their word.
    person_id, account_id : str, optional
        Whom it was given to; at least one of them.
    made_on : date or str, optional
        The day on which it was given; today when not given.
    due_on : date or str, optional
        The last day on which it is in time; without one it can't be overdue.
    evidence, evidence_id : str
        Where it was said; see `cslab.study.evidence.EVIDENCE`.
    note : str
        Anything worth knowing.
    author : str, optional
        Who writes it down; the login name when not given.
    nonce : str, optional
        Chosen by the caller and used once: a second promise with the same nonce is not added.

    Returns
    -------
    int
        Its number; with a known nonce, the number of the promise that has it.

    Raises
    ------
    InputError
        If nothing is promised, by nobody or to nobody, or a day is no date or out of order.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.store import open_store
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     number = add_promise(store, what="An export by Friday", made_by="Maya", person_id="p-02",
    ...                          made_on="2026-03-02", due_on="2026-03-06")
    ...     settle_promise(store, number, "kept", on="2026-03-05")
    ...     promises(store)[["what", "made_by", "state", "settled_on"]]
                      what made_by state  settled_on
    0  An export by Friday    Maya  kept  2026-03-05
    """
    table = schema.promise
    with store.writing(author) as write:
        if (known := removable.known(write, table, nonce)) is not None:
            return known
        values: dict[str, Any] = {
            "nonce": removable.named(nonce),
            "person_id": person_id or None,
            "account_id": account_id or None,
            "what": clean(what).strip(),
            "made_by": clean(made_by).strip(),
            "made_on": proof.day(made_on, "the promise") or write.at[:10],
            "due_on": proof.day(due_on, "its end"),
            "state": "made",
            **proof.checked(evidence, evidence_id),
            "note": clean(note).strip(),
        }
        _says_something(values)
        id_ = removable.add(write, table, values)
        write.log("add", "promise", id_, values)
        return id_


def settle_promise(
    store: Store,
    number: int,
    state: str,
    *,
    on: date | str | None = None,
    note: str | None = None,
    author: str | None = None,
) -> None:
    """Say what became of a promise; saying the same again changes nothing.

    Parameters
    ----------
    state : {"kept", "broken", "released", "made"}
        ``made`` opens it again.
    on : date or str, optional
        The day; today when not given, or the day it has when the state stays.

    Raises
    ------
    NotFoundError
        If there is no such promise.
    InputError
        If it is no state, or the day lies before the promise.
    """
    if state not in STATES:
        raise InputError(f"A promise is {', '.join(STATES[:-1])} or {STATES[-1]}, but {state!r} was given.")
    with store.writing(author) as write:
        row = _existing(write, number)
        when = None
        if state != "made":
            stays = row["state"] == state
            when = proof.day(on, "its end") or (row["settled_on"] if stays else write.at[:10])
            if when and when < row["made_on"]:
                raise InputError(
                    f"Promise {number} was made on {row['made_on']}, so it can't be {state} on {when}."
                )
        new: dict[str, Any] = {"state": state, "settled_on": when}
        if note is not None:
            new["note"] = clean(note).strip()
        before = {name: row[name] for name in new}
        if new == before:
            return
        removable.put(write, schema.promise, number, new)
        write.log("settle", "promise", number, {"before": before, "after": new})


def remove_promise(store: Store, number: int, *, author: str | None = None) -> None:
    """Take a promise out of every table; it stays in the store, and `restore_promise` brings it back.

    A `NotFoundError` says that there is none, or that it was removed already.
    """
    removable.remove(store, schema.promise, number, author=author)


def restore_promise(store: Store, number: int, *, author: str | None = None) -> None:
    """Bring a removed promise back; nothing changes when it is not removed.

    Raises
    ------
    NotFoundError
        If there never was such a promise.
    """
    removable.restore(store, schema.promise, number, author=author)


def promises(store: Store, *, removed: bool = False) -> pd.DataFrame:
    """List promises.

    Parameters
    ----------
    removed : bool
        List the removed ones instead.

    Returns
    -------
    DataFrame
        One row a promise, the oldest first: id, nonce, person_id, account_id, what, made_by, made_on, due_on
        (missing when none), state (one of `STATES`), settled_on, evidence, evidence_id, note, author,
        created_at, changed_at, removed_at; days as text.
    """
    return removable.listed(store, schema.promise, _COLUMNS, by="made_on", removed=removed)


# ------------------------------------------------------------------------------------------ inside


def _says_something(values: dict[str, Any]) -> None:
    if not values["what"]:
        raise InputError("The promise says nothing; write in a sentence what was promised.")
    if not values["made_by"]:
        raise InputError("A promise needs the name of who made it; give made_by.")
    if not (values["person_id"] or values["account_id"]):
        raise InputError("A promise is made to somebody; give a person or an account.")
    if values["due_on"] and values["due_on"] < values["made_on"]:
        raise InputError(
            f"A promise made on {values['made_on']} can't be due on {values['due_on']}; give a later day."
        )


def _existing(write: Writing, number: int) -> dict[str, Any]:
    row = removable.row_of(write.connection, schema.promise, "promise", number)
    return dict(row._mapping)
