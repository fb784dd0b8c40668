from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from cslab.study import schema
from cslab.study.databases import sqlite_engine, transaction
from cslab.study.highlights import highlights
from cslab.study.migrations import LATEST, MIGRATIONS, Migration, migrate
from cslab.study.store import Store, open_store


@pytest.fixture
def write(store: Store) -> Callable[[], Iterator[Connection]]:
    @contextmanager
    def begin() -> Iterator[Connection]:
        with transaction(store.engine) as connection:
            yield connection

    return begin


def test_tables_are_what_the_code_expects(store: Store) -> None:
    with store.reading() as connection:
        found = inspect(connection)
        assert set(found.get_table_names()) - {"sqlite_sequence"} == set(schema.metadata.tables)
        for name, table in schema.metadata.tables.items():
            # SQLite calls the id of a row nullable, though it never is.
            columns = {
                column["name"]: column["nullable"] and column["name"] != "id"
                for column in found.get_columns(name)
            }
            assert columns == {column.name: column.nullable for column in table.columns}, name
            keys = found.get_pk_constraint(name)["constrained_columns"]
            assert keys == [column.name for column in table.primary_key.columns], name


def test_numbers_have_no_gaps() -> None:
    assert [step.number for step in MIGRATIONS] == list(range(1, LATEST + 1))


def test_each_migration_is_applied_once(store: Store, write: Callable[[], Iterator[Connection]]) -> None:
    more = (*MIGRATIONS, Migration(LATEST + 1, "notes", lambda _: ["CREATE TABLE extra_note (id INTEGER)"]))
    assert migrate(write, more) == 1
    assert migrate(write, more) == 0
    with store.reading() as connection:
        assert "extra_note" in inspect(connection).get_table_names()
        applied = connection.execute(select(schema.migration.c.number, schema.migration.c.name)).all()
    assert applied == [*((step.number, step.name) for step in MIGRATIONS), (LATEST + 1, "notes")]


def test_a_migration_that_fails_leaves_nothing(
    store: Store, write: Callable[[], Iterator[Connection]]
) -> None:
    steps = ["CREATE TABLE half (id INTEGER)", "INSERT INTO half VALUES (1)", "CREATE TABLE log (id INTEGER)"]
    broken = (*MIGRATIONS, Migration(LATEST + 1, "broken", lambda _: steps))
    with pytest.raises(SQLAlchemyError):
        migrate(write, broken)
    with store.reading() as connection:
        assert "half" not in inspect(connection).get_table_names()
        assert connection.scalars(select(schema.migration.c.number)).all() == [
            step.number for step in MIGRATIONS
        ]


def test_a_migration_that_fails_keeps_the_ones_before(
    store: Store, write: Callable[[], Iterator[Connection]]
) -> None:
    good = Migration(LATEST + 1, "good", lambda _: ["CREATE TABLE good (id INTEGER)"])
    bad = Migration(LATEST + 2, "bad", lambda _: ["CREATE TABLE good (id INTEGER)"])
    with pytest.raises(SQLAlchemyError):
        migrate(write, (*MIGRATIONS, good, bad))
    with store.reading() as connection:
        assert "good" in inspect(connection).get_table_names()
        assert connection.scalars(select(schema.migration.c.number)).all() == [
            *(step.number for step in MIGRATIONS),
            LATEST + 1,
        ]


def test_a_store_of_the_first_release_keeps_its_highlights(tmp_path: Path) -> None:
    engine = sqlite_engine(tmp_path / "cslab.db", "rwc")
    assert migrate(lambda: transaction(engine), MIGRATIONS[:1]) == 1
    with transaction(engine) as connection:
        connection.exec_driver_sql(
            "INSERT INTO highlight "
            "(nonce, interview_id, start_s, end_s, note, coder, created_at, changed_at) "
            "VALUES ('n', 'int-01', 1.0, 2.0, 'kept', 'Maya', '2026-01-01', '2026-01-01')"
        )
        connection.exec_driver_sql("INSERT INTO highlight_code VALUES (1, 0, 'trust')")
    engine.dispose()
    with open_store(tmp_path / "cslab.db") as store:
        kept = highlights(store).iloc[0]
        assert (kept["note"], kept["codes"], kept["coder"]) == ("kept", ("trust",), "Maya")
