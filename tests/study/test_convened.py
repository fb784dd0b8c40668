"""A session's rules: where it may go, where its sound is, and who may hear and see."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.errors import InputError, NotFoundError
from cslab.study.convened import (
    STATES,
    Participant,
    Playback,
    Session,
    check_move,
    check_phase,
)

SECONDS = st.floats(0, 1e6)
LATER = "2026-10-02T10:00:00.000000+00:00"


def held(state: str, *participants: Participant, out: tuple[str, ...] = ()) -> Session:
    moved = {one: f"2026-10-01T10:0{at}:00" for at, one in enumerate(STATES[: STATES.index(state) + 1])}
    return Session(
        "one",
        "One",
        "reel",
        "Maya",
        "q3",
        ("ease",),
        "together",
        state,
        Playback(),
        participants,
        moved=moved,
        out=out,
    )


WAITING = Participant("one", "Tom", 1)
LOCKED = Participant("one", "Tom", 1, before_locked_at="2026-10-01T09:59:00")


@settings(max_examples=50, deadline=None)
@given(SECONDS, SECONDS, SECONDS, SECONDS, st.booleans())
def test_the_sound_moves_on_only_while_it_plays_and_stays_within_the_reel(
    at: float, since: float, gone: float, end: float, playing: bool
) -> None:
    placed = Playback(playing, at, since)
    here = placed.position(since + gone, end=end)
    assert 0 <= here <= end
    assert here == pytest.approx(min(end, at + (gone if playing else 0)), rel=1e-9, abs=1e-6)
    assert placed.position(since - gone, end=end) == min(at, end), (
        "a clock that runs behind turns nothing back"
    )
    assert Playback(**placed.document) == placed


def test_a_session_goes_on_one_state_at_a_time_and_back_only_before_the_reveal() -> None:
    allowed = {
        (one, other): "back" if other == "answer" else "on"
        for one, other in product(STATES, STATES)
        if STATES.index(other) == STATES.index(one) + 1
        or (one != "closed" and other == "closed")
        or (one, other) == ("listen", "answer")
    }
    for one, other in product(STATES, STATES):
        if one == other:
            assert check_move(held(one), other) is False
        elif (one, other) in allowed:
            assert check_move(held(one), other) is True
        else:
            with pytest.raises(InputError):
                check_move(held(one), other)
    with pytest.raises(InputError, match="one of answer, listen"):
        check_move(held("answer"), "dancing")
    with pytest.raises(InputError, match="can't be taken back"):
        check_move(held("again"), "listen")


@pytest.mark.parametrize("state", STATES)
def test_nobody_hears_or_sees_before_their_own_sheet_is_locked(state: str) -> None:
    session = held(state, WAITING)
    assert session.closed_to("tom ")
    assert session.hidden_from("TOM")
    assert ("no longer counts" in session.closed_to("Tom")) == session.revealed
    after = held(state, LOCKED)
    assert bool(after.closed_to("Tom")) == (state == "answer")
    assert bool(after.hidden_from("Tom")) == (state in ("answer", "listen"))
    for stranger in ("Ines", ""):
        assert "not in this session" in session.closed_to(stranger)
        assert "not in this session" in session.hidden_from(stranger)
    gone = held(state, out=("Tom",))
    assert "taken out" in gone.closed_to("tom")
    assert "taken out" in gone.hidden_from("tom")


def test_a_facilitator_who_takes_part_locks_first_and_one_who_does_not_waits_for_listening() -> None:
    assert "opens it" in held("answer").closed_to("maya")
    assert held("listen").closed_to("maya") == ""
    assert "reveals it" in held("listen").hidden_from("Maya")
    assert held("reveal").hidden_from("Maya") == ""
    taking_part = replace(WAITING, teammate="Maya")
    assert "First write down" in held("listen", taking_part).closed_to("Maya")


def test_a_session_that_is_closed_before_anything_was_heard_stays_silent() -> None:
    session = replace(held("answer", LOCKED), state="closed")
    assert "closed before listening" in session.closed_to("Tom")


def test_answering_again_has_its_time() -> None:
    for state in STATES:
        assert (held(state, LOCKED).again_closed_to("Tom") == "") == (state == "again")
    assert held("again", WAITING).again_closed_to("Tom")
    with pytest.raises(NotFoundError, match="participant 'Ines'"):
        held("again", LOCKED).again_closed_to("Ines")


def test_a_list_of_participants_holds_nobodys_answers() -> None:
    with pytest.raises(InputError, match="nobody's answers"):
        WAITING.answers("before")
    with pytest.raises(InputError, match="'during' was given"):
        check_phase("during")
    mine = replace(LOCKED, said={"before": {"ease": {"own": 1.0, "certainty": None, "predicted": 2.0}}})
    assert mine.sheet("before").given() == ("ease",)
    assert mine.sheet("before").locked_at == LOCKED.before_locked_at
    assert mine.sheet("after").given() == ()
    items = [f"item {at}" for at in range(12)]
    assert mine.sheet("before").order(items) != mine.sheet("after").order(items), "an order of its own"
    assert not WAITING.locked
    assert LOCKED.locked
    assert not replace(LOCKED, before_locked_at=LATER, late=True).locked
    assert not replace(WAITING, seed=-1).joined
    assert math.isinf(Playback(True, math.inf, 0.0).position(1.0))
