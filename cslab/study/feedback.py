"""The feedback loop as it is kept: heard, decided, done, told; each step with its day and its author."""

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

DECISIONS: Final = ("do", "not now", "no")
"""What can be decided about something heard; each of them is an answer, and the customer wants to know it."""

_DAYS = ("decided_on", "done_on", "told_on")
_COLUMNS = {
    **{"id": "int64", "nonce": "str", "person_id": "str", "account_id": "str", "what": "str"},
    **{"evidence": "str", "evidence_id": "str", "owner": "str", "heard_on": "str", "decision": "str"},
    **dict.fromkeys(_DAYS, "str"),
    **{"note": "str", "author": "str", "created_at": TIME, "changed_at": TIME, "removed_at": TIME},
}


def add_feedback(
    store: Store,
    *,
    what: str,
    person_id: str | None = None,
    account_id: str | None = None,
    evidence: str = "",
    evidence_id: str = "",
    owner: str = "",
    heard_on: date | str | None = None,
    note: str = "",
    author: str | None = None,
    nonce: str | None = None,
) -> int:
    """Put something that was heard into the loop.

    Parameters
    ----------
    what : str
        What the customer said or wants, in a sentence.
    person_id, account_id : str, optional
        Who said it.
    evidence, evidence_id : str
        What it rests on; see `cslab.study.evidence.EVIDENCE`.
    owner : str
        Who sees to it that the customer gets an answer.
    heard_on : date or str, optional
        The day on which it was heard; today when not given.
    note : str
        Anything worth knowing.
    author : str, optional
        Who puts it in; the login name when not given.
    nonce : str, optional
        Chosen by the caller and used once: a second piece with the same nonce is not added.

    Returns
    -------
    int
        Its number; with a known nonce, the number of the piece that has it.

    Raises
    ------
    InputError
        If nothing is said, the day is no date, or the evidence is named by half.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.store import open_store
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     number = add_feedback(store, what="Tell me first", person_id="p-08", heard_on="2026-03-04")
    ...     decide_feedback(store, number, "do", on="2026-03-06")
    ...     feedback(store)[["id", "what", "decision", "decided_on"]]
       id           what decision  decided_on
    0   1  Tell me first       do  2026-03-06
    """
    table = schema.feedback
    with store.writing(author) as write:
        if (known := removable.known(write, table, nonce)) is not None:
            return known
        said = clean(what).strip()
        if not said:
            raise InputError("There is nothing to put into the loop; say in a sentence what was heard.")
        values: dict[str, Any] = {
            "nonce": removable.named(nonce),
            "person_id": person_id or None,
            "account_id": account_id or None,
            "what": said,
            **proof.checked(evidence, evidence_id),
            "owner": clean(owner).strip(),
            "heard_on": proof.day(heard_on, "hearing it") or write.at[:10],
            "decision": "",
            "note": clean(note).strip(),
        }
        id_ = removable.add(write, table, values)
        write.log("add", "feedback", id_, _told(values))
        return id_


def change_feedback(
    store: Store,
    number: int,
    *,
    what: str | None = None,
    owner: str | None = None,
    note: str | None = None,
    author: str | None = None,
) -> None:
    """Change what is written about a piece of feedback; what is not given stays.

    Raises
    ------
    NotFoundError
        If there is no such piece.
    InputError
        If nothing would be left of what was heard.
    """
    with store.writing(author) as write:
        given = {"what": what, "owner": owner, "note": note}
        new = {name: clean(value).strip() for name, value in given.items() if value is not None}
        if new.get("what") == "":
            raise InputError("What was heard can't be empty; say it in a sentence.")
        _change(write, number, "change", new)


def decide_feedback(
    store: Store,
    number: int,
    decision: str,
    *,
    on: date | str | None = None,
    owner: str | None = None,
    note: str | None = None,
    author: str | None = None,
) -> None:
    """Say what was decided; deciding the same again changes nothing, and the log keeps what was before.

    Parameters
    ----------
    decision : {"do", "not now", "no"}
        What we will do about it.
    on : date or str, optional
        The day of the decision; today when not given, or the day it has when the decision stays.

    Raises
    ------
    NotFoundError
        If there is no such piece.
    InputError
        If it is no decision, the day lies before it was heard, or it is done already.
    """
    if decision not in DECISIONS:
        raise InputError(f"A decision is one of {', '.join(DECISIONS)}, but {decision!r} was given.")
    with store.writing(author) as write:
        row = _existing(write, number)
        if row["done_on"] and decision != "do":
            raise InputError(f"Feedback {number} was done on {row['done_on']}, so it can't be decided anew.")
        stays = row["decision"] == decision
        when = proof.day(on, "the decision") or (row["decided_on"] if stays else write.at[:10])
        _in_order(number, "decided", when, row["heard_on"], "heard")
        new = {"decision": decision, "decided_on": when, **_words(owner, note)}
        _change(write, number, "decide", new)


