"""What people marked, as the index holds it: highlights with their codes, and a stamp of each interview's."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from cslab.study import schema
from cslab.study.store import Store

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Mark:
    """One highlight."""

    id: int
    interview_id: str
    start: float
    end: float
    stage: str | None
    coder: str
    sentiment: int | None
    juiciness: int | None
    note: str
    codes: tuple[str, ...]


def mark_stamps(store: Store) -> dict[str, str]:
    """Give for each interview that has highlights a stamp which changes when any of them, or a code, does."""
    table, book = schema.highlight, schema.codebook
    query = select(table.c.interview_id, func.count(), func.max(table.c.changed_at))
    with store.reading() as connection:
        version = connection.scalar(select(func.max(book.c.version)))
        rows = connection.execute(query.group_by(table.c.interview_id)).all()
    return {str(name): f"{count} {changed} {version}" for name, count, changed in rows}


def codes_marked(store: Store) -> list[str]:
    """Give every code that a highlight has, in the codebook or not."""
    with store.reading() as connection:
        return sorted(map(str, connection.scalars(select(schema.highlight_code.c.code).distinct())))


def marks_of(store: Store, interviews: Collection[str]) -> Iterator[Mark]:
    """Give the highlights of some interviews."""
    table, coded = schema.highlight, schema.highlight_code
    names = list(interviews)
    for at in range(0, len(names), _AT_ONCE):
        here = (table.c.interview_id.in_(names[at : at + _AT_ONCE])) & table.c.removed_at.is_(None)
        of = select(coded.c.highlight, coded.c.code).join(table, table.c.id == coded.c.highlight).where(here)
        with store.reading() as connection:
            rows = connection.execute(select(table).where(here).order_by(table.c.id)).all()
            codes: dict[int, tuple[str, ...]] = {}
            for highlight, code in connection.execute(of.order_by(coded.c.highlight, coded.c.position)):
                codes[highlight] = (*codes.get(highlight, ()), str(code))
        for row in rows:
            yield Mark(
                *(row.id, row.interview_id, row.start_s, row.end_s, row.stage, row.coder),
                *(row.sentiment, row.juiciness, row.note, codes.get(row.id, ())),
            )
