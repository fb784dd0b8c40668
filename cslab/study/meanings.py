"""What the codes of a highlight meant when it was coded, though they were renamed or redefined since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import select

from cslab.errors import NotFoundError
from cslab.study import schema
from cslab.study.codebook import Code
from cslab.study.codebooks import codebook, codebook_at
from cslab.study.frames import TIME, frame_of
from cslab.study.highlights import codes_of
from cslab.study.store import Store

_COLUMNS = {
    "code": "str",
    "called": "str",
    "definition": "str",
    "definition_now": "str",
    "version": "Int64",
    "coded_at": TIME,
    "coded_by": "str",
}


class _Coded(NamedTuple):
    """That a code was put on a highlight: under which name, when, by whom."""

    called: str
    at: str
    by: str


def meaning_of(store: Store, highlight: int, listed: Sequence[Code] = ()) -> pd.DataFrame:
    """Give each code of a highlight as it stood when it was put there.

    Parameters
    ----------
    highlight : int
        Its id; it may be removed.
    listed : sequence of Code
        What study.toml lists.

    Returns
    -------
    DataFrame
        One row a code: code (its name now), called (its name then), definition (then), definition_now,
        version (of the codebook then), coded_at, coded_by.

    Raises
    ------
    NotFoundError
        If there is no such highlight.
    """
    table, log = schema.highlight, schema.log
    with store.reading() as connection:
        row = connection.execute(select(table).where(table.c.id == highlight)).first()
        if row is None:
            raise NotFoundError(f"There is no highlight {highlight}; list them with study.highlights().")
        codes = codes_of(connection, [highlight]).get(highlight, ())
        about = (log.c.subject == "highlight") & (log.c.subject_id == str(highlight))
        entries = connection.execute(select(log).where(about).order_by(log.c.at, log.c.id)).all()
    coded = _traced(entries)
    book = codebook(store, listed)
    now = {code.name: code for code in (*book.codes, *book.retired)}
    rows = []
    for name in codes:
        found = coded.get(name, _Coded(name, row.created_at, row.coder))
        then = codebook_at(store, found.at, listed)
        meant = {code.name: code for code in (*then.codes, *then.retired)}.get(found.called, now.get(name))
        definition_now = now[name].definition if name in now else ""
        definition = meant.definition if meant is not None else ""
        rows.append((name, found.called, definition, definition_now, then.version, found.at, found.by))
    return frame_of(rows, _COLUMNS)


def _traced(entries: Iterable[Any]) -> dict[str, _Coded]:
    """Follow the codes of one highlight through the log, under the names they have now."""
    current: dict[str, _Coded] = {}
    past: dict[str, _Coded] = {}
    for entry in entries:
        detail = entry.detail
        if entry.action == "add":
            after, moved = detail.get("codes", ()), False
        elif entry.action == "change":
            after, moved = detail["after"]["codes"], False
        elif entry.action == "recode":
            after, moved = detail["after"], True
        else:
            continue
        fresh = [name for name in after if name not in current]
        gone = [name for name in current if name not in after]
        new = {name: _Coded(name, entry.at, entry.actor) for name in fresh}
        if moved:  # a code keeps the moment of the one in whose place it comes
            same = dict(zip(fresh, gone, strict=True)) if len(fresh) == len(gone) else {}
            earliest = min((current[name] for name in gone), key=lambda coded: coded.at, default=None)
            for name in fresh:
                instead = current[same[name]] if name in same else earliest
                new[name] = past.get(name) or instead or new[name]
        past |= current
        current = {name: current.get(name) or new[name] for name in after}
    return current
