"""The file of the index: SQLite with full-text search. It holds nothing that can't be made again.

The number of a passage tells where it belongs: ``interview << 20``, then a bit for notes, then its place,
then a bit for the interviewer's. So most questions are answered by numbers alone.
"""

from __future__ import annotations

import sqlite3
import tempfile
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cslab.errors import StoreError
from cslab.listen.search.folding import VERSION

LAYOUT = f"1 {VERSION}"
"""Another one means another file."""

INTERVIEW_BITS = 20
NOTE = 1 << 19
CODES = 0
"""Number of the interview that the codebook's own rows belong to: none."""

BUSY_SECONDS = 60.0

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE interview (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, words TEXT NOT NULL, marks TEXT NOT NULL);
CREATE TABLE speaker (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY, speaker INTEGER, start REAL, end REAL, text TEXT NOT NULL, times BLOB,
    mark INTEGER);
CREATE TABLE said (speaker INTEGER, passage INTEGER, PRIMARY KEY (speaker, passage)) WITHOUT ROWID;
CREATE TABLE mark (
    id INTEGER PRIMARY KEY, interview INTEGER NOT NULL, start REAL NOT NULL, end REAL NOT NULL, stage TEXT,
    coder TEXT NOT NULL, sentiment INTEGER, juiciness INTEGER, noted INTEGER NOT NULL);
CREATE INDEX mark_interview ON mark (interview);
CREATE TABLE mark_code (code TEXT, mark INTEGER, PRIMARY KEY (code, mark)) WITHOUT ROWID;
CREATE INDEX mark_code_mark ON mark_code (mark);
CREATE TABLE passage_mark (passage INTEGER, mark INTEGER, PRIMARY KEY (passage, mark)) WITHOUT ROWID;
CREATE INDEX passage_mark_mark ON passage_mark (mark);
CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize="ascii tokenchars '$%'");
"""


def first_of(interview: int) -> int:
    """Number below which no passage of an interview lies; that of the next one ends it."""
    return interview << INTERVIEW_BITS


class Database:
    """Connections to the index, in its place or, where nothing can be written, in a temporary folder.

    Safe to share between threads.

    Parameters
    ----------
    folder : Path
        Of what can be made again, in the study.
    """

    def __init__(self, folder: Path) -> None:
        self._place = folder / "search.db"
        self._scratch: list[tempfile.TemporaryDirectory[str]] = []
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.RLock()
        self._end = weakref.finalize(self, _end, self._idle, self._scratch)

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self._place

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Open a connection that sees the index as it is at one moment."""
        with self._connection() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Open the one write transaction: kept whole on leaving, dropped whole on an error."""
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.commit()
            except BaseException:
                connection.rollback()
                raise

    def start_afresh(self) -> None:
        """Throw the file away; the next connection makes an empty one."""
        with self._lock:
            _shut(self._idle)
            for suffix in ("", "-wal", "-shm"):
                with suppress(OSError):
                    self._place.with_name(self._place.name + suffix).unlink(missing_ok=True)

    def close(self) -> None:
        """Close the connections that are not in use; a temporary index goes with them."""
        self._end()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            connection = self._idle.pop() if self._idle else self._opened()
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        with self._lock:
            self._idle.append(connection)

    def _opened(self) -> sqlite3.Connection:
        for _ in range(3):
            try:
                return _ready(self._place)
            except (sqlite3.Error, OSError) as error:
                if not self._scratch and _unwritable(self._place, error):
                    scratch = tempfile.TemporaryDirectory(prefix="cslab-", ignore_cleanup_errors=True)
                    self._scratch.append(scratch)
                    self._place = Path(scratch.name) / "search.db"
                elif busy(error):
                    raise
                else:
                    self.start_afresh()
        raise StoreError(f"The search index {self._place} can't be made; check the disk it is on.")


def busy(error: BaseException) -> bool:
    """Whether another process only holds the file for the moment."""
    return (getattr(error, "sqlite_errorname", "") or "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def broken(error: BaseException) -> bool:
    """Whether the file is damaged, or no index of ours, so that it must be made anew."""
    name = getattr(error, "sqlite_errorname", "") or ""
    return name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR")) or "no such" in str(error)


def _unwritable(path: Path, error: BaseException) -> bool:
    name = getattr(error, "sqlite_errorname", "") or ""
    if isinstance(error, OSError):
        return True
    return (
        name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_PERM")) or path.is_dir()
    )


def _ready(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(exist_ok=True)
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        for pragma in ("journal_mode=WAL", "synchronous=OFF", "mmap_size=4294967296", "cache_size=-32000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN IMMEDIATE")
        if not connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'meta'").fetchone()[0]:
            for statement in filter(str.strip, _TABLES.split(";\n")):
                connection.execute(statement)
            connection.execute("INSERT INTO meta VALUES ('layout', ?)", (LAYOUT,))
        found = connection.execute("SELECT value FROM meta WHERE name = 'layout'").fetchone()
        if found is None or found[0] != LAYOUT:
            raise sqlite3.DatabaseError("the index is of another layout")
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def _shut(idle: list[sqlite3.Connection]) -> None:
    while idle:
        with suppress(IndexError):
            idle.pop().close()


def _end(idle: list[sqlite3.Connection], scratch: list[tempfile.TemporaryDirectory[str]]) -> None:
    _shut(idle)
    for folder in scratch:
        folder.cleanup()
