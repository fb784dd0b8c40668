"""What a page of a session is told, step by step: nothing of a later step is in what an earlier one gets."""

from __future__ import annotations

from typing import Any, Final

from app import session_seats, session_sound
from app.session_seats import ClosedError, Seat
from app.ui.plain import many
from cslab import Study
from cslab.errors import InputError
from cslab.study.convened import Participant, Session
from cslab.tell.script import Plan

ASKS: Final = {
    "own": "What would you answer yourself?",
    "certainty": "How sure are you of your own answer?",
    "predicted": "What do {whom} answer, on average?",
}
AGAIN: Final = (
    "You have heard them, seen what they answered, and talked about it. Now answer the same questions anew, "
    "as you see it now. What you wrote the first time is not shown."
)
WRONG: Final = (
    "This link is not one of this study, or was cut short when it was copied. Ask whoever invited you to "
    "send it again."
)
LATE: Final = (
    "The answers have been shown, so nobody comes in any more: who comes now can't tell what they would have "
    "guessed."
)


def state(study: Study, seat: Seat) -> dict[str, Any]:
    """Say which step is due, and what may be known while it lasts.

    Raises
    ------
    NotFoundError
        If the session is gone.
    ClosedError
        If this teammate has no seat in it.
    """
    session = study.session(seat.session)
    told: dict[str, Any] = {
        "role": seat.role,
        "title": session.title,
        "mode": session.mode,
        "facilitator": session.facilitator,
        "items": len(session.items),
        "phase": "",
        "session": session.state,
    }
    told |= _seat_step(session, seat.teammate) if seat.role == "seat" else _room_step(session)
    if told["step"] == "listen" and not session_seats.closed_to(session, seat):
        at = session.playback.position(study.session_clock())
        told["play"] = {"playing": session.playback.playing, "at": round(at, 3)}
    return told


def sheet(study: Study, seat: Seat, phase: str) -> dict[str, Any]:
    """Give a teammate their questions in their own order, and what they answered so far."""
    session = study.session(seat.session)
    one = study.session_participant(session.name, _teammate(seat))
    mine = one.sheet(phase)
    table = study.session_items(session.name).set_index("item", drop=False)
    names = tuple(ASKS) if mine.own_first else ("predicted", "own", "certainty")
    whom = "customers" if not session.segment else "the customers this is about"
    return {
        "items": [
            {name: str(table.at[item, name]) for name in ("wording", "lowest", "highest")} | {"id": item}
            for item in mine.order(table.index)
        ],
        "asks": [{"name": name, "words": ASKS[name].format(whom=whom)} for name in names],
        "answers": {item: dict(said) for item, said in mine.answers.items()},
        "again": AGAIN if phase == "after" else "",
    }


def script(plan: Plan, title: str) -> dict[str, Any]:
    """Give what is shown while a reel is heard: who speaks, under which stage, and the words."""
    parts = []
    for element in plan.elements:
        clip = element.clip
        if clip is None and not element.text:
            continue
        parts.append(
            {
                "kind": element.kind,
                "start": round(element.picture_start, 3),
                "end": round(element.picture_end, 3),
                "stage": plan.stage_name(element.stage) if element.stage else "",
                "person": clip.person or clip.interview_id if clip else "",
                "text": clip.text or clip.note if clip else element.text,
            }
        )
    return {
        "title": title,
        "duration": round(plan.duration, 3),
        "version": plan.fingerprint(),
        "parts": parts,
    }


def sounding(study: Study, seat: Seat) -> tuple[session_sound.Sound, Session]:
    """Give the sound of a session to whom it is open.

    Raises
    ------
    ClosedError
        If it is not open from here; the reason is a sentence.
    """
    session = study.session(seat.session)
    if why := session_seats.closed_to(session, seat):
        raise ClosedError(why)
    return session_sound.of(study, session), session


# ---- steps ----


def _seat_step(session: Session, teammate: str) -> dict[str, Any]:
    one = session.seat(teammate)
    if one is None:
        raise ClosedError(session.closed_to(teammate))
    told: dict[str, Any] = {"you": one.teammate}
    if one.before_locked_at is None:
        if session.revealed or not session.open:
            if not one.joined:
                return told | _over("This session went on without you", LATE)
            return told | {"step": "late", "why": session.closed_to(teammate)}
        return told | ({"step": "sheet", "phase": "before"} if one.joined else {"step": "welcome"})
    return told | _after_lock(session, one)


def _after_lock(session: Session, one: Participant) -> dict[str, Any]:
    again = one.after_locked_at is not None
    if session.state == "answer":
        return _wait(session, "Your answers are locked", session.closed_to(one.teammate))
    if session.state == "listen":
        return {"step": "listen", "heard": one.listened_at is not None}
    if session.hidden_from(one.teammate):
        why = "It was closed before anything was heard or shown. Your answers are kept."
        return _over("This session is over", why)
    if session.state == "again" and not again:
        return {"step": "sheet", "phase": "after"}
    return {"step": "result" if again and session.state != "reveal" else "reveal"}


def _room_step(session: Session) -> dict[str, Any]:
    if session.state == "listen" and session.mode == "together":
        return {"step": "listen"}
    if session.state in {"reveal", "closed"} and session.revealed:
        return {"step": "reveal"}
    if session.state == "closed":
        return _over("This session is over", "")
    words = {
        "answer": "Write what you believe before you hear them.",
        "listen": "Everybody listens in their own time.",
        "again": "Answer once more, as you see it now.",
    }
    return _wait(session, session.title, words[session.state]) | {
        "people": [{"name": one.teammate, **_did(session, one)} for one in session.participants]
    }


def _did(session: Session, one: Participant) -> dict[str, str]:
    """How far somebody is, as a word for the style sheet and in words; never what they answered."""
    if session.state == "again":
        done, begun = one.after_locked_at is not None, one.answered.get("after", 0) > 0
    elif session.state == "listen":
        done, begun = one.listened_at is not None, one.before_locked_at is not None
    else:
        done, begun = one.before_locked_at is not None, one.joined
    if done:
        return {"did": "done", "said": "has listened" if session.state == "listen" else "is ready"}
    return {"did": "begun" if begun else "away", "said": "is at it" if begun else "is not here yet"}


def _wait(session: Session, head: str, why: str) -> dict[str, Any]:
    people = session.participants
    done = sum(_did(session, one)["did"] == "done" for one in people)
    verb = "have listened" if session.state == "listen" else "are ready"
    return {
        "step": "wait",
        "head": head,
        "why": why,
        "count": f"{done} of {many(len(people), 'person', 'people')} {verb}",
    }


def _over(head: str, why: str) -> dict[str, Any]:
    return {"step": "over", "head": head, "why": why}


def _teammate(seat: Seat) -> str:
    if seat.role != "seat":
        raise InputError("Only a colleague's own link can answer.")
    return seat.teammate
