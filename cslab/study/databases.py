"""The two databases a store may live in, made to behave alike: SQLite, and PostgreSQL for a team."""

from __future__ import annotations

import importlib.util
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from cslab.errors import InputError, MissingDependencyError, StoreError
from cslab.study.trouble import sentence

BUSY_SECONDS = 30.0
"""How long a writer waits for another one before it gives up."""

_WRITE = "cslab_write"
_WRITERS_LOCK = 0x6373_6C61_62
"""Key of the PostgreSQL advisory lock that makes writers take turns ("cslab" in ASCII)."""


def locate(address: str, *, folder: Path | None = None) -> URL:
    """Read a store's address.

    Parameters
    ----------
    address : str
        ``sqlite:///cslab.db`` or ``postgresql://host/name``.
    folder : Path, optional
        What a relative SQLite path is relative to; the current folder when not given.

    Raises
    ------
    InputError
        If the address is malformed or of another database.
    MissingDependencyError
        If it names PostgreSQL and the driver is not installed.

    Examples
    --------
    >>> locate("sqlite:///cslab.db", folder=Path("/studies/one")).database
    '/studies/one/cslab.db'
    """
    try:
        url = make_url(address)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise InputError(
            f"The store {address!r} is not a database address; write sqlite:///cslab.db or postgresql://host/name."
        ) from error
    if backend == "sqlite":
        if url.database in {None, "", ":memory:"}:
            raise InputError(f"The store {address!r} names no file; write, for example, sqlite:///cslab.db.")
        return URL.create("sqlite", database=str((folder or Path.cwd()) / str(url.database)))
    if backend != "postgresql":
        raise InputError(
            f"The store is a {backend} database, which cslab does not use; "
            "write sqlite:///cslab.db or postgresql://host/name."
        )
    if importlib.util.find_spec("psycopg") is None:
        raise MissingDependencyError.of("psycopg", "a store in PostgreSQL", "postgres")
    return url.set(drivername="postgresql+psycopg")


def sqlite_engine(path: Path, mode: str) -> Engine:
    """Connect to an SQLite file; ``mode`` is ``"ro"`` or ``"rwc"`` (write, and create when absent).

    Every commit is on the disk before it returns (``synchronous=FULL``), so what a person made survives
    a power cut.
    """
    address = f"{path.absolute().as_uri()}?mode={mode}"

    def connect() -> sqlite3.Connection:
        # Without an isolation level the driver begins nothing by itself: see _begin.
        connection = sqlite3.connect(
            address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            for pragma in ("foreign_keys=ON", "recursive_triggers=ON", "synchronous=FULL"):
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=4, max_overflow=28)
    event.listen(engine, "begin", _begin)
    return engine


def postgresql_engine(url: URL) -> Engine:
    """Connect to a PostgreSQL database; connections that died meanwhile are replaced."""
    engine = create_engine(
        url, pool_pre_ping=True, pool_size=4, max_overflow=28, connect_args={"connect_timeout": 10}
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    """Begin for real, as SQLite's driver would not before DDL; a writer takes its lock at once."""
    write = connection.get_execution_options().get(_WRITE, False)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
    elif write:
        # Nobody waits for ever, nor makes others wait: a writer that fell asleep is cut off.
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS:g}s'")
        connection.exec_driver_sql(f"SET LOCAL idle_in_transaction_session_timeout = '{2 * BUSY_SECONDS:g}s'")
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITERS_LOCK})


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Read the database as it is at one moment, however many questions are asked."""
    options = {}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Write, alone: kept whole on leaving, dropped whole on an error."""
    with engine.connect().execution_options(**{_WRITE: True}) as connection, connection.begin():
        yield connection


def use_wal(engine: Engine, place: str) -> None:
    """Switch an SQLite file to WAL mode, once and for all.

    Of two processes that do it at the same moment one is told "busy" without SQLite waiting,
    so this waits itself.
    """
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            raw = engine.raw_connection()
            try:
                cursor = raw.cursor()
                if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                    cursor.execute("PRAGMA journal_mode=WAL")
                cursor.close()
                return
            finally:
                raw.close()
        except sqlite3.Error as error:
            busy = (getattr(error, "sqlite_errorname", "") or "").startswith("SQLITE_BUSY")
            if not busy or time.monotonic() > until:
                raise StoreError(sentence(error, place)) from error
            time.sleep(0.02)
