"""Highlights: spans of interviews with codes, a stage and a note, each written down by somebody.

A highlight has at least one code, or a note: a passage may be kept before anybody knows what to call it.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from cslab.errors import InputError, NotFoundError
from cslab.study import schema
from cslab.study.codebook import Codebook
from cslab.study.frames import TIME, frame_of
from cslab.study.juice import judged, sentiment_of
from cslab.study.schema import clean
from cslab.study.store import Store, Writing

_COLUMNS = {
    "id": "int64",
    "interview_id": "str",
    "start": "float64",
    "end": "float64",
    "codes": "object",
    "stage": "str",
    "note": "str",
    "coder": "str",
    "sentiment": "Int64",
    "juiciness": "Int64",
    "juice": "object",
    "juice_by": "str",
    "created_at": TIME,
    "removed_at": TIME,
}
_CHANGING = ("start_s", "end_s", "stage", "note", "sentiment", "juiciness", "juice", "juice_by")
_HIGHEST = 2**63
"""No database counts this far."""


class Unchanged:
    """Type of `KEEP`."""


Book = Codebook | Callable[[Connection], Codebook]
"""A codebook, or how to read the newest one in the very write that checks a code against it."""

KEEP: Final = Unchanged()
"""Given for a value of a highlight that stays as it is (None means "no stage")."""


def add_highlight(
    store: Store,
    *,
    interview_id: str,
    start: float,
    end: float,
    codes: Sequence[str] = (),
    stage: str | None = None,
    note: str = "",
    sentiment: int | None = None,
    juiciness: int | None = None,
    juice: Iterable[str] | None = None,
    coder: str | None = None,
    nonce: str | None = None,
    codebook: Book | None = None,
    known_stages: Collection[str] | None = None,
) -> int:
    """Add a highlight.

    Parameters
    ----------
    interview_id : str
        Which interview.
    start, end : float
        Seconds of its recording; ``0 <= start < end``.
    codes : sequence of str
        One or more, or none when there is a note; said twice, a code counts once. A name that a code had
        before leads to its name now.
    stage : str, optional
        Stage of the journey.
    note : str
        Anything worth saying.
    sentiment : int, optional
        -1, 0 or 1: how the person feels about what they speak of.
    juiciness : int, optional
        1 to 5; when not given, 1 and one for each component.
    juice : iterable of str, optional
        The components that it comes from: see `cslab.study.juice.COMPONENTS`.
    coder : str, optional
        Who adds it; the login name when not given.
    nonce : str, optional
        Chosen by the caller and used once. A second highlight with the same nonce is not added:
        so a retried click, or a script run twice, adds nothing.
    codebook : Codebook or callable, optional
        Codes that may be given; when None or empty, any code is good.
    known_stages : collection of str, optional
        The stages; when None, any stage is good.

    Returns
    -------
    int
        The highlight's id; with a known nonce, the id of the highlight that has it, even when that one was
        changed or removed since.

    Raises
    ------
    NotFoundError
        If a code, the stage or a component is unknown, or the code was retired.
    InputError
        If the span is not a span, neither a code nor a note is given, or a number is out of its range.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.store import open_store
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     first = add_highlight(store, interview_id="int-01", start=2.0, end=9.5, codes=["trust"])
    ...     highlights(store)[["id", "start", "end", "codes"]]
       id  start  end     codes
    0   1    2.0  9.5  (trust,)
    """
    with store.writing(coder) as write:
        if nonce is not None:
            table = schema.highlight
            known = write.execute(select(table.c.id).where(table.c.nonce == clean(nonce))).scalar()
            if known is not None:
                return int(known)
        values = {
            "nonce": clean(nonce) if nonce is not None else uuid.uuid4().hex,
            "interview_id": _name(interview_id, "interview"),
            **_span(start, end),
            "stage": _stage(stage, known_stages),
            "note": clean(note),
            "coder": write.actor,
            "sentiment": sentiment_of(sentiment),
            **judged(juiciness, juice or (), write.actor),
            "created_at": write.at,
            "changed_at": write.at,
        }
        named = named_codes(write.connection, codes, codebook)
        _says_something(named, values["note"])
        new = insert(schema.highlight).values(values).returning(schema.highlight.c.id)
        id_ = int(write.execute(new).scalar_one())
        put_codes(write, id_, named)
        write.log("add", "highlight", id_, _detail(values, named))
        return id_


def change_highlight(
    store: Store,
    id: int,  # noqa: A002 (the name of the column)
    *,
    start: float | Unchanged = KEEP,
    end: float | Unchanged = KEEP,
    codes: Sequence[str] | Unchanged = KEEP,
    put: Iterable[str] = (),
    drop: Iterable[str] = (),
    stage: str | Unchanged | None = KEEP,
    note: str | Unchanged = KEEP,
    sentiment: int | Unchanged | None = KEEP,
    juiciness: int | Unchanged | None = KEEP,
    juice: Iterable[str] | Unchanged = KEEP,
    actor: str | None = None,
    codebook: Book | None = None,
    known_stages: Collection[str] | None = None,
) -> None:
    """Change a highlight; what is not given stays, and the log keeps what was before.

    Codes are given whole, or some are ``put`` to those it has and some are dropped, so that what another
    person coded meanwhile stays; a retired code may stay, too. The coder stays who added it: the log and
    ``juice_by`` name who changed it. Components of juiciness given without a number are counted anew.

    Raises
    ------
    NotFoundError
        If there is no such highlight, code, stage or component, or the highlight was removed.
    InputError
        If the span is not a span, neither a code nor a note is left, or a number is out of its range.
    """
    with store.writing(actor) as write:
        row = _existing(write.connection, id)
        before = _detail(dict(row._mapping), codes_of(write.connection, [id]).get(id, ()))
        after = before | _span(
            row.start_s if isinstance(start, Unchanged) else start,
            row.end_s if isinstance(end, Unchanged) else end,
        )
        if not isinstance(stage, Unchanged):
            after["stage"] = _stage(stage, known_stages)
        if not isinstance(note, Unchanged):
            after["note"] = clean(note)
        given = _put_and_dropped(codes, before["codes"], list(put), set(drop))
        if not isinstance(given, Unchanged):
            after["codes"] = list(named_codes(write.connection, given, codebook, had=before["codes"]))
        if not isinstance(sentiment, Unchanged):
            after["sentiment"] = sentiment_of(sentiment)
        if not isinstance(juice, Unchanged) or not isinstance(juiciness, Unchanged):
            marks = (before["juice"] or ()) if isinstance(juice, Unchanged) else juice
            number = None if isinstance(juiciness, Unchanged) else juiciness
            verdict = judged(number, marks, write.actor)
            if any(verdict[name] != before[name] for name in ("juiciness", "juice")):
                after |= verdict
        if after == before:
            return
        _says_something(after["codes"], after["note"])
        values = {name: after[name] for name in _CHANGING}
        table = schema.highlight
        write.execute(update(table).where(table.c.id == id).values(changed_at=write.at, **values))
        put_codes(write, id, after["codes"])
        write.log("change", "highlight", id, {"before": before, "after": after})


def remove_highlight(store: Store, id: int, *, actor: str | None = None) -> None:  # noqa: A002 (the column's name)
    """Take a highlight out of every table; it stays in the store, and `restore_highlight` brings it back.

    A `NotFoundError` says that there is none, or that it was removed already.
    """
    with store.writing(actor) as write:
        _existing(write.connection, id)
        table = schema.highlight
        write.execute(update(table).where(table.c.id == id).values(removed_at=write.at, changed_at=write.at))
        write.log("remove", "highlight", id)


def restore_highlight(store: Store, id: int, *, actor: str | None = None) -> None:  # noqa: A002 (the column's name)
    """Bring a removed highlight back; nothing changes when it is not removed.

    Raises
    ------
    NotFoundError
        If there never was such a highlight.
    """
    with store.writing(actor) as write:
        row = _existing(write.connection, id, removed=True)
        if row.removed_at is None:
            return
        table = schema.highlight
        write.execute(update(table).where(table.c.id == id).values(removed_at=None, changed_at=write.at))
        write.log("restore", "highlight", id)


def highlights(
    store: Store,
    *,
    interview_id: str | None = None,
    code: str | None = None,
    stage: str | None = None,
    coder: str | None = None,
    blind_for: str | None = None,
    removed: bool = False,
) -> pd.DataFrame:
    """List highlights.

    Parameters
    ----------
    interview_id, code, stage, coder : str, optional
        Only those of this interview, with this code, of this stage, by this coder.
    blind_for : str, optional
        Who will see them: one who codes blind is given their own alone.
    removed : bool
        List the removed ones instead.

    Returns
    -------
    DataFrame
        One row a highlight, by interview and time: id, interview_id, start, end (seconds), codes (tuple of
        str), stage (missing when none), note, coder, sentiment (-1, 0, 1), juiciness (1 to 5), juice (tuple
        of str, its components), juice_by (who judged), created_at, removed_at.
    """
    table = schema.highlight
    query = select(table).where(table.c.removed_at.is_not(None) if removed else table.c.removed_at.is_(None))
    if interview_id is not None:
        query = query.where(table.c.interview_id == interview_id)
    if stage is not None:
        query = query.where(table.c.stage == stage)
    if code is not None:
        coded = select(schema.highlight_code.c.highlight).where(schema.highlight_code.c.code == code)
        query = query.where(table.c.id.in_(coded))
    if coder is not None:
        query = query.where(table.c.coder == coder)
    with store.reading() as connection:
        if blind_for is not None and is_blind(connection, blind_for):
            query = query.where(table.c.coder == blind_for)
        rows = connection.execute(query.order_by(table.c.interview_id, table.c.start_s, table.c.id)).all()
        codes = codes_of(connection, query.with_only_columns(table.c.id))
    return frame_of(
        (
            (
                *(row.id, row.interview_id, row.start_s, row.end_s, codes.get(row.id, ()), row.stage),
                *(row.note, row.coder, row.sentiment, row.juiciness, tuple(row.juice or ()), row.juice_by),
                *(row.created_at, row.removed_at),
            )
            for row in rows
        ),
        _COLUMNS,
    )


# ------------------------------------------------------------------------------------------ inside


def is_blind(connection: Connection, coder: str) -> bool:
    """Whether a coder is not to see what others coded."""
    table = schema.coder
    return bool(connection.scalar(select(table.c.blind).where(table.c.name == coder)))


def codes_of(
    connection: Connection, ids: Iterable[int] | Select[Any] | None = None
) -> dict[int, tuple[str, ...]]:
    """Codes of some highlights (by ids, or by a query for ids), or of all, in the order they were given."""
    table = schema.highlight_code
    query = select(table.c.highlight, table.c.code).order_by(table.c.highlight, table.c.position)
    if ids is not None:
        query = query.where(table.c.highlight.in_(ids if isinstance(ids, Select) else list(ids)))
    codes: dict[int, tuple[str, ...]] = {}
    for highlight, code in connection.execute(query):
        codes[highlight] = (*codes.get(highlight, ()), code)
    return codes


def put_codes(write: Writing, highlight: int, codes: Iterable[str]) -> None:
    """Put these codes in place of those that a highlight has."""
    table = schema.highlight_code
    write.execute(delete(table).where(table.c.highlight == highlight))
    rows = [{"highlight": highlight, "position": index, "code": code} for index, code in enumerate(codes)]
    if rows:
        write.execute(insert(table), rows)


def _existing(connection: Connection, id_: int, *, removed: bool = False) -> Row[Any]:
    table = schema.highlight
    known = select(table).where(table.c.id == int(id_))
    row = connection.execute(known).first() if 0 < id_ < _HIGHEST else None
    if row is None or (row.removed_at is not None and not removed):
        there = connection.scalars(select(table.c.id).where(table.c.removed_at.is_(None)))
        raise NotFoundError.of("highlight", str(id_), map(str, there))
    return row


def _detail(values: dict[str, Any], codes: Iterable[str]) -> dict[str, Any]:
    names = ("interview_id", "coder", "nonce", *_CHANGING)
    return {name: values[name] for name in names} | {"codes": list(codes)}


def _span(start: float, end: float) -> dict[str, float]:
    start, end = float(start), float(end)
    if not (math.isfinite(start) and math.isfinite(end) and 0 <= start < end):
        raise InputError(
            "A highlight needs a start and a later end, in seconds from 0, "
            f"but {start:g} to {end:g} was given."
        )
    return {"start_s": start, "end_s": end}


def _name(name: str, kind: str) -> str:
    name = clean(name).strip()
    if not name:
        raise InputError(f"The name of the {kind} is empty; give one.")
    return name


def named_codes(
    connection: Connection, codes: Sequence[str], book: Book | None, *, had: Collection[str] = ()
) -> tuple[str, ...]:
    """Give codes by the names they have now; what the thing `had` before may stay, retired or not."""
    named = [_name(code, "code") for code in ([codes] if isinstance(codes, str) else codes)]
    known = book(connection) if callable(book) else book
    if named and known is not None and (known.codes or known.retired):
        named = [code if code in had else known.resolve(code) for code in named]
    return tuple(dict.fromkeys(named))


def _put_and_dropped(
    codes: Sequence[str] | Unchanged, had: Sequence[str], put: Sequence[str], drop: Collection[str]
) -> Sequence[str] | Unchanged:
    if not (put or drop):
        return codes
    if not isinstance(codes, Unchanged):
        raise InputError("Give either all codes of the highlight, or those to put and to drop.")
    return [code for code in had if code not in drop] + [code for code in put if code not in had]


def _says_something(codes: Collection[str], note: str) -> None:
    if not codes and not note.strip():
        raise InputError("A highlight needs at least one code, or a note; give one, such as codes=['trust'].")


def _stage(stage: str | None, known: Collection[str] | None) -> str | None:
    if stage is None:
        return None
    stage = _name(stage, "stage")
    if known is not None and stage not in known:
        raise NotFoundError.of("stage", stage, known)
    return stage
