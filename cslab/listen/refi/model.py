"""What a REFI-QDA project says, as plain values; its XML has one element for each of these.

Positions in text count Unicode characters from 0, times in media count milliseconds from 0, and ends are the
first character or millisecond after the part that is meant.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from cslab.study.schema import clean

MediaKind = Literal["audio", "video"]

ORIGIN: Final = "cslab"
"""What our files name as the tool they come from."""

_NAMESPACE: Final = uuid.UUID("7a4f7b62-4a35-5f0e-9a55-0f6a0f1f2c11")


def guid_of(*parts: str) -> str:
    """Give the same identifier for the same parts, always.

    Examples
    --------
    >>> guid_of("code", "trust") == guid_of("code", "trust") != guid_of("stage", "trust")
    True
    """
    return str(uuid.uuid5(_NAMESPACE, clean("\x1f".join(parts))))


def tidy_guid(text: str | None) -> str | None:
    """Give an identifier as all of them are compared: no braces, small letters; None when it is none.

    Examples
    --------
    >>> tidy_guid("{85D17F60-7BB0-481E-B742-B4861DD669DF}")
    '85d17f60-7bb0-481e-b742-b4861dd669df'
    """
    bare = (text or "").strip().strip("{}").lower()
    return bare if re.fullmatch(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", bare) else None


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who worked on the project."""

    guid: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class QdaCode:
    """A code with those below it; one that is not `codable` is only a folder."""

    guid: str
    name: str
    description: str = ""
    colour: str | None = None
    codable: bool = True
    children: tuple[QdaCode, ...] = ()
    notes: tuple[str, ...] = ()

    def walk(self, parent: str | None = None) -> Iterator[tuple[QdaCode, str | None]]:
        """Give this code and all below it, each after the one above it, with that one's identifier."""
        yield self, parent
        for child in self.children:
            yield from child.walk(self.guid)


@dataclass(frozen=True, slots=True)
class QdaCoding:
    """One code on one selection or on a whole source."""

    guid: str
    code: str
    user: str | None = None
    at: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """A part of a source.

    Parameters
    ----------
    guid : str
        Its identifier.
    start, end : int or None
        Characters of a text or milliseconds of a medium; None where the file gives none.
    codings : tuple of QdaCoding
        Its codes.
    name, description : str
        What the tool calls it, and what people wrote about it.
    user, at : str or None
        Who made it and when.
    changed : str or None
        When it was changed last.
    notes : tuple of str
        Identifiers of notes about it.
    """

    guid: str
    start: int | None
    end: int | None
    codings: tuple[QdaCoding, ...] = ()
    name: str = ""
    description: str = ""
    user: str | None = None
    at: str | None = None
    changed: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SyncPoint:
    """A moment of a medium that is a place in its transcript."""

    guid: str
    time: int | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class TranscriptText:
    """A transcript of a medium; its selections count milliseconds, by its sync points."""

    guid: str
    name: str = ""
    text: str | None = None
    path: str = ""
    points: tuple[SyncPoint, ...] = ()
    selections: tuple[Selection, ...] = ()


@dataclass(frozen=True, slots=True)
class TextSource:
    """A text; None for `text` when the file does not hold it."""

    guid: str
    name: str = ""
    text: str | None = None
    path: str = ""
    selections: tuple[Selection, ...] = ()
    codings: tuple[QdaCoding, ...] = ()
    notes: tuple[str, ...] = ()
    user: str | None = None


@dataclass(frozen=True, slots=True)
class MediaSource:
    """A recording, with what is said in it."""

    guid: str
    kind: MediaKind
    name: str = ""
    path: str = ""
    transcripts: tuple[TranscriptText, ...] = ()
    selections: tuple[Selection, ...] = ()
    codings: tuple[QdaCoding, ...] = ()
    notes: tuple[str, ...] = ()
    user: str | None = None


@dataclass(frozen=True, slots=True)
class Variable:
    """Something known of cases; `kind` is Text, Boolean, Integer, Float, Date or DateTime."""

    guid: str
    name: str
    kind: str = "Text"


@dataclass(frozen=True, slots=True)
class Case:
    """A person, with the values of variables and the sources that are about them."""

    guid: str
    name: str = ""
    description: str = ""
    values: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A text that people wrote about something in the project."""

    guid: str
    name: str = ""
    text: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """Something a file has that `model` has no place for: which element, and the name it had."""

    element: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """A project: everything that one file says."""

    name: str
    origin: str = ORIGIN
    description: str = ""
    at: str | None = None
    user: str | None = None
    users: tuple[User, ...] = ()
    codes: tuple[QdaCode, ...] = ()
    variables: tuple[Variable, ...] = ()
    cases: tuple[Case, ...] = ()
    texts: tuple[TextSource, ...] = ()
    media: tuple[MediaSource, ...] = ()
    notes: tuple[Note, ...] = ()
    unread: tuple[Unread, ...] = ()

    def all_codes(self) -> Iterator[tuple[QdaCode, str | None]]:
        """Give every code after the one above it, with that one's identifier."""
        for code in self.codes:
            yield from code.walk()
