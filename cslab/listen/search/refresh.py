"""Keeping the index true: only interviews whose stamp changed since they were read are read again."""

# ruff: noqa: S608 - the SQL is ours; what people typed is among its values

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from cslab.listen.search.database import CODES, NOTE, Database, first_of
from cslab.listen.search.folding import folded
from cslab.listen.search.marks import Mark
from cslab.listen.search.passages import Passage, passages
from cslab.listen.transcript import Transcript
from cslab.study.schema import clean

Heard = tuple[str, Transcript, Collection[str]]
"""An interview, its words as people now see them, and the names of those who ask."""

_TOGETHER = 8
"""Interviews that are read and kept at once."""
_MANY = 50
"""From this many on, the index is put in order when it is done."""


@dataclass(frozen=True, slots=True)
class Material:
    """What the index is made of.

    Parameters
    ----------
    words : mapping
        Interview -> stamp of its transcript; every interview that has one.
    marks : mapping
        Interview -> stamp of its highlights; those that have any.
    codes : tuple of tuple
        Name and definition of each code.
    read : callable
        Reads the transcripts of some interviews.
    marked : callable
        Gives the highlights of some interviews.
    """

    words: Mapping[str, str]
    marks: Mapping[str, str]
    codes: tuple[tuple[str, str], ...]
    read: Callable[[Sequence[str]], Iterable[Heard]]
    marked: Callable[[Sequence[str]], Iterable[Mark]]


def refresh(database: Database, material: Material, *, patience: float | None = None) -> int:
    """Bring the index up to date.

    Parameters
    ----------
    database : Database
        The index.
    material : Material
        What it is made of.
    patience : float, optional
        Seconds after which no further interviews are begun.

    Returns
    -------
    int
        How many interviews are still to be read; 0 unless patience ran out.
    """
    until = time.monotonic() + patience if patience is not None else float("inf")
    with database.reading() as connection:
        known = _known(connection)
        codes_known = _codes(connection) == repr(material.codes)
    unread = [name for name, stamp in material.words.items() if known.get(name, ("", ""))[0] != stamp]
    gone = [name for name in known if name not in material.words]
    remarked = [
        name
        for name, (stamp, marks) in known.items()
        if material.words.get(name) == stamp and marks != material.marks.get(name, "")
    ]
    if gone or remarked or not codes_known:
        _settle(database, material, gone, remarked)
    left = len(unread)
    for some in _batches(unread, _TOGETHER):
        if time.monotonic() >= until:
            return left
        heard = list(material.read(some))
        marked = _by_interview(material.marked(some))
        with database.writing() as connection:
            now = _known(connection)
            for name, transcript, interviewers in heard:
                if now.get(name, ("", ""))[0] != material.words[name]:
                    _put_words(connection, name, passages(transcript, interviewers))
                    _put_marks(connection, name, marked.get(name, ()))
                    stamps = (material.words[name], material.marks.get(name, ""), name)
                    connection.execute("UPDATE interview SET words = ?, marks = ? WHERE id = ?", stamps)
        left -= len(some)
    if len(unread) >= _MANY:
        with database.writing() as connection:
            connection.execute("INSERT INTO words (words) VALUES ('optimize')")
    return 0


def _settle(database: Database, material: Material, gone: list[str], remarked: list[str]) -> None:
    """Everything but words: interviews that are gone, highlights that changed, the codebook."""
    marked = _by_interview(material.marked(remarked))
    with database.writing() as connection:
        for name in gone:
            number = _number(connection, name)
            _clear(connection, first_of(number), first_of(number + 1))
            _clear_marks(connection, number)
            connection.execute("DELETE FROM interview WHERE number = ?", (number,))
        for name in remarked:
            _put_marks(connection, name, marked.get(name, ()))
            stamp = (material.marks.get(name, ""), name)
            connection.execute("UPDATE interview SET marks = ? WHERE id = ?", stamp)
        if _codes(connection) != repr(material.codes):
            _clear(connection, first_of(CODES), first_of(CODES + 1))
            for at, (name, definition) in enumerate(material.codes):
                text = f"{name}: {definition}" if definition else name
                _put(connection, first_of(CODES) + 2 * at, text, None, 0.0, 0.0)
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('codes', ?)", (repr(material.codes),))


def _known(connection: sqlite3.Connection) -> dict[str, tuple[str, str]]:
    rows = connection.execute("SELECT id, words, marks FROM interview")
    return {name: (words, marks) for name, words, marks in rows}


def _codes(connection: sqlite3.Connection) -> str:
    found = connection.execute("SELECT value FROM meta WHERE name = 'codes'").fetchone()
    return str(found[0]) if found is not None else ""


