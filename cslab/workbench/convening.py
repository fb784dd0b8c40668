"""Convening: empathy sessions, from the invitation to what they changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.study import changes, seats, taps
from cslab.study import sessions as kept
from cslab.study.convened import Participant, Playback, Session
from cslab.study.personas import Condition
from cslab.study.store import default_actor
from cslab.tell.plan import Plan
from cslab.tell.sessions import timeline
from cslab.workbench.mirroritems import items_table
from cslab.workbench.reel import StudyReel
from cslab.workbench.reporting import Reporting
from cslab.workbench.walking import Walking


class Convening(Reporting, Walking):
    """Elicit, listen, reveal, elicit again."""

    # ---- the session ----

    def add_session(
        self,
        title: str,
        *,
        reel: str,
        teammates: Iterable[str] = (),
        items: Sequence[str] | None = None,
        segment: Sequence[Condition] = (),
        mode: str = "together",
        facilitator: str | None = None,
        note: str = "",
        author: str | None = None,
        nonce: str | None = None,
    ) -> Session:
        """Set up a session: a reel, the questions, and who is invited.

        Parameters
        ----------
        title : str
            How it is called before people.
        reel : str
            Name of the reel that will be heard.
        teammates : iterable of str
            Who is invited; others may join until the reveal.
        items : sequence of str, optional
            Ids of questions of the mirror; all of them when left out.
        segment : sequence of Condition
            The customers whose answers are the truth; everybody when empty.
        mode : {"together", "alone"}
            Whether all follow the facilitator's play and pause.
        facilitator : str, optional
            Who alone moves it on; the author unless told.
        note : str
            Anything worth knowing.
        author : str, optional
            Who sets it up; the study's actor or the login name unless told.
        nonce : str, optional
            Its name; a second session of the same name is not added.

        Raises
        ------
        NotFoundError
            If there is no such reel or item.
        InputError
            If there is nothing to ask, or it has no title.
        """
        self._known("reel", reel, self.reels["name"])
        table = self.mirror_items()
        if table.empty:
            raise InputError(
                "There is nothing to ask yet: no survey has a question with a scale; add one on the page "
                "Surveys."
            )
        chosen = list(table["item"]) if items is None else list(items)
        for item in chosen:
            self._known("item of the mirror", item, table["item"])
        who = self._who(author)
        return kept.add_session(
            self.store,
            title,
            reel=reel,
            survey=str(table["survey"].iloc[0]),
            items=chosen,
            facilitator=facilitator or who,
            teammates=teammates,
            segment=segment,
            mode=mode,
            note=note,
            author=who,
            nonce=nonce,
        )

    def sessions(self) -> pd.DataFrame:
        """List the sessions, the newest first; see `cslab.study.sessions.sessions`."""
        return kept.sessions(self.store)

    def session(self, name: str) -> Session:
        """Give a session: how far it is and who is in it, and never what anybody answered."""
        return kept.load_session(self.store, name)

    def session_items(self, name: str) -> pd.DataFrame:
        """List what a session asks, in the order it was set up with; columns as in `mirror_items`.

        Notes
        -----
        A question that the study no longer has is left out.
        """
        found = self.session(name)
        table = self._items_of(found.survey)
        there = [item for item in found.items if item in set(table["item"])]
        return table.set_index("item", drop=False).loc[there].reset_index(drop=True)

    def move_session(self, name: str, state: str, *, author: str | None = None) -> Session:
        """Move a session on; its facilitator alone can. See `cslab.study.convened.check_move`.

        Raises
        ------
        InputError
            If somebody else moves it, it can't go there, or listening is to begin with nothing to hear.

        Notes
        -----
        As listening begins for the first time, the reel is settled: what is changed in it later does not
        change what this session hears.
        """
        heard = None
        found = self.session(name)
        if state == "listen" and not found.heard:
            plan = self.session_reel(name).plan()
            if not plan.clips:
                raise InputError(
                    f"The reel {found.reel!r} has nothing that can be heard, so listening can't begin: "
                    f"{' '.join(plan.caveats)}"
                )
            heard = timeline.settled(self.session_reel(name).script, plan, taps.nonces(self.store))
        return kept.move_session(self.store, name, state, heard=heard, author=self._who(author))

    def hand_over_session(self, name: str, facilitator: str, *, author: str | None = None) -> Session:
        """Make somebody else the facilitator; the one who is, or who set it up, can."""
        return kept.hand_over(self.store, name, facilitator, author=self._who(author))

    def remove_session(self, name: str, *, author: str | None = None) -> None:
        """Take a session out of the list; what people answered stays in the store."""
        kept.remove_session(self.store, name, author=self._who(author))

    def restore_session(self, name: str, *, author: str | None = None) -> None:
        """Bring a removed session back."""
        kept.restore_session(self.store, name, author=self._who(author))

    # ---- seats ----

    def invite_to_session(
        self, name: str, teammates: Iterable[str], *, author: str | None = None
    ) -> tuple[Participant, ...]:
        """Invite teammates until the reveal; who is invited already stays as they are."""
        return seats.invite(self.store, name, teammates, author=self._who(author))

    def join_session(self, name: str, teammate: str) -> Participant:
        """Come in, or come back and find one's own answers; see `cslab.study.seats.join`."""
        return seats.join(self.store, name, teammate)

    def session_participant(self, name: str, teammate: str) -> Participant:
        """Give a participant with their own answers: for themselves alone."""
        return seats.find_participant(self.store, name, teammate)

    def remove_participant(self, name: str, teammate: str, *, author: str | None = None) -> None:
        """Take somebody out: they hear and see nothing more, and what they wrote counts nowhere."""
        seats.remove_participant(self.store, name, teammate, author=self._who(author))

    def restore_participant(self, name: str, teammate: str, *, author: str | None = None) -> None:
        """Take somebody in again who was taken out."""
        seats.restore_participant(self.store, name, teammate, author=self._who(author))

    def answer_session(self, name: str, teammate: str, phase: str, item: str, **given: float | None) -> None:
        """Keep what a participant says of an item; what is not named stays. See `cslab.study.seats.answer`.

        Parameters
        ----------
        phase : {"before", "after"}
            Before listening, or again.
        **given : float or None
            own, certainty, predicted: 0 to 100, or None to take it back.
        """
        seats.answer(self.store, name, teammate, phase, item, **given)

    def lock_session(self, name: str, teammate: str, phase: str, *, incomplete: bool = False) -> Participant:
        """Lock a participant's sheet: nothing in it changes any more. See `cslab.study.seats.lock`."""
        return seats.lock(self.store, name, teammate, phase, incomplete=incomplete)

    # ---- listening ----

    def session_closed_to(self, name: str, teammate: str) -> str:
        """Say why somebody may not hear the session's reel or read its words yet; empty when they may."""
        return self.session(name).closed_to(teammate)

    def reel_closed_to(self, reel: str, teammate: str) -> str:
        """Say why somebody may not hear a reel anywhere: a session with it awaits their sheet. Else empty."""
        waiting = seats.waiting_for(self.store, teammate, reel=reel)
        if not waiting:
            return ""
        return (
            f"You are invited to the session “{waiting[0].title}” with this reel. First write down what you "
            "believe, and lock it; what is heard before would colour it."
        )

    def sessions_awaiting(self, teammate: str) -> tuple[Session, ...]:
        """Give the open sessions that await a teammate's first sheet."""
        stamp = changes.last_change(self.store)
        make = partial(seats.waiting_for, self.store, teammate)
        return self._kept.get(f"awaiting {teammate.casefold()}", stamp, make)

    def session_reel(self, name: str) -> StudyReel:
        """Give the reel of a session: as it was when listening began, or as it is until then.

        Raises
        ------
        NotFoundError
            If it was removed before listening began.
        """
        found = self.session(name)
        if not found.heard:
            return self.reel(found.reel)
        script, _ = timeline.script_of(
            found.heard, {nonce: id_ for id_, nonce in taps.nonces(self.store).items()}
        )
        return StudyReel(self, script)

    def session_plan(self, name: str, *, audience: str = "team") -> Plan:
        """Plan what a session hears; what can't be heard any more is left out, and its caveats say so.

        Notes
        -----
        Ask `session_closed_to` first: a plan holds words.
        """
        found = self.session(name)
        plan = self.session_reel(name).plan(audience=audience)
        if not found.heard:
            return plan
        table = timeline.can_be_heard(found.heard["timeline"], plan, taps.nonces(self.store))
        lost = int((~table["heard"]).sum())
        if lost:
            said = f"{lost} of {len(table)} clips of this session can't be heard any more."
        elif found.heard["fingerprint"] in ("", plan.fingerprint()):
            return plan
        else:
            said = "What this session hears is cut otherwise than when listening began."
        return replace(plan, caveats=(said, *plan.caveats))

    def set_playback(self, name: str, *, playing: bool, at: float, author: str | None = None) -> Playback:
        """Play or pause for everybody, from a second of the reel; the facilitator alone can."""
        return kept.set_playback(self.store, name, playing=playing, at=at, author=self._who(author))

    def session_clock(self) -> float:
        """Seconds since 1970 by the clock of `Playback.since`."""
        return kept.clock(self.store)

    def tap(self, name: str, teammate: str, at: float, *, nonce: str) -> str:
        """Keep that somebody was moved at a second of the reel; gives the highlight's nonce, or nothing."""
        return taps.add_tap(self.store, name, teammate, at, nonce=nonce)

    def take_back_tap(self, name: str, teammate: str, nonce: str) -> None:
        """Take one's own tap back."""
        taps.take_back_tap(self.store, name, teammate, nonce)

    def session_taps(self, name: str, teammate: str) -> pd.DataFrame:
        """List a participant's own taps: nonce, teammate, highlight (its nonce), at (seconds)."""
        return taps.taps(self.store, name, teammate=teammate)

    def finish_listening(self, name: str, teammate: str, *, on_day: date | str | None = None) -> Participant:
        """Keep that a participant heard the reel to its end, and so listened to everybody in it.

        Parameters
        ----------
        on_day : date or str, optional
            The day; today when left out.

        Raises
        ------
        InputError
            If they may not hear it yet.

        Notes
        -----
        Each customer in the reel gets a line in the listening log, once; see `listen_to`.
        """
        seat = seats.listened(self.store, name, teammate)
        plan = self.session_plan(name)
        table = self.interviews
        whose = dict(zip(table["interview_id"].astype(str), table["person_id"], strict=True))
        known = set(self.people["person_id"])
        heard = dict.fromkeys(
            str(whose[clip.interview_id])
            for clip in plan.clips
            if clip.interview_id in whose and whose[clip.interview_id] in known
        )
        if heard:
            self.listen_to(
                seat.teammate,
                list(heard),
                how="session",
                source=name,
                on_day=on_day,
                minutes=round(plan.duration / 60, 2),
                author=seat.teammate,
                nonce=f"session/{name}/{seat.teammate.casefold()}",
            )
        return seat

    # ---- inside ----

    def _who(self, author: str | None) -> str:
        return author or self.actor or default_actor()

    def _items_of(self, survey: str) -> pd.DataFrame:
        """What the mirror can ask of a survey, whichever survey the mirror asks now."""
        table = self.mirror_items()
        if len(table) and table["survey"].iloc[0] == survey:
            return table
        try:
            found = self.survey(survey)
        except NotFoundError:
            return table.iloc[:0]
        return items_table((one for one in found.questions if one.scale is not None), survey)
