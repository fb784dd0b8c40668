"""Sessions in the store: who may move them, what is kept, and that nothing of the answers is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cslab.errors import InputError, NotFoundError
from cslab.study import schema, seats, sessions, taps
from cslab.study.convened import Participant, Session
from cslab.study.personas import Condition
from cslab.study.store import Store, open_store

ITEMS = ("ease", "price", "speed")
HOSTILE = "<img src=x onerror=alert(1)>'; DROP TABLE session; --"
TIMELINE = [
    {"highlight": "a", "highlights": ["a"], "interview_id": "int-01", "at": 1.0, "end": 5.0},
    {"highlight": "b", "highlights": ["b"], "interview_id": "int-02", "at": 5.5, "end": 9.0},
]
HEARD = {"script": {}, "fingerprint": "f", "seconds": 9.0, "timeline": TIMELINE}


def begin(store: Store, *teammates: str, **more: Any) -> Session:
    about: dict[str, Any] = {
        "reel": "first",
        "survey": "q3",
        "items": ITEMS,
        "facilitator": "Maya",
        "author": "Maya",
    }
    return sessions.add_session(store, "First days", teammates=teammates, nonce="one", **{**about, **more})


def write_down(
    store: Store, who: str, phase: str = "before", *, own: float = 70, predicted: float = 60
) -> Participant:
    seats.join(store, "one", who)
    for item in ITEMS:
        seats.answer(store, "one", who, phase, item, own=own, predicted=predicted)
    return seats.lock(store, "one", who, phase)


def to(store: Store, *states: str) -> None:
    for state in states:
        sessions.move_session(store, "one", state, heard=HEARD, author="maya ")


def test_a_session_runs_from_the_invitation_to_the_second_answers(store: Store) -> None:
    segment = (Condition("plan", "is", ("team",)),)
    made = begin(store, "Tom", "tom", "Ines", segment=segment, note="In the kitchen")
    assert begin(store, "Nobody").participants == made.participants, "the same name again adds nothing"
    assert [one.teammate for one in made.participants] == ["Ines", "Tom"]
    assert (made.segment, made.note, made.state) == (segment, "In the kitchen", "answer")
    for who in ("Tom", "Ines"):
        assert write_down(store, who).locked
    to(store, "listen")
    assert taps.add_tap(store, "one", "tom", 2.0, nonce="t1") == "a"
    assert seats.listened(store, "one", "Tom").listened_at
    to(store, "reveal", "again")
    write_down(store, "Tom", "after", predicted=50)
    to(store, "closed")
    listed = sessions.sessions(store).iloc[0]
    assert (listed["participants"], listed["locked"], listed["answered_again"]) == (2, 2, 1)
    assert seats.locked_answers(store, "one", "after")["predicted"].to_list() == [50.0] * 3
    assert set(sessions.load_session(store, "one").moved) == {"answer", "listen", "reveal", "again", "closed"}


def test_the_facilitator_alone_moves_it_and_plays(store: Store) -> None:
    begin(store, "Tom")
    with pytest.raises(InputError, match="Only Maya leads this session; Tom does not"):
        sessions.move_session(store, "one", "listen", heard=HEARD, author="Tom")
    with pytest.raises(InputError, match="from the beginning of listening"):
        sessions.set_playback(store, "one", playing=True, at=0, author="Maya")
    to(store, "listen")
    with pytest.raises(InputError, match="Only Maya"):
        sessions.set_playback(store, "one", playing=True, at=0, author="Tom")
    with pytest.raises(InputError, match="0 or later"):
        sessions.set_playback(store, "one", playing=True, at=float("nan"), author="Maya")
    placed = sessions.set_playback(store, "one", playing=True, at=3.5, author="Maya")
    assert sessions.load_session(store, "one").playback == placed
    assert placed.position(sessions.clock(store)) >= 3.5
    to(store, "reveal")
    assert not sessions.load_session(store, "one").playback.playing, "moving on stops the sound"
    with pytest.raises(InputError, match="Only Maya"):
        sessions.hand_over(store, "one", "Tom", author="Tom")
    assert sessions.hand_over(store, "one", "Tom", author="Maya").led_by("tom")
    sessions.move_session(store, "one", "again", author="Tom")


def test_who_led_and_could_hear_it_takes_no_part_after_handing_on(store: Store) -> None:
    begin(store, "Ines")
    write_down(store, "Ines")
    sessions.hand_over(store, "one", "Kofi", author="Maya")
    sessions.hand_over(store, "one", "Maya", author="Kofi")
    seats.invite(store, "one", ["Kofi"], author="Maya")  # nothing could be heard while Kofi led
    to(store, "listen")
    sessions.hand_over(store, "one", "Ines", author="Maya")
    for late in (lambda: seats.join(store, "one", "maya"), lambda: seats.invite(store, "one", ["Maya"])):
        with pytest.raises(InputError, match="led this session and could hear it"):
            late()
    assert seats.join(store, "one", "Kofi").joined


def test_where_everybody_listens_alone_nobody_plays_for_others(store: Store) -> None:
    begin(store, mode="alone")
    to(store, "listen")
    with pytest.raises(InputError, match="listens alone"):
        sessions.set_playback(store, "one", playing=True, at=0, author="Maya")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"items": ()}, "needs questions"),
        ({"mode": "aloud"}, "together or alone"),
        ({"facilitator": " "}, "facilitator has 1 to"),
        ({"nonce": " "}, "can't be empty"),
    ],
)
def test_what_is_no_session_is_refused(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    about: dict[str, Any] = {"reel": "r", "survey": "q3", "items": ITEMS, "facilitator": "Maya"}
    about |= {"nonce": "one"} | change
    with open_store(tmp_path) as store:
        with pytest.raises(InputError, match=said):
            sessions.add_session(store, "First days", **about)
        with pytest.raises(InputError, match="needs a title"):
            sessions.add_session(
                store, " ", **(about | {"items": ITEMS, "mode": "alone", "facilitator": "M"})
            )
        assert sessions.sessions(store).empty


def test_what_is_locked_never_changes_and_what_is_not_yet_time_for_is_refused(store: Store) -> None:
    begin(store, "Tom")
    with pytest.raises(InputError, match="has not joined"):
        seats.answer(store, "one", "Tom", "before", "ease", own=1)
    seats.join(store, "one", "Tom")
    with pytest.raises(InputError, match="nothing to lock"):
        seats.lock(store, "one", "Tom", "before")
    seats.answer(store, "one", "Tom", "before", "ease", own=1, predicted=2)
    with pytest.raises(InputError, match="2 of 3 questions are not answered yet: price, speed"):
        seats.lock(store, "one", "Tom", "before")
    with pytest.raises(NotFoundError, match="'taste'"):
        seats.answer(store, "one", "Tom", "before", "taste", own=1)
    with pytest.raises(InputError, match="0 to 100"):
        seats.answer(store, "one", "Tom", "before", "ease", own=101)
    with pytest.raises(InputError, match="Answering again begins when Maya"):
        seats.lock(store, "one", write_down(store, "Tom").teammate, "after")
    for phase, said in (("before", "nothing in it changes"), ("after", "Answering again begins")):
        with pytest.raises(InputError, match=said):
            seats.answer(store, "one", "TOM", phase, "ease", own=99)
    assert seats.lock(store, "one", "Tom", "before").answers("before")["ease"]["own"] == 70.0
    to(store, "listen", "reveal", "again")
    write_down(store, "Tom", "after", own=10)
    with pytest.raises(InputError, match="nothing in it changes"):
        seats.answer(store, "one", "Tom", "after", "ease", own=99)
    to(store, "closed")
    assert seats.lock(store, "one", "Tom", "after").answers("after")["ease"]["own"] == 10.0


def test_who_drops_out_and_returns_finds_their_answers(store: Store) -> None:
    begin(store)
    seats.join(store, "one", " Lucía ")
    seats.answer(store, "one", "lucía", "before", "ease", own=80)
    seats.answer(store, "one", "LUCÍA", "before", "ease", predicted=40, own=None)
    back = seats.join(store, "one", "Lucía")
    assert back.answers("before") == {"ease": {"own": None, "certainty": None, "predicted": 40.0}}
    assert back.seed == seats.find_participant(store, "one", "Lucía").seed >= 0
    assert len(sessions.load_session(store, "one").participants) == 1
    assert sessions.load_session(store, "one").participants[0].answered == {"before": 1, "after": 0}


def test_who_comes_late_locks_first_and_who_comes_after_the_reveal_stays_outside(store: Store) -> None:
    begin(store, "Tom", "Ines")
    write_down(store, "Tom")
    seats.join(store, "one", "Ines")
    seats.answer(store, "one", "Ines", "before", "ease", own=1, predicted=1)
    to(store, "listen")
    with pytest.raises(InputError, match="could hear it since listening began"):
        seats.join(store, "one", "Maya")
    assert write_down(store, "Ruth").locked, "while the others listen"
    to(store, "reveal")
    with pytest.raises(InputError, match="nobody joins any more"):
        seats.join(store, "one", "Emil")
    with pytest.raises(InputError, match="nobody can write down a guess now"):
        seats.answer(store, "one", "Ines", "before", "price", own=1, predicted=1)
    late = seats.lock(store, "one", "Ines", "before")
    assert late.late
    assert not late.locked
    session = sessions.load_session(store, "one")
    assert session.closed_to("Ines") == session.hidden_from("Ines") == ""
    assert set(seats.locked_answers(store, "one", "before")["teammate"]) == {"Tom", "Ruth"}


def test_who_was_taken_out_hears_nothing_and_counts_nowhere_until_taken_in_again(store: Store) -> None:
    begin(store, "Tom")
    write_down(store, "Tom")
    to(store, "listen")
    seats.remove_participant(store, "one", "tom", author="Maya")
    assert seats.locked_answers(store, "one", "before").empty
    assert "taken out" in sessions.load_session(store, "one").closed_to("Tom")
    for deed in (
        lambda: seats.join(store, "one", "Tom"),
        lambda: seats.invite(store, "one", ["TOM"]),
        lambda: taps.add_tap(store, "one", "Tom", 1, nonce="x"),
        lambda: seats.listened(store, "one", "Tom"),
    ):
        with pytest.raises((InputError, NotFoundError)):
            deed()
    seats.restore_participant(store, "one", "tom", author="Maya")
    seats.restore_participant(store, "one", "Tom", author="Maya")
    assert len(seats.locked_answers(store, "one", "before")) == len(ITEMS), "nothing was lost"
    with pytest.raises(NotFoundError, match="taken out 'Ines'"):
        seats.restore_participant(store, "one", "Ines")


def test_a_removed_session_is_gone_and_comes_back_whole(store: Store) -> None:
    before = begin(store, "Tom")
    sessions.remove_session(store, "one", author="Maya")
    assert sessions.sessions(store).empty
    assert seats.waiting_for(store, "Tom", reel="first") == ()
    with pytest.raises(NotFoundError, match="session 'one'"):
        sessions.load_session(store, "one")
    with pytest.raises(InputError, match="was removed; bring it back"):
        begin(store)
    sessions.restore_session(store, "one")
    sessions.restore_session(store, "one")
    assert sessions.load_session(store, "one").participants == before.participants
    with pytest.raises(NotFoundError):
        sessions.restore_session(store, "two")


def test_a_reel_waits_for_whoever_is_invited_to_an_open_session_with_it(store: Store) -> None:
    begin(store, "Tom")
    assert [one.title for one in seats.waiting_for(store, "tom", reel="first")] == ["First days"]
    assert (
        seats.waiting_for(store, "Tom", reel="other") == seats.waiting_for(store, "Ines", reel="first") == ()
    )
    write_down(store, "Tom")
    assert seats.waiting_for(store, "Tom", reel="first") == ()


def test_taps_are_kept_once_only_while_listening_and_taken_back_by_their_own_alone(store: Store) -> None:
    begin(store, "Tom", "Ines")
    write_down(store, "Tom")
    with pytest.raises(InputError, match="Listening begins"):
        taps.add_tap(store, "one", "Tom", 2, nonce="t")
    to(store, "listen")
    with pytest.raises(InputError, match="First write down"):
        taps.add_tap(store, "one", "Ines", 2, nonce="t")
    with pytest.raises(InputError, match="0 or later"):
        taps.add_tap(store, "one", "Tom", -1, nonce="t")
    assert [taps.add_tap(store, "one", "Tom", at, nonce=f"{at}") for at in (0.5, 5.2, 5.5, 9.5, 12)] == [
        *("", "a", "b", "b", "")
    ]
    assert taps.add_tap(store, "one", "Tom", 999, nonce="5.2") == "a", "a retry adds nothing"
    taps.take_back_tap(store, "one", "Ines", "5.2")
    assert len(taps.taps(store, "one", teammate="TOM")) == 5
    taps.take_back_tap(store, "one", "tom", "5.2")
    taps.take_back_tap(store, "one", "tom", "5.2")
    assert taps.taps(store, "one")["at"].to_list() == [0.5, 5.5, 9.5, 12.0]
    to(store, "reveal")
    with pytest.raises(InputError, match="Listening is over"):
        taps.add_tap(store, "one", "Tom", 3, nonce="late")


def test_what_began_to_be_heard_stays_settled(store: Store) -> None:
    begin(store)
    to(store, "listen", "answer")
    found = sessions.move_session(
        store, "one", "listen", heard={**HEARD, "fingerprint": "other"}, author="Maya"
    )
    assert found.heard == HEARD


def test_the_log_says_who_did_something_and_never_what_was_answered(store: Store) -> None:
    begin(store, HOSTILE[:40])
    write_down(store, "Tom", own=12.5, predicted=87.5)
    to(store, "listen")
    taps.add_tap(store, "one", "Tom", 2.0, nonce="t")
    with store.reading() as connection:
        rows = connection.execute(select(schema.log)).mappings().all()
    assert {row["action"] for row in rows} >= {"add", "invite", "join", "answer", "lock", "move", "tap"}
    said = json.dumps([dict(row) for row in rows], default=str)
    assert "12.5" not in said
    assert "87.5" not in said
    assert any(row["actor"] == "Tom" and row["action"] == "answer" for row in rows)
