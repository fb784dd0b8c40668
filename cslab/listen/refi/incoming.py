"""Highlights from anybody's REFI-QDA project: with which codes, by whom, since when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from cslab.listen.refi.codes import SENTIMENTS, ReadCodes, read_rows, value_guid
from cslab.listen.refi.identity import guid_of_nonce, nonce_of_guid
from cslab.listen.refi.model import Project, QdaCoding, Selection, guid_of
from cslab.listen.refi.passages import Known, Passage, Work, leave_rest, on_media, on_texts
from cslab.listen.refi.report import LeftOut
from cslab.study.madecells import moment
from cslab.study.plainfiles import HighlightRecord
from cslab.timecode import format_time

UNKNOWN = "unknown"
"""Coder of what nobody signed."""

_SAME = 0.5
"""A passage of a text is one of the sound when coder, codes, note and, to these seconds, edges agree."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a project brings.

    Parameters
    ----------
    codes : ReadCodes
        Its codes, in the terms of a codebook.
    records : tuple of HighlightRecord
        Its highlights; number 0 means the next free one.
    left_out : tuple of LeftOut
        What finds no place.
    """

    codes: ReadCodes
    records: tuple[HighlightRecord, ...]
    left_out: tuple[LeftOut, ...]


def highlights_of(
    project: Project,
    known: Iterable[Known],
    *,
    at: str,
    stages: Iterable[tuple[str, str]] = (),
    code_names: Iterable[str] = (),
    nonces: Iterable[str] = (),
    interviews: Mapping[str, str] | None = None,
) -> Incoming:
    """Find highlights in a project.

    Parameters
    ----------
    project : Project
        Of any tool.
    known : iterable of Known
        The interviews of the study.
    at : str
        The present moment, for passages without a date.
    stages : iterable of (str, str)
        Ids and names of the study's stages.
    code_names : iterable of str
        Names of the codes that the study has.
    nonces : iterable of str
        Of the highlights that the study has.
    interviews : mapping of str to str, optional
        Name of a source in the project -> interview that it is.
    """
    talks = {talk.interview_id: talk for talk in known}
    work = Work(project, talks, interviews or {})
    codes = read_rows(project.codes, project.notes, known=code_names)
    here = {guid_of_nonce(nonce): nonce for nonce in nonces}
    reader = _Records(work, codes, dict(stages), at, here)
    sound, text = list(on_media(work)), list(on_texts(work))
    records = _once(
        (record for passage in sound for record in reader.of(passage)),
        (record for passage in text for record in reader.of(passage)),
    )
    leave_rest(work, [*sound, *text])
    return Incoming(codes, records, tuple(work.left_out))


# ------------------------------------------------------------------------------- which codes, by whom


@dataclass(slots=True)
class _Records:
    work: Work
    codes: ReadCodes
    stages: Mapping[str, str]
    at: str
    here: Mapping[str, str]

    def of(self, passage: Passage) -> Iterator[HighlightRecord]:
        """A highlight for each coder of a passage: two who coded it are two coders here."""
        part = passage.selection
        owner = passage.owner or self.work.project.user
        by_user: dict[str | None, list[QdaCoding]] = {}
        for coding in part.codings:
            by_user.setdefault(coding.user or owner, []).append(coding)
        if not by_user:
            by_user = {owner: []}
        first = owner if owner in by_user else next(iter(by_user))
        for user, codings in by_user.items():
            guid = passage.guid if user == first else guid_of(passage.guid, user or "")
            record = self._record(passage, guid, user, codings)
            if record is not None:
                yield record

    def _record(
        self, passage: Passage, guid: str, user: str | None, codings: list[QdaCoding]
    ) -> HighlightRecord | None:
        part = passage.selection
        where = f"{passage.interview_id}, {format_time(passage.span.start)}"
        named = [self.codes.names[coding.code] for coding in codings if coding.code in self.codes.names]
        values = dict(filter(None, (self._value(coding.code, where) for coding in codings)))
        for coding in codings:
            if coding.code not in self.codes.names and coding.code not in self.codes.values:
                self.work.leave("coding", where, "it names a code that the project does not have")
        note = self._note(part, codings)
        if not named and not note.strip():
            self.work.leave("passage", where, "it has neither a code nor a note")
            return None
        made = self._moment(next((coding.at for coding in codings if coding.at), None) or part.at, where)
        changed = max(made, self._moment(part.changed, where) if part.changed else made)
        stage, sentiment, juiciness = (values.get(kind) for kind in ("stage", "sentiment", "juiciness"))
        return HighlightRecord(
            nonce=self.here.get(guid) or nonce_of_guid(guid),
            id=0,
            interview_id=passage.interview_id,
            start=passage.span.start,
            end=passage.span.end,
            codes=tuple(dict.fromkeys(named)),
            stage=None if stage is None else str(stage),
            note=note,
            coder=self._coder(user),
            created_at=made,
            changed_at=changed,
            removed_at=None,
            sentiment=None if sentiment is None else int(sentiment),
            juiciness=None if juiciness is None else int(juiciness),
        )

    def _value(self, guid: str, where: str) -> tuple[str, str] | None:
        """A stage, a sentiment or a juiciness that is written as a code."""
        if guid not in self.codes.values:
            return None
        kind, name = self.codes.values[guid]
        good = {
            "stage": [(id_, id_, called) for id_, called in self.stages.items()],
            "sentiment": [(str(value), str(value), called) for value, called in SENTIMENTS.items()],
            "juiciness": [(str(value), str(value), str(value)) for value in range(1, 6)],
        }[kind]
        for value, id_, called in good:
            if guid == value_guid(kind, id_) or name == called:
                return kind, value
        self.work.leave(kind, where, f"there is no {kind} {name!r} in study.toml; add it and import again")
        return None

    def _note(self, part: Selection, codings: list[QdaCoding]) -> str:
        notes = {note.guid: note for note in self.work.project.notes}
        guids = dict.fromkeys([*part.notes, *(guid for coding in codings for guid in coding.notes)])
        written = (notes[guid].text or notes[guid].description for guid in guids if guid in notes)
        return "\n\n".join(dict.fromkeys(text for text in (part.description, *written) if text.strip()))

    def _coder(self, user: str | None) -> str:
        names = {known.guid: known.name for known in self.work.project.users}
        return names.get(user or "", "").strip() or UNKNOWN

    def _moment(self, written: str | None, where: str) -> str:
        if written is None:
            return self.at
        try:
            return moment(written)
        except ValueError:
            self.work.leave("date", where, f"{written[:40]!r} is no moment; the present one is taken")
            return self.at


def _once(
    on_sound: Iterable[HighlightRecord], on_text: Iterable[HighlightRecord]
) -> tuple[HighlightRecord, ...]:
    """Take what is marked on the text and on the sound with the same codes by the same coder for one."""
    kept: dict[str, HighlightRecord] = {}
    heard: dict[tuple[object, ...], list[HighlightRecord]] = {}
    for record in on_sound:
        _keep(kept, record)
        heard.setdefault(_face(record), []).append(record)
    for record in on_text:
        if record.nonce in kept and record.interview_id == kept[record.nonce].interview_id:
            kept[record.nonce] = _both(kept[record.nonce], record)
        elif not any(
            abs(other.start - record.start) <= _SAME and abs(other.end - record.end) <= _SAME
            for other in heard.get(_face(record), ())
        ):
            _keep(kept, record)
    return tuple(kept.values())


def _keep(kept: dict[str, HighlightRecord], record: HighlightRecord) -> None:
    """Keep a record; one whose identifier was used before gets one of its own."""
    nonce = record.nonce
    if nonce in kept and kept[nonce] != record:
        nonce = nonce_of_guid(guid_of(nonce, record.interview_id, repr(record.start), *record.codes))
    kept[nonce] = replace(record, nonce=nonce)


def _both(sound: HighlightRecord, text: HighlightRecord) -> HighlightRecord:
    """Bring together what was said of one passage on its sound and on its text."""
    notes = dict.fromkeys(note for note in (sound.note, text.note) if note.strip())
    return replace(
        sound,
        codes=tuple(dict.fromkeys([*sound.codes, *text.codes])),
        stage=sound.stage or text.stage,
        sentiment=text.sentiment if sound.sentiment is None else sound.sentiment,
        juiciness=sound.juiciness or text.juiciness,
        note="\n\n".join(notes),
        changed_at=max(sound.changed_at, text.changed_at),
    )


def _face(record: HighlightRecord) -> tuple[object, ...]:
    return (record.interview_id, frozenset(record.codes), record.coder, record.note)
