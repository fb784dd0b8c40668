"""No lock-in: everything that people made, written to plain files; `readback` reads them.

The folder holds ``highlights.csv``, ``reels.json``, ``codebook.jsonl`` (every version), ``corrections.csv``,
``speakers.csv`` (their names), ``speaker-turns.csv`` (who spoke, where a person said so), ``suggestions.csv``
(what was decided), ``coders.csv``, ``relationships.csv``, ``successes.csv``, ``success-values.csv``,
``promises.csv``, ``feedback.csv``, ``answer-codes.csv``, ``snapshots.jsonl`` (who people were when they
answered), ``log.jsonl`` (who changed what, and when), and what machines heard and
measured: ``transcriptions/KEY.json``, ``recordings.jsonl``, ``voices.jsonl`` and ``carried.jsonl``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Row, Table, select

from cslab.study import schema
from cslab.study.files import write_atomic, write_error
from cslab.study.highlights import codes_of
from cslab.study.jsonfiles import lines_text
from cslab.study.madecells import CLIP, MadeFile
from cslab.study.madefiles import CARRIED, MADE, SUGGESTIONS
from cslab.study.plainfiles import HighlightRecord, ReelRecord, highlights_text, reels_text
from cslab.study.reels import elements_of
from cslab.study.store import Store

LOG: Final = ("uid", "at", "actor", "action", "subject", "subject_id", "detail")
RECORDING: Final = ("content_hash", "sound", "created_at")
CODEBOOK: Final = ("version", "at", "author", "action", "detail", "codes")
TRANSCRIPTION: Final = ("key", "content_hash", "engine", "model", "options", "created_at")
CHUNK: Final = ("channel", "position", "start_s", "end_s", "output")
TRANSCRIPT: Final = ("language", "document", "created_at")

NUMBERED: Final = {
    "highlight": schema.highlight,
    "correction": schema.correction,
    "speaker_turn": schema.speaker_turn,
    "relationship": schema.relationship,
    "success": schema.success,
    "success_value": schema.success_value,
    "promise": schema.promise,
    "feedback": schema.feedback,
    "answer_code": schema.answer_code,
}
"""Subjects known by a number in the store, and by their nonce in files."""


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
        put(folder / "highlights.csv", highlights_text(highlight_records(connection)))
        put(folder / "reels.json", reels_text(_reels(connection)))
        for name, table, columns, order in (
            ("codebook.jsonl", schema.codebook, CODEBOOK, "version"),
            ("log.jsonl", schema.log, LOG, "id"),
            ("recordings.jsonl", schema.recording, RECORDING, "content_hash"),
        ):
            put(folder / name, lines_text(_rows(connection, table, columns, order)))
        for file in MADE:
            put(folder / file.name, file.text(_made(connection, file)))
        for row in connection.execute(
            select(schema.transcription).order_by(schema.transcription.c.key)
        ).all():
            put(made / f"{_file_name(row.key)}.json", json.dumps(_transcription(connection, row)) + "\n")
    return tuple(written)


def highlight_records(connection: Connection) -> Iterator[HighlightRecord]:
    """Give every highlight, removed ones too, with everything the store knows of it."""
    codes = codes_of(connection)
    for row in connection.execute(select(schema.highlight).order_by(schema.highlight.c.id)):
        values = {name: getattr(row, name) for name in HighlightRecord.__slots__ if name in row._fields}
        yield HighlightRecord(start=row.start_s, end=row.end_s, codes=codes.get(row.id, ()), **values)


def _reels(connection: Connection) -> Iterator[ReelRecord]:
    nonces = _nonces(connection, schema.highlight)
    for row in connection.execute(select(schema.reel).order_by(schema.reel.c.name)).all():
        parts = elements_of(connection, row.name)
        named = tuple(None if part.highlight is None else nonces[part.highlight] for part in parts)
        yield ReelRecord(elements=parts, nonces=named, **row._mapping)


def _made(connection: Connection, file: MadeFile) -> Iterator[dict[str, Any]]:
    """Rows of a file, in which things are named by their nonce: numbers may be others elsewhere."""
    named = {}
    if file is SUGGESTIONS:
        named = {CLIP: _nonces(connection, schema.highlight)}
    if file is CARRIED:
        named = {subject: _nonces(connection, table) for subject, table in NUMBERED.items()}
    order = "id" if "id" in file.table.c else file.key[0]
    others = [file.table.c[key] for key in file.key]
    for found in connection.execute(select(file.table).order_by(file.table.c[order], *others)):
        row = dict(found._mapping)
        if file is SUGGESTIONS and row[CLIP] is not None:
            row[CLIP] = named[CLIP][row[CLIP]]
        if file is CARRIED and row["subject"] in named and row["subject_id"].isdecimal():
            row["subject_id"] = named[row["subject"]].get(int(row["subject_id"]), row["subject_id"])
        yield row


def _nonces(connection: Connection, table: Table) -> dict[int, str]:
    return {row.id: row.nonce for row in connection.execute(select(table.c.id, table.c.nonce))}


def _transcription(connection: Connection, row: Row[Any]) -> dict[str, Any]:
    chunks = select(schema.chunk).where(schema.chunk.c.key == row.key)
    order = (schema.chunk.c.channel, schema.chunk.c.position)
    done = connection.execute(select(schema.transcript).where(schema.transcript.c.key == row.key)).first()
    return {
        **_picked(row, TRANSCRIPTION),
        "chunks": [_picked(chunk, CHUNK) for chunk in connection.execute(chunks.order_by(*order))],
        "transcript": None if done is None else _picked(done, TRANSCRIPT),
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
