"""What is wrong with the files of usage events, counted by the engine that reads them."""

from __future__ import annotations

import tempfile
import threading
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cslab.errors import CslabError
from cslab.study.config import StudyConfig
from cslab.study.faults import Fault
from cslab.study.tables import read_accounts, read_people
from cslab.study.usage.files import EARLIEST, connect, raw
from cslab.study.usage.heads import FOLDER, by_shape, files_of, look
from cslab.study.usage.zones import now as this_moment

if TYPE_CHECKING:
    import duckdb

MANY = 20_000_000
"""Of more rows than this, repeated ones are counted among every so many-th person, and told as 'about'."""

LARGE = 200_000_000
"""Bytes of CSV from which on it is parsed once, into a temporary file, and not anew for every count."""

_KEPT: OrderedDict[Any, tuple[Fault, ...]] = OrderedDict()
_LOCK = threading.Lock()
_KEEP = 8

_COUNTS = """
SELECT file,
       count(*) AS rows,
       count(*) FILTER (WHERE "at" IS NULL) AS unreadable,
       min("row", 3) FILTER (WHERE "at" IS NULL) AS unreadable_rows,
       arg_min(coalesce(said, ''), "row") FILTER (WHERE "at" IS NULL) AS unreadable_said,
       count(*) FILTER (WHERE stated AND "at" IS NOT NULL) AS stated,
       count(*) FILTER (WHERE NOT stated AND "at" IS NOT NULL) AS unstated,
       min("row") FILTER (WHERE NOT stated AND "at" IS NOT NULL) AS unstated_row,
       arg_min(said, "row") FILTER (WHERE NOT stated AND "at" IS NOT NULL) AS unstated_said,
       count(*) FILTER (WHERE "at" > $now) AS ahead,
       min("row", 3) FILTER (WHERE "at" > $now) AS ahead_rows,
       arg_min(said, "row") FILTER (WHERE "at" > $now) AS ahead_said,
       count(*) FILTER (WHERE "at" < $first) AS before,
       min("row", 3) FILTER (WHERE "at" < $first) AS before_rows,
       arg_min(said, "row") FILTER (WHERE "at" < $first) AS before_said,
       count(*) FILTER (WHERE "event" IS NULL) AS nameless,
       min("row", 3) FILTER (WHERE "event" IS NULL) AS nameless_rows,
       count(*) FILTER (WHERE person_id IS NULL AND account_id IS NULL) AS nobody,
       min("row", 3) FILTER (WHERE person_id IS NULL AND account_id IS NULL) AS nobody_rows
FROM told GROUP BY file ORDER BY file
"""
_UNKNOWN = """
SELECT file, sum(rows)::BIGINT, count(*), min(id)
FROM (SELECT file, {column} AS id, count(*) AS rows FROM told WHERE {column} IS NOT NULL GROUP BY ALL)
WHERE id NOT IN (SELECT id FROM known_ids) GROUP BY file ORDER BY file
"""
_AGAIN = """
SELECT file, sum(n - 1)::BIGINT FROM (
    SELECT file, count(*) AS n FROM told
    WHERE hash(coalesce(person_id, account_id)) % $every = 0 AND "at" IS NOT NULL
    GROUP BY file, person_id, account_id, "event", "at" HAVING count(*) > 1
) GROUP BY file ORDER BY file
"""


def usage_faults(
    folder: str | Path, config: StudyConfig | None = None, *, until: datetime | None = None
) -> tuple[Fault, ...]:
    r"""List what is wrong with the files of usage events: one fault a file and kind, with its count.

    Parameters
    ----------
    folder : str or Path
        The study's folder.
    config : StudyConfig, optional
        Says which time zone times without one are in.
    until : datetime, optional
        Moments after this one (UTC) have not happened yet; now, when not given.

    Returns
    -------
    tuple of Fault
        By file. What was found is remembered as long as no file changes.

    Notes
    -----
    Files are read once for most of it; ids and repeated rows take a pass each. Rows that can't be read, or
    are yet to come, are left out of every number; rows of unknown people and accounts, and rows that are
    there twice, are kept.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     (Path(folder) / "usage").mkdir()
    ...     _ = (Path(folder) / "usage" / "x.csv").write_text("person_id,event,at\np-1,login,soon\n")
    ...     print(usage_faults(folder)[0].sentence)
    usage/x.csv, row 2: at is 'soon', but a moment such as 2026-03-04 14:05 (1 row of 1 is left out) was
    expected.
    """
    folder = Path(folder)
    zone = config.measures.timezone if config is not None else "UTC"
    if not (folder / FOLDER).exists():
        return ()
    people, accounts = _ids(folder, config)
    stamp = (files_of(folder), zone, until, hash(people), hash(accounts))
    with _LOCK:
        if stamp in _KEPT:
            return _KEPT[stamp]
    found = _faults(folder, zone, until or this_moment(), people, accounts)
    with _LOCK:
        _KEPT[stamp] = found
        while len(_KEPT) > _KEEP:
            _KEPT.popitem(last=False)
    return found


def _ids(folder: Path, config: StudyConfig | None) -> tuple[frozenset[str] | None, frozenset[str] | None]:
    found: list[frozenset[str] | None] = []
    for read, key in ((read_people, "person_id"), (read_accounts, "account_id")):
        try:
            table = read(folder, config).frame
        except CslabError:  # told elsewhere
            found.append(None)
            continue
        found.append(frozenset(table[key].dropna()) if len(table) else None)
    return found[0], found[1]


