"""Codes that highlights have and the codebook does not know: from before there was one, or from elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from cslab.study import schema
from cslab.study.codebook import Code, Codebook
from cslab.study.codebooks import read_codebook
from cslab.study.store import Store


def loose_codes(store: Store, listed: Sequence[Code] = ()) -> dict[str, int]:
    """Codes that highlights have and the codebook does not know, with the number of their highlights."""
    with store.reading() as connection:
        found = loose_in(connection, read_codebook(connection, listed))
    return dict(found.most_common())


def loose_in(connection: Connection, book: Codebook, *, removed: bool = False) -> Counter[str]:
    """Count the highlights of each code that a codebook does not know; on request, those removed as well."""
    coded, marked = schema.highlight_code.c, schema.highlight.c
    query = select(coded.code, func.count()).join(schema.highlight, marked.id == coded.highlight)
    if not removed:
        query = query.where(marked.removed_at.is_(None))
    known = {code.name for code in (*book.codes, *book.retired)}
    rows = connection.execute(query.group_by(coded.code).order_by(func.min(marked.id))).all()
    return Counter({code: number for code, number in rows if code not in known})