def _number(connection: sqlite3.Connection, name: str) -> int:
    found = connection.execute("SELECT number FROM interview WHERE id = ?", (name,)).fetchone()
    if found is not None:
        return int(found[0])
    made = connection.execute("INSERT INTO interview (id, words, marks) VALUES (?, '', '')", (name,))
    return int(made.lastrowid or 0)


def _put_words(connection: sqlite3.Connection, name: str, found: Iterable[Passage]) -> None:
    number = _number(connection, name)
    _clear(connection, first_of(number), first_of(number) + NOTE)
    speakers: dict[str, int] = {}
    for at, passage in enumerate(found):
        if passage.speaker not in speakers:
            speakers[passage.speaker] = _speaker(connection, passage.speaker)
        id_ = first_of(number) + 2 * at + passage.asks
        speaker = speakers[passage.speaker]
        _put(connection, id_, passage.text, speaker, passage.start, passage.end, times=passage.times)
        connection.execute("INSERT INTO said VALUES (?, ?)", (speaker, id_))


def _put(
    connection: sqlite3.Connection,
    id_: int,
    text: str,
    speaker: int | None,
    start: float,
    end: float,
    *,
    times: bytes | None = None,
    mark: int | None = None,
) -> None:
    text = clean(text)
    row = (id_, speaker, start, end, text, times, mark)
    connection.execute("INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    connection.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (id_, folded(text)))


def _clear(connection: sqlite3.Connection, first: int, last: int) -> None:
    """Take away the passages of these numbers, from the first up to, not including, the last."""
    rows = connection.execute("SELECT id, speaker, text FROM passage WHERE id >= ? AND id < ?", (first, last))
    for id_, speaker, text in rows.fetchall():
        gone = (id_, folded(text))
        connection.execute("INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)", gone)
        connection.execute("DELETE FROM said WHERE speaker = ? AND passage = ?", (speaker, id_))
    for table, column in (("passage", "id"), ("passage_mark", "passage")):
        where = f"{column} >= ? AND {column} < ?"
        connection.execute(f"DELETE FROM {table} WHERE {where}", (first, last))


def _clear_marks(connection: sqlite3.Connection, number: int) -> None:
    of = "mark IN (SELECT id FROM mark WHERE interview = ?)"
    connection.execute(f"DELETE FROM mark_code WHERE {of}", (number,))
    connection.execute(f"DELETE FROM passage_mark WHERE {of}", (number,))
    connection.execute("DELETE FROM mark WHERE interview = ?", (number,))


def _put_marks(connection: sqlite3.Connection, name: str, marks: Iterable[Mark]) -> None:
    """Put the highlights of an interview in place of those it had, with the passages that lie under them.

    A passage lies under a highlight when they share a second, or half of the shorter one.
    """
    number = _number(connection, name)
    first = first_of(number)
    _clear(connection, first + NOTE, first_of(number + 1))
    _clear_marks(connection, number)
    for at, mark in enumerate(marks):
        row = (mark.id, number, mark.start, mark.end, mark.stage, mark.coder, mark.sentiment, mark.juiciness)
        connection.execute(
            "INSERT OR REPLACE INTO mark VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*row, bool(mark.note))
        )
        for table in ("mark_code", "passage_mark"):  # of another interview's, where numbers were given anew
            connection.execute(f"DELETE FROM {table} WHERE mark = ?", (mark.id,))
        coded = [(code, mark.id) for code in mark.codes]
        connection.executemany("INSERT OR IGNORE INTO mark_code VALUES (?, ?)", coded)
        if mark.note.strip():
            id_ = first + NOTE + 2 * at
            speaker = _speaker(connection, mark.coder)
            _put(connection, id_, mark.note, speaker, mark.start, mark.end, mark=mark.id)
            connection.execute("INSERT INTO passage_mark VALUES (?, ?)", (id_, mark.id))
    connection.execute(
        "INSERT INTO passage_mark SELECT p.id, m.id FROM mark m JOIN passage p ON p.id >= ? AND p.id < ?"
        " AND min(p.end, m.end) - max(p.start, m.start) >="
        " min(1.0, (p.end - p.start) / 2, (m.end - m.start) / 2) WHERE m.interview = ?",
        (first, first + NOTE, number),
    )


def _speaker(connection: sqlite3.Connection, name: str) -> int:
    found = connection.execute("SELECT number FROM speaker WHERE name = ?", (clean(name),)).fetchone()
    if found is not None:
        return int(found[0])
    return int(connection.execute("INSERT INTO speaker (name) VALUES (?)", (clean(name),)).lastrowid or 0)


def _by_interview(marks: Iterable[Mark]) -> dict[str, list[Mark]]:
    found: dict[str, list[Mark]] = {}
    for mark in marks:
        found.setdefault(mark.interview_id, []).append(mark)
    return found


def _batches(names: Sequence[str], size: int) -> Iterator[list[str]]:
    rest = iter(names)
    while some := list(islice(rest, size)):
        yield some
