"""What transcripts are read from, for many interviews at once; and stamps that tell when it changes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, func, select

from cslab.study import schema
from cslab.study.corrections import stamps_of
from cslab.study.transcripts import finished_at

_AT_ONCE = 500
"""Names in one question to the database."""

Stamp = tuple[Any, ...]


def newest_keys(connection: Connection, contents: Collection[str]) -> dict[str, str]:
    """Give for each recording the key of its newest finished transcription; those without any are left out.

    Parameters
    ----------
    connection : Connection
        Of the store.
    contents : collection of str
        Hashes of the recordings' content.
    """
    made, done = schema.transcription, finished_at(connection)
    found: dict[str, str] = {}
    for some in _batches(contents):
        query = select(made.c.content_hash, made.c.key).where(made.c.content_hash.in_(some))
        rows = [(str(content), str(key)) for content, key in connection.execute(query) if key in done]
        rows.sort(key=lambda row: row[1], reverse=True)
        found |= dict(sorted(rows, key=lambda row: done[row[1]]))
    return found


def documents(connection: Connection, keys: Collection[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the transcripts of these keys, one after the other, as `finish_transcription` kept them."""
    table = schema.transcript
    for some in _batches(keys, 20):
        for row in connection.execute(select(table.c.key, table.c.document).where(table.c.key.in_(some))):
            yield str(row.key), dict(row.document)


def stamps(connection: Connection, read: Mapping[str, tuple[str, str]]) -> dict[str, Stamp]:
    """Give for each interview a stamp that changes when anything in the store does that its words show.

    Parameters
    ----------
    connection : Connection
        Of the store.
    read : mapping
        Interview -> hash of its recording's content, and key of the transcription that is read.
    """
    contents, keys = [pair[0] for pair in read.values()], [pair[1] for pair in read.values()]
    voices, named, turn = schema.voices.c, schema.speaker.c, schema.speaker_turn.c
    mended = stamps_of(connection, keys)
    heard = _last(connection, voices.content_hash, voices.created_at, contents)
    names = _last(connection, named.interview_id, named.changed_at, list(read))
    turns = _last(connection, turn.interview_id, turn.changed_at, list(read))
    return {
        name: (key, mended.get(key), heard.get(content), names.get(name), turns.get(name))
        for name, (content, key) in read.items()
    }


def _last(
    connection: Connection, name: Column[Any], at: Column[Any], names: Collection[str]
) -> dict[str, tuple[int, str]]:
    """How many rows each of these names has, and when the last was changed."""
    found: dict[str, tuple[int, str]] = {}
    for some in _batches(names):
        query = select(name, func.count(), func.max(at)).where(name.in_(some)).group_by(name)
        found |= {str(row[0]): (int(row[1]), str(row[2])) for row in connection.execute(query)}
    return found


def _batches(names: Collection[str], size: int = _AT_ONCE) -> Iterator[Sequence[str]]:
    asked = list(dict.fromkeys(names))
    return (asked[at : at + size] for at in range(0, len(asked), size))
