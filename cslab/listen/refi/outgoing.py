"""A study as a REFI-QDA project: its codes, coders, interviews, highlights and people.

Each interview is written twice, as the standard has it: as a text, with the passages marked in it, and as a
recording with its transcript, with the same passages marked by their times. Both marks are coded, so that
tools which show one of the two lose nothing; one that counts both counts each twice, so `on` leaves one out.

The standard has no place for the marks that a juiciness came from, for who set it, for the versions of the
codebook, for corrections, reels and removed highlights. ``cslab export`` writes these to plain files.
Times are whole milliseconds. Characters that XML can't hold become U+FFFD.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from cslab.listen.refi.codes import book_codes, code_guid, value_codes, value_guid
from cslab.listen.refi.identity import guid_of_nonce
from cslab.listen.refi.model import (
    MediaSource,
    Project,
    QdaCoding,
    Selection,
    SyncPoint,
    TextSource,
    TranscriptText,
    User,
    guid_of,
)
from cslab.listen.refi.people import cases_of
from cslab.listen.refi.places import LaidOut, lay_out
from cslab.listen.refi.report import LeftOut
from cslab.listen.transcript import Transcript
from cslab.study.codebook import Codebook
from cslab.study.plainfiles import HighlightRecord
from cslab.timecode import format_time

if TYPE_CHECKING:
    import pandas as pd

Place = Literal["text", "audio"]
PLACES: tuple[Place, ...] = ("text", "audio")

_VIDEO = {".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg"}
_NAMED = 80
"""Characters of a quote that a passage is called by."""


@dataclass(frozen=True, slots=True)
class Talk:
    """One interview to be written.

    Parameters
    ----------
    interview_id : str
        Which one.
    person_id : str, optional
        Who is heard.
    recording : str
        Path of its file in the study, with forward slashes; empty when there is none.
    transcript : Transcript, optional
        What was said, as people see it now.
    inside : bool
        Whether the recording is put into the file.
    """

    interview_id: str
    person_id: str | None = None
    recording: str = ""
    transcript: Transcript | None = None
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A project, and what goes into the file beside it: texts by name, recordings by name and path."""

    project: Project
    texts: Mapping[str, str]
    media: Mapping[str, str]
    left_out: tuple[LeftOut, ...]


@dataclass(slots=True)
class _Written:
    texts: dict[str, str] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)


def project_of(
    *,
    title: str,
    at: str,
    by: str,
    book: Codebook,
    stages: Sequence[tuple[str, str]],
    highlights: Iterable[HighlightRecord],
    talks: Iterable[Talk],
    people: pd.DataFrame | None = None,
    accounts: pd.DataFrame | None = None,
    on: Collection[Place] = PLACES,
) -> Outgoing:
    """Make a project of what a study holds.

    Parameters
    ----------
    title : str
        Of the study.
    at, by : str
        When it is written (ISO 8601) and by whom.
    book : Codebook
        Its codes.
    stages : sequence of (str, str)
        Ids and names of the stages, in their order.
    highlights : iterable of HighlightRecord
        Those that were removed are left out.
    talks : iterable of Talk
        The interviews.
    people, accounts : DataFrame, optional
        Who is heard, and what is known of them; left out when None.
    on : collection of str
        Where passages are marked and coded: ``"text"``, ``"audio"``, or both.
    """
    kept = [record for record in highlights if record.removed_at is None]
    by_talk: dict[str, list[HighlightRecord]] = {}
    for record in kept:
        by_talk.setdefault(record.interview_id, []).append(record)
    written = _Written()
    named = {talk.interview_id: talk for talk in talks}
    named |= {name: Talk(name) for name in by_talk if name not in named}
    texts, media = [], []
    for talk in named.values():
        found = by_talk.get(talk.interview_id, [])
        laid = None if talk.transcript is None else lay_out(talk.transcript)
        if laid is None and found and "audio" not in on:
            why = "it is not transcribed, so there is no text to mark; mark passages on the sound as well"
            written.left_out.append(LeftOut("interview", talk.interview_id, why))
        if laid is not None:
            texts.append(_text(talk, laid, found, on, written))
        if talk.recording or "audio" in on:
            media.append(_medium(talk, laid, found, on, written))
    if lost := sum(bool(record.juice) for record in kept):
        why = "the standard has no place for the marks that a juiciness came from; cslab export writes them"
        written.left_out.append(LeftOut("marks of juiciness", f"{lost} highlights", why))
    used = dict.fromkeys(code for record in kept for code in record.codes)
    values = value_codes(
        [pair for pair in stages if any(record.stage == pair[0] for record in kept)]
        + [(name, name) for name in _other_stages(kept, stages)],
        {record.juiciness for record in kept if record.juiciness is not None},
    )
    if all(record.sentiment is None for record in kept):
        values = tuple(code for code in values if code.guid != guid_of("folder", "sentiment"))
    variables, cases = ((), ()) if people is None else cases_of(people, accounts, _sources(named, on))
    project = Project(
        name=title,
        description="Written by cslab. It holds what customers said, and may name them: private.",
        at=_moment(at),
        user=guid_of("user", by),
        users=tuple(
            User(guid_of("user", name), name)
            for name in dict.fromkeys([by, *(record.coder for record in kept)])
        ),
        codes=(*book_codes(book, (code for code in used if code not in book.names)), *values),
        variables=variables,
        cases=cases,
        texts=tuple(texts),
        media=tuple(media),
    )
    return Outgoing(project, written.texts, written.media, tuple(written.left_out))


