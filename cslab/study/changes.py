"""Whether anything in the store changed, told by its log, which every change adds to."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from cslab.study import schema
from cslab.study.store import Store

WORDLESS = (
    *("answer_code", "coder", "codebook", "feedback", "highlight", "job", "promise", "reel", "relationship"),
    *("render", "snapshot", "success", "success_value", "suggestion"),
    *("claim", "claim_mark", "mirror_answer", "mirror_sheet", "persona"),
    *("session", "session_answer", "session_participant", "session_tap"),
    *("errand", "errand_done", "listening", "rota", "show_me"),
)
"""Kinds of things that change no word and no name of a transcript."""


def last_change(store: Store, *, but: Collection[str] = ()) -> int:
    """Number of the log's last entry; 0 when nothing was ever changed.

    Parameters
    ----------
    but : collection of str
        Kinds of things whose changes do not count: ``"highlight"``, ``"reel"``...

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.store import open_store
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     before = last_change(store)
    ...     with store.writing("ana") as write:
    ...         write.log("add", "note", 1)
    ...     before, last_change(store), changed_since(store, before)
    (0, 1, {'note'})
    """
    log = schema.log
    query = select(log.c.id).order_by(log.c.id.desc()).limit(1)
    if but:
        query = query.where(log.c.subject.not_in(list(but)))
    with store.reading() as connection:
        return int(connection.scalar(query) or 0)


def changed_since(store: Store, number: int) -> set[str]:
    """Give the kinds of things that changed after an entry of the log: ``"highlight"``, ``"reel"``..."""
    log = schema.log
    with store.reading() as connection:
        return set(connection.scalars(select(log.c.subject).where(log.c.id > number).distinct()))
