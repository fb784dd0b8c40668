"""Any tool's REFI-QDA project, read from its XML: with any prefix, in any order, and with what is missing.

What the model has no place for is listed by name in `Project.unread`, never passed over in silence.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import accumulate
from typing import Literal
from xml.etree.ElementTree import Element, ParseError

from cslab.errors import InputError
from cslab.listen.refi.model import (
    Case,
    MediaSource,
    Note,
    Project,
    QdaCode,
    QdaCoding,
    Selection,
    SyncPoint,
    TextSource,
    TranscriptText,
    Unread,
    User,
    Variable,
    guid_of,
    tidy_guid,
)

Texts = Callable[[str], str | None]
"""Text of a source by its path."""

DEEPEST = 200
"""Codes below codes, more than any codebook has."""

_UNPLACED = ("Link", "Set", "Graph", "PictureSource")


def parse(content: bytes, what: str) -> Element:
    """Read XML, and refuse what only an attack would hold: document types, entities.

    Raises
    ------
    InputError
        If it is no XML, or holds a document type.
    """
    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    try:
        root: Element = ElementTree.fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise InputError(
            f"{what} has a document type, which is not read; export it again without."
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise InputError(f"{what} is not XML ({error}); export it again.") from error
    return root


def read_project(content: bytes, texts: Texts = lambda _: None, *, what: str = "The project") -> Project:
    """Read a project.

    Parameters
    ----------
    content : bytes
        Of ``project.qde``.
    texts : callable
        Gives the text of a source by its path, None when it is not there.
    what : str
        How to call it in errors.

    Raises
    ------
    InputError
        If it is no REFI-QDA project.

    Examples
    --------
    >>> read_project(b'<q:Project xmlns:q="urn:QDA-XML:project:1.0" name="Talks"/>').name
    'Talks'
    """
    root = parse(content, what)
    if _local(root) != "Project":
        raise InputError(f"{what} begins with <{_local(root)}>, not with a REFI-QDA <Project>.")
    reader = _Reader(texts, wide=(root.get("origin") or "").lower().startswith("nvivo"))
    media = tuple(map(reader.medium, _all(root, "Sources", "AudioSource", "VideoSource")))
    documents = tuple(map(reader.text_source, _all(root, "Sources", "TextSource")))
    return Project(
        name=root.get("name") or "",
        origin=root.get("origin") or "",
        description=_inner(root, "Description"),
        at=root.get("creationDateTime"),
        user=_reference(root, "creatingUserGUID", "creatingUser"),
        users=tuple(
            User(_guid(user, "user", user.get("name") or ""), user.get("name") or user.get("id") or "")
            for user in _all(root, "Users", "User")
        ),
        codes=read_codes(root),
        variables=tuple(
            Variable(_guid(item, "variable"), item.get("name") or "", item.get("typeOfVariable") or "Text")
            for item in _all(root, "Variables", "Variable")
        ),
        cases=tuple(map(_case, _all(root, "Cases", "Case"))),
        texts=documents + tuple(map(reader.represented, _all(root, "Sources", "PDFSource"))),
        media=media,
        notes=tuple(map(reader.note, _all(root, "Notes", "Note"))),
        unread=tuple(reader.unread) + tuple(_unplaced(root)),
    )


def read_codes(root: Element) -> tuple[QdaCode, ...]:
    """Read the codes of a project or of a codebook.

    Raises
    ------
    InputError
        If they are nested deeper than people do.
    """
    holders = [root, *_children(root, "CodeBook")]
    codes = [code for holder in holders for code in _all(holder, "Codes", "Code")]
    return tuple(_code(code, 0) for code in codes)


class _Reader:
    """Reads sources; a `wide` tool counts characters beyond U+FFFF twice, against the standard."""

    def __init__(self, texts: Texts, *, wide: bool = False) -> None:
        self.texts = texts
        self.wide = wide
        self.unread: list[Unread] = []

    def text_source(self, element: Element, name: str = "") -> TextSource:
        named = name or element.get("name") or ""
        guid = _guid(element, "text", named)
        text, path = self._content(element)
        return TextSource(
            guid,
            named,
            text,
            path,
            tuple(self._marked(element, guid, text or "")),
            tuple(_codings(element, guid)),
            _notes(element),
            _reference(element, "creatingUser"),
        )

    def represented(self, element: Element) -> TextSource:
        """The text of a PDF; what is marked on its pages has no place in an interview."""
        name = element.get("name") or ""
        self.unread += [Unread("PDFSelection", name) for _ in _children(element, "PDFSelection")]
        found = next(_children(element, "Representation"), None)
        if found is None:
            self.unread.append(Unread("PDFSource", name))
            return TextSource(_guid(element, "pdf", name), name)
        return self.text_source(found, name)

    def medium(self, element: Element) -> MediaSource:
        kind: Literal["audio", "video"] = "audio" if _local(element) == "AudioSource" else "video"
        name = element.get("name") or ""
        guid = _guid(element, kind, name)
        part = "AudioSelection" if kind == "audio" else "VideoSelection"
        return MediaSource(
            guid,
            kind,
            name,
            element.get("path") or element.get("currentPath") or "",
            tuple(self._transcript(child, guid) for child in _children(element, "Transcript")),
            tuple(self._selections(element, part, guid, "begin", "end")),
            tuple(_codings(element, guid)),
            _notes(element),
            _reference(element, "creatingUser"),
        )

    def note(self, element: Element) -> Note:
        text, _ = self._content(element)
        name = element.get("name") or ""
        return Note(_guid(element, "note", name), name, text or "", _inner(element, "Description"))

    def _transcript(self, element: Element, source: str) -> TranscriptText:
        guid = _guid(element, "transcript", source)
        text, path = self._content(element)
        points = tuple(
            SyncPoint(
                _guid(point, "point", guid, str(at)),
                _whole(point.get("timeStamp")),
                _whole(point.get("position")),
            )
            for at, point in enumerate(_children(element, "SyncPoint"))
        )
        times = {point.guid: point.time for point in points}
        selections = []
        for part in _children(element, "TranscriptSelection"):
            start = times.get(_reference(part, "fromSyncPoint") or "")
            end = times.get(_reference(part, "toSyncPoint") or "")
            selections.append(_selection(part, guid, start, end))
        return TranscriptText(guid, element.get("name") or "", text, path, points, tuple(selections))

    def _marked(self, element: Element, source: str, text: str) -> Iterator[Selection]:
        found = self._selections(element, "PlainTextSelection", source, "startPosition", "endPosition")
        if not self.wide or text.isascii():
            return found
        units = list(accumulate((1 + (sign > "\uffff") for sign in text), initial=0))
        return (
            replace(part, start=bisect_left(units, part.start), end=bisect_left(units, part.end))
            if part.start is not None and part.end is not None
            else part
            for part in found
        )

    def _selections(
        self, element: Element, name: str, source: str, first: str, last: str
    ) -> Iterator[Selection]:
        for part in _children(element, name):
            yield _selection(part, source, _whole(part.get(first)), _whole(part.get(last)))

    def _content(self, element: Element) -> tuple[str | None, str]:
        path = element.get("plainTextPath") or ""
        found = next(_children(element, "PlainTextContent"), None)
        if found is not None:
            return found.text or "", path
        return (self.texts(path) if path else None), path


# ----------------------------------------------------------------------------------------------- inside


def _local(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _children(element: Element, *names: str) -> Iterator[Element]:
    return (child for child in element if _local(child) in names)


def _all(root: Element, holder: str, *names: str) -> Iterator[Element]:
    for group in _children(root, holder):
        yield from _children(group, *names)


def _inner(element: Element, name: str) -> str:
    found = next(_children(element, name), None)
    return "" if found is None else (found.text or "").strip()


def _guid(element: Element, *parts: str) -> str:
    """Its identifier, or one that is the same whenever the same file is read."""
    return tidy_guid(element.get("guid")) or guid_of(*parts, element.get("guid") or "")


def _reference(element: Element, *names: str) -> str | None:
    return next((guid for name in names if (guid := tidy_guid(element.get(name)))), None)


def _whole(text: str | None) -> int | None:
    try:
        return round(float(text)) if text is not None else None
    except (ValueError, OverflowError):
        return None


def _code(element: Element, depth: int) -> QdaCode:
    if depth > DEEPEST:
        raise InputError(f"The codes are nested more than {DEEPEST} deep; export them flatter.")
    name = element.get("name") or ""
    return QdaCode(
        _guid(element, "code", name),
        name,
        _inner(element, "Description"),
        element.get("color") or element.get("colour"),
        (element.get("isCodable") or "true").strip().lower() not in ("false", "0"),
        tuple(_code(child, depth + 1) for child in _children(element, "Code")),
        _notes(element),
    )


def _selection(element: Element, source: str, start: int | None, end: int | None) -> Selection:
    guid = _guid(element, "selection", source, _local(element), str(start), str(end))
    return Selection(
        guid,
        start,
        end,
        tuple(_codings(element, guid)),
        element.get("name") or "",
        _inner(element, "Description"),
        _reference(element, "creatingUser"),
        element.get("creationDateTime"),
        element.get("modifiedDateTime"),
        _notes(element),
    )


def _codings(element: Element, owner: str) -> Iterator[QdaCoding]:
    for coding in _children(element, "Coding"):
        for code in _children(coding, "CodeRef"):
            target = tidy_guid(code.get("targetGUID"))
            if target is not None:
                yield QdaCoding(
                    _guid(coding, "coding", owner, target),
                    target,
                    _reference(coding, "creatingUser"),
                    coding.get("creationDateTime"),
                    _notes(coding),
                )


def _notes(element: Element) -> tuple[str, ...]:
    found = (tidy_guid(child.get("targetGUID")) for child in _children(element, "NoteRef"))
    return tuple(guid for guid in found if guid is not None)


def _case(element: Element) -> Case:
    values = []
    for held in _children(element, "VariableValue"):
        about = next(_children(held, "VariableRef"), None)
        guid = None if about is None else tidy_guid(about.get("targetGUID"))
        said = next((child.text for child in held if _local(child) != "VariableRef"), None)
        if guid is not None and said is not None:
            values.append((guid, said))
    sources = (tidy_guid(child.get("targetGUID")) for child in _children(element, "SourceRef"))
    name = element.get("name") or ""
    return Case(
        _guid(element, "case", name),
        name,
        _inner(element, "Description"),
        tuple(values),
        tuple(guid for guid in sources if guid is not None),
    )


def _unplaced(root: Element) -> Iterator[Unread]:
    for group in root:
        for child in _children(group, *_UNPLACED):
            yield Unread(_local(child), child.get("name") or "")
