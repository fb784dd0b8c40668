"""What `export` wrote, read back into a store: all of it or nothing, without loss and without doubling."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, and_, func, insert, select, text, update

from cslab.errors import InputError
from cslab.study import schema
from cslab.study.bookmerge import new_versions, put_versions, read_versions
from cslab.study.export import CHUNK, LOG, NUMBERED, RECORDING, TRANSCRIPT, TRANSCRIPTION
from cslab.study.highlights import put_codes
from cslab.study.jsonfiles import read_lines, read_object
from cslab.study.madecells import CLIP, MadeFile
from cslab.study.madefiles import ANSWER_CODES, CARRIED, MADE, SUGGESTIONS
from cslab.study.plainfiles import HighlightRecord, ReelRecord, read_highlights, read_reels
from cslab.study.reels import put_elements
from cslab.study.reelscript import ReelElement
from cslab.study.store import Store, Writing

_OWN = ("highlights.csv", "reels.json", "codebook.jsonl", "log.jsonl", "recordings.jsonl")


def import_made(store: Store, folder: str | Path, *, actor: str | None = None) -> dict[str, int]:
    """Read back what `export_made` wrote: all of it, or on any error nothing.

    What the store has already stays; of two versions of a thing, the one changed last is kept. So reading
    twice changes nothing. Things keep their numbers where these are free. Where both sides changed the
    codebook, the two become one new version.

    Parameters
    ----------
    store : Store
        To where.
    folder : str or Path
        From where; files that are not there are passed over, so what an older cslab wrote is read as well.
    actor : str, optional
        Who imports, for the log; the login name when not given.

    Returns
    -------
    dict
        How many highlights, reels, corrections and so on are new or changed.

    Raises
    ------
    InputError
        If the folder holds nothing to read, or a file in it is malformed; the sentence names file and line.
    StoreError
        If the store can't be written.
    """
    folder = Path(folder)
    names = (*_OWN, *(file.name for file in MADE))
    there = {name: folder / name for name in names if (folder / name).exists()}
    made = sorted((folder / "transcriptions").glob("*.json"))
    if not there and not made:
        raise InputError(f"There is nothing to read in {folder}; name a folder that cslab export wrote.")
    records = read_highlights(there["highlights.csv"]) if "highlights.csv" in there else ()
    scripts = read_reels(there["reels.json"]) if "reels.json" in there else ()
    versions = read_versions(there["codebook.jsonl"]) if "codebook.jsonl" in there else ()
    rows = {file: file.rows(there[file.name]) for file in MADE if file.name in there}
    nouns = (file.noun for file in MADE)
    counts = dict.fromkeys(
        ("highlights", "reels", "codebook versions", *nouns, "transcriptions", "recordings", "log entries"), 0
    )
    with store.writing(actor) as write:
        for path in made:
            counts["transcriptions"] += _put_transcription(write, path)
        if "recordings.jsonl" in there:
            found = read_lines(there["recordings.jsonl"], RECORDING)
            counts["recordings"] = _put_missing(write, schema.recording, "content_hash", found)
        book = new_versions(write.connection, versions)
        counts["codebook versions"] = book.count
        counts["highlights"] = put_highlights(write, records, code=book.now)
        here = {"highlight": _numbers_here(write, schema.highlight, ((one.id, one.nonce) for one in records))}
        put_versions(write, book, here["highlight"])
        counts["reels"] = sum([_put_reel(write, record) for record in scripts])
        for row in rows.get(ANSWER_CODES, ()):
            row["code"] = book.now(row["code"])
        for file, given in rows.items():
            counts[file.noun] = _put_rows(write, file, _placed_rows(write, file, given, here))
            if file.table.name in NUMBERED:
                pairs = ((row["id"], row["nonce"]) for row in given)
                here[file.table.name] = _numbers_here(write, file.table, pairs)
        if "log.jsonl" in there:
            entries = (_renumbered(row, here) for row in read_lines(there["log.jsonl"], LOG))
            counts["log entries"] = _put_missing(write, schema.log, "uid", entries)
        if any(counts.values()):
            write.log("import", "study", folder.name, counts)
    return counts


def put_highlights(
    write: Writing, records: Iterable[HighlightRecord], *, code: Callable[[str], str] = str
) -> int:
    """Add highlights, or change those that are known by their nonce and were changed before these.

    Parameters
    ----------
    records : iterable of HighlightRecord
        Each keeps its number where it is free.
    code : callable
        The name that a code has here.

    Returns
    -------
    int
        How many are new or changed.
    """
    table = schema.highlight
    numbers = _Numbers(write.connection, table)
    known = {
        row.nonce: row for row in write.execute(select(table.c.nonce, table.c.id, table.c.changed_at)).all()
    }
    names = [name for name in HighlightRecord.__slots__ if name not in ("id", "start", "end", "codes")]
    new: list[dict[str, Any]] = []
    coded: list[dict[str, Any]] = []
    changed = 0
    for record in {record.nonce: record for record in records}.values():
        old = known.get(record.nonce)
        if old is not None and old.changed_at >= record.changed_at:
            continue
        values = {name: getattr(record, name) for name in names}
        values |= {"start_s": record.start, "end_s": record.end}
        codes = dict.fromkeys(map(code, record.codes))
        if old is None:
            number = numbers.free(record.id)
            new.append({"id": number, **values})
            coded += [{"highlight": number, "position": at, "code": name} for at, name in enumerate(codes)]
        else:
            write.execute(update(table).where(table.c.id == old.id).values(values))
            put_codes(write, int(old.id), codes)
            changed += 1
    for where, rows in ((table, new), (schema.highlight_code, coded)):
        if rows:
            write.execute(insert(where), rows)
    numbers.settle()
    return len(new) + changed


class _Numbers:
    """Numbers for new rows of a table: the one asked for where it is free, else the next.

    Corrections keep their order, too: one that is carried on comes after the one it was.
    """

    def __init__(self, connection: Connection, table: Table) -> None:
        self.connection, self.table = connection, table
        self.taken = set(connection.scalars(select(table.c.id)))
        self.highest = max(self.taken, default=0)
        self.rising = table is schema.correction
        self.last = 0

    def free(self, asked: int) -> int:
        keeps = asked > (self.last if self.rising else 0) and asked not in self.taken
        self.last = asked if keeps else self.highest + 1
        self.taken.add(self.last)
        self.highest = max(self.highest, self.last)
        return self.last

    def settle(self) -> None:
        """Let PostgreSQL count on after the highest number given by hand; SQLite does by itself."""
        if self.connection.dialect.name == "postgresql" and self.taken:
            highest = self.connection.scalar(select(func.max(self.table.c.id)))
            sequence = f"SELECT setval(pg_get_serial_sequence('{self.table.name}', 'id'), :number)"
            self.connection.execute(text(sequence), {"number": highest})


def _put_missing(write: Writing, table: Table, key: str, rows: Iterator[dict[str, Any]]) -> int:
    known = set(write.connection.scalars(select(table.c[key])))
    new = {row[key]: row for row in rows if row[key] not in known}
    if new:
        write.execute(insert(table), list(new.values()))
    return len(new)


def _put_rows(write: Writing, file: MadeFile, rows: Sequence[dict[str, Any]]) -> int:
    """Add rows, or change those that are known by their key and were changed before these."""
    table = file.table
    numbers = _Numbers(write.connection, table) if "id" in table.c else None
    columns = [table.c[key] for key in file.key]
    query = select(*columns, table.c[file.changed].label("changed_last"))
    known = {tuple(row)[:-1]: row.changed_last for row in write.execute(query).all()}
    count = 0
    for key, row in {tuple(row[name] for name in file.key): row for row in rows}.items():
        if key in known and known[key] >= row[file.changed]:
            continue
        if key in known:
            same = and_(*(column == value for column, value in zip(columns, key, strict=True)))
            kept = {name: value for name, value in row.items() if name != "id"}
            write.execute(update(table).where(same).values(kept))
        else:
            numbered = {} if numbers is None else {"id": numbers.free(row["id"])}
            write.execute(insert(table).values(row | numbered))
        count += 1
    if numbers is not None:
        numbers.settle()
    return count


def _placed_rows(
    write: Writing,
    file: MadeFile,
    rows: list[dict[str, Any]],
    here: Mapping[str, Mapping[int, int]],
) -> list[dict[str, Any]]:
    """Rows that name things by the numbers they have here.

    Raises
    ------
    InputError
        If a row needs something that is neither here nor in the folder.
    """
    for first, last in (("start_s", "end_s"), ("first", "last")):
        for row in rows:
            if first in row and not 0 <= row[first] <= row[last]:
                raise InputError(
                    f"{file.name}: a stretch ends after it starts, but "
                    f"{row[first]:g} to {row[last]:g} is given; correct it."
                )
    if "key" in file.table.c:
        there = set(write.connection.scalars(select(schema.transcription.c.key)))
        for row in rows:
            if row["key"] not in there:
                raise InputError(
                    f"{file.name} is about the transcription {row['key']}, which is neither in the store nor "
                    "in the folder transcriptions; add it there."
                )
    if file is SUGGESTIONS:
        numbers = _by_nonce(write, schema.highlight)
        for row in rows:
            if row[CLIP] is not None and row[CLIP] not in numbers:
                raise InputError(
                    f"{file.name} names a highlight that is not in highlights.csv; add it there."
                )
        return [row | {CLIP: numbers.get(row[CLIP])} for row in rows]
    if file is CARRIED:
        known = {subject: _by_nonce(write, table) for subject, table in NUMBERED.items()}
        return [
            row
            | {"subject_id": str(known.get(row["subject"], {}).get(row["subject_id"], row["subject_id"]))}
            | {"detail": _carried_to(row, here.get("correction", {}))}
            for row in rows
        ]
    return rows


def _carried_to(row: Mapping[str, Any], here: Mapping[int, int]) -> Any:
    """The detail of what was carried, which names the correction that took over by its number."""
    detail = row["detail"]
    if row["subject"] != "correction" or not isinstance(detail, dict) or detail.get("to") not in here:
        return detail
    return detail | {"to": here[detail["to"]]}


def _renumbered(entry: dict[str, Any], here: Mapping[str, Mapping[int, int]]) -> dict[str, Any]:
    """An entry of the log about a thing, by the number that the thing has here."""
    numbers, written = here.get(entry["subject"], {}), str(entry["subject_id"])
    if not written.isdecimal() or int(written) not in numbers:
        return entry
    return entry | {"subject_id": str(numbers[int(written)])}


def _numbers_here(write: Writing, table: Table, pairs: Iterable[tuple[int, str]]) -> dict[int, int]:
    """Numbers that things have in the folder -> numbers that they have in the store."""
    known = _by_nonce(write, table)
    return {number: known[nonce] for number, nonce in pairs if nonce in known}


def _by_nonce(write: Writing, table: Table) -> Mapping[str | None, int]:
    return {row.nonce: row.id for row in write.execute(select(table.c.nonce, table.c.id)).all()}


def _put_reel(write: Writing, record: ReelRecord) -> bool:
    table = schema.reel
    known = write.execute(select(table).where(table.c.name == record.name)).first()
    if known is not None and known.changed_at >= record.changed_at:
        return False
    names = ("title", "author", "created_at", "changed_at", "removed_at", "detail")
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
    return replace(part, highlight=int(id_))


def _put_transcription(write: Writing, path: Path) -> bool:
    document = read_object(path, (*TRANSCRIPTION, "chunks", "transcript"))
    key, new = document["key"], False
    table = schema.transcription
    if write.execute(select(table.c.key).where(table.c.key == key)).first() is None:
        write.execute(insert(table).values({name: document[name] for name in TRANSCRIPTION}))
        new = True
    try:
        chunks = [{"key": key} | {name: chunk[name] for name in CHUNK} for chunk in document["chunks"]]
        done = document["transcript"]
        transcript = None if done is None else {"key": key} | {name: done[name] for name in TRANSCRIPT}
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
