"""The store: one database with everything that people make in a study.

SQLite in WAL mode by default, PostgreSQL for a team; the same code for both. Every write is one transaction
that also holds its row in an append-only log. One writer at a time, in both databases: what is read inside a
write is what is true when it is kept.
"""

from __future__ import annotations

import getpass
import os
import shutil
import tempfile
import time
import uuid
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, Executable, insert, text
from sqlalchemy.engine import CursorResult

from cslab.errors import StoreError
from cslab.study import migrations, schema
from cslab.study.config import DEFAULT_STORE, load_config
from cslab.study.databases import locate, postgresql_engine, snapshot, sqlite_engine, transaction, use_wal
from cslab.study.schema import clean
from cslab.study.trouble import plainly


def now() -> str:
    """Give the time as the store writes it: ISO 8601, UTC, microseconds, so that text sorts as time does."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def default_actor() -> str:
    """Name of who is at work, as the log keeps it: the login name, or ``"unknown"``."""
    try:
        return clean(getpass.getuser()) or "unknown"
    except (OSError, KeyError, ImportError):
        return "unknown"


@dataclass(frozen=True, slots=True)
class Writing:
    """A write in progress: its connection, who does it and when."""

    connection: Connection
    actor: str
    at: str

    def execute(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        """Run one statement in this transaction."""
        return self.connection.execute(statement, values)

    def log(
        self, action: str, subject: str, subject_id: object, detail: Mapping[str, Any] | None = None
    ) -> None:
        """Add a row to the log, kept or dropped together with the change itself.

        Parameters
        ----------
        action : str
            A verb: ``"add"``, ``"change"``, ``"remove"``...
        subject : str
            Kind of thing: ``"highlight"``, ``"reel"``...
        subject_id : object
            Which one.
        detail : mapping, optional
            What changed; written as JSON.
        """
        self.execute(
            insert(schema.log).values(
                uid=uuid.uuid4().hex,
                at=self.at,
                actor=self.actor,
                action=action,
                subject=subject,
                subject_id=str(subject_id),
                detail=dict(detail or {}),
            )
        )


class Store:
    """An open store; made by `open_store`, closed by `close` or by leaving a ``with`` block.

    Safe to share between threads. Not to be carried over a fork: open it anew in the child.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Connected to a database whose tables are up to date.
    place : str
        Where it is, as people know it; without any password.
    refusal : str, optional
        Why nothing can be written, as a sentence; None when writing is possible.
    scratch : tempfile.TemporaryDirectory, optional
        Holds the copy that is read, when the real one can't be read in its place.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        place: str,
        refusal: str | None = None,
        scratch: tempfile.TemporaryDirectory[str] | None = None,
    ) -> None:
        self.engine = engine
        self.place = place
        self.refusal = refusal
        self._close = weakref.finalize(self, _shut, engine, scratch)

    @property
    def read_only(self) -> bool:
        """True when nothing can be written."""
        return self.refusal is not None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection that sees the store as it is at one moment.

        Raises
        ------
        StoreError
            If the store can't be read.
        """
        with plainly(self.place), snapshot(self.engine) as connection:
            yield connection

    @contextmanager
    def writing(self, actor: str | None = None) -> Iterator[Writing]:
        """Open the one write transaction: kept whole on leaving, dropped whole on any error.

        Parameters
        ----------
        actor : str, optional
            Who changes something; the login name when not given.

        Raises
        ------
        StoreError
            If the store can only be read, or the change can't be kept.
        """
        if self.refusal is not None:
            raise StoreError(self.refusal)
        with plainly(self.place), transaction(self.engine) as connection:
            named = clean(actor or "")
            yield Writing(connection, named if named.strip() else default_actor(), now())

    def clock(self, connection: Connection) -> float:
        """Seconds since 1970 by the clock that all users share: for PostgreSQL, the one of its server."""
        if connection.dialect.name == "postgresql":
            return float(
                connection.scalar(text("SELECT extract(epoch FROM clock_timestamp())::float8")) or 0.0
            )
        return time.time()

    def close(self) -> None:
        """Close all connections; closing twice is fine."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Store({self.place!r}{', read-only' if self.read_only else ''})"


