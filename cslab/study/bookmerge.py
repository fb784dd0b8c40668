"""Versions of the codebook from another copy: taken over where they continue ours, else brought together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from cslab.errors import CslabError, InputError
from cslab.study import schema
from cslab.study.codebook import Codebook, take_in
from cslab.study.codebooks import put_version, read_codebook
from cslab.study.export import CODEBOOK
from cslab.study.jsonfiles import read_lines
from cslab.study.madecells import moment, name, whole
from cslab.study.store import Writing

Version = Mapping[str, Any]


def read_versions(path: Path) -> tuple[Version, ...]:
    """Read the versions of a codebook that an export wrote, the oldest first.

    Raises
    ------
    InputError
        If one can't be read; the sentence names it.
    """
    versions = []
    for number, row in enumerate(read_lines(path, CODEBOOK), 1):
        try:
            version = row | {"version": whole(row["version"]), "at": moment(row["at"])}
            version |= {"author": name(row["author"]), "action": name(row["action"])}
            for entry in row["codes"]:
                name(entry["name"])
            version["detail"].get("sentence")
            _renumbered(version["detail"], {})
            _book(version)
        except (CslabError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise InputError(
                f"{path}, line {number} is no version of a codebook ({error}); export it again."
            ) from error
        versions.append(version)
    return tuple(sorted(versions, key=lambda version: version["version"]))


@dataclass(frozen=True, slots=True)
class NewVersions:
    """What versions from somewhere else add to those in the store.

    Parameters
    ----------
    kept : tuple of mapping
        Versions that are kept as they are.
    merged : tuple of Codebook, optional
        Where both sides changed the codebook, ours and that of both.
    brought : tuple of mapping
        The versions that the merged one is made of.
    ours : Codebook, optional
        The codebook here, where the versions bring nothing new: theirs is an earlier one of ours, or none.
    """

    kept: tuple[Version, ...] = ()
    merged: tuple[Codebook, Codebook] | None = None
    brought: tuple[Version, ...] = ()
    ours: Codebook | None = None

    @property
    def count(self) -> int:
        """How many versions are new here."""
        return len(self.kept) + len(self.brought)

    def now(self, name: str) -> str:
        """Name that a code of theirs has in the store."""
        book = self.ours if self.merged is None else self.merged[1]
        return name if book is None else book.now(name)


def new_versions(connection: Connection, versions: Sequence[Version]) -> NewVersions:
    """Find what is new of these versions.

    Where they continue those in the store, they are kept as they are. Where both sides changed the codebook,
    one new version has the codes of both: of a code that both have, what the newer side says. What was
    renamed or merged there only stays here under both names. The versions that were brought in stand whole
    in its detail.
    """
    table = schema.codebook
    here = [dict(row._mapping) for row in connection.execute(select(table).order_by(table.c.version))]
    seen = [_face(row) for row in here]
    seen += [_face(row) for version in here for row in version["detail"].get("brought", ())]
    new = tuple(version for version in versions if _face(version) not in seen)
    if not new:
        return NewVersions(ours=read_codebook(connection))
    if new[0]["version"] > max((row["version"] for row in here), default=-1):
        return NewVersions(new)
    ours = read_codebook(connection)
    merged = _joined(ours, _book(new[-1]), theirs_newer=here[-1]["at"] < new[-1]["at"])
    return NewVersions((), (ours, merged), new)


def put_versions(write: Writing, new: NewVersions, numbers: Mapping[int, int]) -> None:
    """Keep new versions.

    Parameters
    ----------
    new : NewVersions
        From `new_versions`.
    numbers : mapping of int to int
        Numbers of highlights over there -> numbers that they have here.
    """
    if new.kept:
        rows = [dict(version) | {"detail": _renumbered(version["detail"], numbers)} for version in new.kept]
        write.execute(insert(schema.codebook), rows)
    if new.merged is not None:
        detail = {
            "sentence": "Another copy of the study was brought in, and its codes with it.",
            "codes": [],
            "moved": [],
            "brought": [dict(version) for version in new.brought],
        }
        put_version(write, *new.merged, action="import", detail=detail)


def _renumbered(detail: Any, numbers: Mapping[int, int]) -> Any:
    if not detail.get("moved"):
        return detail
    return detail | {"moved": [[numbers.get(number, number), *codes] for number, *codes in detail["moved"]]}


def _joined(ours: Codebook, theirs: Codebook, *, theirs_newer: bool) -> Codebook:
    """Both sides' codes; a name that was given up here stands for the code in its place."""
    gone = set(ours.former or {})
    there = {code.name for code in (*ours.codes, *ours.retired)}
    rows = [
        row
        for row in theirs.to_rows()
        if row["name"] not in gone and (theirs_newer or row["name"] not in there)
    ]
    names = {*ours.names, *(row["name"] for row in rows)}
    for row in rows:
        above = None if row["parent"] is None else ours.now(row["parent"])
        row["parent"] = above if above in names and above != row["name"] else None
    return take_in(ours, rows)


def _book(version: Version) -> Codebook:
    return Codebook.from_rows(entry for entry in version["codes"] if entry.get("state") is None)


def _face(version: Version) -> tuple[Any, ...]:
    """What makes it that version, whatever its number is."""
    return (version["at"], version["author"], version["action"], repr(version["codes"]))
