"""An empathy session as it stands: who is in it, how far it is, where the sound is, and who may do what."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cslab.errors import InputError, NotFoundError
from cslab.study.personas import Condition
from cslab.study.sheets import Sheet

STATES: Final = ("answer", "listen", "reveal", "again", "closed")
"""In order: write down what one believes; listen; see what customers answered; answer again; over."""

MODES: Final = ("together", "alone")
"""Whether all follow the facilitator's play and pause, or each plays the reel themselves."""

PHASES: Final = ("before", "after")
"""Of the answers: before anything was heard, and after it was heard and discussed."""

CALLED: Final = {
    "answer": "writing down",
    "listen": "listening",
    "reveal": "the reveal",
    "again": "answering again",
    "closed": "closed",
}
"""How the states are called in sentences."""

_AFTER: Final = 2**20
"""Apart enough that the second sheet has an order of its own."""

Said = Mapping[str, Mapping[str, float | None]]


@dataclass(frozen=True, slots=True)
class Playback:
    """Where the sound of a session is.

    Parameters
    ----------
    playing : bool
        False while it is paused.
    at : float
        Seconds of the reel at the moment `since`.
    since : float
        When that was set, in seconds since 1970 by the store's clock.

    Examples
    --------
    >>> Playback(True, 10.0, 1000.0).position(1002.5), Playback(False, 10.0, 1000.0).position(1002.5)
    (12.5, 10.0)
    """

    playing: bool = False
    at: float = 0.0
    since: float = 0.0

    def position(self, now: float, *, end: float = math.inf) -> float:
        """Give the second of the reel that is heard now.

        Parameters
        ----------
        now : float
            By the clock that `since` was taken from; an earlier moment counts as `since` itself.
        end : float
            Length of the reel in seconds: it stays there.
        """
        gone = max(0.0, now - self.since) if self.playing else 0.0
        return min(max(0.0, self.at + gone), max(0.0, end))

    @property
    def document(self) -> dict[str, Any]:
        """As the store keeps it."""
        return {"playing": self.playing, "at": self.at, "since": self.since}


@dataclass(frozen=True, slots=True)
class Participant:
    """One teammate in a session.

    Parameters
    ----------
    session, teammate : str
        Which one.
    seed : int
        Of the order of the items; -1 until they have joined.
    before_locked_at, after_locked_at : str or None
        The moment (UTC) after which nothing of that sheet changes.
    listened_at : str or None
        When they had heard the reel to its end.
    removed_at : str or None
        When they were taken out.
    answered : mapping of str to int
        Items of which anything was said, by phase.
    late : bool
        True when the first sheet was locked only after the reveal: then it counts nowhere.
    said : mapping, optional
        Answers by phase and item; None in a list of participants, which never holds what anybody said.
    """

    session: str
    teammate: str
    seed: int = -1
    before_locked_at: str | None = None
    after_locked_at: str | None = None
    listened_at: str | None = None
    removed_at: str | None = None
    answered: Mapping[str, int] = field(default_factory=dict)
    late: bool = False
    said: Mapping[str, Said] | None = None

    @property
    def joined(self) -> bool:
        """True once they have come in, and not only been invited."""
        return self.seed >= 0

    @property
    def locked(self) -> bool:
        """True when they wrote down and locked what they believe before anything was revealed."""
        return self.before_locked_at is not None and not self.late

    def answers(self, phase: str) -> Said:
        """Give their own answers of a phase, by item: own, certainty, predicted (0 to 100, or None).

        Raises
        ------
        InputError
            If this participant comes from a list, which holds nobody's answers.
        """
        check_phase(phase)
        if self.said is None:
            raise InputError(
                f"A list of participants holds nobody's answers; ask for those of {self.teammate} alone, "
                "with session_participant."
            )
        return self.said.get(phase, {})

    def sheet(self, phase: str) -> Sheet:
        """Give their sheet of a phase: the order in which they are asked, what is missing, what is locked."""
        locked_at = self.before_locked_at if check_phase(phase) == PHASES[0] else self.after_locked_at
        seed = max(self.seed, 0) + (_AFTER if phase == PHASES[1] else 0)
        return Sheet(phase, self.teammate, seed, False, locked_at, self.answers(phase))


