"""A table as one plain file and back: CSV where a row is flat, else JSON lines; and what a cell may hold."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Table

from cslab.errors import InputError
from cslab.study.csvfile import bare, read_sheet, write_sheet
from cslab.study.jsonfiles import read_lines
from cslab.study.schema import clean

CLIP: Final = "highlight"
"""Column that names a highlight: by its nonce in files, by its number in the store."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of a file.

    Parameters
    ----------
    name : str
        In the file and, unless `column` says otherwise, in the table.
    read : callable
        From the text of a CSV cell, or the value of a JSON line, to the value that is stored.
    column : str
        In the table.
    empty : bool
        Whether there may be nothing in it, which is stored as nothing.
    """

    name: str
    read: Callable[[Any], Any]
    column: str = ""
    empty: bool = False

    @property
    def stored(self) -> str:
        """The column of the table."""
        return self.column or self.name


@dataclass(frozen=True, slots=True)
class MadeFile:
    """One file of the export.

    Parameters
    ----------
    name : str
        Of the file; ``.csv`` or ``.jsonl``.
    noun : str
        What its rows are, in the plural.
    table : Table
        Of the store.
    cells : tuple of Cell
        Its columns in order.
    key : tuple of str
        Columns of the table that name a row, whoever has it.
    changed : str
        Column with the moment of the last change: of two versions, the later one is kept.
    """

    name: str
    noun: str
    table: Table
    cells: tuple[Cell, ...]
    key: tuple[str, ...]
    changed: str

    def text(self, rows: Iterable[Mapping[str, Any]]) -> str:
        """Write rows, given by the columns of the table, as the file's text."""
        named = [{cell.name: row[cell.stored] for cell in self.cells} for row in rows]
        if self.name.endswith(".jsonl"):
            return "".join(json.dumps(row) + "\n" for row in named)
        return write_sheet(
            [cell.name for cell in self.cells], [[_shown(value) for value in row.values()] for row in named]
        )

    def rows(self, path: Path) -> list[dict[str, Any]]:
        """Read what `text` wrote, perhaps edited since, by the columns of the table.

        Raises
        ------
        InputError
            If a row can't be read; the sentence names it.
        """
        return [
            {cell.stored: self._value(cell, values[cell.name], where) for cell in self.cells}
            for where, values in self._written(path)
        ]

    def _written(self, path: Path) -> list[tuple[str, dict[str, Any]]]:
        names = [cell.name for cell in self.cells]
        if self.name.endswith(".jsonl"):
            return [(f"{path}, line {n}", row) for n, row in enumerate(read_lines(path, names), 1)]
        sheet = read_sheet(path, names, as_written=True)
        if sheet.faults:
            raise InputError(sheet.faults[0].sentence)
        lacking = [name for name in names if name not in sheet.columns]
        if lacking:
            raise InputError(f"{path} has no column {lacking[0]!r}, so it was not written by cslab export.")
        return [
            (f"{path}, row {row.line}", {name: clean(bare(row.values[name])) for name in names})
            for row in sheet.rows
        ]

    @staticmethod
    def _value(cell: Cell, written: Any, where: str) -> Any:
        if cell.empty and (written is None or written == ""):
            return None
        try:
            return cell.read(written)
        except (ValueError, TypeError) as error:
            raise InputError(f"{where}: {cell.name} is {error}; correct it, or export again.") from error


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return repr(value) if isinstance(value, float) else value


# ------------------------------------------------------------------------- what may stand in a cell


def words(value: Any) -> str:
    """Any text."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r}, which is not text")
    return clean(value)


def name(value: Any) -> str:
    """Text with something in it."""
    found = words(value)
    if not found.strip():
        raise ValueError("empty")
    return found


def whole(value: Any) -> int:
    """A whole number."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"{value!r}, which is not a whole number") from error


def number(value: Any) -> float:
    """A number that is one."""
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"{value!r}, which is not a number") from error
    if not math.isfinite(found):
        raise ValueError(f"{value!r}, which is not a number")
    return found


def truth(value: Any) -> bool:
    """Yes or no."""
    if isinstance(value, bool):
        return value
    found = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}.get(
        str(value).strip().lower()
    )
    if found is None:
        raise ValueError(f"{value!r}, which is neither yes nor no")
    return found


def moment(value: Any) -> str:
    """A moment as the store writes it, from any ISO 8601 form; one without a zone is UTC."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError(f"{value!r}, which is not a moment such as 2026-03-04T10:00:00+00:00") from error
    zoned = found if found.tzinfo else found.replace(tzinfo=UTC)
    return zoned.astimezone(UTC).isoformat(timespec="microseconds")


def document(value: Any) -> Any:
    """Anything that JSON can say."""
    return value
