"""A codebook as a table that spreadsheets open: name, parent, definition, examples (one a line), colour."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cslab.errors import CslabError, InputError
from cslab.study.codebook import ROW, Codebook, code_of, is_circular, row_of
from cslab.study.csvfile import Sheet, bare, read_sheet, write_sheet
from cslab.study.faults import Fault
from cslab.study.files import write_atomic
from cslab.study.settings import near

_ALSO = {"code": "name", "color": "colour", "description": "definition"}
"""Names that other tools give to columns."""


def codebook_text(book: Codebook) -> str:
    r"""Write the codes in use as CSV.

    Examples
    --------
    >>> from cslab.study.codebook import Code
    >>> codebook_text(Codebook((Code("trust", "=why they stay"),)))
    "name,parent,definition,examples,colour\r\ntrust,,'=why they stay,,\r\n"
    """
    rows = [row_of(code) | {"examples": "\n".join(code.examples)} for code in book.codes]
    return write_sheet(ROW, [[row[name] for name in ROW] for row in rows])


def write_codebook(path: str | Path, book: Codebook) -> Path:
    """Write the codes in use to a CSV file, whole or not at all.

    Raises
    ------
    InputError
        If the file can't be written.
    """
    write_atomic(Path(path), codebook_text(book))
    return Path(path)


def read_codebook_rows(path: str | Path, known: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Read what `codebook_text` wrote, or a person did: only a column of names is needed.

    Parameters
    ----------
    path : str or Path
        The CSV file; see `cslab.study.csvfile.read_sheet` for what is understood.
    known : iterable of str
        Codes that are there already, and may be parents.

    Returns
    -------
    list of dict
        Rows for `cslab.study.codebook.take_in`: of the columns that the file has.

    Raises
    ------
    InputError
        If the file can't be read, has no column of names, or a row is no code; the sentence names the row.
    """
    path = Path(path)
    sheet = read_sheet(path, (*ROW, *_ALSO))
    if sheet.faults:
        raise InputError(sheet.faults[0].sentence)
    columns = {column: _ALSO.get(column, column) for column in sheet.columns}
    if "name" not in columns.values():
        raise InputError(f"{path.name} has no column 'name'; give each code a name there.")
    rows = []
    for line in sheet.rows:
        given = {columns[column]: bare(value) for column, value in line.values.items()}
        row = {name: given[name] for name in ROW if name in given}
        try:
            rows.append(row | {name: getattr(code_of(row), name) for name in row})
        except CslabError as error:
            raise InputError(f"{path.name}, row {line.line}: {error}") from error
    if fault := _fault(path.name, sheet, rows, set(known)):
        raise InputError(fault.sentence)
    return rows


def _fault(file: str, sheet: Sheet, rows: list[dict[str, Any]], known: set[str]) -> Fault | None:
    """The first row whose name is used twice or whose parent can't be."""
    names = [row["name"] for row in rows]
    parents = {row["name"]: row.get("parent") for row in rows}
    for place, (line, row) in enumerate(zip(sheet.rows, rows, strict=True)):
        name, parent = row["name"], row.get("parent")
        if name in names[:place]:
            return Fault(file, line.line, "name", name, "a name used only once")
        if parent is not None and parent not in parents and parent not in known:
            expected = f"the name of another code{near(parent, [*parents, *known])}"
            return Fault(file, line.line, "parent", parent, expected)
        if is_circular(name, parents):
            expected = "a parent that is not below the code itself"
            return Fault(file, line.line, "parent", str(parent), expected)
    return None
