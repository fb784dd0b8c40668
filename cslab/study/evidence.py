"""What a promise or a piece of feedback rests on: something said, an answer to a survey, or an exchange."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from sqlalchemy import select

from cslab.errors import InputError
from cslab.study import schema
from cslab.study.schema import clean
from cslab.study.store import Store

EVIDENCE: Final = ("highlight", "answer", "contact")
"""A highlight by its nonce, an answer as ``SURVEY/RESPONSE/QUESTION``, an exchange by its contact_id."""


def checked(kind: str, name: str) -> dict[str, str]:
    """Give the two cells that name a piece of evidence; both are empty where there is none.

    Raises
    ------
    InputError
        If the kind is none of `EVIDENCE`, or one of the two is given without the other.

    Examples
    --------
    >>> checked("contact", "c-12")
    {'evidence': 'contact', 'evidence_id': 'c-12'}
    """
    kind, name = clean(kind).strip(), clean(name).strip()
    if kind and kind not in EVIDENCE:
        raise InputError(f"Evidence is one of {', '.join(EVIDENCE)}, but {kind!r} was given.")
    if bool(kind) != bool(name):
        raise InputError("Evidence needs both its kind and its id, such as 'contact' and 'c-12'; give both.")
    if kind == "answer" and name.count("/") != 2:
        raise InputError(f"An answer is named SURVEY/RESPONSE/QUESTION, but {name!r} was given.")
    return {"evidence": kind, "evidence_id": name}


def day(value: date | str | None, what: str) -> str | None:
    """Write a day as the store keeps it.

    Parameters
    ----------
    value : date, str or None
        A date, or one as ISO 8601 writes it, with or without a time.
    what : str
        What happened on it, for the message.

    Raises
    ------
    InputError
        If it is no date.

    Examples
    --------
    >>> day("2026-03-04", "the promise"), day(date(2026, 3, 4), "the promise"), day(None, "the promise")
    ('2026-03-04', '2026-03-04', None)
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        return date.fromisoformat(str(value).strip()[:10]).isoformat()
    except ValueError as error:
        raise InputError(f"The day of {what} must be a date such as 2026-03-04, not {value!r}.") from error


def highlight_nonces(store: Store, numbers: Iterable[int] | None = None) -> dict[int, str]:
    """Nonce of each highlight by its number, also of those removed: a promise outlives what it rests on."""
    table = schema.highlight
    query = select(table.c.id, table.c.nonce)
    if numbers is not None:
        query = query.where(table.c.id.in_([int(number) for number in numbers]))
    with store.reading() as connection:
        return {int(row.id): str(row.nonce) for row in connection.execute(query)}