def _faults(
    folder: Path,
    zone: str,
    until: datetime,
    people: frozenset[str] | None,
    accounts: frozenset[str] | None,
) -> tuple[Fault, ...]:
    with connect(ordered=True) as connection, tempfile.TemporaryDirectory(prefix="cslab-usage-") as scratch:
        return _faults_in(connection, folder, zone, until, people, accounts, Path(scratch))


def _faults_in(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    zone: str,
    until: datetime,
    people: frozenset[str] | None,
    accounts: frozenset[str] | None,
    scratch: Path,
) -> tuple[Fault, ...]:
    import duckdb

    files, told = look(connection, folder)
    faults = list(told)
    for alike in by_shape(files):
        names = {str(file.path.resolve()): file.name for file in alike}
        try:
            rows = raw(connection, alike, zone, told=True)
            if alike[0].separator and sum(file.path.stat().st_size for file in alike) > LARGE:
                rows = _parsed_once(connection, rows, scratch)
            rows.create_view("told", replace=True)
            faults += _counted(connection, names, zone, until)
            faults += _unknown(connection, names, "person_id", people, "people.csv")
            faults += _unknown(connection, names, "account_id", accounts, "accounts.csv")
            faults += _repeated(connection, names)
        except duckdb.Error as error:
            first = str(error).splitlines()[0][:80]
            name = alike[0].name if len(alike) == 1 else f"{alike[0].name} and {len(alike) - 1} like it"
            faults.append(Fault(name, None, "the file", first, "a file that can be read to its end"))
    return tuple(sorted(faults, key=lambda fault: fault.file))


def _parsed_once(
    connection: duckdb.DuckDBPyConnection, rows: duckdb.DuckDBPyRelation, scratch: Path
) -> duckdb.DuckDBPyRelation:
    """Put the rows of large CSV files into a form that later passes read quickly."""
    place = scratch / f"{len(list(scratch.iterdir()))}.parquet"
    rows.write_parquet(str(place), compression="snappy")
    return connection.read_parquet(str(place))


def _counted(
    connection: duckdb.DuckDBPyConnection,
    names: dict[str, str],
    zone: str,
    until: datetime,
) -> list[Fault]:
    asked = connection.execute(_COUNTS, {"now": until, "first": EARLIEST})
    heads = [column[0] for column in asked.description or ()]
    counted = {row[0]: dict(zip(heads, row, strict=True)) for row in asked.fetchall()}
    faults = []
    for path, name in names.items():
        row = counted.get(path)
        if row is None:
            faults.append(Fault(name, None, "the file", "", "at least one event below its first row"))
            continue
        for what, column, expected in _WRONG:
            if row[what]:
                faults.append(_wrong(name, row, what, column, expected))
        if row["stated"] and row["unstated"]:
            expected = (
                f"a time zone, which {row['stated']:,} of {row['rows']:,} rows state ({zone} was taken "
                "for the others)"
            )
            faults.append(Fault(name, int(row["unstated_row"]), "at", row["unstated_said"], expected))
    return faults


_WRONG = (
    ("unreadable", "at", "a moment such as 2026-03-04 14:05 ({} left out)"),
    ("ahead", "at", "a moment that has come ({} left out)"),
    ("before", "at", f"a moment from {EARLIEST:%Y} on ({{}} left out)"),
    ("nameless", "event", "the name of an event ({} left out)"),
    ("nobody", "person_id", "a person or an account ({} nobody's)"),
)


def _wrong(name: str, row: dict[str, Any], what: str, column: str, expected: str) -> Fault:
    """One kind of fault in one file: the first row that has it, and how many do."""
    count, lines = row[what], row[f"{what}_rows"]
    noun, verb = ("row", "is") if count == 1 else ("rows", "are")
    more = " and more" if count > len(lines) else ""
    where = f", rows {', '.join(map(str, lines))}{more}," if len(lines) > 1 else ""
    counted = f"{count:,} {noun} of {row['rows']:,}{where} {verb}"
    return Fault(name, int(lines[0]), column, row.get(f"{what}_said") or "", expected.format(counted))


def _unknown(
    connection: duckdb.DuckDBPyConnection,
    names: dict[str, str],
    column: str,
    ids: Iterable[str] | None,
    file: str,
) -> list[Fault]:
    if ids is None:
        return []
    import pandas as pd

    connection.register("known_ids", pd.DataFrame({"id": pd.Series(sorted(ids), dtype=object)}))
    found = connection.execute(_UNKNOWN.format(column=column)).fetchall()
    what = "people" if column == "person_id" else "accounts"
    one = "person" if column == "person_id" else "account"
    faults = []
    for path, rows, count, example in found:
        noun = one if count == 1 else what
        expected = (
            f"an id that {file} has ({count:,} unknown {noun} in {rows:,} {'row' if rows == 1 else 'rows'}, "
            "which are kept)"
        )
        faults.append(Fault(names[path], None, column, example, expected))
    return faults


def _repeated(connection: duckdb.DuckDBPyConnection, names: dict[str, str]) -> list[Fault]:
    total = connection.execute("SELECT count(*) FROM told").fetchall()[0][0]
    every = max(1, -(-total // MANY))
    faults = []
    for path, again in connection.execute(_AGAIN, {"every": every}).fetchall():
        about = "about " if every > 1 else ""
        noun = "row" if again == 1 else "rows"
        faults.append(
            Fault(
                names[path],
                None,
                "an event",
                f"{about}{again * every:,} {noun} as before",
                "each event once (they are kept)",
            )
        )
    return faults
