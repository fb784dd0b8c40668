"""Highlights as CSV and reels as JSON, for people to read and to edit; and back."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cslab.errors import InputError, NotFoundError
from cslab.study.csvfile import bare, read_sheet, write_sheet
from cslab.study.jsonfiles import read_list
from cslab.study.madecells import moment
from cslab.study.reelscript import Reel, ReelElement, check_name
from cslab.study.schema import clean, to_json

_FIRST_COLUMNS = (
    *("nonce", "id", "interview_id", "start", "end", "codes", "stage", "note", "coder"),
    *("created_at", "changed_at", "removed_at"),
)
"""What the first release wrote, and every file must have."""

HIGHLIGHT_COLUMNS = (*_FIRST_COLUMNS, "sentiment", "juiciness", "juice", "juice_by")


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
    sentiment: int | None = None
    juiciness: int | None = None
    juice: Any = None
    juice_by: str | None = None


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
    detail: dict[str, Any]


_ABOUT = tuple(Reel("", "", ()).detail)


def highlights_text(records: Iterable[HighlightRecord]) -> str:
    """Write highlights as CSV; several codes are parted by semicolons."""
    rows = []
    for record in records:
        values = {name: getattr(record, name) for name in HIGHLIGHT_COLUMNS}
        values |= {"start": repr(record.start), "end": repr(record.end), "codes": _joined(record.codes)}
        values["juice"] = None if record.juice is None else to_json(record.juice)
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
    lacking = [name for name in _FIRST_COLUMNS if name not in sheet.columns]
    if lacking:
        raise InputError(f"{path} has no column {lacking[0]!r}, so it was not written by cslab export.")
    records = []
    for row in sheet.rows:
        value = {name: clean(bare(row.values.get(name, ""))) for name in HIGHLIGHT_COLUMNS}
        where = f"{path}, row {row.line}"
        start, end = _number(value["start"], where), _number(value["end"], where)
        codes = _parted(value["codes"])
        if not (0 <= start < end < math.inf):
            raise InputError(f"{where}: a highlight ends after it starts, but {start:g} to {end:g} is given.")
        if not (value["nonce"] and value["interview_id"] and (codes or value["note"].strip())):
            raise InputError(f"{where}: a highlight needs a nonce, an interview_id, and a code or a note.")
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
                sentiment=_whole(value["sentiment"], -1, 1, where),
                juiciness=_whole(value["juiciness"], 1, 5, where),
                juice=_juice(value["juice"], where),
                juice_by=value["juice_by"] or None,
            )
        )
    return tuple(records)


def reels_text(records: Iterable[ReelRecord]) -> str:
    """Write reels as JSON for people to read."""
    documents = []
    for record in records:
        names = ("name", "title", "author", "created_at", "changed_at", "removed_at")
        document: dict[str, Any] = {name: getattr(record, name) for name in names} | record.detail
        document["elements"] = [
            {
                "kind": part.kind,
                "highlight": part.highlight,
                "nonce": nonce,
                "text": part.text,
                "seconds": part.seconds,
                **part.detail,
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
    for number, document in enumerate(read_list(path), 1):
        where = f"{path}, reel {number}"
        try:
            parts = [dict(part) for part in document["elements"]]
            nonces = tuple(part.pop("nonce", None) for part in parts)
            about = {name: clean(str(document[name])) for name in _ABOUT if name in document}
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
                    detail=Reel("", "", (), **about).detail,
                )
            )
        except (InputError, NotFoundError) as error:
            raise InputError(f"{where}: {error}") from error
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"{where} is not as cslab export writes reels ({error}); correct it.") from error
    return tuple(records)


# ----------------------------------------------------------------------------------------------- inside


def _number(value: str, where: str) -> float:
    try:
        return float(value)
    except ValueError as error:
        raise InputError(f"{where}: {value!r} is not a number.") from error


def _whole(value: str, least: int, most: int, where: str) -> int | None:
    if not value:
        return None
    found = _number(value, where)
    if found != int(found) or not least <= found <= most:
        raise InputError(f"{where}: {value} is not a whole number from {least} to {most}.")
    return int(found)


def _juice(value: str, where: str) -> Any:
    try:
        return json.loads(value) if value else None
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"{where}: juice is not JSON ({error}); correct it, or empty it.") from error


def _moment(value: object, where: str) -> str:
    try:
        return moment(value)
    except ValueError as error:
        raise InputError(f"{where}: created_at, changed_at or removed_at is {error}.") from error


def _joined(codes: Iterable[str]) -> str:
    return "; ".join(re.sub(r"([\\;])", r"\\\1", code) for code in codes)


def _parted(text: str) -> tuple[str, ...]:
    parts = re.findall(r"(?:\\.|[^\\;])+", text, flags=re.DOTALL)
    codes = (re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL).strip() for part in parts)
    return tuple(dict.fromkeys(code for code in codes if code))
