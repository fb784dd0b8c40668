"""What the engine heard, stored chunk by chunk, once, and never altered; and the transcript built from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, insert, select

from cslab.errors import NotFoundError, StoreError
from cslab.study import schema
from cslab.study.frames import TIME, frame_of
from cslab.study.store import Store, Writing

_COLUMNS = {
    "key": "str",
    "content_hash": "str",
    "engine": "str",
    "model": "str",
    "language": "str",
    "chunks": "int64",
    "created_at": TIME,
    "finished_at": TIME,
}

_SAME = 1e-6
"""Two times of a chunk closer than this, in seconds, are the same."""


def begin_transcription(
    store: Store, *, key: str, content_hash: str, engine: str, model: str, options: Mapping[str, Any]
) -> None:
    """Record that a recording is being transcribed in one way; nothing changes when it already is.

    Parameters
    ----------
    key : str
        Of (content, engine, model, options): the same key is never transcribed twice.
    content_hash : str
        Of the recording.
    engine, model : str
        What transcribes it.
    options : mapping
        Everything else that shapes the words; written as JSON.
    """
    table = schema.transcription
    with store.writing() as write:
        if write.execute(select(table.c.key).where(table.c.key == key)).first() is not None:
            return
        write.execute(
            insert(table).values(
                key=key,
                content_hash=content_hash,
                engine=engine,
                model=model,
                options=dict(options),
                created_at=write.at,
            )
        )
        write.log(
            "begin", "transcription", key, {"content_hash": content_hash, "engine": engine, "model": model}
        )


class StoredChunks:
    """The chunks of one transcription, kept in the store.

    Parameters
    ----------
    store : Store
        Where they are kept.
    key : str
        As given to `begin_transcription`.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.store import open_store
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     begin_transcription(store, key="k", content_hash="c", engine="whisper", model="tiny", options={})
    ...     chunks = StoredChunks(store, "k")
    ...     chunks.save(0, 0, 0.0, 28.5, {"text": "Well, um."})
    ...     chunks.save(0, 0, 0.0, 28.5, {"text": "Well, um."})
    ...     chunks.load()
    {(0, 0): {'text': 'Well, um.'}}
    """

    def __init__(self, store: Store, key: str) -> None:
        self.store = store
        self.key = key

    def load(self) -> dict[tuple[int, int], dict[str, Any]]:
        """Give what is stored: (channel, index) -> the engine's output."""
        table = schema.chunk
        query = select(table.c.channel, table.c.position, table.c.output).where(table.c.key == self.key)
        with self.store.reading() as connection:
            rows = connection.execute(query.order_by(table.c.channel, table.c.position)).all()
        return {(row.channel, row.position): dict(row.output) for row in rows}

    def save(self, channel: int, index: int, start: float, end: float, output: dict[str, Any]) -> None:
        """Store the engine's output for one chunk; when it is there already, the first one stays.

        Parameters
        ----------
        channel, index : int
            Which chunk.
        start, end : float
            What it covers, in seconds of the recording.
        output : dict
            What the engine said; written as JSON.

        Raises
        ------
        StoreError
            If the stored chunk of this number covers another time: it was cut in another way.
        NotFoundError
            If the transcription was not begun.
        """
        table = schema.chunk
        with self.store.writing() as write:
            here = (table.c.key == self.key) & (table.c.channel == channel) & (table.c.position == index)
            known = write.execute(select(table.c.start_s, table.c.end_s).where(here)).first()
            if known is not None:
                if abs(known.start_s - start) > _SAME or abs(known.end_s - end) > _SAME:
                    raise StoreError(
                        f"Chunk {index} was stored for {known.start_s:g} to {known.end_s:g} seconds, "
                        f"but now covers {start:g} to {end:g}; "
                        "transcribe the recording with other options to start afresh."
                    )
                return
            _must_be_begun(write, self.key)
            write.execute(
                insert(table).values(
                    key=self.key,
                    channel=channel,
                    position=index,
                    start_s=float(start),
                    end_s=float(end),
                    output=output,
                )
            )


def finish_transcription(store: Store, key: str, document: Mapping[str, Any]) -> None:
    """Keep the transcript built from the chunks; when there is one already, the first one stays.

    Parameters
    ----------
    key : str
        As given to `begin_transcription`.
    document : mapping
        The transcript as plain values; its ``"language"``, when there is one, is kept beside it.
    """
    table = schema.transcript
    with store.writing() as write:
        _must_be_begun(write, key)
        if write.execute(select(table.c.key).where(table.c.key == key)).first() is not None:
            return
        language = document.get("language")
        write.execute(
            insert(table).values(
                key=key,
                language=None if language is None else str(language),
                document=dict(document),
                created_at=write.at,
            )
        )
        write.log("finish", "transcription", key)


def transcript_document(store: Store, content_hash: str, *, key: str | None = None) -> dict[str, Any] | None:
    """Give the transcript of a recording: the newest finished one, or the one with a key.

    Returns
    -------
    dict or None
        As given to `finish_transcription`; None when none is finished.
    """
    made, done = schema.transcription, schema.transcript
    query = (
        select(done.c.document)
        .join(made, made.c.key == done.c.key)
        .where(made.c.content_hash == content_hash)
    )
    if key is not None:
        query = query.where(made.c.key == key)
    with store.reading() as connection:
        found = connection.scalar(query.order_by(done.c.created_at.desc(), done.c.key).limit(1))
    return None if found is None else dict(found)


def finished_at(connection: Connection) -> dict[str, str]:
    """When each transcript was made, by its key, without reading any of them.

    Asked for all of them alone, SQLite answers from an index; in a join it would leaf through every document.
    """
    table = schema.transcript
    return {str(key): str(at) for key, at in connection.execute(select(table.c.key, table.c.created_at))}


def transcriptions(store: Store) -> pd.DataFrame:
    """List what was or is being transcribed.

    Returns
    -------
    DataFrame
        One row a transcription, oldest first: key, content_hash, engine, model, language, chunks (stored so
        far), created_at, finished_at (NaT while unfinished).
    """
    made, done, chunk = schema.transcription, schema.transcript, schema.chunk
    count = select(func.count()).where(chunk.c.key == made.c.key).scalar_subquery()
    query = (
        select(
            made.c.key,
            made.c.content_hash,
            made.c.engine,
            made.c.model,
            done.c.language,
            count,
            made.c.created_at,
            done.c.created_at,
        )
        .outerjoin(done, done.c.key == made.c.key)
        .order_by(made.c.created_at, made.c.key)
    )
    with store.reading() as connection:
        return frame_of(connection.execute(query).all(), _COLUMNS)


def _must_be_begun(write: Writing, key: str) -> None:
    table = schema.transcription
    if write.execute(select(table.c.key).where(table.c.key == key)).first() is None:
        raise NotFoundError.of("transcription", key, write.connection.scalars(select(table.c.key)))