@dataclass(frozen=True, slots=True)
class Session:
    """One empathy session.

    Parameters
    ----------
    name : str
        How it is called in code and addresses.
    title : str
        How it is called before people.
    reel : str
        Name of the reel that is heard.
    facilitator : str
        Who alone moves it on.
    survey : str
        Whose answers are the truth.
    items : tuple of str
        Ids of the questions that are asked.
    mode : str
        One of `MODES`.
    state : str
        One of `STATES`.
    playback : Playback
        Where the sound is.
    participants : tuple of Participant
        In the order in which they were invited or joined, without those who were taken out, and without
        answers.
    segment : tuple of Condition
        The customers whose answers are the truth; everybody when empty.
    moved : mapping of str to str
        When each state was first reached (UTC).
    heard : mapping
        What was settled when listening began: the reel's elements (``script``), its ``fingerprint``, whose
        clip sounds when (``timeline``); empty before.
    note, author, created_at, changed_at : str
        Whoever set it up, and when.
    out : tuple of str
        Teammates who were taken out.
    led : tuple of str
        Who led it once listening had begun, and handed it on without taking part.
    """

    name: str
    title: str
    reel: str
    facilitator: str
    survey: str
    items: tuple[str, ...]
    mode: str = "together"
    state: str = "answer"
    playback: Playback = field(default_factory=Playback)
    participants: tuple[Participant, ...] = ()
    segment: tuple[Condition, ...] = ()
    moved: Mapping[str, str] = field(default_factory=dict)
    heard: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    author: str = ""
    created_at: str = ""
    changed_at: str = ""
    out: tuple[str, ...] = ()
    led: tuple[str, ...] = ()

    @property
    def revealed(self) -> bool:
        """True once anything was shown of what customers or others answered."""
        return "reveal" in self.moved

    @property
    def open(self) -> bool:
        """True until it is closed."""
        return self.state != STATES[-1]

    def led_by(self, teammate: str) -> bool:
        """Whether this teammate is its facilitator."""
        return same(self.facilitator, teammate)

    def seat(self, teammate: str) -> Participant | None:
        """Give a participant, without answers; None for somebody who is not, or no longer, in it."""
        return next((one for one in self.participants if same(one.teammate, teammate)), None)

    def participant(self, teammate: str) -> Participant:
        """Give a participant, without answers.

        Raises
        ------
        NotFoundError
            If they are not, or no longer, in it.
        """
        found = self.seat(teammate)
        if found is None:
            raise NotFoundError.of("participant", teammate, (one.teammate for one in self.participants))
        return found

    def closed_to(self, teammate: str) -> str:
        """Say why somebody may not hear the reel or read its words yet; empty when they may."""
        if why := self._unwritten(teammate):
            return why
        if not self.open and "listen" not in self.moved:
            return "This session was closed before listening began."
        if self.state == STATES[0]:
            return f"Listening begins when {self.facilitator} opens it for everybody."
        return ""

    def hidden_from(self, teammate: str) -> str:
        """Say why somebody may not see what others and customers answered yet; empty when they may."""
        if why := self._unwritten(teammate):
            return why
        if not self.revealed and self.open:
            return (
                f"What others and customers answered is shown to everybody at once, when {self.facilitator} "
                "reveals it."
            )
        return ""

    def again_closed_to(self, teammate: str) -> str:
        """Say why somebody may not answer again yet; empty when they may."""
        seat = self.participant(teammate)
        if not self.open:
            return "This session is closed, so nobody answers any more."
        if why := self._unwritten(seat.teammate):
            return why
        if self.state != "again":
            return f"Answering again begins when {self.facilitator} opens it for everybody."
        return ""

    def _unwritten(self, teammate: str) -> str:
        """Why somebody is outside, or has yet to write down what they believe; empty for all others."""
        seat = self.seat(teammate)
        if seat is None:
            if any(same(one, teammate) for one in self.out):
                return "You were taken out of this session."
            if self.led_by(teammate):
                return ""
            return f"You are not in this session; ask {self.facilitator} for a link."
        if seat.before_locked_at is not None:
            return ""
        if self.revealed or not self.open:
            return (
                "Your first sheet is not locked. Lock it as it is to go on: as the answers have been shown, "
                "it no longer counts."
            )
        return "First write down what you believe, and lock it. What is heard before would colour it."


def same(one: str, other: str) -> bool:
    """Whether two names are the same but for capitals and spaces around them."""
    return one.strip().casefold() == other.strip().casefold()


def check_phase(phase: str) -> str:
    """Give back a phase.

    Raises
    ------
    InputError
        If it is none of `PHASES`.
    """
    if phase not in PHASES:
        raise InputError(f"Answers are given {' or '.join(PHASES)} listening, but {phase!r} was given.")
    return phase


def check_move(session: Session, state: str) -> bool:
    """Say whether a session changes by going to a state.

    Returns
    -------
    bool
        False when it is there already.

    Raises
    ------
    InputError
        If there is no such state, or it can't go there: it goes on one state at a time, may be closed at any
        time, and may go back from listening to writing down, as nothing has been revealed then.
    """
    if state not in STATES:
        raise InputError(f"A session is at one of {', '.join(STATES)}, but {state!r} was given.")
    here, there = STATES.index(session.state), STATES.index(state)
    if here == there:
        return False
    if not session.open:
        raise InputError("This session is closed and stays so; set up another one.")
    if there < here and (here, there) != (1, 0):
        raise InputError(
            f"This session is at {CALLED[session.state]} and can't go back to {CALLED[state]}: what was "
            "revealed can't be taken back."
            if session.revealed
            else f"This session can go back from listening to writing down, and not to {CALLED[state]}."
        )
    if there > here + 1 and state != STATES[-1]:
        raise InputError(
            f"From {CALLED[session.state]} this session goes on to {CALLED[STATES[here + 1]]}, "
            f"and not at once to {CALLED[state]}."
        )
    return True
