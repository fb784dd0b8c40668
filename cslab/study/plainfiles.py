"""What people made as plain files: highlights as CSV, reels as JSON, the log as JSON lines; and back."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cslab.errors import InputError, NotFoundError
from cslab.study.csvfile import bare, read_sheet, write_sheet
from cslab.study.reels import ReelElement, check_name
from cslab.study.schema import clean

HIGHLIGHT_COLUMNS = (
    *("nonce", "id", "interview_id", "start", "end", "codes", "stage", "note", "coder"),
    *("created_at", "changed_at", "removed_at"),
)


@dataclass(frozen=True, slots=True)
class HighlightRecord:
    """A highlight with everything the store knows of it; moments are text as the store writes them."""

    nonce: str
    id: int
    interview_id: str
    start: float
    end: float
    codes: tuple[str, ...]
    stage: str | None
    note: str
    coder: str
    created_at: str
    changed_at: str
    removed_at: str | None


@dataclass(frozen=True, slots=True)
class ReelRecord:
    """A reel with everything the store knows of it; its clips name highlights by their nonce."""

    name: str
    title: str
    author: str
    created_at: str
    changed_at: str
    removed_at: str | None
    elements: tuple[ReelElement, ...]
    nonces: tuple[str | None, ...]


def highlights_text(records: Iterable[HighlightRecord]) -> str:
    """Write highlights as CSV; several codes are parted by semicolons."""
    rows = []
    for record in records:
        values = {name: getattr(record, name) for name in HIGHLIGHT_COLUMNS}
        values |= {"start": repr(record.start), "end": repr(record.end), "codes": _joined(record.codes)}
        rows.append([values[name] for name in HIGHLIGHT_COLUMNS])
    return write_sheet(HIGHLIGHT_COLUMNS, rows)


def read_highlights(path: Path) -> tuple[HighlightRecord, ...]:
    """Read what `highlights_text` wrote, perhaps edited since.

    Raises
    ------
    InputError
        If a row can't be read; the sentence names it.
    """
    sheet = read_sheet(path, HIGHLIGHT_COLUMNS, as_written=True)
    if sheet.faults:
        raise InputError(sheet.faults[0].sentence)
    lacking = [name for name in HIGHLIGHT_COLUMNS if name not in sheet.columns]
    if lacking:
        raise InputError(f"{path} has no column {lacking[0]!r}, so it was not written by cslab export.")
    records = []
    for row in sheet.rows:
        value = {name: clean(bare(row.values[name])) for name in HIGHLIGHT_COLUMNS}
        where = f"{path}, row {row.line}"
        start, end = _number(value["start"], where), _number(value["end"], where)
        codes = _parted(value["codes"])
        if not (0 <= start < end < math.inf):
            raise InputError(f"{where}: a highlight ends after it starts, but {start:g} to {end:g} is given.")
        if not (value["nonce"] and value["interview_id"] and codes):
            raise InputError(f"{where}: a highlight needs a nonce, an interview_id and at least one code.")
        records.append(
            HighlightRecord(
                nonce=value["nonce"],
                id=int(_number(value["id"] or "0", where)),
                interview_id=value["interview_id"],
                start=start,
                end=end,
                codes=codes,
                stage=value["stage"] or None,
                note=value["note"],
                coder=value["coder"] or "unknown",
                created_at=_moment(value["created_at"], where),
                changed_at=_moment(value["changed_at"], where),
                removed_at=_moment(value["removed_at"], where) if value["removed_at"] else None,
            )
        )
    return tuple(records)


def reels_text(records: Iterable[ReelRecord]) -> str:
    """Write reels as JSON for people to read."""
    documents = []
    for record in records:
        names = ("name", "title", "author", "created_at", "changed_at", "removed_at")
        document: dict[str, Any] = {name: getattr(record, name) for name in names}
        document["elements"] = [
            {
                "kind": part.kind,
                "highlight": part.highlight,
                "nonce": nonce,
                "text": part.text,
                "seconds": part.seconds,
            }
            for part, nonce in zip(record.elements, record.nonces, strict=True)
        ]
        documents.append(document)
    return json.dumps(documents, indent=2) + "\n"


def read_reels(path: Path) -> tuple[ReelRecord, ...]:
    """Read what `reels_text` wrote, perhaps edited since.

    Raises
    ------
    InputError
        If something in it is not a reel.
    """
    records = []
    for number, document in enumerate(_list(path), 1):
        where = f"{path}, reel {number}"
        try:
            parts = [dict(part) for part in document["elements"]]
            nonces = tuple(part.pop("nonce", None) for part in parts)
            records.append(
                ReelRecord(
                    name=check_name(str(document["name"])),
                    title=clean(str(document["title"])),
                    author=clean(str(document["author"])),
                    created_at=_moment(document["created_at"], where),
                    changed_at=_moment(document["changed_at"], where),
                    removed_at=_moment(document["removed_at"], where) if document.get("removed_at") else None,
                    elements=tuple(map(ReelElement.of, parts)),
                    nonces=nonces,
                )
            )
        except (InputError, NotFoundError) as error:
            raise InputError(f"{where}: {error}") from error
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"{where} is not as cslab export writes reels ({error}); correct it.") from error
    return tuple(records)


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


# ----------------------------------------------------------------------------------------------- inside


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


def _list(path: Path) -> list[Any]:
    found = _json(_text(path), str(path))
    if not isinstance(found, list):
        raise InputError(f"{path} is not as cslab export writes it; it needs a list.")
    return found


def _number(value: str, where: str) -> float:
    try:
        return float(value)
    except ValueError as error:
        raise InputError(f"{where}: {value!r} is not a number.") from error


def _moment(value: object, where: str) -> str:
    """A moment as the store writes it, from any ISO 8601 form; one without a zone is UTC."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise InputError(f"{where}: {value!r} is not a moment such as 2026-03-04T10:00:00+00:00.") from error
    zoned = found if found.tzinfo else found.replace(tzinfo=UTC)
    return zoned.astimezone(UTC).isoformat(timespec="microseconds")


def _joined(codes: Iterable[str]) -> str:
    return "; ".join(re.sub(r"([\\;])", r"\\\1", code) for code in codes)


def _parted(text: str) -> tuple[str, ...]:
    parts = re.findall(r"(?:\\.|[^\\;])+", text, flags=re.DOTALL)
    codes = (re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL).strip() for part in parts)
    return tuple(dict.fromkeys(code for code in codes if code))