def finish_feedback(
    store: Store,
    number: int,
    *,
    on: date | str | None = None,
    note: str | None = None,
    author: str | None = None,
) -> None:
    """Say that it is done; saying so again changes nothing.

    Raises
    ------
    NotFoundError
        If there is no such piece.
    InputError
        If nobody decided to do it, or the day lies before the decision.
    """
    with store.writing(author) as write:
        row = _existing(write, number)
        if row["decision"] != "do":
            raise InputError(f"Feedback {number} is not decided as 'do', so it can't be done; decide first.")
        when = proof.day(on, "its end") or row["done_on"] or write.at[:10]
        _in_order(number, "done", when, row["decided_on"], "decided")
        _change(write, number, "finish", {"done_on": when, **_words(None, note)})


def tell_feedback(
    store: Store,
    number: int,
    *,
    on: date | str | None = None,
    note: str | None = None,
    author: str | None = None,
) -> None:
    """Say that the customer was told what became of it; saying so again changes nothing.

    Raises
    ------
    NotFoundError
        If there is no such piece.
    InputError
        If nothing was decided yet, so that there is nothing to tell, or the day lies before the decision.
    """
    with store.writing(author) as write:
        row = _existing(write, number)
        if not row["decision"]:
            raise InputError(f"Nothing is decided about feedback {number}, so there is nothing to tell yet.")
        when = proof.day(on, "telling the customer") or row["told_on"] or write.at[:10]
        _in_order(number, "told", when, row["decided_on"], "decided")
        _change(write, number, "tell", {"told_on": when, **_words(None, note)})


def remove_feedback(store: Store, number: int, *, author: str | None = None) -> None:
    """Take a piece out of the loop; it stays in the store, and `restore_feedback` brings it back.

    A `NotFoundError` says that there is none, or that it was removed already.
    """
    removable.remove(store, schema.feedback, number, author=author)


def restore_feedback(store: Store, number: int, *, author: str | None = None) -> None:
    """Bring a removed piece back; nothing changes when it is not removed.

    Raises
    ------
    NotFoundError
        If there never was such a piece.
    """
    removable.restore(store, schema.feedback, number, author=author)


def feedback(store: Store, *, removed: bool = False) -> pd.DataFrame:
    """List what is in the loop.

    Parameters
    ----------
    removed : bool
        List the removed pieces instead.

    Returns
    -------
    DataFrame
        One row a piece, the oldest first: id, nonce, person_id, account_id, what, evidence, evidence_id,
        owner, heard_on, decision (empty while nothing is decided), decided_on, done_on, told_on (days as
        text, missing while it did not happen), note, author, created_at, changed_at, removed_at.
    """
    return removable.listed(store, schema.feedback, _COLUMNS, by="heard_on", removed=removed)


# ------------------------------------------------------------------------------------------ inside


def _existing(write: Writing, number: int) -> dict[str, Any]:
    row = removable.row_of(write.connection, schema.feedback, "feedback", number)
    return dict(row._mapping)


def _words(owner: str | None, note: str | None) -> dict[str, str]:
    given = {"owner": owner, "note": note}
    return {name: clean(value).strip() for name, value in given.items() if value is not None}


def _in_order(number: int, step: str, when: str | None, before: str | None, earlier: str) -> None:
    if when and before and when < before:
        raise InputError(
            f"Feedback {number} was {earlier} on {before}, so it can't be {step} on {when}; give a later day."
        )


def _change(write: Writing, number: int, action: str, new: dict[str, Any]) -> None:
    row = _existing(write, number)
    before = {name: row[name] for name in new}
    if new == before:
        return
    removable.put(write, schema.feedback, number, new)
    write.log(action, "feedback", number, {"before": before, "after": new})


def _told(values: dict[str, Any]) -> dict[str, Any]:
    kept = (
        "nonce",
        "person_id",
        "account_id",
        "what",
        "evidence",
        "evidence_id",
        "owner",
        "heard_on",
        "note",
    )
    return {name: values[name] for name in kept}
