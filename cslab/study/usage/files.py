"""Files of usage events, Parquet or CSV, as one table that is read only as far as it is asked."""

from __future__ import annotations

import itertools
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cslab.errors import MissingDependencyError
from cslab.study.config import StudyConfig
from cslab.study.usage.heads import COLUMNS, UsageFile, by_shape, literal_path, look
from cslab.study.usage.zones import now as this_moment
from cslab.study.usage.zones import to_utc

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

MEMORY = "2GB"
"""More than this, a question about events writes to the disk."""
EARLIEST = datetime(1970, 1, 1)

_count = itertools.count()


def open_usage(
    folder: str | Path,
    config: StudyConfig | None = None,
    *,
    people: pd.DataFrame | None = None,
    until: datetime | None = None,
) -> duckdb.DuckDBPyRelation:
    r"""Open a study's usage events. Nothing is read before something is asked, and never all at once.

    Parameters
    ----------
    folder : str or Path
        The study's folder; its ``usage/*.parquet`` and ``usage/*.csv`` are taken together.
    config : StudyConfig, optional
        Says which time zone times without one are in.
    people : DataFrame, optional
        person_id, account_id: where an event names no account, it is the person's.
    until : datetime, optional
        Events after this moment (UTC) have not happened yet and are left out; now, when not given.

    Returns
    -------
    DuckDBPyRelation
        person_id, account_id, event (text), at (TIMESTAMP, UTC). It has a connection of its own, so that
        each thread can open one. Rows without a readable moment, or without an event, are left out. Empty
        when there is no file that can be read; `cslab.study.usage.check.usage_faults` says why.

    Raises
    ------
    MissingDependencyError
        If DuckDB is not installed.

    Notes
    -----
    The word ``at`` is reserved in DuckDB's SQL: write ``"at"``.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     (Path(folder) / "usage").mkdir()
    ...     rows = "person_id,account_id,event,at\np-1,a-1,login,2026-03-04T10:00+02:00\n"
    ...     _ = (Path(folder) / "usage" / "march.csv").write_text(rows)
    ...     open_usage(folder).fetchall()
    [('p-1', 'a-1', 'login', datetime.datetime(2026, 3, 4, 8, 0))]
    """
    connection = connect()
    files, _ = look(connection, Path(folder))
    zone = config.measures.timezone if config is not None else "UTC"
    last = until or this_moment()
    parts = []
    for alike in by_shape(files):
        rows = raw(connection, alike, zone)
        if people is not None and len(people) and _lacks_accounts(connection, alike):
            rows = _with_accounts(connection, rows, people)
        rows = rows.select(*COLUMNS)
        if not (zone == "UTC" and _all_in_time(connection, alike, last)):
            within = f"\"at\" BETWEEN TIMESTAMP '{EARLIEST}' AND TIMESTAMP '{last.isoformat(sep=' ')}'"
            rows = rows.filter(f'{within} AND "event" IS NOT NULL')
        parts.append(rows)
    if not parts:
        return empty(connection)
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.union(part)
    return whole


def connect(*, ordered: bool = False) -> duckdb.DuckDBPyConnection:
    """Open an engine of its own, with a bound on its memory and a place on the disk for what exceeds it."""
    try:
        import duckdb
    except ImportError as error:
        raise MissingDependencyError.of("duckdb", "a file of usage events", "app") from error
    spill = Path(tempfile.gettempdir()) / f"cslab-usage-{os.getpid()}-{next(_count)}"
    connection: duckdb.DuckDBPyConnection = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": MEMORY,
            "temp_directory": str(spill),
            "preserve_insertion_order": ordered,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    connection.execute("SET enable_progress_bar = false").fetchall()  # nothing is printed by a library
    return connection


