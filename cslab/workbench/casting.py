"""Casting: what the study's files and its store know of who speaks, laid over the engine's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cslab.errors import NotFoundError
from cslab.listen.speakers.roles import CUSTOMER, INTERVIEWER, SIDES, Cast, Speaker
from cslab.listen.speakers.turns import Turn, as_turns
from cslab.listen.speakers.voiced import Voiced, voiced
from cslab.listen.transcript import Transcript
from cslab.study import speakers as stored
from cslab.study.changes import WORDLESS, last_change
from cslab.study.transcripts import transcript_document
from cslab.workbench.folder import Folder

Voice = Callable[[Mapping[Any, Any], Transcript], Voiced]
"""Takes a row of `Folder.recordings` and the engine's words, and gives these with their speakers."""


class Casting(Folder):
    """Who speaks in each interview."""

    def interviewers(self, interview_id: str) -> set[str]:
        """Names of those who ask in one interview, as its transcript shows them.

        Raises
        ------
        NotFoundError
            If there is no such interview.
        """
        who = self._speakers_of(self._row(interview_id)) or ()
        return {one.name for one in who if one.role == INTERVIEWER}

    def customer_channels(self) -> dict[str, int]:
        """Channel of the customer, from 0, in each two-channel call whose channels are known, not guessed."""
        found = super().customer_channels()
        given = stored.all_given_names(self.store)
        for row in self.recordings.to_dict("records"):
            name = row["interview_id"]
            if row["channels"] == 2 and not given.get(name, {}).keys().isdisjoint(SIDES):
                answers = [
                    SIDES.index(who.label)
                    for who in self._speakers_of(row) or ()
                    if who.label in SIDES and who.role == CUSTOMER and not who.guessed
                ]
                if answers:
                    found[name] = answers[0]
        return found

    # ---- inside ----

    def _casting(self, names: Iterable[str] | None = None) -> Voice:
        """Ask once for what people said of the interviews named, or of all; then voice them one by one."""
        wanted = None if names is None else sorted(set(names))
        given = stored.all_given_names(self.store, wanted)
        moved: dict[str, list[Turn]] = {}
        for row in stored.reassigned(self.store, wanted).to_dict("records"):
            moved.setdefault(row["interview_id"], []).append(Turn(row["start"], row["end"], row["label"]))
        asked = {row["interview_id"]: row for row in self.interviews.to_dict("records")}

        def voice(row: Mapping[Any, Any], heard: Transcript) -> Voiced:
            name = row["interview_id"]
            voices = stored.load_voices(self.store, row["content_hash"])
            return voiced(
                heard,
                turns=as_turns(voices.turns) if voices is not None else (),
                reassigned=moved.get(name, ()),
                cast=_cast(asked[name], row),
                given=given.get(name),
            )

        return voice

    def _speakers_of(self, row: Mapping[Any, Any]) -> tuple[Speaker, ...] | None:
        """Who speaks in one interview, by its row of `recordings`; None while it has no words."""
        seen = self._look()
        stamp = (row["content_hash"], last_change(self.store, but=WORDLESS), seen.files)

        def ask() -> tuple[Speaker, ...] | None:
            document = transcript_document(self.store, row["content_hash"]) if row["content_hash"] else None
            if document is None:
                return None
            return self._casting([row["interview_id"]])(row, Transcript.from_dict(document)).speakers

        return self._kept.get(f"speakers of {row['interview_id']}", stamp, ask, keep=seen.settled)

    def _who_speaks(self, interview_id: str) -> tuple[Speaker, ...]:
        found = self._speakers_of(self._row(interview_id))
        if found is None:
            raise NotFoundError(f"{interview_id} is not transcribed yet; run: cslab transcribe {self.folder}")
        return found


def _cast(interview: Mapping[Any, Any], row: Mapping[Any, Any]) -> Cast:
    return Cast(
        interviewer=_text(interview["interviewer"]),
        customer=_text(row["name"]),
        person_id=_text(row["person_id"]) or None,
        interviewer_channel=_text(interview["interviewer_channel"]),
    )


def _text(cell: Any) -> str:
    return cell if isinstance(cell, str) else ""
