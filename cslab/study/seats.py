"""Seats in an empathy session: who joins, what they write down, and that it never changes once locked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

import pandas as pd
from sqlalchemy import Connection, insert, select, update

from cslab.errors import InputError, NotFoundError
from cslab.study.convened import PHASES, STATES, Participant, Session, check_phase, same
from cslab.study.elicitations import check_answer
from cslab.study.frames import frame_of
from cslab.study.sessions import seat_for, session_of
from cslab.study.sheets import CELLS
from cslab.study.store import Store, Writing
from cslab.study.teamfile import ASKED
from cslab.study.told import session_answer, session_participant

_BASES = 2**18

ANSWERS = {"teammate": "str", "item": "str", **dict.fromkeys(ASKED, "float64")}


def invite(
    store: Store, name: str, teammates: Iterable[str], *, author: str | None = None
) -> tuple[Participant, ...]:
    """Invite teammates; who is invited already stays as they are, and who was taken out stays out.

    Raises
    ------
    NotFoundError
        If there is no such session.
    InputError
        If it has been revealed or closed, or a name is empty.
    """
    with store.writing(author) as write:
        found = session_of(write.connection, name)
        for teammate in teammates:
            if found.seat(teammate) is None:
                _may_come(found, teammate)
                seat_for(write, found.name, teammate)
        return session_of(write.connection, name).participants


def join(store: Store, name: str, teammate: str) -> Participant:
    """Come in, or come back and find one's answers again.

    Returns
    -------
    Participant
        With their own answers.

    Raises
    ------
    NotFoundError
        If there is no such session.
    InputError
        If they were taken out, or come for the first time after the reveal.

    Notes
    -----
    Of each four who join, two have the items in reverse order, and two are asked for the prediction first.
    """
    with store.writing(teammate) as write:
        found = session_of(write.connection, name)
        seat = found.seat(teammate)
        if seat is None or not seat.joined:
            _may_come(found, teammate)
            seat_for(write, found.name, teammate)
            seat = seat or session_of(write.connection, name).participant(teammate)
            _put(write, seat, seed=_seed(found))
            write.log("join", "session_participant", _id(seat))
        return _whole(write.connection, session_of(write.connection, name).participant(teammate))


def find_participant(store: Store, name: str, teammate: str) -> Participant:
    """Give a participant with their own answers: for themselves alone.

    Raises
    ------
    NotFoundError
        If there is no such session, or they are not in it.
    """
    with store.reading() as connection:
        return _whole(connection, session_of(connection, name).participant(teammate))


def remove_participant(store: Store, name: str, teammate: str, *, author: str | None = None) -> None:
    """Take somebody out: they hear and see nothing more, and what they wrote counts nowhere, but is kept."""
    with store.writing(author) as write:
        seat = session_of(write.connection, name).participant(teammate)
        _put(write, seat, removed_at=write.at)
        write.log("remove", "session_participant", _id(seat))


def restore_participant(store: Store, name: str, teammate: str, *, author: str | None = None) -> None:
    """Take somebody in again who was taken out; nothing changes when they are in."""
    with store.writing(author) as write:
        found = session_of(write.connection, name)
        if found.seat(teammate) is not None:
            return
        known = next((one for one in found.out if same(one, teammate)), None)
        if known is None:
            raise NotFoundError.of("participant who was taken out", teammate, found.out)
        seat = Participant(found.name, known)
        _put(write, seat, removed_at=None)
        write.log("restore", "session_participant", _id(seat))


def answer(store: Store, name: str, teammate: str, phase: str, item: str, **given: float | None) -> None:
    """Keep what a participant says of an item; what is not named stays as it was.

    Parameters
    ----------
    phase : {"before", "after"}
        Before listening, or again.
    item : str
        One of the session's.
    **given : float or None
        own, certainty, predicted: 0 to 100, or None to take it back.

    Raises
    ------
    NotFoundError
        If there is no such session, participant or item.
    InputError
        If the sheet is locked, it is not the time for it, or a value lies outside.

    Notes
    -----
    The log says that something was answered, and not what.
    """
    with store.writing(teammate) as write:
        found = session_of(write.connection, name)
        seat = found.participant(teammate)
        check_answer(item, given, found.items)
        _open(found, seat, phase)
        said = {what: None if value is None else float(value) for what, value in given.items()}
        about = {"session": found.name, "teammate": seat.teammate, "phase": phase, "item": item}
        where = [session_answer.c[column] == value for column, value in about.items()]
        before = write.execute(select(session_answer).where(*where)).mappings().first()
        if before is not None and all(before[what] == value for what, value in said.items()):
            return
        values = {**said, "author": write.actor, "changed_at": write.at}
        if before is None:
            write.execute(insert(session_answer).values({**dict.fromkeys(ASKED), **about, **values}))
        else:
            write.execute(update(session_answer).where(*where).values(values))
        write.log("answer", "session_answer", f"{_id(seat)}/{phase}/{item}", {"what": sorted(said)})


def lock(store: Store, name: str, teammate: str, phase: str, *, incomplete: bool = False) -> Participant:
    """Lock a sheet: from then on nothing in it changes; again changes nothing.

    Parameters
    ----------
    incomplete : bool
        Lock it although items are missing.

    Raises
    ------
    NotFoundError
        If there is no such session or participant.
    InputError
        If it is not the time for it, or items are missing.

    Notes
    -----
    After the reveal a first sheet can still be locked as it is, even empty, so that who came too late may
    look; it counts nowhere.
    """
    with store.writing(teammate) as write:
        found = session_of(write.connection, name)
        seat = _whole(write.connection, found.participant(teammate))
        sheet = seat.sheet(phase)
        if sheet.locked_at is not None:
            return seat
        if phase == PHASES[1] or not (found.revealed or not found.open):
            _open(found, seat, phase)
            lacking = sheet.missing(found.items)
            if not sheet.given():
                raise InputError("Nothing is answered yet, so there is nothing to lock.")
            if lacking and not incomplete:
                raise InputError(
                    f"{len(lacking)} of {len(found.items)} questions are not answered yet: "
                    f"{', '.join(lacking[:5])}{'...' if len(lacking) > 5 else ''}."
                )
        _put(write, seat, **{f"{phase}_locked_at": write.at})
        write.log("lock", "session_participant", _id(seat), {"phase": phase, "items": len(sheet.given())})
        return _whole(write.connection, session_of(write.connection, name).participant(teammate))


def listened(store: Store, name: str, teammate: str) -> Participant:
    """Keep that a participant heard the reel to its end; the first time counts.

    Raises
    ------
    InputError
        If they may not hear it yet.
    """
    with store.writing(teammate) as write:
        found = session_of(write.connection, name)
        seat = found.participant(teammate)
        if why := found.closed_to(teammate):
            raise InputError(why)
        if seat.listened_at is None:
            _put(write, seat, listened_at=write.at)
            write.log("listen", "session_participant", _id(seat))
        return _whole(write.connection, session_of(write.connection, name).participant(teammate))


def locked_answers(store: Store, name: str, phase: str) -> pd.DataFrame:
    """Give what participants wrote down and locked in time.

    Returns
    -------
    DataFrame
        teammate, item, own, certainty, predicted. Those who locked late, or were taken out, are not in it.

    Notes
    -----
    Who asks is not checked here: give it to nobody before `Session.hidden_from` lets them look.
    """
    check_phase(phase)
    with store.reading() as connection:
        seats = [_whole(connection, one) for one in session_of(connection, name).participants if one.locked]
    rows = [
        (seat.teammate, item, *(said[what] for what in ASKED))
        for seat in seats
        if seat.sheet(phase).locked_at is not None
        for item, said in seat.answers(phase).items()
        if any(value is not None for value in said.values())
    ]
    return frame_of(rows, ANSWERS)


def waiting_for(store: Store, teammate: str, *, reel: str | None = None) -> tuple[Session, ...]:
    """Give the open sessions (with a reel, if one is named) that await somebody's first sheet."""
    seats = session_participant
    with store.reading() as connection:
        names = connection.scalars(
            select(seats.c.session).where(seats.c.before_locked_at.is_(None), seats.c.removed_at.is_(None))
        ).all()
        found = []
        for name in dict.fromkeys(names):
            try:
                one = session_of(connection, name)
            except NotFoundError:  # it was removed
                continue
            seat = one.seat(teammate)
            if one.open and reel in (None, one.reel) and seat is not None and seat.before_locked_at is None:
                found.append(one)
    return tuple(found)


