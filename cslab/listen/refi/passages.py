"""Passages of anybody's REFI-QDA project: which interview they are of, and when they were said.

A source is an interview when its identifier is the one we gave it, or when its name, without suffix, is the
interview's id or the name of its recording, or when a caller says so. Passages of a recording have their
times. Those of a text get theirs from the words they share with the interview's transcript, else from the
sync points of the project. What finds no place is listed, thing by thing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from cslab.listen.refi.model import ORIGIN, MediaSource, Project, Selection, TextSource, guid_of
from cslab.listen.refi.outgoing import source_guid
from cslab.listen.refi.places import LEAST_SHARED, Places, Synced
from cslab.listen.refi.report import LeftOut
from cslab.listen.transcript import Transcript
from cslab.timecode import Span


@dataclass(frozen=True, slots=True)
class Known:
    """One interview of the study.

    Parameters
    ----------
    interview_id : str
        Which one.
    recording : str
        Path of its file in the study; empty when there is none.
    transcript : Transcript, optional
        What was said, as people see it now.
    duration : float, optional
        Seconds of its recording.
    """

    interview_id: str
    recording: str = ""
    transcript: Transcript | None = None
    duration: float | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A selection that has found its interview and its time."""

    selection: Selection
    interview_id: str
    span: Span
    owner: str | None
    guid: str


@dataclass(slots=True)
class Work:
    """A project being read into a study.

    Parameters
    ----------
    project : Project
        What is read.
    known : mapping
        The interviews of the study, by id.
    named : mapping
        Interviews by the name that their source has in the project, where a caller said so.
    left_out : list
        What finds no place.
    """

    project: Project
    known: Mapping[str, Known]
    named: Mapping[str, str]
    left_out: list[LeftOut] = field(default_factory=list)

    def leave(self, what: str, where: str, why: str) -> None:
        """List a thing that is left out."""
        self.left_out.append(LeftOut(what, where, why))


# --------------------------------------------------------------------------- which interview, and when


def _interview(work: Work, guid: str, *names: str) -> str | None:
    """The interview that a source is."""
    ids = {source_guid(name, kind): name for name in work.known for kind in ("text", "audio", "transcript")}
    if guid in ids:
        return ids[guid]
    by_name = {name.casefold(): name for name in work.known}
    for name, talk in work.known.items():
        by_name.setdefault(PurePosixPath(talk.recording).name.casefold(), name)
        by_name.setdefault(PurePosixPath(talk.recording).stem.casefold(), name)
    by_name.pop("", None)
    for given in names:
        if given in work.named:
            return work.named[given] if work.named[given] in work.known else None
        last = PurePosixPath(given.replace("\\", "/")).name.casefold()
        stem = PurePosixPath(last).stem
        for called in (last, stem, last.removesuffix(" transcript"), stem.removesuffix(" transcript")):
            if called.strip() in by_name:
                return by_name[called.strip()]
    return None


def on_media(work: Work) -> Iterator[Passage]:
    """Give the passages of recordings and of their transcripts."""
    for source in work.project.media:
        parts = [*source.selections, *(part for text in source.transcripts for part in text.selections)]
        name = _interview(work, source.guid, source.name, source.path)
        if name is None:
            _leave_source(work, source, parts)
            continue
        for part in parts:
            if not part.codings and not part.description and not part.notes:
                continue  # ties a transcript to its sound, and says nothing
            span = _of_times(part, work.known[name])
            if span is None:
                work.leave("passage", _called(part, source), "it has no times within the recording")
            else:
                yield Passage(part, name, span, part.user or source.user, part.guid)


