"""Speakers in the store: who a machine heard when, and what people said of it; each word of theirs logged."""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Row, delete, insert, select, update

from cslab.errors import InputError, NotFoundError
from cslab.study import schema
from cslab.study.frames import TIME, frame_of
from cslab.study.schema import clean
from cslab.study.store import Store, Writing

ROLES = ("customer", "interviewer", "other")

_COLUMNS = {
    "id": "int64",
    "interview_id": "str",
    "start": "float64",
    "end": "float64",
    "label": "str",
    "author": "str",
    "created_at": TIME,
    "removed_at": TIME,
}

_HIGHEST = 2**63
"""No database counts this far."""


@dataclass(frozen=True, slots=True)
class Given:
    """What people said of one label; an empty name, and an empty role, is what they left open.

    Parameters
    ----------
    name : str
        As people call them.
    role : str
        One of :data:`ROLES`, or empty.
    person_id : str, optional
        Of people.csv.
    """

    name: str = ""
    role: str = ""
    person_id: str | None = None


@dataclass(frozen=True, slots=True)
class Voices:
    """Who speaks when in a recording, as a machine heard it.

    Parameters
    ----------
    method : str
        How it was found.
    speakers : int
        How many were looked for.
    turns : tuple of (float, float, str)
        Start, end (seconds) and label, in order.
    """

    method: str
    speakers: int
    turns: tuple[tuple[float, float, str], ...]


def save_voices(store: Store, content_hash: str, voices: Voices) -> None:
    """Keep the turns of a recording, in place of those that were found before.

    What people said stays: it is kept by label, and laid over the turns.
    """
    table = schema.voices
    with store.writing() as write:
        values = {
            "method": voices.method,
            "speakers": voices.speakers,
            "turns": [list(turn) for turn in voices.turns],
        }
        known = write.execute(select(table).where(table.c.content_hash == content_hash)).first()
        if known is not None and all(getattr(known, name) == value for name, value in values.items()):
            return
        write.execute(delete(table).where(table.c.content_hash == content_hash))
        write.execute(insert(table).values(content_hash=content_hash, created_at=write.at, **values))
        detail = {"method": voices.method, "speakers": voices.speakers, "turns": len(voices.turns)}
        write.log("find", "voices", content_hash, detail)


def load_voices(store: Store, content_hash: str) -> Voices | None:
    """Turns of a recording as a machine heard them; None when nobody looked for them yet."""
    table = schema.voices
    with store.reading() as connection:
        row = connection.execute(select(table).where(table.c.content_hash == content_hash)).first()
    if row is None:
        return None
    return Voices(row.method, row.speakers, tuple((turn[0], turn[1], turn[2]) for turn in row.turns))


def name_speakers(
    store: Store,
    interview_id: str,
    given: Mapping[str, Given],
    *,
    action: str = "name",
    author: str | None = None,
) -> None:
    """Say of labels who they are, all in one step; what was said of them before is in the log.

    Parameters
    ----------
    interview_id : str
        Which interview.
    given : mapping of str to Given
        By label.
    action : str
        What the log calls it: ``"name"``, ``"merge"``, ``"swap"``.
    author : str, optional
        Who says so; the login name when left out.

    Raises
    ------
    NotFoundError
        If a role is none of :data:`ROLES`.
    InputError
        If a label is empty.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.store import open_store
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     name_speakers(store, "int-01", {"voice 1": Given("Maya", "interviewer")})
    ...     given_names(store, "int-01")
    {'voice 1': Given(name='Maya', role='interviewer', person_id=None)}
    """
    table = schema.speaker
    with store.writing(author) as write:
        known = _names_of(write.execute(select(table).where(table.c.interview_id == interview_id)).all())
        for label, said in ((_label(label), said) for label, said in given.items()):
            if said.role and said.role not in ROLES:
                raise NotFoundError.of("role", said.role, ROLES)
            new = Given(
                " ".join(clean(said.name).split()),
                said.role,
                None if said.person_id is None else clean(said.person_id),
            )
            before = known.get(label)
            if new == before:
                continue
            here = (table.c.interview_id == interview_id) & (table.c.label == label)
            values = {**asdict(new), "author": write.actor, "changed_at": write.at}
            if before is None:
                write.execute(insert(table).values(interview_id=interview_id, label=label, **values))
            else:
                write.execute(update(table).where(here).values(**values))
            detail = {"label": label, "before": asdict(before) if before else None, "after": asdict(new)}
            write.log(action, "speaker", interview_id, detail)


def given_names(store: Store, interview_id: str) -> dict[str, Given]:
    """What people said of the labels of one interview."""
    return all_given_names(store, [interview_id]).get(interview_id, {})


def all_given_names(store: Store, interviews: Iterable[str] | None = None) -> dict[str, dict[str, Given]]:
    """What people said of labels, by interview; of those named, or of all."""
    table = schema.speaker
    query = select(table).order_by(table.c.interview_id, table.c.label)
    if interviews is not None:
        query = query.where(table.c.interview_id.in_(list(interviews)))
    with store.reading() as connection:
        rows = connection.execute(query).all()
    found: dict[str, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.interview_id, []).append(row)
    return {name: _names_of(its) for name, its in found.items()}


