"""Showing: what customers showed us, and what colleagues found when they did what customers do."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.study import errands as steps
from cslab.study import showme
from cslab.study.evidence import highlight_nonces
from cslab.tell.walk import errands as walked
from cslab.tell.walk.placing import AFTER, span_at
from cslab.workbench.walklog import WalkLog


class Showing(WalkLog):
    """Show-me notes and errands."""

    # ---- show me ----

    def add_show_me(
        self,
        teammate: str,
        person_id: str,
        text: str,
        *,
        stage: str | None = None,
        codes: str | Iterable[str] = (),
        on_day: date | str | None = None,
        interview_id: str | None = None,
        at: float | None = None,
        note: str = "",
        author: str | None = None,
        nonce: str | None = None,
    ) -> int:
        """Note what a customer showed; see `cslab.study.showme.add_show_me`.

        Parameters
        ----------
        interview_id : str, optional
            Its recording, where it is there already: with `at`, the note becomes a highlight at once.
        at : float, optional
            Seconds into the recording.

        Returns
        -------
        int
            Its number.

        Raises
        ------
        NotFoundError
            If there is no such person, stage, code or interview.
        InputError
            If nothing is said, or the day or the second is none.
        """
        self._known("person", person_id, self.people["person_id"])
        self._known("stage", stage, [known.id for known in self.config.stages])
        if interview_id is not None:
            self._theirs(interview_id, person_id)
        number = showme.add_show_me(
            self.store,
            self._walker(teammate),
            person_id,
            text,
            stage=stage,
            codes=[codes] if isinstance(codes, str) else list(codes),
            on_day=on_day,
            at=at,
            note=note,
            author=author or self.actor,
            nonce=nonce,
            codebook=self._newest_codebook(),
        )
        if interview_id is not None and at is not None:
            self.place_show_me(number, interview_id, at, author=author)
        return number

    def place_show_me(
        self,
        number: int,
        interview_id: str,
        at: float | None = None,
        *,
        until: float | None = None,
        author: str | None = None,
    ) -> int:
        """Make a note a highlight of a recording.

        Parameters
        ----------
        number : int
            Which note.
        interview_id : str
            The recording.
        at : float, optional
            Second at which it was shown; what the note says when left out.
        until : float, optional
            Where the highlight ends. Without it, it holds whole words around that moment: see
            `cslab.tell.walk.placing.span_at`.

        Returns
        -------
        int
            The highlight's id.

        Raises
        ------
        NotFoundError
            If there is no such note or interview, or the recording is shorter.
        InputError
            If somebody else speaks there, no moment is known, or the note is placed elsewhere.
        """
        notes = showme.show_me(self.store)
        self._known("show-me note", str(number), map(str, notes["id"]))
        row = notes[notes["id"] == int(number)].iloc[0]
        self._theirs(interview_id, str(row["person_id"]))
        moment = float(row["at"]) if at is None and not pd.isna(row["at"]) else at
        if moment is None:
            raise InputError(f"Say at which second of {interview_id} it was shown.")
        length = float(self._row(interview_id)["duration"])
        if until is None:
            words = [
                (word.start, word.end)
                for transcript in self.transcripts([interview_id]).values()
                for segment in transcript.segments
                for word in segment.words
            ]
            if math.isnan(length):  # nobody could look into the recording
                length = max((end for _, end in words), default=float(moment) + AFTER)
            if moment >= length:
                raise NotFoundError(f"{interview_id} ends at {length:.1f} seconds, before {moment:.1f}.")
            start, end = span_at(float(moment), length, words)
        else:
            start, end = float(moment), float(until)
        self._lies_within(interview_id, start, end)
        return showme.place_show_me(
            self.store,
            number,
            interview_id,
            start=start,
            end=end,
            at=float(moment),
            author=author or self.actor,
            codebook=self._newest_codebook(),
            known_stages=[known.id for known in self.config.stages],
        )

    def unplace_show_me(self, number: int, *, author: str | None = None) -> None:
        """Take a note out of its recording; see `cslab.study.showme.unplace_show_me`."""
        showme.unplace_show_me(self.store, number, author=author or self.actor)

    def remove_show_me(self, number: int, *, author: str | None = None) -> None:
        """Take a note out of the list; `restore_show_me` brings it back."""
        showme.remove_show_me(self.store, number, author=author or self.actor)

    def restore_show_me(self, number: int, *, author: str | None = None) -> None:
        """Bring a removed note back."""
        showme.restore_show_me(self.store, number, author=author or self.actor)

    def show_me(self) -> pd.DataFrame:
        """List show-me notes, with names and with what became of them.

        Returns
        -------
        DataFrame
            The columns of `cslab.study.showme.show_me`, then name and account_id, state (``"waits for its
            recording"`` or ``"is a highlight"``) and clip (id of the highlight; missing while it waits).
        """
        notes = self._with_names(showme.show_me(self.store))
        ids = {nonce: number for number, nonce in highlight_nonces(self.store).items()}
        there = set(self.highlights()["id"])
        clips = [ids.get(str(name)) for name in notes["highlight"]]
        clips = [clip if clip in there else None for clip in clips]
        state = [showme.WAITING if clip is None else showme.PLACED for clip in clips]
        return notes.assign(
            state=pd.Series(state, notes.index, dtype="str"),
            clip=pd.Series(clips, notes.index, dtype="Int64"),
        )

    # ---- everyone a customer ----

    def errands(self) -> walked.Errands:
        """Give the steps of a customer, and what colleagues noted of them; see `cslab.tell.walk.errands`."""
        return walked.errands(steps.errands(self.store), steps.errands_done(self.store))

    def begin_errands(self, *, author: str | None = None) -> None:
        """Put the four usual steps on the list; those that it has already stay as they are."""
        for at, (title, what) in enumerate(walked.USUAL):
            self.add_errand(title, what=what, author=author, nonce=f"usual errand {at}")

    def add_errand(self, title: str, *, stage: str | None = None, **about: Any) -> int:
        """Add a step that customers take; see `cslab.study.errands.add_errand`."""
        self._known("stage", stage or None, [known.id for known in self.config.stages])
        return steps.add_errand(self.store, title, stage=stage, **self._authored(about))

    def change_errand(self, number: int, *, stage: str | None = None, **about: Any) -> None:
        """Change what is said of a step; see `cslab.study.errands.change_errand`."""
        self._known("stage", stage or None, [known.id for known in self.config.stages])
        steps.change_errand(self.store, number, stage=stage, **self._authored(about))

    def move_errand(self, number: int, place: int, *, author: str | None = None) -> None:
        """Put a step at a place, from 1; see `cslab.study.errands.move_errand`."""
        steps.move_errand(self.store, number, place, author=author or self.actor)

    def remove_errand(self, number: int, *, author: str | None = None) -> None:
        """Take a step off the list; `restore_errand` brings it back."""
        steps.remove_errand(self.store, number, author=author or self.actor)

    def restore_errand(self, number: int, *, author: str | None = None) -> None:
        """Bring a removed step back."""
        steps.restore_errand(self.store, number, author=author or self.actor)

    def do_errand(self, number: int, teammate: str, **about: Any) -> int:
        """Write down that a colleague took a step; see `cslab.study.errands.do_errand`.

        It is a colleague's experience, and counts nowhere as a customer's.
        """
        return steps.do_errand(self.store, number, self._walker(teammate), **self._authored(about))

    def remove_errand_done(self, number: int, *, author: str | None = None) -> None:
        """Take a colleague's note out; `restore_errand_done` brings it back."""
        steps.remove_errand_done(self.store, number, author=author or self.actor)

    def restore_errand_done(self, number: int, *, author: str | None = None) -> None:
        """Bring a removed note back."""
        steps.restore_errand_done(self.store, number, author=author or self.actor)

    # ---- inside ----

    def _theirs(self, interview_id: str, person_id: str) -> None:
        """Refuse an interview in which somebody else speaks."""
        whose = self._row(interview_id)["person_id"]
        if not pd.isna(whose) and whose != person_id:
            raise InputError(
                f"{whose} speaks in {interview_id}, and not {person_id}; choose a recording of theirs."
            )
