"""Empathy sessions in the store: set up, moved on by their facilitator alone, and their sound."""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, insert, or_, select, update

from cslab.errors import InputError, NotFoundError
from cslab.study.convened import MODES, PHASES, STATES, Participant, Playback, Session, check_move, same
from cslab.study.frames import TIME, frame_of
from cslab.study.personas import Condition, conditions_of, document_of_conditions
from cslab.study.schema import clean
from cslab.study.store import Store, Writing
from cslab.study.teamfile import ASKED, LONGEST
from cslab.study.told import session as table
from cslab.study.told import session_answer, session_participant

_LISTED = {
    **{"name": "str", "title": "str", "reel": "str", "state": "str", "mode": "str", "facilitator": "str"},
    **{"participants": "int64", "locked": "int64", "answered_again": "int64"},
    **{"note": "str", "author": "str", "created_at": TIME, "changed_at": TIME},
}

_INVITED = -1


def add_session(
    store: Store,
    title: str,
    *,
    reel: str,
    survey: str,
    items: Sequence[str],
    facilitator: str,
    teammates: Iterable[str] = (),
    segment: Sequence[Condition] = (),
    mode: str = "together",
    note: str = "",
    author: str | None = None,
    nonce: str | None = None,
) -> Session:
    """Set up a session.

    Parameters
    ----------
    title : str
        How it is called before people.
    reel : str
        Name of the reel that will be heard.
    survey : str
        Whose answers are the truth.
    items : sequence of str
        Ids of the questions that are asked.
    facilitator : str
        Who alone moves it on.
    teammates : iterable of str
        Who is invited; others may join later.
    segment : sequence of Condition
        The customers whose answers are the truth; everybody when empty.
    mode : {"together", "alone"}
        Whether all follow the facilitator's play and pause.
    note : str
        Anything worth knowing.
    author : str, optional
        Who sets it up; the login name when not given.
    nonce : str, optional
        Its name; a second session of the same name is not added.

    Raises
    ------
    InputError
        If it has no title, asks nothing, its mode is unknown, or one of that name was removed.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.store import open_store
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     made = add_session(store, "First days", reel="first-90-days", survey="q3", items=["ease"],
    ...                        facilitator="Maya", teammates=["Tom"], nonce="one")
    ...     made.state, [one.teammate for one in made.participants]
    ('answer', ['Tom'])
    """
    named = clean(title).strip()
    if not named:
        raise InputError("A session needs a title, so that people know what they are invited to.")
    if mode not in MODES:
        raise InputError(f"A session is heard {' or '.join(MODES)}, but {mode!r} was given.")
    asked = tuple(dict.fromkeys(clean(item) for item in items))
    if not asked:
        raise InputError("A session needs questions: what is not asked before listening can't be compared.")
    with store.writing(author) as write:
        name = clean(nonce).strip() if nonce is not None else uuid.uuid4().hex
        if not name:
            raise InputError("The name of a session can't be empty.")
        known = write.execute(select(table.c.removed_at).where(table.c.nonce == name)).first()
        if known is not None and known.removed_at is not None:
            raise InputError(f"The session {name!r} was removed; bring it back, or choose another name.")
        if known is None:
            detail = {"segment": document_of_conditions(segment), "moved": {STATES[0]: write.at}}
            values: dict[str, Any] = {
                "title": named,
                "reel": clean(reel),
                "facilitator": person(facilitator, "facilitator"),
                "survey": clean(survey),
                "items": list(asked),
                "mode": mode,
            }
            write.execute(
                insert(table).values(
                    nonce=name,
                    state=STATES[0],
                    playback=Playback().document,
                    detail=detail,
                    note=clean(note).strip(),
                    author=write.actor,
                    created_at=write.at,
                    changed_at=write.at,
                    **values,
                )
            )
            write.log("add", "session", name, values)
            for teammate in teammates:
                seat_for(write, name, teammate)
        return session_of(write.connection, name)


def load_session(store: Store, name: str) -> Session:
    """Give a session, with who is in it and without what anybody answered.

    Raises
    ------
    NotFoundError
        If there is none of that name, or it was removed.
    """
    with store.reading() as connection:
        return session_of(connection, name)


