"""Playing: an interview's words and sound in a notebook, where they can be coded and mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cslab.errors import CslabError
from cslab.listen.transcript import Transcript
from cslab.player import notebook, payload
from cslab.player.events import Answer
from cslab.study.store import default_actor
from cslab.workbench import deeds, shown
from cslab.workbench.coding import Coding

if TYPE_CHECKING:
    from cslab.workbench.study import Study


SUGGESTED = 8
"""Suggestions that a person is given who asks for some."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class StudyTranscript(Transcript):
    """A transcript that knows its study, and so can be played.

    It equals any transcript with the same words.
    """

    study: Any = field(default=None)
    interview_id: str = ""

    def player(self, *, suggestions: int = 0) -> Any:
        """Return the player of this interview, to be the result of a notebook's cell.

        Of a part of an interview, it begins where the part does. What is coded or mended there is kept in the
        study, under the name of its actor.

        Parameters
        ----------
        suggestions : int
            How many codes to suggest beside the words; see `cslab.workbench.suggesting.Suggesting.suggest`.

        Raises
        ------
        MissingDependencyError
            If anywidget is not installed, or for suggestions the weights; with the install line.
        """
        start = self.segments[0].start if self.segments else 0.0
        whole = self.study.transcript(self.interview_id)
        first = whole.segments[0].start if whole.segments else 0.0
        begin = start if start > first else 0.0
        return notebook.show(Interview(self.study, self.interview_id, start=begin, suggestions=suggestions))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Transcript):
            return NotImplemented
        return all(getattr(self, one.name) == getattr(other, one.name) for one in fields(Transcript))

    __hash__ = None  # type: ignore[assignment]


class Playing(Coding):
    """Transcripts that can be played where they are shown."""

    def transcript(self, interview_id: str) -> StudyTranscript:
        """Words of one interview as people now see them; ``transcript("int-03").player()`` plays them.

        Raises
        ------
        NotFoundError
            If there is no such interview, or it is not transcribed yet.
        """
        heard = super().transcript(interview_id)
        parts = {one.name: getattr(heard, one.name) for one in fields(Transcript)}
        return StudyTranscript(**parts, study=self, interview_id=interview_id)


class Interview:
    """One interview of a study behind a player in a notebook."""

    def __init__(self, study: Study, interview_id: str, *, start: float = 0.0, suggestions: int = 0) -> None:
        self.study = study
        self.name = interview_id
        self._start = start
        self._wanted = suggestions
        self._offers: list[dict[str, Any]] | None = None
        self._said = ""
        self._memory = deeds.Memory()

    @property
    def coder(self) -> str:
        """Who codes here."""
        return self.study.actor or default_actor()

    def data(self) -> dict[str, Any]:
        """What the player shows beside words and sound."""
        row = self.study._row(self.name)
        return shown.data(self.study, self.name, coder=self.coder) | {
            "study": self.study.folder.name,
            "person": str(row["name"] or self.name),
            "duration": float(row["duration"]) if row["duration"] == row["duration"] else None,
            "peaks": payload.outline(self.study.levels(self.name)),
            "start": self._start,
            **self._suggested(),
        }

    def words(self) -> dict[str, Any]:
        """The words as people now see them."""
        return shown.words(self.study, self.name)

    def sound(self) -> Path | None:
        """The playback copy, made now if it is not there yet; None where there is no recording."""
        row = self.study._row(self.name)
        return self.study.playback(self.name) if row["recording"] and not row["message"] else None

    def act(self, events: Sequence[Any]) -> Answer:
        """Do what a person did in the player, once each; codes are looked for when somebody asks."""
        known = [event for event in events if isinstance(event, dict) and isinstance(event.get("nonce"), str)]
        asks = [event["nonce"] for event in known if event.get("kind") == "suggest"]
        others = [event for event in known if event.get("kind") != "suggest"]
        answer = deeds.do(self.study, self.name, others, coder=self.coder, memory=self._memory)
        decided = {_place(event) for event in others if event["nonce"] in answer.answered}
        self._offers = self._offers and [one for one in self._offers if _place(one) not in decided]
        for nonce in asks:
            if nonce not in self._memory:
                self._look(self._wanted or SUGGESTED)
                self._memory.add(nonce)
        return Answer((*asks, *answer.answered), answer.refused, answer.words_changed)

    def _suggested(self) -> dict[str, Any]:
        if self._wanted and self._offers is None:
            self._look(self._wanted)
        share = self.study.acceptance(self.coder)
        said = self._said or ("" if share is None else f"You accepted {share}.")
        state = "idle" if self._offers is None else "done"
        return {"suggestions": self._offers or [], "suggesting": {"state": state, "said": said}}

    def _look(self, limit: int) -> None:
        try:
            found = self.study.suggest(self.name, limit=limit, coder=self.coder)
        except CslabError as error:
            self._offers, self._said = [], str(error)
            return
        names = ("start", "end", "code", "score", "quote")
        self._offers = [{name: row[name] for name in names} for row in found.to_dict("records")]
        self._said = "" if self._offers else "No passage here is near enough to what was coded."


def _place(one: dict[str, Any]) -> tuple[Any, ...]:
    return one.get("code"), one.get("start"), one.get("end")
