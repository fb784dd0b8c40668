"""The heads of files of usage events: what their columns are called, and which files can be used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cslab.errors import InputError
from cslab.study.faults import Fault

if TYPE_CHECKING:
    import duckdb

FOLDER = "usage"
COLUMNS = ("person_id", "account_id", "event", "at")

ALIASES: Mapping[str, tuple[str, ...]] = {
    "person_id": ("user_id", "user", "contact_id", "person", "member_id", "profile_id"),
    "account_id": ("account", "company_id", "organisation_id", "organization_id", "org_id", "workspace_id"),
    "event": ("event_name", "event_type", "action", "name", "activity"),
    "at": ("timestamp", "time", "event_time", "occurred_at", "created_at", "date", "datetime", "when"),
}
"""What other tools call the columns; hinted at, never taken for them."""


@dataclass(frozen=True, slots=True)
class UsageFile:
    """One file of events, as its head describes it.

    Parameters
    ----------
    path : Path
        Where it lies.
    name : str
        Relative to the study's folder.
    separator : str
        Of a CSV file; empty for Parquet.
    columns : tuple of str
        As they are called in the file, in order.
    kinds : tuple of str
        Their SQL types.
    places : mapping of str to int
        What cslab calls a column -> its place.
    """

    path: Path
    name: str
    separator: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    places: Mapping[str, int]

    @property
    def shape(self) -> tuple[object, ...]:
        """Files of one shape are read together."""
        return (self.separator, self.columns, self.kinds)

    def kind(self, column: str) -> str:
        """The SQL type of one of our columns; empty when the file has no such column."""
        return self.kinds[self.places[column]] if column in self.places else ""


def look(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> tuple[tuple[UsageFile, ...], tuple[Fault, ...]]:
    """Read the heads of a study's usage files: those that can be used, and what is wrong with the others."""
    home = folder / FOLDER
    if not home.is_dir():
        if home.exists():
            return (), (Fault(FOLDER, None, "usage", "a file", "a folder of Parquet and CSV files"),)
        return (), ()
    files: list[UsageFile] = []
    faults: list[Fault] = []
    for path in sorted(home.iterdir()):
        suffix = path.suffix.lower()
        if suffix not in (".parquet", ".csv") or path.name.startswith("."):
            continue
        name = f"{FOLDER}/{path.name}"
        try:
            columns, kinds, separator = _head(connection, path)
        except InputError as error:
            faults.append(Fault(name, None, "the file", str(error), "a file of events"))
            continue
        places = {
            wanted: at for at, column in enumerate(columns) if (wanted := column.strip().lower()) in COLUMNS
        }
        found = _missing(name, columns, places)
        kind = kinds[places["at"]] if "at" in places else "VARCHAR"
        if not found and not (kind in ("VARCHAR", "DATE") or kind.startswith("TIMESTAMP")):
            found = [Fault(name, None, "at", f"numbers of type {kind}", "moments such as 2026-03-04 14:05")]
        faults += found
        if not any(fault.column != "a column" for fault in found):
            files.append(UsageFile(path, name, separator, columns, kinds, places))
    return tuple(files), tuple(faults)


def by_shape(files: Iterable[UsageFile]) -> tuple[tuple[UsageFile, ...], ...]:
    """Put files together that can be read in one go."""
    alike: dict[object, list[UsageFile]] = {}
    for file in files:
        alike.setdefault(file.shape, []).append(file)
    return tuple(tuple(group) for group in alike.values())


def literal_path(path: Path) -> str:
    """Write a path so that DuckDB looks for no pattern in it."""
    return re.sub(r"([\[*?])", r"[\1]", str(path.resolve()))


def files_of(folder: Path) -> tuple[Any, ...]:
    """A stamp of the usage files: path, size, and when each changed."""
    home = folder / FOLDER
    if not home.is_dir():
        return ()
    looks = []
    for path in sorted(home.iterdir()):
        try:
            found = path.stat()
        except OSError:
            continue
        looks.append((str(path), found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino))
    return tuple(looks)


def _head(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Read the names and types of the columns; raise in plain words where there are none."""
    import csv

    import duckdb

    if path.is_dir():
        raise InputError("a folder")
    try:
        if path.stat().st_size == 0:
            raise InputError("an empty file")
        if path.suffix.lower() == ".parquet":
            found = connection.read_parquet([literal_path(path)])
            return tuple(found.columns), tuple(str(kind) for kind in found.types), ""
        with path.open("rb") as file:
            line = file.readline(1_000_000)
    except OSError as error:
        raise InputError(error.strerror or "unreadable") from error
    except duckdb.Error as error:
        raise InputError("a broken Parquet file") from error
    try:
        text = line.decode("utf-8-sig").strip("\r\n")
    except UnicodeDecodeError as error:
        raise InputError("a file in another encoding than UTF-8") from error
    if not text.strip() or "\0" in text:
        raise InputError("a file whose first row names no columns")
    separator = max((",", ";", "\t"), key=text.count)
    columns = tuple(next(csv.reader([text], delimiter=separator)))
    return columns, ("VARCHAR",) * len(columns), separator


def _missing(name: str, columns: tuple[str, ...], places: Mapping[str, int]) -> list[Fault]:
    """Say which columns are not there; an event may name a person, an account, or both."""
    lacking = [column for column in ("event", "at") if column not in places]
    if "person_id" not in places and "account_id" not in places:
        lacking.insert(0, "person_id")
    faults = []
    for column in lacking:
        others = [other for other in columns if other.strip().lower() not in COLUMNS]
        near = [other for other in others if other.strip().lower() in ALIASES[column]]
        near = near or get_close_matches(column, others, n=1, cutoff=0.6)
        hint = f", perhaps {near[0]!r} renamed," if near else ""
        faults.append(Fault(name, 1, "the first row", ", ".join(columns), f"a column {column}{hint}"))
    return faults