# ------------------------------------------------------------------------------------------ inside


def _may_come(found: Session, teammate: str) -> None:
    """Refuse who can't come in any more."""
    if any(same(one, teammate) for one in found.out):
        raise InputError(
            f"{teammate.strip()} was taken out of this session; {found.facilitator} can undo that."
        )
    if not found.open:
        raise InputError("This session is closed, so nobody joins any more.")
    if found.revealed:
        raise InputError(
            "The answers of this session have been shown, so nobody joins any more: who comes now can't tell "
            "what they would have guessed."
        )
    leads = found.led_by(teammate) and "listen" in found.moved
    if (leads or any(same(one, teammate) for one in found.led)) and found.seat(teammate) is None:
        raise InputError(
            f"{teammate.strip()} {'leads' if leads else 'led'} this session and could hear it since "
            "listening began, so they can't take part in it any more."
        )


def _open(found: Session, seat: Participant, phase: str) -> None:
    """Refuse to change a sheet that is locked, or whose time it is not."""
    locked_at = seat.before_locked_at if check_phase(phase) == PHASES[0] else seat.after_locked_at
    if locked_at is not None:
        raise InputError(f"{seat.teammate} locked this sheet, so nothing in it changes any more.")
    if not seat.joined:
        raise InputError(f"{seat.teammate} has not joined this session yet.")
    if phase == PHASES[1]:
        if why := found.again_closed_to(seat.teammate):
            raise InputError(why)
    elif found.revealed or found.state not in STATES[:2]:
        raise InputError("The answers of this session have been shown, so nobody can write down a guess now.")


def _seed(found: Session) -> int:
    base = int.from_bytes(hashlib.sha256(found.name.encode()).digest()[:8]) % _BASES
    return base * CELLS + sum(one.joined for one in found.participants) % CELLS


def _id(seat: Participant) -> str:
    return f"{seat.session}/{seat.teammate}"


def _put(write: Writing, seat: Participant, **values: object) -> None:
    seats = session_participant
    where = (seats.c.session == seat.session) & (seats.c.teammate == seat.teammate)
    write.execute(update(seats).where(where).values(changed_at=write.at, **values))


def _whole(connection: Connection, seat: Participant) -> Participant:
    """Put a participant's own answers to them."""
    table = session_answer
    query = (
        select(table)
        .where(table.c.session == seat.session, table.c.teammate == seat.teammate)
        .order_by(table.c.item)
    )
    said: dict[str, dict[str, dict[str, float | None]]] = {phase: {} for phase in PHASES}
    for row in connection.execute(query).mappings():
        said.setdefault(row["phase"], {})[row["item"]] = {what: row[what] for what in ASKED}
    return replace(seat, said=said)