def sessions(store: Store) -> pd.DataFrame:
    """List the sessions, the newest first.

    Returns
    -------
    DataFrame
        One row a session: name, title, reel, state, mode, facilitator, participants, locked (how many locked
        what they believed), answered_again (the second sheet), note, author, created_at, changed_at.
    """
    seats = session_participant
    count = select(func.count()).where(seats.c.session == table.c.nonce, seats.c.removed_at.is_(None))
    query = (
        select(
            *(table.c[name] for name in ("nonce", "title", "reel", "state", "mode", "facilitator")),
            count.scalar_subquery(),
            count.where(seats.c.before_locked_at.is_not(None)).scalar_subquery(),
            count.where(seats.c.after_locked_at.is_not(None)).scalar_subquery(),
            *(table.c[name] for name in ("note", "author", "created_at", "changed_at")),
        )
        .where(table.c.removed_at.is_(None))
        .order_by(table.c.created_at.desc(), table.c.id.desc())
    )
    with store.reading() as connection:
        return frame_of(connection.execute(query).all(), _LISTED)


def move_session(
    store: Store, name: str, state: str, *, heard: Mapping[str, Any] | None = None, author: str | None = None
) -> Session:
    """Move a session to a state; its facilitator alone can.

    Parameters
    ----------
    state : str
        One of `cslab.study.convened.STATES`.
    heard : mapping, optional
        What is settled as listening begins for the first time; see `cslab.study.convened.Session`.

    Raises
    ------
    InputError
        If somebody else moves it, or it can't go there; see `cslab.study.convened.check_move`.

    Notes
    -----
    The sound is paused, and on the first move to listening it stands at the beginning.
    """
    with store.writing(author) as write:
        found = session_of(write.connection, name)
        _led(found, write.actor)
        if not check_move(found, state):
            return found
        detail = _detail(write.connection, name)
        detail["moved"] = {state: write.at} | dict(detail.get("moved", {}))
        if state == "listen" and not detail.get("heard"):
            detail["heard"] = dict(heard or {})
        now = store.clock(write.connection)
        still = Playback(False, found.playback.position(now), now).document
        _put(write, name, {"state": state, "detail": detail, "playback": still})
        write.log("move", "session", name, {"from": found.state, "to": state})
        return session_of(write.connection, name)


def hand_over(store: Store, name: str, facilitator: str, *, author: str | None = None) -> Session:
    """Make somebody else the facilitator; the one who is, or who set the session up, can.

    Raises
    ------
    InputError
        If anybody else tries.
    """
    with store.writing(author) as write:
        found = session_of(write.connection, name)
        if not same(found.author, write.actor):
            _led(found, write.actor)
        heard = "listen" in found.moved and found.seat(found.facilitator) is None
        detail = _detail(write.connection, name) | {"led": [*found.led, *[found.facilitator] * heard]}
        _put(write, name, {"facilitator": person(facilitator, "facilitator"), "detail": detail})
        write.log("hand over", "session", name, {"from": found.facilitator, "to": facilitator})
        return session_of(write.connection, name)


def set_playback(store: Store, name: str, *, playing: bool, at: float, author: str | None = None) -> Playback:
    """Play or pause for everybody, from a second of the reel; the facilitator alone can.

    Raises
    ------
    InputError
        If somebody else does, everybody listens alone, listening has not begun, or the session is closed.
    """
    if not (math.isfinite(at) and at >= 0):
        raise InputError(f"A reel is played from a second on, 0 or later, but {at!r} was given.")
    with store.writing(author) as write:
        found = session_of(write.connection, name)
        _led(found, write.actor)
        if found.mode != MODES[0]:
            raise InputError("In this session everybody listens alone, so nobody plays for the others.")
        if found.state == STATES[0] or not found.open:
            raise InputError(
                "The reel is played from the beginning of listening until the session is closed."
            )
        placed = Playback(bool(playing), float(at), store.clock(write.connection))
        _put(write, name, {"playback": placed.document})
        write.log("play" if playing else "pause", "session", name, {"at": round(placed.at, 3)})
        return placed


def clock(store: Store) -> float:
    """Seconds since 1970 by the clock that playback is told in."""
    with store.reading() as connection:
        return store.clock(connection)


def remove_session(store: Store, name: str, *, author: str | None = None) -> None:
    """Take a session out of the list; what people answered stays in the store.

    Raises
    ------
    NotFoundError
        If there is none of that name.
    """
    with store.writing(author) as write:
        session_of(write.connection, name)
        _put(write, name, {"removed_at": write.at})
        write.log("remove", "session", name)


