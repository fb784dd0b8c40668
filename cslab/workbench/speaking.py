"""Speakers: who says what, under which name; and how well the interview was led."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.listen import quality
from cslab.listen.batch import OnProgress, Outcome, Recording
from cslab.listen.speakers.batch import find_all
from cslab.listen.speakers.campplus import VoiceModel
from cslab.listen.speakers.roles import CUSTOMER, INTERVIEWER, Speaker
from cslab.listen.speakers.turns import label_of
from cslab.listen.speakers.weights import get_voice_weights
from cslab.study import speakers as stored
from cslab.study.frames import frame_of
from cslab.study.listing import text_content
from cslab.study.speakers import Given
from cslab.workbench.listening import Listening

_COLUMNS = {
    "label": "str",
    "name": "str",
    "role": "str",
    "person_id": "str",
    "seconds": "float64",
    "words": "int64",
    "share": "float64",
    "guessed": "bool",
}


class Speaking(Listening):
    """Who says what, under which name; and how well the interview was led."""

    def speakers(self, interview_id: str) -> pd.DataFrame:
        """List who speaks in one interview.

        Returns
        -------
        DataFrame
            One row a label, in the order in which they first speak: label (``"voice 1"``, ``"left"``...),
            name (as the transcript shows it), role (``"customer"``, ``"interviewer"``, ``"other"``),
            person_id (missing when not known), seconds and words (said), share (of the seconds), guessed
            (True when who asks and who answers is a guess from questions and speech: `swap_speakers` turns
            it over). Empty while nobody knows who speaks.

        Raises
        ------
        NotFoundError
            If there is no such interview, or it is not transcribed yet.
        """
        found = self._who_speaks(interview_id)
        return frame_of(([getattr(who, name) for name in _COLUMNS] for who in found), _COLUMNS)

    def speakers_table(self, interviews: Iterable[str] | None = None) -> pd.DataFrame:
        """List who speaks in several interviews, or in all: as `speakers`, with interview_id before."""
        table = self.recordings
        if interviews is not None:
            table = self._rows(table, list(interviews))
        rows = []
        for row in table.to_dict("records"):
            for who in self._speakers_of(row) or ():
                rows.append([row["interview_id"], *(getattr(who, name) for name in _COLUMNS)])
        return frame_of(rows, {"interview_id": "str", **_COLUMNS})

    def find_speakers(
        self,
        interview_id: str | Iterable[str] | None = None,
        *,
        speakers: int = 2,
        only_new: bool = False,
        on_progress: OnProgress | None = None,
    ) -> tuple[Outcome, ...]:
        """Tell the voices of recordings apart; what is done is not done twice. Transcripts wait for nothing.

        The voice model is fetched when it is not here; see `cslab.listen.speakers.weights`.

        Parameters
        ----------
        interview_id : str or iterable of str, optional
            Of one interview or several; all with a recording when left out.
        speakers : int
            How many people speak in each: it is not guessed.
        only_new : bool
            Leave alone what was found before, whatever the number.
        on_progress : callable, optional
            Called with the interview's id, seconds done, seconds in all, and None.

        Returns
        -------
        tuple of Outcome
            What became of each recording. A call whose channels are two people has nothing to be found.

        Raises
        ------
        NotFoundError
            If there is no such interview, or the voice model can't be had.
        """
        table = self.recordings
        if interview_id is not None:
            names = [interview_id] if isinstance(interview_id, str) else list(interview_id)
            table = self._rows(table, names)
        found = [
            Recording(row["interview_id"], self.folder / row["recording"], row["content_hash"])
            for row in table.to_dict("records")
            if row["content_hash"] not in {"", text_content(row["interview_id"])}
        ]
        return find_all(
            self.store,
            found,
            folder=self.derived / "audio",
            model=lambda: VoiceModel(get_voice_weights()),
            speakers=speakers,
            only_new=only_new,
            on_progress=on_progress,
        )

    def name_speaker(
        self,
        interview_id: str,
        label: str,
        *,
        name: str | None = None,
        role: str | None = None,
        person_id: str | None = None,
        author: str | None = None,
    ) -> None:
        """Say who a speaker is; what is left out stays. The name of another speaker makes the two one.

        Parameters
        ----------
        interview_id : str
            Which interview.
        label : str
            The label, or the name that is shown: then of all its labels.
        name : str, optional
            As people call them; empty for the name in the study's files.
        role : str, optional
            ``"customer"``, ``"interviewer"`` or ``"other"``.
        person_id : str, optional
            Of people.csv; their name is taken unless `name` says otherwise.
        author : str, optional
            Who says so.

        Raises
        ------
        NotFoundError
            If there is no such interview, speaker, person or role.
        """
        if person_id is not None:
            people = self.people
            self._known("person", person_id, people["person_id"])
            if name is None:
                name = str(people.set_index("person_id").loc[person_id, "name"])
        given = stored.given_names(self.store, interview_id)
        changed = {}
        for one in self._labels(interview_id, label):
            known = given.get(one, Given())
            changed[one] = Given(
                known.name if name is None else name,
                known.role if role is None else role,
                known.person_id if person_id is None else person_id,
            )
        alike = [one for one in self._called(interview_id, name, given) if one.label not in changed]
        if alike and name:
            said = Given(name, role or alike[0].role, person_id or alike[0].person_id)
            changed = dict.fromkeys([*changed, *(one.label for one in alike)], said)
        stored.name_speakers(self.store, interview_id, changed, author=author or self.actor)

    def merge_speakers(self, interview_id: str, label: str, into: str, author: str | None = None) -> None:
        """Make two speakers one: whoever is `label` from now on is `into`.

        Raises
        ------
        NotFoundError
            If there is no such interview or speaker.
        InputError
            If they are one already.
        """
        moved, kept = self._labels(interview_id, label), self._labels(interview_id, into)
        if set(moved) & set(kept):
            raise InputError(f"{label} and {into} are one speaker already.")
        who = self._who_speaks(interview_id)
        target = next((one for one in who if one.label == kept[0]), None)
        said = Given() if target is None else Given(target.name, target.role, target.person_id)
        changed = dict.fromkeys([*moved, *kept], said)
        stored.name_speakers(self.store, interview_id, changed, action="merge", author=author or self.actor)

    def swap_speakers(self, interview_id: str, author: str | None = None) -> None:
        """Turn over who asks and who answers: the interviewer and the customer change roles, and the names
        that people gave; names that stand in an imported transcript stay. Done twice, all is as it was.

        Raises
        ------
        NotFoundError
            If there is no such interview, or it is not transcribed yet.
        InputError
            If there are not both an interviewer and a customer.
        """
        who = self._who_speaks(interview_id)
        asks = [one for one in who if one.role == INTERVIEWER]
        answers = [one for one in who if one.role == CUSTOMER]
        if not asks or not answers:
            raise InputError(
                f"{interview_id} has not both an interviewer and a customer; name its speakers instead."
            )
        given = stored.given_names(self.store, interview_id)
        asked, answered = (given.get(side[0].label, Given()) for side in (asks, answers))
        changed = {one.label: replace(answered, role=CUSTOMER) for one in asks}
        changed |= {one.label: replace(asked, role=INTERVIEWER) for one in answers}
        stored.name_speakers(self.store, interview_id, changed, action="swap", author=author or self.actor)

    def reassign(
        self,
        interview_id: str,
        start: float,
        end: float,
        label: str,
        *,
        nonce: str | None = None,
        author: str | None = None,
    ) -> int:
        """Give a stretch of time to a speaker: every word whose middle lies in it is theirs.

        Parameters
        ----------
        interview_id : str
            Which interview.
        start, end : float
            Seconds.
        label : str
            A label or a name that is there, or ``"voice N"`` for one more voice.
        nonce : str, optional
            Chosen by the caller and used once, so that a retried click adds nothing.
        author : str, optional
            Who says so.

        Returns
        -------
        int
            Its id, for `undo_reassign`.

        Raises
        ------
        NotFoundError
            If there is no such interview or speaker.
        InputError
            If the span is not a span.
        """
        target = self._labels(interview_id, label)[0]
        return stored.reassign(
            self.store,
            interview_id,
            start=start,
            end=end,
            label=target,
            nonce=nonce,
            author=author or self.actor,
        )

    def reassigned(self, interview_id: str | None = None, *, removed: bool = False) -> pd.DataFrame:
        """Stretches that people gave to a speaker; see `cslab.study.speakers.reassigned`."""
        if interview_id is not None:
            self._row(interview_id)
        wanted = None if interview_id is None else [interview_id]
        return stored.reassigned(self.store, wanted, removed=removed)

    def undo_reassign(self, id: int, author: str | None = None) -> None:  # noqa: A002 (the column's name)
        """Take a reassigned stretch back; `redo_reassign` brings it again."""
        stored.undo_reassign(self.store, id, author=author or self.actor)

    def redo_reassign(self, id: int, author: str | None = None) -> None:  # noqa: A002 (the column's name)
        """Bring a stretch back that was taken back."""
        stored.redo_reassign(self.store, id, author=author or self.actor)

    def quality(self, interview_id: str) -> quality.Quality:
        """How one interview was led: shares of talk, longest monologues, questions that lead or close.

        Raises
        ------
        NotFoundError
            If there is no such interview, or it is not transcribed yet.
        """
        guessed = any(who.guessed for who in self._who_speaks(interview_id))
        said = self.transcript(interview_id)
        said = said if said.language else replace(said, language=self.config.language)
        return quality.assess(said, self.interviewers(interview_id), guessed=guessed)

    def quality_table(self) -> pd.DataFrame:
        """One row a transcribed interview: see `cslab.listen.quality.Quality.row`."""
        rows = []
        for row in self.recordings.to_dict("records"):
            if row["state"] == "transcribed":
                rows.append({"interview_id": row["interview_id"], **self.quality(row["interview_id"]).row()})
        return quality.table(rows)

    # ---- inside ----

    def _called(self, interview_id: str, name: str | None, given: Mapping[str, Given]) -> list[Speaker]:
        """Speakers who go by a name for certain: a name that goes with a guessed role may yet move on."""
        return [
            one
            for one in self._who_speaks(interview_id)
            if one.name == name
            and (name in {one.label, given.get(one.label, Given()).name} or not one.guessed)
        ]

    def _labels(self, interview_id: str, label: str) -> list[str]:
        """Labels that go by a name; by a label: that one and those that are one speaker with it."""
        who = self._who_speaks(interview_id)
        names = {one.label: one.name for one in who}
        shown = names.get(label, label)
        alike = [one for one, name in names.items() if name == shown]
        if label in names:
            return [label, *(one for one in alike if one != label)]
        if alike:
            return alike
        more = [label_of(at) for at in range(max(2, len(names) + 1))]
        if label in more:
            return [label]
        raise NotFoundError.of("speaker", label, dict.fromkeys([*names, *names.values(), *more]))
