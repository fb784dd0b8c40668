"""Show-me notes: what a customer showed; each becomes a highlight once its recording is there."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

import pandas as pd
from sqlalchemy import select

from cslab.errors import InputError
from cslab.study import evidence, highlights, removable, schema
from cslab.study.frames import TIME, frame_of
from cslab.study.highlights import Book
from cslab.study.listenings import teammate_of
from cslab.study.schema import clean
from cslab.study.store import Store

WAITING, PLACED = "waits for its recording", "is a highlight"

_COLUMNS: Final = {
    **{"id": "int64", "nonce": "str", "teammate": "str", "person_id": "str", "on_day": "str"},
    **{"text": "str", "stage": "str", "codes": "object", "interview_id": "str", "at": "float64"},
    **{"highlight": "str", "note": "str", "author": "str"},
    **{"created_at": TIME, "changed_at": TIME, "removed_at": TIME},
}


def add_show_me(
    store: Store,
    teammate: str,
    person_id: str,
    text: str,
    *,
    stage: str | None = None,
    codes: Sequence[str] = (),
    on_day: date | str | None = None,
    at: float | None = None,
    note: str = "",
    author: str | None = None,
    nonce: str | None = None,
    codebook: Book | None = None,
) -> int:
    """Note what a customer showed.

    Parameters
    ----------
    teammate : str
        Who saw it; the coder of the highlight to come.
    person_id : str
        Who showed it.
    text : str
        What they showed, in a sentence.
    stage : str, optional
        Stage of the journey.
    codes : sequence of str
        What it is about; a name that a code had before leads to its name now.
    on_day : date or str, optional
        The day; today when not given.
    at : float, optional
        Seconds into the recording, where one runs.
    note : str
        What it means, or what to ask next.
    author : str, optional
        Who writes it down; the login name when not given.
    nonce : str, optional
        Chosen by the caller and used once: a second note with the same nonce is not added.
    codebook : Codebook or callable, optional
        Codes that may be given; any when not given.

    Returns
    -------
    int
        Its number; with a known nonce, the number of the note that has it.

    Raises
    ------
    NotFoundError
        If a code is unknown.
    InputError
        If nothing is said, by nobody or of nobody, or the day or the second is none.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.store import open_store
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     number = add_show_me(store, "Kofi", "p-07", "Counts the binder first", codes=["workaround"])
    ...     _ = place_show_me(store, number, "int-07", start=61.0, end=74.5, at=64.0)
    ...     highlights.highlights(store)[["interview_id", "start", "codes", "note", "coder"]]
      interview_id  start          codes                     note coder
    0       int-07   61.0  (workaround,)  Counts the binder first  Kofi
    """
    table = schema.show_me
    said, person = clean(text).strip(), clean(person_id).strip()
    if not said:
        raise InputError("The note says nothing; write in a sentence what the customer showed.")
    if not person:
        raise InputError("Say who showed it: a person_id.")
    second = _second(at)
    with store.writing(author) as write:
        if (known := removable.known(write, table, nonce)) is not None:
            return known
        values = {
            "teammate": teammate_of(teammate),
            "person_id": person,
            "on_day": evidence.day(on_day, "the note") or write.at[:10],
            "text": said,
            "stage": (clean(stage).strip() or None) if stage is not None else None,
            "codes": list(highlights.named_codes(write.connection, codes, codebook)),
            "interview_id": None,
            "at_s": second,
            "highlight": None,
            "note": clean(note).strip(),
        }
        number = removable.add(write, table, values, nonce)
        kept = {name: values[name] for name in ("teammate", "person_id", "text", "stage", "codes", "at_s")}
        write.log("add", "show_me", number, kept)
        return number


def place_show_me(
    store: Store,
    number: int,
    interview_id: str,
    *,
    start: float,
    end: float,
    at: float,
    author: str | None = None,
    codebook: Book | None = None,
    known_stages: Collection[str] | None = None,
) -> int:
    """Make a note a highlight, at its place in a recording; placed again in the same one, it moves.

    Parameters
    ----------
    number : int
        Which note.
    interview_id : str
        Its recording.
    start, end : float
        Span of the highlight, in seconds.
    at : float
        Second at which it was shown.
    author : str, optional
        Who places it; the coder stays who noted it.
    codebook, known_stages
        See `cslab.study.highlights.add_highlight`.

    Returns
    -------
    int
        The highlight's id.

    Raises
    ------
    NotFoundError
        If there is no such note, or the highlight's code or stage is gone from the study.
    InputError
        If the note is placed in another recording, or the span is none.

    Notes
    -----
    The highlight's nonce comes from the note's, so that a retry after any failure ends with one highlight.
    """
    second = _second(at)
    with store.reading() as connection:
        row = dict(removable.row_of(connection, schema.show_me, "show-me note", number)._mapping)
        codes = highlights.named_codes(connection, row["codes"], codebook)
    if row["highlight"] and row["interview_id"] != interview_id:
        raise InputError(
            f"Note {number} is a highlight of {row['interview_id']} already; take it out of there first."
        )
    name = f"show-me/{row['nonce']}/{interview_id}"
    made = highlights.add_highlight(
        store,
        interview_id=interview_id,
        start=start,
        end=end,
        codes=codes,
        stage=row["stage"],
        note=": ".join(filter(None, [row["text"], row["note"]])),
        coder=row["teammate"],
        nonce=name,
        codebook=codebook,
        known_stages=known_stages,
    )
    highlights.restore_highlight(store, made, actor=author)
    highlights.change_highlight(store, made, start=start, end=end, actor=author)
    new = {"interview_id": interview_id, "at_s": second, "highlight": name}
    if any(row[key] != value for key, value in new.items()):
        with store.writing(author) as write:
            removable.put(write, schema.show_me, number, new)
            write.log("place", "show_me", number, new)
    return made


def unplace_show_me(store: Store, number: int, *, author: str | None = None) -> None:
    """Take a note out of its recording: its highlight is removed, and the note waits again.

    Raises
    ------
    NotFoundError
        If there is no such note.
    """
    with store.writing(author) as write:
        row = dict(removable.row_of(write.connection, schema.show_me, "show-me note", number)._mapping)
        if not row["highlight"]:
            return
        table = schema.highlight
        there = (table.c.nonce == row["highlight"]) & table.c.removed_at.is_(None)
        made = write.execute(select(table.c.id).where(there)).scalar()
        if made is not None:
            removable.put(write, table, int(made), {"removed_at": write.at})
            write.log("remove", "highlight", int(made))
        removable.put(write, schema.show_me, number, {"interview_id": None, "highlight": None})
        write.log("unplace", "show_me", number, {"before": row["interview_id"]})


def remove_show_me(store: Store, number: int, *, author: str | None = None) -> None:
    """Take a note out of the list; its highlight stays, and `restore_show_me` brings it back.

    A `NotFoundError` says that there is none, or that it was removed already.
    """
    removable.remove(store, schema.show_me, number, author=author)


def restore_show_me(store: Store, number: int, *, author: str | None = None) -> None:
    """Bring a removed note back; nothing changes when it is not removed.

    Raises
    ------
    NotFoundError
        If there never was such a note.
    """
    removable.restore(store, schema.show_me, number, author=author)


def show_me(store: Store, *, removed: bool = False) -> pd.DataFrame:
    """List show-me notes.

    Parameters
    ----------
    removed : bool
        List the removed ones instead.

    Returns
    -------
    DataFrame
        One row a note, by day: id, nonce, teammate, person_id, on_day (text), text, stage (missing when
        none), codes (tuple of str), interview_id (missing while it waits), at (seconds), highlight (nonce;
        missing while it waits), note, author, created_at, changed_at, removed_at.
    """
    table = schema.show_me
    kept = table.c.removed_at.is_not(None) if removed else table.c.removed_at.is_(None)
    query = select(table).where(kept).order_by(table.c.on_day, table.c.id)
    with store.reading() as connection:
        rows = [
            (
                *(row.id, row.nonce, row.teammate, row.person_id, row.on_day, row.text, row.stage),
                *(tuple(row.codes or ()), row.interview_id, row.at_s, row.highlight, row.note, row.author),
                *(row.created_at, row.changed_at, row.removed_at),
            )
            for row in connection.execute(query)
        ]
    return frame_of(rows, _COLUMNS)


# ------------------------------------------------------------------------------------------ inside


def _second(value: float | None) -> float | None:
    if value is None:
        return None
    number: Any = value
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not 0 <= number < math.inf:
        raise InputError(f"A moment of a recording is in seconds from its start, but {value!r} was given.")
    return float(number)
