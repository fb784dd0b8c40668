"""CSV files as people have them: any usual separator and encoding, and rows that are broken, each named."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from cslab.errors import InputError
from cslab.study.faults import Fault

SEPARATORS = (",", ";", "\t")
"""What separates values; spreadsheets write the semicolon where the comma is the decimal sign."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it starts on, and its values by column; what a short row lacks is empty."""

    line: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV file as text.

    Parameters
    ----------
    columns : tuple of str
        As the first row names them.
    rows : tuple of Row
        The rows that can be used, in order.
    faults : tuple of Fault
        What is wrong with the file and with rows that are left out.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


def read_sheet(path: Path, known: Collection[str], *, as_written: bool = False) -> Sheet:
    """Read a CSV file.

    Parameters
    ----------
    path : Path
        UTF-8 with or without a mark, UTF-16 with a mark, or else Windows-1252, which is reported.
    known : collection of str
        Column names to expect; the separator that finds most of them is the right one.
    as_written : bool
        Keep spaces around values, which are taken off otherwise.

    Returns
    -------
    Sheet
        Names of columns are in small letters, with ``_`` for spaces.

    Raises
    ------
    InputError
        If the file can't be read at all.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"The file {path} can't be read: {error.strerror or error}.") from error
    name = path.name
    text, faults = decode(content, name)
    lines = lines_of(text)
    separator = _separator(next((line for line in lines if line.strip()), ""), known)
    reader = partial(csv.reader, delimiter=separator, strict=True, skipinitialspace=not as_written)
    found = records_of(text, reader, name, faults)
    records = ((line, cells) for line, cells in found if any(map(str.strip, cells)))
    header_line, header = next(records, (1, []))
    if not header:
        return Sheet((), (), (*faults, Fault(name, 1, "the first row", "", "the names of the columns")))
    columns = _columns(header, header_line, name, faults)
    rows = []
    for line, cells in records:
        if len(cells) > len(columns) and any(map(str.strip, cells[len(columns) :])):
            faults.append(Fault(name, line, "the row", separator.join(cells), _count(columns)))
            continue
        if len(cells) < len(columns):
            faults.append(Fault(name, line, "the row", separator.join(cells), _count(columns)))
        padded = [*cells, *[""] * (len(columns) - len(cells))]
        named = zip(columns, padded, strict=False)
        rows.append(
            Row(line, {column: cell if as_written else cell.strip() for column, cell in named if column})
        )
    return Sheet(tuple(column for column in columns if column), tuple(rows), tuple(faults))


def decode(content: bytes, name: str) -> tuple[str, list[Fault]]:
    """Read the bytes of a file as text: by its mark, as UTF-8, or else as Windows-1252, which is a fault."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace"), []
    try:
        return content.decode("utf-8-sig").replace("\x00", ""), []
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        shown = content.splitlines()[line - 1].decode("cp1252", "replace").strip()
        expected = "UTF-8 text (it was read as Windows-1252: check the accents, or save it as CSV UTF-8)"
        text = content.decode("cp1252", "replace").replace("\x00", "")
        return text, [Fault(name, line, "the text", shown, expected)]


def _separator(line: str, known: Collection[str]) -> str:
    def found(separator: str) -> tuple[int, int]:
        names = [_column(cell) for cell in next(csv.reader([line], delimiter=separator), [])]
        return sum(name in known for name in names), len(names)

    return max(SEPARATORS, key=found)


def records_of(
    text: str, reading: Callable[[Iterable[str]], Any], name: str, faults: list[Fault]
) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they start on; a quote that is never closed spoils its own line only."""
    lines = lines_of(text)
    start = 0
    while start < len(lines):
        reader = reading(lines[at] for at in range(start, len(lines)))
        line = start + 1
        try:
            for cells in reader:
                yield line, cells
                line = start + reader.line_num + 1
            return
        except csv.Error:
            faults.append(Fault(name, line, "the row", lines[line - 1].strip(), "quotes that open and close"))
            start = line


def lines_of(text: str) -> list[str]:
    """Split where files have line ends, and not at the rarer marks that may stand inside a text."""
    return list(io.StringIO(text, newline=""))


def _columns(header: Sequence[str], line: int, name: str, faults: list[Fault]) -> list[str]:
    columns: list[str] = []
    for cell in header:
        column = _column(cell)
        if column and column in columns:
            faults.append(Fault(name, line, "the name of a column", cell, "a name used only once"))
            column = ""
        columns.append(column)
    return columns


def _column(cell: str) -> str:
    return "_".join(cell.strip().lstrip("\ufeff").lower().replace("-", "_").split())


def _count(columns: Sequence[str]) -> str:
    return f"a row of {len(columns)} values, one for each column,"


def write_sheet(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    r"""Write rows as CSV text that spreadsheets take for words alone: none of it is run as a formula.

    Text that starts with a sign of a formula gets an apostrophe in front, in the names of columns too; `bare`
    takes it off again. Numbers stay numbers.

    Examples
    --------
    >>> write_sheet(["note"], [["=1+1"], ["plain"]])
    "note\r\n'=1+1\r\nplain\r\n"
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([[_guarded(value) for value in row] for row in (columns, *rows)])
    return text.getvalue()


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def _guarded(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    words = str(value)
    return f"'{words}" if words.startswith(_FORMULA) else words


def bare(value: str) -> str:
    """Take off the apostrophe that `write_sheet` put before a sign of a formula.

    Examples
    --------
    >>> bare("'=1+1"), bare("'tis")
    ('=1+1', "'tis")
    """
    return value[1:] if value[:1] == "'" and value[1:].startswith(_FORMULA) else value