def empty(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
    """A table of no events."""
    return connection.sql(
        'SELECT NULL::VARCHAR AS person_id, NULL::VARCHAR AS account_id, NULL::VARCHAR AS "event", '
        'NULL::TIMESTAMP AS "at" WHERE false'
    )


def raw(
    connection: duckdb.DuckDBPyConnection, files: tuple[UsageFile, ...], zone: str, *, told: bool = False
) -> duckdb.DuckDBPyRelation:
    """Read files of one shape: our four columns; with `told`, also file, row, said, stated."""
    import duckdb

    first = files[0]
    paths: Any = [literal_path(file.path) for file in files]
    if first.separator:
        rows = connection.read_csv(
            paths,
            header=False,
            skiprows=1,
            columns={f"c{place}": "VARCHAR" for place in range(len(first.columns))},
            auto_detect=False,
            delimiter=first.separator,
            quotechar='"',
            escapechar='"',
            null_padding=True,
            ignore_errors=True,
            strict_mode=False,
            filename=told,
            parallel=False,  # quoted line ends and short rows need it
        )
        names = [f"c{place}" for place in range(len(first.columns))]
        number = "row_number() OVER () + 1"
    else:
        rows = connection.read_parquet(paths, filename=told, file_row_number=told)
        names = list(first.columns)
        number = "file_row_number + 1"
    wanted = [
        duckdb.ColumnExpression(names[first.places[column]]).alias(column)
        if column in first.places
        else duckdb.ConstantExpression(None).cast("VARCHAR").alias(column)
        for column in COLUMNS
    ]
    if told:
        wanted += [
            duckdb.ColumnExpression("filename").alias("file"),
            duckdb.SQLExpression(number).alias("row"),
        ]
    rows = rows.select(*wanted)
    text = [_text(column, first.kind(column), csv=bool(first.separator)) for column in COLUMNS[:3]]
    more = ["file", '"row"', 'CAST("at" AS VARCHAR) AS said'] if told else []
    clock, stated = _clock(first.kind("at"))
    rows = rows.project(", ".join([*text, *more, f"{stated} AS stated", f"{clock} AS clock"]))
    moment = f"CASE WHEN stated THEN clock ELSE {to_utc(zone, 'clock')} END" if zone != "UTC" else "clock"
    more = ["file", '"row"', "said", "stated"] if told else []
    return rows.project(", ".join(["person_id", "account_id", '"event"', f'{moment} AS "at"', *more]))


def _text(column: str, kind: str, *, csv: bool) -> str:
    if csv:
        return f'nullif(trim("{column}"), \'\') AS "{column}"'
    if kind in ("VARCHAR", ""):
        return f'"{column}"'
    whole = f'CAST("{column}" AS BIGINT)' if kind in ("DOUBLE", "FLOAT") else f'"{column}"'
    return f'CAST({whole} AS VARCHAR) AS "{column}"'


_ZONE = r"\d:\d\d(:\d\d([.,]\d+)?)?\s*(z|utc|gmt|[+-]\d\d(:?\d\d)?|[a-z]+/[a-z_/]+)$"


def _clock(kind: str) -> tuple[str, str]:
    """Write the SQL of a moment, in UTC where its time zone is stated, and of whether it is."""
    if kind == "TIMESTAMP WITH TIME ZONE":
        return 'make_timestamp(epoch_us("at"))', "true"
    if kind != "VARCHAR":
        return 'CAST("at" AS TIMESTAMP)', "false"
    said = 'trim("at")'
    stated = f"coalesce(regexp_matches({said}, '{_ZONE}', 'i'), false)"
    clock = (
        f"CASE WHEN {stated} THEN make_timestamp(epoch_us(try_cast({said} AS TIMESTAMPTZ))) "
        f"WHEN regexp_matches({said}, '^\\d{{4}}-') THEN try_cast({said} AS TIMESTAMP) "
        f"ELSE try_strptime({said}, ['%d.%m.%Y %H:%M:%S', '%d.%m.%Y %H:%M', '%d.%m.%Y']) END"
    )
    return clock, stated


def _lacks_accounts(connection: duckdb.DuckDBPyConnection, files: tuple[UsageFile, ...]) -> bool:
    """Whether some event may name no account; Parquet files say so without being read."""
    if files[0].separator or files[0].kind("account_id") != "VARCHAR":
        return True
    return not _proved(connection, files, "account_id", "stats_min_value <> ''", [])


def _all_in_time(
    connection: duckdb.DuckDBPyConnection, files: tuple[UsageFile, ...], until: datetime
) -> bool:
    """Whether Parquet files say that each event has a name, and a moment that has come: all are kept."""
    if files[0].separator or files[0].kind("event") != "VARCHAR" or files[0].kind("at") != "TIMESTAMP":
        return False
    span = "try_cast(stats_min_value AS TIMESTAMP) >= ? AND try_cast(stats_max_value AS TIMESTAMP) <= ?"
    in_time = _proved(connection, files, "at", span, [EARLIEST, until])
    return in_time and _proved(connection, files, "event", "true", [])


def _proved(
    connection: duckdb.DuckDBPyConnection,
    files: tuple[UsageFile, ...],
    column: str,
    condition: str,
    values: list[Any],
) -> bool:
    """Whether every part of every Parquet file says of a column that it is full and meets a condition."""
    name = files[0].columns[files[0].places[column]]
    for file in files:
        found = connection.execute(
            f"SELECT count(*), count(*) FILTER (stats_null_count = 0 AND {condition}) "  # noqa: S608 - ours
            "FROM parquet_metadata(?) WHERE path_in_schema = ?",
            [*values, literal_path(file.path), name],
        ).fetchall()[0]
        if not found[0] or found[0] != found[1]:
            return False
    return True


def _with_accounts(
    connection: duckdb.DuckDBPyConnection, rows: duckdb.DuckDBPyRelation, people: pd.DataFrame
) -> duckdb.DuckDBPyRelation:
    homes = people[["person_id", "account_id"]].dropna().drop_duplicates("person_id").astype(str)
    table = f"homes_{next(_count)}"
    connection.register(
        table, homes.set_axis(["home_person", "home"], axis=1).reset_index(drop=True).astype(object)
    )
    joined = rows.join(connection.table(table), "person_id = home_person", how="left")
    return joined.project('person_id, coalesce(nullif(account_id, \'\'), home) AS account_id, "event", "at"')
