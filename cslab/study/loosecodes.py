"""Codes in use that the codebook does not know: from before there was one, or from elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from cslab.study import schema
from cslab.study.codebook import Code, Codebook
from cslab.study.codebooks import read_codebook
from cslab.study.store import Store


def loose_codes(store: Store, listed: Sequence[Code] = ()) -> dict[str, int]:
    """Codes in use that the codebook does not know, with the number of their highlights and answers."""
    with store.reading() as connection:
        found = loose_in(connection, read_codebook(connection, listed))
    return dict(found.most_common())


def code_names(store: Store, listed: Sequence[Code] = ()) -> tuple[str, ...]:
    """Every name by which a code can be meant.

    Those in use first, then retired ones, names given up, and codes that no codebook knows.
    """
    with store.reading() as connection:
        book = read_codebook(connection, listed)
        loose = loose_in(connection, book)
    retired = (code.name for code in book.retired)
    return tuple(dict.fromkeys((*book.names, *retired, *book.former, *loose)))


def loose_in(connection: Connection, book: Codebook, *, removed: bool = False) -> Counter[str]:
    """Count the highlights and answers of each code that a codebook does not know.

    On request, those removed as well.
    """
    coded, marked, answered = schema.highlight_code.c, schema.highlight.c, schema.answer_code.c
    said = select(coded.code, func.count()).join(schema.highlight, marked.id == coded.highlight)
    answers = select(answered.survey, answered.response_id, answered.question, answered.code, answered.id)
    if not removed:
        said = said.where(marked.removed_at.is_(None))
        answers = answers.where(answered.removed_at.is_(None))
    known = {code.name for code in (*book.codes, *book.retired)}
    counted: Counter[str] = Counter()
    for code, number in connection.execute(said.group_by(coded.code).order_by(func.min(marked.id))):
        counted[code] += number
    distinct = {tuple(row)[:4]: None for row in connection.execute(answers.order_by(answered.id))}
    for *_, code in distinct:
        counted[code] += 1
    return Counter({code: number for code, number in counted.items() if code not in known})