def on_texts(work: Work) -> Iterator[Passage]:
    """Give the passages of texts; those we wrote for passages of the sound only where they say more."""
    twins = {guid_of("text", part.guid): part for medium in work.project.media for part in medium.selections}
    for source in work.project.texts:
        parts = [part for part in source.selections if not _says_the_same(part, twins.get(part.guid))]
        if not parts:
            continue
        name = _interview(work, source.guid, source.name, source.path) or _through_media(work, source)
        if name is None:
            _leave_source(work, source, parts)
            continue
        where = _clock(work, source, name)
        if isinstance(where, str):
            for part in parts:
                work.leave("passage", _called(part, source), where)
            continue
        for part in parts:
            span = None if part.start is None or part.end is None else where.when(part.start, part.end)
            if span is None:
                work.leave("passage", _called(part, source), "none of its words is found in the transcript")
            else:
                twin = twins.get(part.guid)
                owner = part.user or source.user
                yield Passage(part, name, span, owner, part.guid if twin is None else twin.guid)


def _says_the_same(part: Selection, twin: Selection | None) -> bool:
    """Whether the passage of the sound has every code and every word of one of the text."""
    if twin is None:
        return False
    codes = {(coding.code, coding.user) for coding in part.codings}
    told = {(coding.code, coding.user) for coding in twin.codings}
    return codes <= told and part.description in ("", twin.description) and set(part.notes) <= set(twin.notes)


def _through_media(work: Work, source: TextSource) -> str | None:
    """The interview of a recording that has this text as its transcript."""
    for medium in work.project.media:
        if source.path and any(text.path == source.path for text in medium.transcripts):
            return _interview(work, medium.guid, medium.name, medium.path)
    return None


def _clock(work: Work, source: TextSource, name: str) -> Places | Synced | str:
    """How times of a text are told, or why they can't be."""
    transcript = work.known[name].transcript
    if source.text is not None and transcript is not None:
        places = Places(source.text, transcript)
        if places.shared >= LEAST_SHARED:
            return places
    for medium in work.project.media:
        for text in medium.transcripts:
            synced = Synced(text.points)
            if synced and source.path and text.path == source.path:
                return synced
    if source.text is None:
        return "its text is not inside the file"
    if transcript is None:
        return f"{name} is not transcribed yet, so its times are not known; transcribe it and import again"
    return f"its text is not what was said in {name}"


def _of_times(part: Selection, talk: Known) -> Span | None:
    if part.start is None or part.end is None or not 0 <= part.start < part.end:
        return None
    if talk.duration is not None and part.start / 1000 >= talk.duration:
        return None
    return Span(part.start / 1000, part.end / 1000)


# --------------------------------------------------------------------------------------- what is left


def _leave_source(work: Work, source: MediaSource | TextSource, parts: list[Selection]) -> None:
    name = source.name or source.path or source.guid
    why = "the study has no interview of that name; rename it, or say which one it is with `interviews`"
    for part in parts:
        work.leave("passage", _called(part, source), why)
    if not parts:
        work.leave("source", name, why)


def leave_rest(work: Work, passages: list[Passage]) -> None:
    """List what is in the project beside passages and codes."""
    project = work.project
    sources: tuple[TextSource | MediaSource, ...] = (*project.texts, *project.media)
    for source in sources:
        for _ in source.codings:
            work.leave("coding", source.name, "it is on a whole source; mark the passage that is meant")
    used = {guid for passage in passages for guid in passage.selection.notes}
    used |= {guid for passage in passages for coding in passage.selection.codings for guid in coding.notes}
    used |= {guid for code, _ in project.all_codes() for guid in code.notes}
    for note in project.notes:
        if note.guid not in used:
            work.leave("note", note.name or note.text[:60], "it is about no passage and no code")
    if project.cases and not project.origin.startswith(ORIGIN):
        known = ", ".join(case.name for case in project.cases[:5])
        why = "people and what is known of them are read from people.csv; add them there"
        work.leave("cases", f"{len(project.cases)}: {known}", why)
    nouns = {"Link": "link", "Set": "set", "Graph": "graph", "PictureSource": "picture", "PDFSource": "PDF"}
    for (element, name), number in Counter((left.element, left.name) for left in project.unread).items():
        noun = nouns.get(element, "mark on a page")
        where = name if number == 1 else f"{name} ({number} of them)"
        work.leave(noun, where, "a study has no place for it")


def _called(part: Selection, source: MediaSource | TextSource) -> str:
    named = part.name or f"{part.start} to {part.end}"
    return f"{source.name or source.path}: {named[:60]}"
