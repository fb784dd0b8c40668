"""Reels in the store, and the files that were rendered of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from cslab.errors import NotFoundError, StoreError
from cslab.study import schema
from cslab.study.frames import TIME, frame_of
from cslab.study.reelscript import Reel, ReelElement, check_name
from cslab.study.schema import clean
from cslab.study.store import Store, Writing

_LIST_COLUMNS = {
    "name": "str",
    "title": "str",
    "author": "str",
    "elements": "int64",
    "clips": "int64",
    "created_at": TIME,
    "changed_at": TIME,
}

_RENDER_COLUMNS = {
    "reel": "str",
    "format": "str",
    "path": "str",
    "fingerprint": "str",
    "detail": "object",
    "created_at": TIME,
}


class ReelChanged(StoreError):
    """Somebody else saved the reel since it was read: what they wrote is not written over unseen."""


def save_reel(
    store: Store,
    *,
    name: str,
    title: str = "",
    elements: Sequence[ReelElement | Mapping[str, Any]],
    order: str | None = None,
    audience: str | None = None,
    credits: str | None = None,  # noqa: A002 (the word people use)
    seen: str | None = None,
    author: str | None = None,
) -> Reel:
    """Save a reel, in place of the one of that name if there is one; the log keeps both.

    Parameters
    ----------
    name : str
        Also the name of its files: small letters, digits, hyphens.
    title : str
        For people; the name when empty.
    elements : sequence of ReelElement or mapping
        In order.
    order, audience, credits : str, optional
        See `Reel`; as they were when left out.
    seen : str, optional
        What `reel_version` said when the reel was read; without it the last who saves wins.
    author : str, optional
        Who saves it; the login name when not given.

    Returns
    -------
    Reel
        As saved.

    Raises
    ------
    InputError
        If the name or an element is malformed.
    NotFoundError
        If a clip names a highlight that does not exist or was removed.
    ReelChanged
        If somebody else saved it since it was ``seen``. Nothing is saved then.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.store import open_store
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     reel = save_reel(store, name="hello", elements=[{"kind": "heading", "text": "Hello"}])
    ...     load_reel(store, "hello") == reel
    True
    """
    check_name(name)
    title = clean(title).strip() or name
    parts = tuple(ReelElement.of(element) for element in elements)
    with store.writing(author) as write:
        old = write.execute(select(schema.reel).where(schema.reel.c.name == name)).first()
        before = elements_of(write.connection, name)
        _need_highlights(write.connection, parts, keeping={part.highlight for part in before})
        made_by = old.author if old is not None and old.removed_at is None else write.actor
        given = {"order": order, "audience": audience, "credits": None if credits is None else clean(credits)}
        kept = dict(old.detail) if old is not None else {}
        reel = Reel(name, title, parts, made_by, **kept | {k: v for k, v in given.items() if v is not None})
        values = {"title": title, "author": made_by, "detail": reel.detail, "changed_at": write.at}
        if old is None:
            write.execute(insert(schema.reel).values(name=name, created_at=write.at, **values))
        elif old.removed_at is None and (old.title, before, {**Reel("", "", ()).detail, **kept}) == (
            title,
            parts,
            reel.detail,
        ):
            return reel
        else:
            if seen is not None and old.changed_at != seen:
                raise ReelChanged(_overtaken(write.connection, old))
            write.execute(
                update(schema.reel).where(schema.reel.c.name == name).values(removed_at=None, **values)
            )
        put_elements(write, name, parts)
        write.log("change" if old is not None else "add", "reel", name, as_document(reel))
    return reel


def load_reel(store: Store, name: str) -> Reel:
    """Give a saved reel.

    Raises
    ------
    NotFoundError
        If there is none of that name.
    """
    with store.reading() as connection:
        row = _standing(connection, name)
        return Reel(row.name, row.title, elements_of(connection, name), row.author, **row.detail)


def reel_version(store: Store, name: str) -> str:
    """Name the state that a reel is in: another one as soon as anybody saves, removes or restores it.

    Raises
    ------
    NotFoundError
        If there is none of that name.
    """
    with store.reading() as connection:
        return str(_standing(connection, name).changed_at)


def reels(store: Store, *, removed: bool = False) -> pd.DataFrame:
    """List the reels, or those that were removed.

    Returns
    -------
    DataFrame
        One row a reel, by name: name, title, author, elements, clips (counts), created_at, changed_at.
    """
    table, part = schema.reel, schema.reel_element
    count = select(func.count()).where(part.c.reel == table.c.name)
    query = select(
        table.c.name,
        table.c.title,
        table.c.author,
        count.scalar_subquery(),
        count.where(part.c.kind == "clip").scalar_subquery(),
        table.c.created_at,
        table.c.changed_at,
    ).where(table.c.removed_at.is_not(None) if removed else table.c.removed_at.is_(None))
    with store.reading() as connection:
        return frame_of(connection.execute(query.order_by(table.c.name)).all(), _LIST_COLUMNS)


def remove_reel(store: Store, name: str, *, actor: str | None = None) -> None:
    """Take a reel out of the list; its script stays in the store, and saving it anew brings it back.

    Raises
    ------
    NotFoundError
        If there is none of that name.
    """
    with store.writing(actor) as write:
        _standing(write.connection, name)
        _mark(write, name, removed_at=write.at)
        write.log("remove", "reel", name)


def restore_reel(store: Store, name: str, *, actor: str | None = None) -> None:
    """Bring a removed reel back as it was; nothing changes when it is not removed.

    Raises
    ------
    NotFoundError
        If there never was one of that name.
    """
    table = schema.reel
    with store.writing(actor) as write:
        row = write.execute(select(table).where(table.c.name == name)).first()
        if row is None:
            gone = write.execute(select(table.c.name).where(table.c.removed_at.is_not(None)))
            raise NotFoundError.of("removed reel", name, list(gone.scalars()))
        if row.removed_at is not None:
            _mark(write, name, removed_at=None)
            write.log("restore", "reel", name)


def record_render(
    store: Store,
    *,
    reel: str,
    format: str,  # noqa: A002 (the name of the column)
    path: str,
    fingerprint: str,
    detail: Mapping[str, Any] | None = None,
    actor: str | None = None,
) -> None:
    """Note that a reel was rendered to a file; the newest render of each format is kept.

    Parameters
    ----------
    reel : str
        Its name.
    format : str
        ``"m4a"``, ``"mp3"``...
    path : str
        Relative to the study's folder where it lies in it.
    fingerprint : str
        Of the plan that was rendered: another one means that the file is out of date.
    detail : mapping, optional
        What was measured.

    Raises
    ------
    NotFoundError
        If there is no reel of that name.
    """
    table = schema.render
    with store.writing(actor) as write:
        if reel not in _names(write.connection):
            raise NotFoundError.of("reel", reel, _names(write.connection))
        write.execute(delete(table).where(table.c.reel == reel, table.c.format == format))
        write.execute(
            insert(table).values(
                reel=reel,
                format=format,
                path=clean(path),
                fingerprint=fingerprint,
                detail=dict(detail or {}),
                created_at=write.at,
            )
        )
        write.log("render", "reel", reel, {"format": format, "path": path, "fingerprint": fingerprint})


def renders(store: Store, reel: str | None = None) -> pd.DataFrame:
    """List the rendered files.

    Returns
    -------
    DataFrame
        One row a reel and format: reel, format, path, fingerprint, detail (dict), created_at.
    """
    table = schema.render
    query = select(table).order_by(table.c.reel, table.c.format)
    if reel is not None:
        query = query.where(table.c.reel == reel)
    with store.reading() as connection:
        return frame_of(connection.execute(query).all(), _RENDER_COLUMNS)


# ------------------------------------------------------------------------------------------ inside


def as_document(reel: Reel) -> dict[str, Any]:
    """Give a reel as plain values, for the log and for files."""
    names = ("kind", "highlight", "text", "seconds")
    parts = [{name: getattr(part, name) for name in names} | part.detail for part in reel.elements]
    about = {"name": reel.name, "title": reel.title, "author": reel.author}
    return about | reel.detail | {"elements": parts}


def put_elements(write: Writing, name: str, parts: Sequence[ReelElement]) -> None:
    """Put these elements in place of those that a reel has."""
    table = schema.reel_element
    write.execute(delete(table).where(table.c.reel == name))
    for index, part in enumerate(parts):
        write.execute(
            insert(table).values(
                reel=name,
                position=index,
                kind=part.kind,
                highlight=part.highlight,
                text=part.text,
                seconds=part.seconds,
                detail=part.detail,
            )
        )


def elements_of(connection: Connection, name: str) -> tuple[ReelElement, ...]:
    """Elements of a reel, in order."""
    table = schema.reel_element
    rows = connection.execute(select(table).where(table.c.reel == name).order_by(table.c.position))
    return tuple(ReelElement(row.kind, row.highlight, row.text, row.seconds, **row.detail) for row in rows)


def _standing(connection: Connection, name: str) -> Row[Any]:
    table = schema.reel
    row = connection.execute(select(table).where(table.c.name == name, table.c.removed_at.is_(None))).first()
    if row is None:
        raise NotFoundError.of("reel", name, _names(connection))
    return row


def _mark(write: Writing, name: str, *, removed_at: str | None) -> None:
    table = schema.reel
    write.execute(
        update(table).where(table.c.name == name).values(removed_at=removed_at, changed_at=write.at)
    )


def _overtaken(connection: Connection, row: Row[Any]) -> str:
    if row.removed_at is not None:
        return (
            f"The reel {row.name!r} was removed meanwhile; restore it first, or save it under another name."
        )
    log = schema.log
    query = select(log.c.actor).where(
        log.c.subject == "reel", log.c.subject_id == row.name, log.c.action != "render"
    )
    who = connection.scalar(query.order_by(log.c.id.desc()).limit(1)) or "Somebody"
    return f"{who} saved the reel {row.name!r} since you read it; look at it again before you save yours."


def _names(connection: Connection) -> list[str]:
    return list(connection.scalars(select(schema.reel.c.name).where(schema.reel.c.removed_at.is_(None))))


def _need_highlights(
    connection: Connection, parts: Sequence[ReelElement], *, keeping: set[int | None]
) -> None:
    """Every clip must name a highlight that is there; one removed since the reel was made may stay in it."""
    table = schema.highlight
    there = set(connection.scalars(select(table.c.id).where(table.c.removed_at.is_(None))))
    for part in parts:
        if part.kind == "clip" and part.highlight not in there | keeping:
            raise NotFoundError.of("highlight", str(part.highlight), map(str, there))
