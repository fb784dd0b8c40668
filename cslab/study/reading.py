"""One CSV file on its way into a table: its columns, what their values are, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd

from cslab.study.csvfile import Row, Sheet, bare, read_sheet
from cslab.study.dates import parse_dates, parse_times, states_zone
from cslab.study.faults import Fault


@dataclass(frozen=True, slots=True)
class Table:
    """A table that people brought, as far as it can be used.

    Parameters
    ----------
    name : str
        ``"interviews"``, ``"people"`` or ``"accounts"``.
    frame : DataFrame
        The rows that can be used; what can't be read in them is missing. Columns that cslab does not know
        are kept.
    faults : tuple of Fault
        What is wrong, in the order of the file.
    left_out : int
        How many rows of the file are not in the frame.
    """

    name: str
    frame: pd.DataFrame
    faults: tuple[Fault, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds.

    Parameters
    ----------
    kind : str
        ``"text"``, ``"date"``, ``"time"`` (given in UTC), ``"whole"`` or ``"number"``.
    choices : tuple of str
        The only values it may have, when there are such.
    """

    kind: str = "text"
    choices: tuple[str, ...] = ()


@dataclass(slots=True)
class Line:
    """A row on its way into a table: what the file says, and what was made of it."""

    source: Row
    cells: dict[str, Any] = field(default_factory=dict)

    def raw(self, column: str) -> str:
        """What the file says in a column."""
        return self.source.values.get(column, "")


class Reading:
    """Reads one file, and collects its rows and its faults."""

    def __init__(
        self, folder: Path, file: str, key: str, columns: Mapping[str, Column], *, zone: str = "UTC"
    ) -> None:
        self.file = file
        self.zone = zone
        self.known = columns
        path = folder / file
        sheet = read_sheet(path, columns) if path.exists() else Sheet((), (), ())
        self.extra = [column for column in sheet.columns if column not in columns]
        self.faults = list(sheet.faults)
        self.total = len(sheet.rows) + sum(fault.column == "the row" for fault in sheet.faults)
        self.rows = [Line(row) for row in sheet.rows]
        if sheet.columns:
            self._check_columns(sheet.columns, key)
        for column, what in columns.items():
            self._convert(column, what)
        self._keep_unique(key)
        for column in self.extra:
            for row in self.rows:
                row.cells[column] = bare(row.raw(column)) or None

    def wrong(self, row: Line, column: str, expected: str) -> None:
        """Report a value."""
        self.faults.append(Fault(self.file, row.source.line, column, row.raw(column), expected))

    def must_exist(self, column: str, ids: list[str] | None, what: str) -> None:
        """Report ids that another file does not have, when there is such a file."""
        for row in self.rows:
            value = row.cells[column]
            if ids is not None and value is not None and value not in ids:
                near = get_close_matches(value, ids, n=1)
                hint = f", perhaps {near[0]!r}," if near else ""
                self.wrong(row, column, f"the id of a known {what}{hint}")

    def add(self, **cells: Any) -> None:
        """Add a row that the file does not have."""
        empty = dict.fromkeys((*self.known, *self.extra))
        self.rows.append(Line(Row(0, {}), empty | cells))

    def table(self, name: str) -> Table:
        """Give what was read."""
        columns = {}
        for column, what in self.known.items():
            values = [row.cells[column] for row in self.rows]
            columns[column] = pd.Series(values, dtype=_DTYPES[what.kind])
        for column in self.extra:
            columns[column] = _typed([row.cells[column] for row in self.rows])
        faults = sorted(self.faults, key=lambda fault: fault.row or 0)
        from_file = sum(row.source.line > 0 for row in self.rows)
        return Table(name, pd.DataFrame(columns), tuple(faults), max(self.total - from_file, 0))

    def _check_columns(self, columns: tuple[str, ...], key: str) -> None:
        for column in columns:
            missing = [known for known in self.known if known not in columns]
            near = get_close_matches(column, missing, n=1, cutoff=0.75) if column not in self.known else []
            if near:
                self.faults.append(Fault(self.file, 1, "a column", column, f"perhaps {near[0]!r}"))
        if key not in columns:
            self.faults.append(Fault(self.file, 1, "the first row", ", ".join(columns), f"a column {key}"))

    def _convert(self, column: str, what: Column) -> None:
        values = [bare(row.raw(column)) for row in self.rows]
        if what.kind == "date":
            found: Iterable[Any] = parse_dates(values)
        elif what.kind == "time":
            found = parse_times(values, self.zone)
            self._mixed_zones(column, values)
        else:
            found = map(_READERS[what.kind], values)
        for row, raw, value in zip(self.rows, values, found, strict=True):
            kept, expected = (None, value) if what.kind != "text" and isinstance(value, str) else (value, "")
            if what.choices and raw:
                kept, expected = _chosen(raw, kept, what)
            if expected:
                self.wrong(row, column, expected)
            row.cells[column] = kept

    def _mixed_zones(self, column: str, values: list[str]) -> None:
        """Remark once on a column in which some moments state their time zone and others don't."""
        stated = [states_zone(value) for value in values if value]
        if any(stated) and not all(stated):
            row = next(
                row for row, value in zip(self.rows, values, strict=True) if value and not states_zone(value)
            )
            rest = f"{self.zone} was taken; {stated.count(False)} rows state none"
            expected = f"a time zone as in the other rows ({rest})"
            self.wrong(row, column, expected)

    def _keep_unique(self, key: str) -> None:
        first: dict[str, int] = {}
        kept = []
        for row in self.rows:
            id_ = row.cells[key]
            if id_ is None:
                if key in row.source.values:
                    self.wrong(row, key, "an id")
            elif id_ in first:
                self.wrong(row, key, f"an id used only once (row {first[id_]} has it)")
            else:
                first[id_] = row.source.line
                kept.append(row)
        self.rows = kept


def _chosen(raw: str, value: Any, what: Column) -> tuple[Any, str]:
    """A value that must be one of a few: the value and no fault, or nothing and what was expected."""
    word = str(value) if what.kind == "whole" else raw.lower()
    if word in what.choices:
        return value if what.kind == "whole" else word, ""
    return None, f"{', '.join(what.choices[:-1])} or {what.choices[-1]}"


def _text(value: str) -> str | None:
    return value or None


def _whole(value: str) -> int | str | None:
    """A whole number, or as text what was expected."""
    if not value:
        return None
    try:
        number = float(value.replace("\u2212", "-"))
    except ValueError:
        return "a whole number"
    return int(number) if number.is_integer() else "a whole number"


def _number(value: str) -> float | str | None:
    """A number, or as text what was expected."""
    if not value:
        return None
    try:
        number = float(value.replace("\u2212", "-"))
    except ValueError:
        return "a plain number such as 1234.50"
    return number if abs(number) < float("inf") else "a plain number such as 1234.50"


_READERS: Mapping[str, Callable[[str], Any]] = {"text": _text, "whole": _whole, "number": _number}
_DTYPES = {
    "text": "str",
    "date": "datetime64[us]",
    "time": "datetime64[us]",
    "whole": "Int64",
    "number": "float64",
}


def _typed(values: list[str | None]) -> pd.Series[Any]:
    """A column that cslab does not know: numbers when it holds nothing else, words otherwise."""
    numbers = [_number(value or "") for value in values]
    only_numbers = not any(isinstance(number, str) for number in numbers)
    coded = any(value is not None and re.match(r"-?0\d", value) for value in values)
    if only_numbers and not coded and any(number is not None for number in numbers):
        return pd.Series(numbers, dtype="float64")
    return pd.Series(values, dtype="str")
