"""Codes on open answers follow the codebook: found, moved with a change, and moved back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select, update

from cslab.errors import InputError, NotFoundError
from cslab.study import schema
from cslab.study.codebookchange import AnswerMove
from cslab.study.store import Writing


def answer_moves(
    connection: Connection, codes: Mapping[str, str], only: Collection[int] | None = None
) -> tuple[AnswerMove, ...]:
    """Find the codes on answers that become others.

    Parameters
    ----------
    codes : mapping of str to str
        Codes that take the place of others.
    only : collection of int, optional
        Ids of the codes on answers that follow; all when None.

    Raises
    ------
    NotFoundError
        If one of `only` does not have such a code.
    """
    if not codes:
        return ()
    table = schema.answer_code
    rows = connection.execute(select(table).where(table.c.code.in_(list(codes))).order_by(table.c.id)).all()
    standing = {int(row.id) for row in rows if row.removed_at is None}
    lacking = sorted(set(only or ()) - standing)
    if lacking:
        name = next(iter(codes))
        raise NotFoundError(f"No answer has the code {name!r} by the id {lacking[0]}; choose others.")
    return tuple(_move(row, codes[row.code]) for row in rows if only is None or row.id in only)


def answers_back(
    connection: Connection, moved: Sequence[Sequence[str]], instead: Mapping[str, str]
) -> tuple[AnswerMove, ...]:
    """Find the moves that give answers the codes they had, where nobody gave them others since.

    Parameters
    ----------
    moved : sequence of (nonce, before, after)
        What a change moved.
    instead : mapping of str to str
        Codes that will be gone -> what takes their place; empty where nothing can.

    Raises
    ------
    InputError
        If an answer has a code that would be gone.
    """

    def found() -> Iterator[AnswerMove]:
        table = schema.answer_code
        had = {nonce: (before, after) for nonce, before, after in moved}
        for row in connection.execute(select(table).order_by(table.c.id)):
            before, after = had.get(row.nonce, ("", ""))
            then = before if after and row.code == after else instead.get(row.code, row.code)
            if not then:
                raise InputError(f"Answers have the code {row.code!r} by now; merge or retire it instead.")
            if then != row.code:
                yield _move(row, then)

    return tuple(found())


def move_answers(write: Writing, moves: Iterable[AnswerMove], *, version: int) -> None:
    """Give answers their other codes, and log each."""
    table = schema.answer_code
    for move in moves:
        write.execute(
            update(table).where(table.c.nonce == move.nonce).values(code=move.after, changed_at=write.at)
        )
        number = write.execute(select(table.c.id).where(table.c.nonce == move.nonce)).scalar_one()
        told = {"version": version, "before": move.before, "after": move.after}
        write.log("recode", "answer_code", number, told)


def _move(row: Row[Any], after: str) -> AnswerMove:
    gone = row.removed_at is not None
    place = (row.nonce, row.survey, row.response_id, row.question, row.coder)
    return AnswerMove(*place, row.code, after, gone)