def open_store(where: str | Path, *, read_only: bool = False) -> Store:
    """Open the store of a study, and create or update its tables.

    Parameters
    ----------
    where : str or Path
        A study's folder, a database file, or an SQLAlchemy URL (``sqlite:///...`` or ``postgresql://...``).
    read_only : bool
        Refuse every write.

    Returns
    -------
    Store
        When the folder or the file can't be written, the store still opens, and reads: in its place where
        SQLite can, else from a temporary copy, which does not follow later changes. Where there is no store
        yet, it reads as an empty one.

    Raises
    ------
    StoreError
        If the store is not a database, is damaged, can't be reached, or was made by a newer version of cslab.
    InputError
        If the URL is malformed.
    MissingDependencyError
        If the URL names PostgreSQL and the driver is not installed.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     store.read_only
    False
    """
    url = _address(where)
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(Path(str(url.database)), read_only=read_only)
    return _open_postgresql(url, read_only=read_only)


def _address(where: str | Path) -> URL:
    if isinstance(where, str) and "://" in where:
        return locate(where)
    path = Path(where)
    if not path.is_dir():
        return URL.create("sqlite", database=str(path.absolute()))
    has_settings = (path / "study.toml").exists()
    return locate(load_config(path).store_url if has_settings else DEFAULT_STORE, folder=path)


def _open_postgresql(url: URL, *, read_only: bool) -> Store:
    place = url.set(drivername="postgresql").render_as_string(hide_password=True)
    engine = postgresql_engine(url)
    try:
        with plainly(place):
            if read_only:
                with snapshot(engine) as connection:
                    if _version(connection, place) < migrations.LATEST:
                        raise StoreError(f"The store {place} has old or no tables; open it for writing once.")
            else:
                _bring_up_to_date(engine, place)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, place=place, refusal=_opened_for_reading(place) if read_only else None)


def _open_sqlite(path: Path, *, read_only: bool) -> Store:
    place = str(path)
    if not path.parent.is_dir():
        raise StoreError(f"There is no folder {path.parent} for the store {path.name}; create it first.")
    if path.is_dir():
        raise StoreError(
            f"The store {path} is a folder, not a file; name a file under `store` in study.toml."
        )
    if path.exists() and not os.access(path, os.R_OK):
        raise StoreError(f"The store {path} can't be read; ask its owner for the right to read it.")
    writable = os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))
    if writable and not read_only:
        return Store(_updated_sqlite(path, place), place=place)
    refusal = (
        _opened_for_reading(place)
        if read_only
        else f"The store {place} can only be read; make the file and its folder writable to change anything."
    )
    engine = _sqlite_in_its_place(path, place) if path.exists() else None
    if engine is not None:
        return Store(engine, place=place, refusal=refusal)
    scratch = tempfile.TemporaryDirectory(prefix="cslab-", ignore_cleanup_errors=True)
    try:
        engine = _updated_sqlite(_copied(path, Path(scratch.name)), place)
    except BaseException:
        scratch.cleanup()
        raise
    return Store(engine, place=place, refusal=refusal, scratch=scratch)


def _opened_for_reading(place: str) -> str:
    return f"The store {place} was opened for reading only; open it for writing to change anything."


def _updated_sqlite(path: Path, place: str) -> Engine:
    engine = sqlite_engine(path, "rwc")
    try:
        use_wal(engine, place)
        with plainly(place):
            _bring_up_to_date(engine, place)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _sqlite_in_its_place(path: Path, place: str) -> Engine | None:
    """Open for reading where it lies; None where SQLite can't or the tables are old."""
    engine = sqlite_engine(path, "ro")
    try:
        with plainly(place), snapshot(engine) as connection:
            if _version(connection, place) == migrations.LATEST:
                return engine
    except StoreError as error:
        code = getattr(getattr(error.__cause__, "orig", None), "sqlite_errorname", "") or ""
        if not code.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
            engine.dispose()
            raise
    engine.dispose()
    return None


def _copied(path: Path, folder: Path) -> Path:
    copy = folder / "store.db"
    try:
        for suffix in ("", "-wal"):
            source = path.with_name(path.name + suffix)
            if source.exists():
                shutil.copyfile(source, copy.with_name(copy.name + suffix))
    except OSError as error:
        raise StoreError(
            f"The store {path} can't be copied to be read: {error.strerror or error}."
        ) from error
    return copy


def _bring_up_to_date(engine: Engine, place: str) -> None:
    with snapshot(engine) as connection:
        current = _version(connection, place) == migrations.LATEST
    if not current:
        migrations.migrate(lambda: transaction(engine))


def _version(connection: Connection, place: str) -> int:
    found = migrations.version(connection)
    if found > migrations.LATEST:
        raise StoreError(
            f"The store {place} was made by a newer cslab (version {found} of its tables; this one knows "
            f"{migrations.LATEST}); run: pip install --upgrade cslab"
        )
    return found


def _shut(engine: Engine, scratch: tempfile.TemporaryDirectory[str] | None) -> None:
    engine.dispose()
    if scratch is not None:
        scratch.cleanup()