def source_guid(interview_id: str, kind: str) -> str:
    """Identifier of an interview as ``"text"``, as ``"audio"`` or as ``"transcript"`` of that."""
    return guid_of("interview", interview_id, kind)


# ----------------------------------------------------------------------------------------------- inside


def _text(
    talk: Talk, laid: LaidOut, found: list[HighlightRecord], on: Collection[Place], written: _Written
) -> TextSource:
    guid = source_guid(talk.interview_id, "text")
    path = f"{guid}.txt"
    written.texts[path] = laid.text
    selections = []
    for record in found if "text" in on else ():
        part = laid.part(record.start, record.end)
        if part is None:
            why = "no word sounds in it, so it is marked on the sound only"
            written.left_out.append(LeftOut("passage in the text", _where(record), why))
            continue
        quote = " ".join(laid.text[part[0] : part[1]].split())
        name = quote if len(quote) <= _NAMED else quote[: _NAMED - 1] + "…"
        marked = _selection(record, part[0], part[1], name, "text")
        own = guid_of_nonce(record.nonce)
        selections.append(marked if "audio" in on else replace(marked, guid=own))
    name = f"{talk.interview_id} transcript"
    return TextSource(guid, name, laid.text, f"internal://{path}", tuple(selections))


def _medium(
    talk: Talk,
    laid: LaidOut | None,
    found: list[HighlightRecord],
    on: Collection[Place],
    written: _Written,
) -> MediaSource:
    guid = source_guid(talk.interview_id, "audio")
    suffix = PurePosixPath(talk.recording).suffix.lower()
    path = f"relative:///{talk.recording}" if talk.recording else ""
    if talk.inside and talk.recording:
        written.media[f"{guid}{suffix}"] = talk.recording
        path = f"internal://{guid}{suffix}"
    selections = []
    for record in found if "audio" in on else ():
        start, end = _span(record.start, record.end)
        name = f"{format_time(start / 1000)} to {format_time(end / 1000)}"
        marked = _selection(record, start, end, name, "audio")
        selections.append(replace(marked, guid=guid_of_nonce(record.nonce)))
    return MediaSource(
        guid,
        "video" if suffix in _VIDEO else "audio",
        f"{talk.interview_id}{suffix}",
        path,
        () if laid is None else (_transcript(talk, laid, found),),
        tuple(selections),
    )


def _transcript(talk: Talk, laid: LaidOut, found: list[HighlightRecord]) -> TranscriptText:
    """The text, tied to the sound at the start of each line and around each passage; not coded once more."""
    pairs = {(_milliseconds(start), position) for position, start in laid.lines}
    selections = []
    for record in found:
        part = laid.part(record.start, record.end)
        if part is None:
            continue
        start, end = _span(part[2], part[3])
        pairs |= {(start, part[0]), (end, part[1])}
        guid = guid_of("passage of the transcript", guid_of_nonce(record.nonce))
        selections.append(Selection(guid, start, end))
    name = talk.interview_id
    points = tuple(
        SyncPoint(guid_of("point", name, str(time), str(position)), time, position)
        for time, position in sorted(pairs)
    )
    path = f"internal://{source_guid(name, 'text')}.txt"
    return TranscriptText(
        source_guid(name, "transcript"), f"{name} transcript", laid.text, path, points, tuple(selections)
    )


def _selection(record: HighlightRecord, start: int, end: int, name: str, place: Place) -> Selection:
    guid = guid_of(place, guid_of_nonce(record.nonce))
    user, at = guid_of("user", record.coder), _moment(record.created_at)
    values = {"stage": record.stage, "sentiment": record.sentiment, "juiciness": record.juiciness}
    codes = [code_guid(code) for code in record.codes]
    codes += [value_guid(kind, value) for kind, value in values.items() if value is not None]
    codings = tuple(QdaCoding(guid_of("coding", guid, code), code, user, at) for code in codes)
    changed = _moment(record.changed_at)
    return Selection(guid, start, end, codings, name, record.note, user, at, changed)


def _span(start: float, end: float) -> tuple[int, int]:
    begin = _milliseconds(start)
    return begin, max(begin + 1, _milliseconds(end))


def _milliseconds(seconds: float) -> int:
    return max(0, math.floor(seconds * 1000 + 0.5))


def _moment(at: str) -> str:
    return at.removesuffix("+00:00") + "Z" if at.endswith("+00:00") else at


def _where(record: HighlightRecord) -> str:
    return f"{record.interview_id}, {format_time(record.start)} to {format_time(record.end)}"


def _other_stages(kept: Iterable[HighlightRecord], stages: Iterable[tuple[str, str]]) -> list[str]:
    known = {name for name, _ in stages}
    used = dict.fromkeys(record.stage for record in kept)
    return [stage for stage in used if stage is not None and stage not in known]


def _sources(talks: Mapping[str, Talk], on: Collection[Place]) -> dict[str, tuple[str, ...]]:
    """Identifiers of the sources in which each person is heard."""
    heard: dict[str, tuple[Any, ...]] = {}
    for name, talk in talks.items():
        if talk.person_id:
            texts = (source_guid(name, "text"),) if talk.transcript is not None else ()
            sound = (source_guid(name, "audio"),) if talk.recording or "audio" in on else ()
            heard[talk.person_id] = (*heard.get(talk.person_id, ()), *texts, *sound)
    return heard
