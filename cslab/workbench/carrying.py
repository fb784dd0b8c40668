"""Carrying: what people did to older transcriptions goes over to the one that is read now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cslab.errors import StoreError
from cslab.listen.carry import Passage, carry_labels, carry_span, own_turns
from cslab.listen.corrections import Mended, active, apply_corrections
from cslab.listen.fates import carry_corrections
from cslab.listen.speakers.voiced import Voiced
from cslab.listen.transcript import Transcript
from cslab.study import carried as stored
from cslab.study.carried import Takeover
from cslab.study.corrections import Correction, corrections_of, put_correction
from cslab.study.frames import TIME, frame_of
from cslab.study.store import Writing
from cslab.workbench.reading import Reading

_COLUMNS = {
    "interview_id": "str",
    "subject": "str",
    "id": "str",
    "outcome": "str",
    "what": "str",
    "start": "float64",
    "end": "float64",
    "author": "str",
    "why": "str",
    "created_at": TIME,
}


@dataclass(frozen=True, slots=True)
class _Change:
    """A takeover with everything at hand that is too slow to fetch while the store is locked."""

    takeover: Takeover
    names: tuple[str, ...]
    heard: Mapping[str, Transcript]
    old_speakers: Mapping[str, Voiced]
    new_speakers: Mapping[str, Voiced]


class Carrying(Reading):
    """What people did to older transcriptions goes over to the one that is read now."""

    def carry(self, interviews: Iterable[str] | None = None) -> None:
        """Carry corrections, highlights and names of speakers to the newest transcription of each recording.

        It happens by itself when one is finished, and when a transcript is opened of which something was not
        carried yet; doing it again changes nothing. What became of each is listed by `carried`.

        Parameters
        ----------
        interviews : iterable of str, optional
            Only these.

        Raises
        ------
        NotFoundError
            If there is no such interview.
        StoreError
            If the store can't be written.
        """
        table = self._recordings()
        if interviews is not None:
            table = self._rows(table, list(interviews))
        self._carry_rows(table.to_dict("records"))

    def carried(self, interview_id: str | None = None) -> pd.DataFrame:
        """List what became of what people did to older transcriptions, of one interview or of all.

        Returns
        -------
        DataFrame
            One row a thing: interview_id, subject (correction, highlight or speaker), id, outcome (carried;
            already: the new engine heard what the person wrote; lost: it has no clear place, stays with the
            old words, and is yours to make again), what (its words, or the speaker), start, end (seconds),
            author, why (it is lost), created_at.

        Raises
        ------
        NotFoundError
            If there is no such interview.
        """
        keys = self._keys_read(None if interview_id is None else [interview_id])
        table = self._recordings()
        self._catch_up(table[table["interview_id"].isin(list(keys))].to_dict("records"))
        homes: dict[str, list[str]] = {}
        for name, key in keys.items():
            homes.setdefault(key, []).append(name)
        rows = []
        for row in stored.list_carried(self.store, list(homes)):
            detail = row.detail
            where = [detail["interview_id"]] if "interview_id" in detail else homes[row.key]
            rows += [
                (
                    *(name, row.subject, row.subject_id, row.outcome, detail.get("what", "")),
                    *(detail.get("start", float("nan")), detail.get("end", float("nan"))),
                    *(detail.get("author", ""), detail.get("why", ""), row.created_at),
                )
                for name in where
                if name in keys
            ]
        return frame_of(rows, _COLUMNS)

    # ---- inside ----

    def _catch_up(self, rows: Iterable[Mapping[Any, Any]]) -> None:
        """Carry what was not carried yet; nobody is kept from reading when that fails."""
        if not self.read_only:
            with suppress(StoreError):
                self._carry_rows(rows)

    def _carry_rows(self, rows: Iterable[Mapping[Any, Any]]) -> None:
        homes: dict[str, dict[str, Mapping[Any, Any]]] = {}
        for row in rows:
            if row["content_hash"]:
                homes.setdefault(str(row["content_hash"]), {})[str(row["interview_id"])] = row
        with self.store.reading() as connection:
            pending = stored.takeovers(connection, list(homes))
        for content, takeover in pending.items():
            change = self._at_hand(takeover, homes[content])
            with self.store.writing(self.actor) as write:
                if stored.takeovers(write.connection, [content]).get(content) == takeover:
                    _carry(write, change)

    def _at_hand(self, takeover: Takeover, rows: Mapping[str, Mapping[Any, Any]]) -> _Change:
        heard = {key: self._heard_by_key(key) for key in (takeover.key, *takeover.older)}
        voice = self._casting(rows)
        return _Change(
            takeover,
            tuple(rows),
            heard,
            {name: voice(row, heard[takeover.older[0]]) for name, row in rows.items()},
            {name: voice(row, heard[takeover.key]) for name, row in rows.items()},
        )


def _carry(write: Writing, change: _Change) -> None:
    """Carry everything of one recording, inside a transaction."""
    takeover, new = change.takeover, change.heard[change.takeover.key]
    known = corrections_of(write.connection, [takeover.key, *takeover.older])
    decided = {row.subject_id for row in stored.carried_rows(write.connection, [takeover.key], "correction")}
    moved = {
        row.subject_id
        for row in stored.carried_rows(write.connection, takeover.older, "correction")
        if row.outcome == "carried"
    }
    skip = {int(number) for number in decided | moved}
    taken = [(made.first, made.last) for made in active(known.get(takeover.key, ()))]
    for at, key in enumerate(takeover.older):
        made = known.get(key, ())
        if at and not any(one.id not in skip for one in made):
            continue
        passage = Passage.between(apply_corrections(change.heard[key], made), new)
        taken += _carry_corrections(write, takeover.key, passage, taken, skip)
        if not at:
            _carry_highlights(write, change, passage)
            _carry_speakers(write, change, passage)
    stored.mark_carried(write, takeover)


def _carry_corrections(
    write: Writing, key: str, passage: Passage, taken: list[tuple[int, int]], skip: set[int]
) -> list[tuple[int, int]]:
    """Write the corrections of one older text over the new words; give the words that they took."""
    made = {one.id: one for one in passage.old.standing}
    took = []
    for fate in carry_corrections(passage, taken, skip=skip):
        one = made[fate.id]
        detail = _correction_detail(passage.old, one)
        if fate.edit is not None:
            number = put_correction(write, key, fate.edit, nonce=f"{one.nonce}@{key}", author=one.author)
            detail["to"] = number
            took.append((fate.edit.first, fate.edit.last))
        if fate.why:
            detail["why"] = fate.why
        stored.put_carried(write, key, "correction", one.id, fate.outcome, detail)
    return took


def _correction_detail(old: Mended, one: Correction) -> dict[str, Any]:
    """What is said of a correction: its words, and when they were read in the older text."""
    words = old.transcript.words
    places = [at for at, number in old.marks.items() if number == one.id]
    if not places:  # a deletion: where the word after it stands
        after = next((at for at, origin in enumerate(old.origins) if origin[0] >= one.last), len(words) - 1)
        places = [after] if words else []
    span = {"start": words[places[0]].start, "end": words[places[-1]].end} if places else {}
    what = one.after or f"(without: {one.before})"
    return {"what": what, "before": one.before, "after": one.after, "author": one.author, **span}


def _carry_highlights(write: Writing, change: _Change, passage: Passage) -> None:
    key = change.takeover.key
    decided = {row.subject_id for row in stored.carried_rows(write.connection, [key], "highlight")}
    for number, name, start, end, coder in stored.highlights_before(
        write.connection, change.names, change.takeover.since
    ):
        if str(number) in decided:
            continue
        span = carry_span(passage, start, end)
        what = passage.old.transcript.between(start, end).text
        detail: dict[str, Any] = {"interview_id": name, "what": what, "author": coder}
        if span is None:
            detail |= {"start": start, "end": end, "why": "most of its words are not found again"}
            stored.put_carried(write, key, "highlight", number, "lost", detail)
            continue
        if (span.start, span.end) != (start, end):
            stored.move_highlight(write, number, (start, end), (span.start, span.end))
            detail |= {"was": [start, end]}
        detail |= {"start": span.start, "end": span.end}
        stored.put_carried(write, key, "highlight", number, "carried", detail)


def _carry_speakers(write: Writing, change: _Change, passage: Passage) -> None:
    """Keep who spoke: as turns where the new words name nobody, else under the new label of most words."""
    takeover = change.takeover
    labels = passage.old.transcript.speakers
    if not labels:
        return
    decided = {row.subject_id for row in stored.carried_rows(write.connection, [takeover.key], "speaker")}
    unnamed = not any(found.transcript.speakers for found in change.new_speakers.values())
    turns = own_turns(change.heard[takeover.older[0]])
    kept = unnamed and stored.keep_turns(write, takeover.content_hash, turns)
    for name in change.names:
        old = {who.label: who for who in change.old_speakers[name].speakers}
        spoken = change.new_speakers[name].transcript
        homes = {} if kept else carry_labels(passage, spoken)
        for label in labels:
            subject = f"{name}/{label}"
            if subject in decided or (not kept and label in spoken.speakers):
                continue
            who, to = old.get(label), label if kept else homes.get(label)
            detail: dict[str, Any] = {"interview_id": name, "what": who.name if who else label}
            if to is None:
                detail["why"] = "none of their words are found again with a speaker"
                stored.put_carried(write, takeover.key, "speaker", subject, "lost", detail)
                continue
            named = who is not None and not kept and (who.name != label or not who.guessed)
            given = {"name": who.name, "role": who.role, "person_id": who.person_id} if who else {}
            done = kept or (named and stored.copy_speaker(write, name, to, given))
            outcome = "carried" if done else "already"
            stored.put_carried(write, takeover.key, "speaker", subject, outcome, detail | {"to": to})