def restore_session(store: Store, name: str, *, author: str | None = None) -> None:
    """Bring a removed session back.

    Raises
    ------
    NotFoundError
        If there never was one of that name.
    """
    with store.writing(author) as write:
        row = write.execute(select(table.c.removed_at).where(table.c.nonce == clean(name))).first()
        if row is None:
            raise NotFoundError.of("session", name, _names(write.connection))
        if row.removed_at is not None:
            _put(write, name, {"removed_at": None})
            write.log("restore", "session", name)


# ------------------------------------------------------------------------------- for what is beside it


def session_of(connection: Connection, name: str) -> Session:
    """Read a session in a transaction; a `NotFoundError` says that there is none."""
    row = (
        connection.execute(select(table).where(table.c.nonce == clean(name), table.c.removed_at.is_(None)))
        .mappings()
        .first()
    )
    if row is None:
        raise NotFoundError.of("session", name, _names(connection))
    detail = dict(row["detail"])
    moved = dict(detail.get("moved", {}))
    seats = session_participant
    query = select(seats).where(seats.c.session == row["nonce"])
    query = query.order_by(seats.c.created_at, seats.c.teammate)
    counts = _counts(connection, row["nonce"])
    everybody = [
        Participant(
            session=one["session"],
            teammate=one["teammate"],
            seed=one["seed"],
            before_locked_at=one["before_locked_at"],
            after_locked_at=one["after_locked_at"],
            listened_at=one["listened_at"],
            removed_at=one["removed_at"],
            answered={phase: counts.get((one["teammate"], phase), 0) for phase in PHASES},
            late=(one["before_locked_at"] or "") > moved.get("reveal", moved.get("closed", "~")),
        )
        for one in connection.execute(query).mappings()
    ]
    return Session(
        name=row["nonce"],
        title=row["title"],
        reel=row["reel"],
        facilitator=row["facilitator"],
        survey=row["survey"],
        items=tuple(row["items"]),
        mode=row["mode"],
        state=row["state"],
        playback=Playback(**row["playback"]),
        participants=tuple(one for one in everybody if one.removed_at is None),
        segment=conditions_of(detail.get("segment", ())),
        moved=moved,
        heard=dict(detail.get("heard", {})),
        led=tuple(detail.get("led", ())),
        note=row["note"],
        author=row["author"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        out=tuple(one.teammate for one in everybody if one.removed_at is not None),
    )


def seat_for(write: Writing, name: str, teammate: str) -> bool:
    """Invite somebody who is not in a session and was not taken out; False when they are or were."""
    known = person(teammate, "teammate")
    seats = session_participant
    names = write.execute(select(seats.c.teammate).where(seats.c.session == name)).scalars()
    if any(same(one, known) for one in names):
        return False
    values = {"session": name, "teammate": known, "author": write.actor}
    write.execute(insert(seats).values(seed=_INVITED, created_at=write.at, changed_at=write.at, **values))
    write.log("invite", "session_participant", f"{name}/{known}")
    return True


def person(value: str, what: str) -> str:
    """Give a name as it is kept.

    Raises
    ------
    InputError
        If it is empty or too long.
    """
    found = clean(value).strip()
    if not 0 < len(found) <= LONGEST:
        raise InputError(f"The name of a {what} has 1 to {LONGEST} letters, but {found[:20]!r} was given.")
    return found


# ------------------------------------------------------------------------------------------ inside


def _led(found: Session, actor: str) -> None:
    if not found.led_by(actor):
        raise InputError(f"Only {found.facilitator} leads this session; {actor} does not.")


def _names(connection: Connection) -> list[str]:
    return list(connection.scalars(select(table.c.nonce).where(table.c.removed_at.is_(None))))


def _detail(connection: Connection, name: str) -> dict[str, Any]:
    return dict(connection.execute(select(table.c.detail).where(table.c.nonce == clean(name))).scalar_one())


def _put(write: Writing, name: str, values: Mapping[str, Any]) -> None:
    write.execute(update(table).where(table.c.nonce == clean(name)).values(changed_at=write.at, **values))


def _counts(connection: Connection, name: str) -> dict[tuple[str, str], int]:
    """Items of which anything was said, by teammate and phase."""
    answer = session_answer
    said = or_(*(answer.c[what].is_not(None) for what in ASKED))
    query = (
        select(answer.c.teammate, answer.c.phase, func.count())
        .where(answer.c.session == name, said)
        .group_by(answer.c.teammate, answer.c.phase)
    )
    return {(row[0], row[1]): int(row[2]) for row in connection.execute(query)}
