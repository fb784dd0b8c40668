"""No lock-in: everything that people made, written to plain files and read back.

The folder holds ``highlights.csv``, ``reels.json``, ``log.jsonl`` (who changed what, and when), and what the
engine heard and measured: ``transcriptions/KEY.json`` and ``recordings.jsonl``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Table, func, insert, select, text, update

from cslab.errors import InputError
from cslab.study import schema
from cslab.study.files import write_atomic, write_error
from cslab.study.highlights import codes_of, put_codes
from cslab.study.plainfiles import (
    HighlightRecord,
    ReelRecord,
    highlights_text,
    lines_text,
    read_highlights,
    read_lines,
    read_object,
    read_reels,
    reels_text,
)
from cslab.study.reels import ReelElement, elements_of, put_elements
from cslab.study.store import Store, Writing

_LOG = ("uid", "at", "actor", "action", "subject", "subject_id", "detail")
_RECORDING = ("content_hash", "sound", "created_at")
_TRANSCRIPTION = ("key", "content_hash", "engine", "model", "options", "created_at")
_CHUNK = ("channel", "position", "start_s", "end_s", "output")
_TRANSCRIPT = ("language", "document", "created_at")


def export_made(store: Store, folder: str | Path) -> tuple[Path, ...]:
    """Write everything that people made, as it is at one moment.

    Parameters
    ----------
    store : Store
        From where.
    folder : str or Path
        To where; made when it does not exist. Each file is written whole or not at all.

    Returns
    -------
    tuple of Path
        The files written.

    Raises
    ------
    InputError
        If the folder can't be written.
    StoreError
        If the store can't be read, or the disk is full.
    """
    folder = Path(folder)
    made = folder / "transcriptions"
    try:
        made.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(made, error) from error
    written = []

    def put(path: Path, content: str) -> None:
        write_atomic(path, content)
        written.append(path)

    with store.reading() as connection:
        put(folder / "highlights.csv", highlights_text(_highlights(connection)))
        put(folder / "reels.json", reels_text(_reels(connection)))
        put(folder / "log.jsonl", lines_text(_rows(connection, schema.log, _LOG, "id")))
        recordings = _rows(connection, schema.recording, _RECORDING, "content_hash")
        put(folder / "recordings.jsonl", lines_text(recordings))
        for row in connection.execute(
            select(schema.transcription).order_by(schema.transcription.c.key)
        ).all():
            put(made / f"{_file_name(row.key)}.json", json.dumps(_transcription(connection, row)) + "\n")
    return tuple(written)


def import_made(store: Store, folder: str | Path, *, actor: str | None = None) -> dict[str, int]:
    """Read back what `export_made` wrote: all of it, or on any error nothing.

    What the store has already stays; of a highlight or a reel that both have, the one changed last is kept.
    So reading twice changes nothing. Highlights keep their numbers where these are free.

    Parameters
    ----------
    store : Store
        To where.
    folder : str or Path
        From where; files that are not there are passed over.
    actor : str, optional
        Who imports, for the log; the login name when not given.

    Returns
    -------
    dict
        How many highlights, reels, transcriptions, recordings and log entries are new or changed.

    Raises
    ------
    InputError
        If the folder holds nothing to read, or a file in it is malformed; the sentence names file and line.
    StoreError
        If the store can't be written.
    """
    folder = Path(folder)
    files = {
        name: folder / name for name in ("highlights.csv", "reels.json", "log.jsonl", "recordings.jsonl")
    }
    made = sorted((folder / "transcriptions").glob("*.json"))
    there = {name: path for name, path in files.items() if path.exists()}
    if not there and not made:
        raise InputError(f"There is nothing to read in {folder}; name a folder that cslab export wrote.")
    records = read_highlights(there["highlights.csv"]) if "highlights.csv" in there else ()
    scripts = read_reels(there["reels.json"]) if "reels.json" in there else ()
    counts = dict.fromkeys(("highlights", "reels", "transcriptions", "recordings", "log entries"), 0)
    with store.writing(actor) as write:
        for path in made:
            counts["transcriptions"] += _put_transcription(write, path)
        if "recordings.jsonl" in there:
            rows = read_lines(there["recordings.jsonl"], _RECORDING)
            counts["recordings"] = _put_missing(write, schema.recording, "content_hash", rows)
        counts["highlights"] = sum([_put_highlight(write, record) for record in records])
        counts["reels"] = sum([_put_reel(write, record) for record in scripts])
        if "log.jsonl" in there:
            counts["log entries"] = _put_missing(
                write, schema.log, "uid", read_lines(there["log.jsonl"], _LOG)
            )
        if any(counts.values()):
            _advance_numbers(write.connection)
            write.log("import", "study", folder.name, counts)
    return counts


# ------------------------------------------------------------------------------------------------- out


def _highlights(connection: Connection) -> Iterator[HighlightRecord]:
    codes = codes_of(connection)
    for row in connection.execute(select(schema.highlight).order_by(schema.highlight.c.id)):
        values = {name: getattr(row, name) for name in HighlightRecord.__slots__ if name in row._fields}
        yield HighlightRecord(start=row.start_s, end=row.end_s, codes=codes.get(row.id, ()), **values)


def _reels(connection: Connection) -> Iterator[ReelRecord]:
    table = schema.highlight
    nonces = {row.id: row.nonce for row in connection.execute(select(table.c.id, table.c.nonce))}
    for row in connection.execute(select(schema.reel).order_by(schema.reel.c.name)).all():
        parts = elements_of(connection, row.name)
        named = tuple(None if part.highlight is None else nonces[part.highlight] for part in parts)
        yield ReelRecord(elements=parts, nonces=named, **row._mapping)


def _transcription(connection: Connection, row: Row[Any]) -> dict[str, Any]:
    chunks = select(schema.chunk).where(schema.chunk.c.key == row.key)
    order = (schema.chunk.c.channel, schema.chunk.c.position)
    done = connection.execute(select(schema.transcript).where(schema.transcript.c.key == row.key)).first()
    return {
        **_picked(row, _TRANSCRIPTION),
        "chunks": [_picked(chunk, _CHUNK) for chunk in connection.execute(chunks.order_by(*order))],
        "transcript": None if done is None else _picked(done, _TRANSCRIPT),
    }


def _rows(
    connection: Connection, table: Table, names: tuple[str, ...], order: str
) -> Iterator[dict[str, Any]]:
    for row in connection.execute(select(table).order_by(table.c[order])):
        yield _picked(row, names)


def _picked(row: Row[Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row._mapping[name] for name in names}


def _file_name(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]{1,100}", key) else hashlib.sha256(key.encode()).hexdigest()


# -------------------------------------------------------------------------------------------------- in


def _put_missing(write: Writing, table: Table, key: str, rows: Iterator[dict[str, Any]]) -> int:
    known = set(write.connection.scalars(select(table.c[key])))
    new = {row[key]: row for row in rows if row[key] not in known}
    if new:
        write.execute(insert(table), list(new.values()))
    return len(new)


def _put_highlight(write: Writing, record: HighlightRecord) -> bool:
    table = schema.highlight
    known = write.execute(select(table).where(table.c.nonce == record.nonce)).first()
    if known is not None and known.changed_at >= record.changed_at:
        return False
    names = ("interview_id", "stage", "note", "coder", "created_at", "changed_at", "removed_at")
    values = {name: getattr(record, name) for name in names} | {"start_s": record.start, "end_s": record.end}
    if known is not None:
        id_ = int(known.id)
        write.execute(update(table).where(table.c.id == id_).values(values))
    else:
        free = (
            record.id > 0 and write.execute(select(table.c.id).where(table.c.id == record.id)).first() is None
        )
        values |= {"nonce": record.nonce} | ({"id": record.id} if free else {})
        id_ = int(write.execute(insert(table).values(values).returning(table.c.id)).scalar_one())
        _advance_numbers(write.connection)
    put_codes(write, id_, record.codes)
    return True


def _put_reel(write: Writing, record: ReelRecord) -> bool:
    table = schema.reel
    known = write.execute(select(table).where(table.c.name == record.name)).first()
    if known is not None and known.changed_at >= record.changed_at:
        return False
    names = ("title", "author", "created_at", "changed_at", "removed_at")
    values = {name: getattr(record, name) for name in names}
    if known is None:
        write.execute(insert(table).values(name=record.name, **values))
    else:
        write.execute(update(table).where(table.c.name == record.name).values(values))
    put_elements(write, record.name, [_placed(write, record, index) for index in range(len(record.elements))])
    return True


def _placed(write: Writing, record: ReelRecord, index: int) -> ReelElement:
    """An element whose clip names its highlight by the number it has here."""
    part, nonce = record.elements[index], record.nonces[index]
    if part.kind != "clip":
        return part
    table = schema.highlight
    same = table.c.id == part.highlight if nonce is None else table.c.nonce == nonce
    id_ = write.execute(select(table.c.id).where(same)).scalar()
    if id_ is None:
        raise InputError(
            f"The reel {record.name} has a clip of highlight {part.highlight}, "
            "which is not in highlights.csv; add it there."
        )
    return ReelElement("clip", int(id_), part.text, part.seconds)


def _put_transcription(write: Writing, path: Path) -> bool:
    document = read_object(path, (*_TRANSCRIPTION, "chunks", "transcript"))
    key, new = document["key"], False
    table = schema.transcription
    if write.execute(select(table.c.key).where(table.c.key == key)).first() is None:
        write.execute(insert(table).values({name: document[name] for name in _TRANSCRIPTION}))
        new = True
    try:
        chunks = [{"key": key} | {name: chunk[name] for name in _CHUNK} for chunk in document["chunks"]]
        done = document["transcript"]
        transcript = None if done is None else {"key": key} | {name: done[name] for name in _TRANSCRIPT}
    except (KeyError, TypeError) as error:
        raise InputError(f"{path} is not as cslab export writes it ({error}); export it again.") from error
    there = select(schema.chunk.c.channel, schema.chunk.c.position).where(schema.chunk.c.key == key)
    known = {tuple(row) for row in write.execute(there)}
    missing = [chunk for chunk in chunks if (chunk["channel"], chunk["position"]) not in known]
    if missing:
        write.execute(insert(schema.chunk), missing)
    finished = select(schema.transcript.c.key).where(schema.transcript.c.key == key)
    if transcript is not None and write.execute(finished).first() is None:
        write.execute(insert(schema.transcript).values(transcript))
        new = True
    return new or bool(missing)


def _advance_numbers(connection: Connection) -> None:
    """Let PostgreSQL count on after the highest number given by hand; SQLite does by itself."""
    if connection.dialect.name == "postgresql":
        highest = connection.scalar(select(func.max(schema.highlight.c.id)))
        if highest is not None:
            sequence = "SELECT setval(pg_get_serial_sequence('highlight', 'id'), :number)"
            connection.execute(text(sequence), {"number": highest})
