"""JSON as plain files: one object, a list, or one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cslab.errors import InputError


def lines_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Write rows as JSON, one a line."""
    return "".join(json.dumps(dict(row)) + "\n" for row in rows)


def read_lines(path: Path, needed: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Read rows of JSON, one a line.

    Raises
    ------
    InputError
        If a line is no JSON, or lacks a value.
    """
    needed = tuple(needed)
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        row = _json(line, where)
        if not isinstance(row, dict) or any(name not in row for name in needed):
            raise InputError(f"{where} is not as cslab export writes it; it needs {', '.join(needed)}.")
        yield {name: row[name] for name in needed}


def read_object(path: Path, needed: Iterable[str]) -> dict[str, Any]:
    """Read one JSON object from a file of its own.

    Raises
    ------
    InputError
        If it is no object, or lacks a value.
    """
    found = _json(_text(path), str(path))
    lacking = [name for name in needed if not isinstance(found, dict) or name not in found]
    if lacking:
        raise InputError(f"{path} is not as cslab export writes it; it needs {lacking[0]!r}.")
    return dict(found)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(f"The file {path} can't be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"The file {path} is not UTF-8 text; export it again.") from error


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"{where} is not JSON ({error}); export it again.") from error


def read_list(path: Path) -> list[Any]:
    """Read a list of JSON from a file of its own.

    Raises
    ------
    InputError
        If it is no list.
    """
    found = _json(_text(path), str(path))
    if not isinstance(found, list):
        raise InputError(f"{path} is not as cslab export writes it; it needs a list.")
    return found