def reassign(
    store: Store,
    interview_id: str,
    *,
    start: float,
    end: float,
    label: str,
    nonce: str | None = None,
    author: str | None = None,
) -> int:
    """Give a stretch of time to a speaker; where stretches overlap, the latest holds.

    Parameters
    ----------
    interview_id : str
        Which interview.
    start, end : float
        Seconds of its recording; ``0 <= start < end``.
    label : str
        Of the speaker.
    nonce : str, optional
        Chosen by the caller and used once: a second stretch with the same nonce is not added.
    author : str, optional
        Who says so; the login name when left out.

    Returns
    -------
    int
        Its id; with a known nonce, the id of the stretch that has it.

    Raises
    ------
    InputError
        If the span is not a span, or the label is empty.
    """
    table = schema.speaker_turn
    with store.writing(author) as write:
        if nonce is not None:
            known = write.execute(select(table.c.id).where(table.c.nonce == clean(nonce))).scalar()
            if known is not None:
                return int(known)
        start, end = float(start), float(end)
        if not (math.isfinite(start) and math.isfinite(end) and 0 <= start < end):
            raise InputError(
                "A stretch of speech needs a start and a later end, in seconds from 0, "
                f"but {start:g} to {end:g} was given."
            )
        values = {
            "nonce": clean(nonce) if nonce is not None else uuid.uuid4().hex,
            "interview_id": interview_id,
            "start_s": start,
            "end_s": end,
            "label": _label(label),
            "author": write.actor,
            "created_at": write.at,
            "changed_at": write.at,
        }
        id_ = int(write.execute(insert(table).values(values).returning(table.c.id)).scalar_one())
        names = ("nonce", "interview_id", "start_s", "end_s", "label")
        write.log("add", "speaker_turn", id_, {name: values[name] for name in names})
        return id_


def undo_reassign(store: Store, id: int, *, author: str | None = None) -> None:  # noqa: A002 (the column's name)
    """Take a stretch back: its words are again whose they were; `redo_reassign` brings it back.

    Raises
    ------
    NotFoundError
        If there never was such a stretch.
    """
    _set_removed(store, id, removed=True, author=author)


def redo_reassign(store: Store, id: int, *, author: str | None = None) -> None:  # noqa: A002 (the column's name)
    """Bring back a stretch that was taken back.

    Raises
    ------
    NotFoundError
        If there never was such a stretch.
    """
    _set_removed(store, id, removed=False, author=author)


def reassigned(
    store: Store, interviews: Sequence[str] | None = None, *, removed: bool = False
) -> pd.DataFrame:
    """List the stretches that people gave to a speaker.

    Parameters
    ----------
    interviews : sequence of str, optional
        Only of these.
    removed : bool
        List those that were taken back instead.

    Returns
    -------
    DataFrame
        Oldest first: id, interview_id, start, end (seconds), label, author, created_at, removed_at.
    """
    table = schema.speaker_turn
    query = select(table).where(table.c.removed_at.is_not(None) if removed else table.c.removed_at.is_(None))
    if interviews is not None:
        query = query.where(table.c.interview_id.in_(list(interviews)))
    with store.reading() as connection:
        rows = connection.execute(query.order_by(table.c.id)).all()
    return frame_of(
        (
            (
                *(row.id, row.interview_id, row.start_s, row.end_s, row.label),
                *(row.author, row.created_at, row.removed_at),
            )
            for row in rows
        ),
        _COLUMNS,
    )


# ------------------------------------------------------------------------------------------ inside


def _names_of(rows: Iterable[Row[Any]]) -> dict[str, Given]:
    return {row.label: Given(row.name, row.role, row.person_id) for row in rows}


def _label(label: str) -> str:
    label = clean(label).strip()
    if not label:
        raise InputError("The label of the speaker is empty; give one, such as 'voice 1'.")
    return label


def _set_removed(store: Store, id_: int, *, removed: bool, author: str | None) -> None:
    table = schema.speaker_turn
    with store.writing(author) as write:
        row = _existing(write, id_)
        if (row.removed_at is not None) == removed:
            return
        moment = write.at if removed else None
        write.execute(update(table).where(table.c.id == id_).values(removed_at=moment, changed_at=write.at))
        write.log("remove" if removed else "restore", "speaker_turn", id_)


def _existing(write: Writing, id_: int) -> Row[Any]:
    table = schema.speaker_turn
    row = write.execute(select(table).where(table.c.id == int(id_))).first() if 0 < id_ < _HIGHEST else None
    if row is None:
        there = write.connection.scalars(select(table.c.id).where(table.c.removed_at.is_(None)))
        raise NotFoundError.of("reassigned stretch", str(id_), map(str, there))
    return row
