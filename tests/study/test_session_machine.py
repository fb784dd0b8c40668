"""Whatever a team does in whatever order, nobody hears or sees anything before their own sheet is locked."""

from __future__ import annotations

import atexit
import itertools
import tempfile
from functools import cache

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cslab.errors import CslabError
from cslab.study import seats, sessions, taps
from cslab.study.convened import PHASES, STATES
from cslab.study.store import Store, open_store
from tests.study.test_sessions import HEARD, ITEMS

PEOPLE = ("Maya", "Tom", "Ines")
WHO = st.sampled_from((*PEOPLE, "tom "))
POINTS = st.integers(0, 100).map(float)


NUMBERS = itertools.count()


@cache
def shared_store() -> Store:
    """One store for all sessions: what happens in one moves no other."""
    folder = tempfile.TemporaryDirectory(prefix="cslab-", ignore_cleanup_errors=True)
    store = open_store(folder.name)
    atexit.register(folder.cleanup)
    atexit.register(store.close)
    return store


class Gathering(RuleBasedStateMachine):
    """A session led by Maya, and a plain account of what was locked when."""

    def __init__(self) -> None:
        super().__init__()
        self.store = shared_store()
        self.name = f"session {next(NUMBERS)}"
        self.locked: dict[tuple[str, str], object] = {}
        self.begun = False
        self.reached: set[str] = {"answer"}
        self.revealed_before: set[str] = set()

    @initialize(invited=st.sets(st.sampled_from(PEOPLE)), mode=st.sampled_from(("together", "alone")))
    def begin(self, invited: set[str], mode: str) -> None:
        sessions.add_session(
            self.store,
            "One",
            reel="r",
            survey="q3",
            items=ITEMS,
            facilitator="Maya",
            teammates=sorted(invited),
            mode=mode,
            author="Maya",
            nonce=self.name,
        )
        self.begun = True

    @rule(who=WHO)
    def join(self, who: str) -> None:
        self.tried(lambda: seats.join(self.store, self.name, who))

    @rule(who=WHO, phase=st.sampled_from(PHASES), item=st.sampled_from(ITEMS), own=POINTS, predicted=POINTS)
    def answer(self, who: str, phase: str, item: str, own: float, predicted: float) -> None:
        self.tried(
            lambda: seats.answer(self.store, self.name, who, phase, item, own=own, predicted=predicted)
        )

    @rule(who=WHO, phase=st.sampled_from(PHASES))
    def lock(self, who: str, phase: str) -> None:
        if self.tried(lambda: seats.lock(self.store, self.name, who, phase, incomplete=True)):
            name = who.strip().casefold()
            seat = seats.find_participant(self.store, self.name, who)
            if (name, phase) not in self.locked:
                self.locked[name, phase] = dict(seat.answers(phase))
                if phase == "before" and not {"reveal", "closed"} & self.reached:
                    self.revealed_before.add(name)

    @rule(who=st.sampled_from(("Maya", "Maya", "maya", "Tom")), state=st.sampled_from(STATES))
    def move(self, who: str, state: str) -> None:
        done = self.tried(
            lambda: sessions.move_session(self.store, self.name, state, heard=HEARD, author=who)
        )
        assert not (done and who == "Tom")
        if done:
            self.reached.add(state)

    @rule(who=WHO, at=st.floats(0, 10))
    def tap(self, who: str, at: float) -> None:
        if self.tried(lambda: taps.add_tap(self.store, self.name, who, at, nonce=f"{self.name} {who} {at}")):
            assert (who.strip().casefold(), "before") in self.locked
            assert "listen" in self.reached

    @rule(who=WHO)
    def finish(self, who: str) -> None:
        if self.tried(lambda: seats.listened(self.store, self.name, who)):
            assert (who.strip().casefold(), "before") in self.locked

    @rule(who=WHO, back=st.booleans())
    def take_out_or_in(self, who: str, back: bool) -> None:
        deed = seats.restore_participant if back else seats.remove_participant
        self.tried(lambda: deed(self.store, self.name, who))

    @rule(who=WHO, playing=st.booleans(), at=st.floats(0, 10))
    def play(self, who: str, playing: bool, at: float) -> None:
        if self.tried(
            lambda: sessions.set_playback(self.store, self.name, playing=playing, at=at, author=who)
        ):
            assert who == "Maya"

    @invariant()
    def nobody_hears_or_sees_before_the_lock(self) -> None:
        if self.begun:
            session = sessions.load_session(self.store, self.name)
            for who in PEOPLE:
                locked = (who.casefold(), "before") in self.locked
                leads = who == "Maya" and session.seat(who) is None
                if session.closed_to(who) == "":
                    assert locked or leads
                    assert "listen" in self.reached
                if session.hidden_from(who) == "":
                    assert locked or leads
                    assert {"reveal", "closed"} & self.reached

    @invariant()
    def what_is_locked_stays_and_only_that_in_time_counts(self) -> None:
        if self.begun:
            for one in sessions.load_session(self.store, self.name).participants:
                seat = seats.find_participant(self.store, self.name, one.teammate)
                for phase in PHASES:
                    if (one.teammate.casefold(), phase) in self.locked:
                        assert dict(seat.answers(phase)) == self.locked[one.teammate.casefold(), phase]
            counted = {
                name.casefold() for name in seats.locked_answers(self.store, self.name, "before")["teammate"]
            }
            assert counted <= self.revealed_before

    def tried(self, deed: object) -> bool:
        try:
            deed()  # type: ignore[operator]
        except CslabError:
            return False
        return True


TestGathering = Gathering.TestCase
TestGathering.settings = settings(max_examples=6, stateful_step_count=25, deadline=None)
