"""A REFI-QDA project as XML, element for element in the order of its schema (Project.xsd, 18 March 2019)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from cslab.listen.refi.model import (
    Case,
    MediaSource,
    Note,
    Project,
    QdaCode,
    QdaCoding,
    Selection,
    TextSource,
    TranscriptText,
    Variable,
)

PROJECT_NAMESPACE = "urn:QDA-XML:project:1.0"
CODEBOOK_NAMESPACE = "urn:QDA-XML:codebook:1.0"

_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COLOUR = re.compile("#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")


def fit(words: str) -> str:
    r"""Make text fit for XML: characters that it can't hold become U+FFFD, line ends become line feeds.

    Examples
    --------
    >>> fit("a\x00b\r\nc")
    'a\ufffdb\nc'
    """
    return _UNFIT.sub("\ufffd", words).replace("\r\n", "\n").replace("\r", "\n")


def project_xml(project: Project) -> bytes:
    """Write a project as the content of ``project.qde``.

    Examples
    --------
    >>> b'<Project xmlns="urn:QDA-XML:project:1.0" name="Talks"' in project_xml(Project("Talks"))
    True
    """
    root = Element("Project", {"xmlns": PROJECT_NAMESPACE})
    _set(root, name=project.name, origin=project.origin)
    _set(root, creatingUserGUID=project.user, creationDateTime=project.at)
    users = _group(root, "Users", project.users)
    for user in project.users:
        _set(SubElement(users, "User"), guid=user.guid, name=user.name or None)
    if project.codes:
        put_codes(SubElement(SubElement(root, "CodeBook"), "Codes"), project.codes)
    variables = _group(root, "Variables", project.variables)
    for variable in project.variables:
        element = SubElement(variables, "Variable")
        _set(element, guid=variable.guid, name=variable.name, typeOfVariable=variable.kind)
    kinds = {variable.guid: variable for variable in project.variables}
    cases = _group(root, "Cases", project.cases)
    for case in project.cases:
        _put_case(cases, case, kinds)
    sources = _group(root, "Sources", (*project.texts, *project.media))
    for text in project.texts:
        _put_text(sources, text)
    for medium in project.media:
        _put_medium(sources, medium)
    notes = _group(root, "Notes", project.notes)
    for note in project.notes:
        _put_note(notes, note)
    if project.description:
        SubElement(root, "Description").text = fit(project.description)
    return as_bytes(root)


def put_codes(parent: Element, codes: Iterable[QdaCode]) -> None:
    """Write codes, each with those below it inside."""
    for code in codes:
        element = SubElement(parent, "Code")
        colour = code.colour if code.colour and _COLOUR.fullmatch(code.colour) else None
        _set(element, guid=code.guid, name=code.name, isCodable="true" if code.codable else "false")
        _set(element, color=colour)
        if code.description:
            SubElement(element, "Description").text = fit(code.description)
        put_codes(element, code.children)


def as_bytes(root: Element) -> bytes:
    """Give an element as the bytes of an XML file."""
    indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode").encode() + b"\n"


# ----------------------------------------------------------------------------------------------- inside


def _group(root: Element, name: str, things: Collection[object]) -> Element:
    """The element that holds things of a kind; the schema wants none where there is nothing to hold."""
    return SubElement(root, name) if things else root


def _set(element: Element, **values: str | int | None) -> None:
    for name, value in values.items():
        if value is not None:
            element.set(name, fit(str(value)))


def _put_case(parent: Element, case: Case, variables: dict[str, Variable]) -> None:
    element = SubElement(parent, "Case")
    _set(element, guid=case.guid, name=case.name)
    if case.description:
        SubElement(element, "Description").text = fit(case.description)
    for guid, value in case.values:
        held = SubElement(element, "VariableValue")
        _set(SubElement(held, "VariableRef"), targetGUID=guid)
        SubElement(held, f"{variables[guid].kind}Value").text = fit(value)
    for guid in case.sources:
        _set(SubElement(element, "SourceRef"), targetGUID=guid)


def _put_text(parent: Element, source: TextSource) -> None:
    element = SubElement(parent, "TextSource")
    _set(element, guid=source.guid, name=source.name, plainTextPath=source.path or None)
    _set(element, creatingUser=source.user)
    if not source.path:
        SubElement(element, "PlainTextContent").text = fit(source.text or "")
    for selection in source.selections:
        part = SubElement(element, "PlainTextSelection")
        _set(part, guid=selection.guid, name=selection.name or None)
        _set(part, startPosition=selection.start, endPosition=selection.end)
        _put_inside(part, selection)
    _put_codings(element, source.codings)
    _put_references(element, source.notes)


def _put_medium(parent: Element, source: MediaSource) -> None:
    kind = "Audio" if source.kind == "audio" else "Video"
    element = SubElement(parent, f"{kind}Source")
    _set(element, guid=source.guid, name=source.name, path=source.path or None, creatingUser=source.user)
    for transcript in source.transcripts:
        _put_transcript(element, transcript)
    for selection in source.selections:
        part = SubElement(element, f"{kind}Selection")
        _set(part, guid=selection.guid, name=selection.name or None)
        _set(part, begin=selection.start, end=selection.end)
        _put_inside(part, selection)
    _put_codings(element, source.codings)
    _put_references(element, source.notes)


def _put_transcript(parent: Element, transcript: TranscriptText) -> None:
    element = SubElement(parent, "Transcript")
    _set(element, guid=transcript.guid, name=transcript.name, plainTextPath=transcript.path or None)
    if not transcript.path:
        SubElement(element, "PlainTextContent").text = fit(transcript.text or "")
    at: dict[int | None, str] = {}
    for point in transcript.points:
        _set(SubElement(element, "SyncPoint"), guid=point.guid, timeStamp=point.time, position=point.position)
        at.setdefault(point.time, point.guid)
    for selection in transcript.selections:
        part = SubElement(element, "TranscriptSelection")
        _set(part, guid=selection.guid, name=selection.name or None)
        _set(part, fromSyncPoint=at.get(selection.start), toSyncPoint=at.get(selection.end))
        _put_inside(part, selection)


def _put_inside(element: Element, selection: Selection) -> None:
    _set(element, creatingUser=selection.user, creationDateTime=selection.at)
    _set(element, modifiedDateTime=selection.changed)
    if selection.description:
        SubElement(element, "Description").text = fit(selection.description)
    _put_codings(element, selection.codings)
    _put_references(element, selection.notes)


def _put_codings(element: Element, codings: Iterable[QdaCoding]) -> None:
    for coding in codings:
        part = SubElement(element, "Coding")
        _set(part, guid=coding.guid, creatingUser=coding.user, creationDateTime=coding.at)
        _set(SubElement(part, "CodeRef"), targetGUID=coding.code)
        _put_references(part, coding.notes)


def _put_references(element: Element, notes: Iterable[str]) -> None:
    for guid in notes:
        _set(SubElement(element, "NoteRef"), targetGUID=guid)


def _put_note(parent: Element, note: Note) -> None:
    element = SubElement(parent, "Note")
    _set(element, guid=note.guid, name=note.name)
    if note.description:
        SubElement(element, "Description").text = fit(note.description)
    SubElement(element, "PlainTextContent").text = fit(note.text)
