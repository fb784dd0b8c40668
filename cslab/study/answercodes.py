"""Codes on open answers: what people wrote in a survey, coded with the codebook of the interviews.

An answer is named by its survey, its response and its question. Each coder's codes are rows of their own, so
that several people can code the same answer, blind or not.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection, Row, insert, select, update

from cslab.errors import InputError, NotFoundError
from cslab.study import schema
from cslab.study.frames import TIME, frame_of
from cslab.study.highlights import Book, is_blind, named_codes
from cslab.study.schema import clean
from cslab.study.store import Store

_COLUMNS: Final = {
    "id": "int64",
    "survey": "str",
    "response_id": "str",
    "question": "str",
    "code": "str",
    "coder": "str",
    "created_at": TIME,
    "removed_at": TIME,
}
_FACE: Final = ("survey", "response_id", "question", "code", "coder")


def add_answer_codes(
    store: Store,
    *,
    survey: str,
    response_id: str,
    question: str,
    codes: Sequence[str],
    coder: str | None = None,
    nonce: str | None = None,
    codebook: Book | None = None,
) -> tuple[int, ...]:
    """Put codes on an open answer; what the coder has put on it already stays and is not put again.

    Parameters
    ----------
    survey, response_id, question : str
        Which answer.
    codes : sequence of str
        One or more. A name that a code had before leads to its name now.
    coder : str, optional
        Who codes; the login name when not given.
    nonce : str, optional
        Chosen by the caller and used once: a retried click, or a script run twice, adds nothing, even when
        the codes were changed or taken away since.
    codebook : Codebook or callable, optional
        Codes that may be given; when None or empty, any code is good.

    Returns
    -------
    tuple of int
        Ids of the rows that hold these codes, in the order of the codes.

    Raises
    ------
    NotFoundError
        If a code is unknown, or was retired.
    InputError
        If no code is given, or a name is empty.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.store import open_store
    >>> answer = {"survey": "nps-2026", "response_id": "r-1", "question": "why"}
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     first = add_answer_codes(store, **answer, codes=["trust", "price"], coder="Maya", nonce="n")
    ...     again = add_answer_codes(store, **answer, codes=["trust", "price"], coder="Maya", nonce="n")
    ...     first == again, answer_codes(store)["code"].tolist()
    (True, ['trust', 'price'])
    """
    table = schema.answer_code
    place = _place(survey, response_id, question)
    with store.writing(coder) as write:
        once = clean(nonce) if nonce is not None else uuid.uuid4().hex
        known = _with_nonce(write.connection, once) if nonce is not None else ()
        if known:
            return known
        named = named_codes(write.connection, codes, codebook)
        if not named:
            raise InputError("An answer needs at least one code; give one, such as codes=['trust'].")
        here = {
            str(row.code): int(row.id)
            for row in reversed(_rows(write.connection, place))
            if row.coder == write.actor
        }
        ids = []
        for at, code in enumerate(named):
            if code not in here:
                values = place | {
                    "nonce": f"{once}/{at}",
                    "code": code,
                    "coder": write.actor,
                    "created_at": write.at,
                    "changed_at": write.at,
                }
                new = insert(table).values(values).returning(table.c.id)
                here[code] = int(write.execute(new).scalar_one())
                write.log("add", "answer_code", here[code], place | {"code": code, "coder": write.actor})
            ids.append(here[code])
        return tuple(ids)


def remove_answer_codes(
    store: Store,
    *,
    survey: str,
    response_id: str,
    question: str,
    codes: Sequence[str],
    coder: str | None = None,
    actor: str | None = None,
) -> None:
    """Take codes off an open answer; they stay in the store, marked as removed.

    Parameters
    ----------
    survey, response_id, question : str
        Which answer.
    codes : sequence of str
        Those that go; none of them goes when one is not there.
    coder : str, optional
        Whose codes; those of `actor` when not given.
    actor : str, optional
        Who takes them off; the login name when not given.

    Raises
    ------
    NotFoundError
        If the coder has not put one of the codes on this answer.
    """
    table = schema.answer_code
    place = _place(survey, response_id, question)
    with store.writing(actor if actor is not None else coder) as write:
        who = clean(coder).strip() if coder is not None else write.actor
        rows = [row for row in _rows(write.connection, place) if row.coder == who]
        for code in [codes] if isinstance(codes, str) else codes:
            gone = [int(row.id) for row in rows if row.code == clean(code)]
            if not gone:
                raise NotFoundError.of(f"code of {who} on this answer", code, {row.code for row in rows})
            write.execute(
                update(table).where(table.c.id.in_(gone)).values(removed_at=write.at, changed_at=write.at)
            )
            for number in gone:
                write.log("remove", "answer_code", number, place | {"code": code, "coder": who})


def answer_codes(
    store: Store,
    *,
    survey: str | None = None,
    question: str | None = None,
    coder: str | None = None,
    blind_for: str | None = None,
) -> pd.DataFrame:
    """List the codes on open answers.

    Parameters
    ----------
    survey, question, coder : str, optional
        Only those of this survey, of this question, by this coder.
    blind_for : str, optional
        Who will see them: one who codes blind is given their own alone.

    Returns
    -------
    DataFrame
        One row a code of one coder on one answer, in the order they were put there: id, survey, response_id,
        question, code, coder, created_at, removed_at (missing).
    """
    table = schema.answer_code
    query = select(table).where(table.c.removed_at.is_(None))
    for column, wanted in (("survey", survey), ("question", question), ("coder", coder)):
        if wanted is not None:
            query = query.where(table.c[column] == wanted)
    with store.reading() as connection:
        if blind_for is not None and is_blind(connection, blind_for):
            query = query.where(table.c.coder == blind_for)
        rows = connection.execute(query.order_by(table.c.id)).all()
    found = frame_of(([getattr(row, name) for name in _COLUMNS] for row in rows), _COLUMNS)
    # Codes that were merged, or came in from two copies of a study, may stand on an answer twice.
    return found.drop_duplicates(list(_FACE)).reset_index(drop=True)


# ------------------------------------------------------------------------------------------ inside


def _place(survey: str, response_id: str, question: str) -> dict[str, str]:
    place = {"survey": survey, "response_id": response_id, "question": question}
    named = {column: clean(str(value)).strip() for column, value in place.items()}
    for column, value in named.items():
        if not value:
            raise InputError(f"The {column.replace('_id', '')} of the answer is empty; give one.")
    return named


def _rows(connection: Connection, place: dict[str, str]) -> list[Row[Any]]:
    """Rows of one answer that stand, oldest first."""
    table = schema.answer_code
    query = select(table).where(table.c.removed_at.is_(None))
    for column, value in place.items():
        query = query.where(table.c[column] == value)
    return list(connection.execute(query.order_by(table.c.id)))


def _with_nonce(connection: Connection, nonce: str) -> tuple[int, ...]:
    """Rows that were made with this nonce, standing or removed."""
    table = schema.answer_code
    stem = f"{nonce}/"
    query = select(table.c.id, table.c.nonce).where(table.c.nonce.startswith(stem, autoescape=True))
    rows: Iterable[Row[Any]] = connection.execute(query.order_by(table.c.id))
    return tuple(int(row.id) for row in rows if row.nonce.removeprefix(stem).isdecimal())
