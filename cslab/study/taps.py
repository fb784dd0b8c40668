"""Taps in an empathy session: somebody was moved, and when."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import insert, select, update

from cslab.errors import InputError
from cslab.study.convened import same
from cslab.study.frames import frame_of
from cslab.study.schema import clean, highlight
from cslab.study.sessions import session_of
from cslab.study.store import Store
from cslab.study.told import session_tap as table

LINGER = 2.0
"""Seconds after a clip in which a tap still belongs to it."""

TAPS = {"nonce": "str", "teammate": "str", "highlight": "str", "at": "float64"}


def add_tap(store: Store, name: str, teammate: str, at: float, *, nonce: str) -> str:
    """Keep that somebody was moved.

    Parameters
    ----------
    at : float
        Second of the reel.
    nonce : str
        Chosen by the caller and used once: a second tap with the same nonce is not added.

    Returns
    -------
    str
        The highlight (by its nonce) that was heard; empty between clips.

    Raises
    ------
    InputError
        If they may not hear the reel, it is not heard now, or `at` is no second of it.
    """
    if not (math.isfinite(at) and at >= 0):
        raise InputError(f"A tap is at a second of the reel, 0 or later, but {at!r} was given.")
    with store.writing(teammate) as write:
        known = write.execute(select(table.c.highlight).where(table.c.nonce == clean(nonce))).first()
        if known is not None:
            return str(known.highlight)
        found = session_of(write.connection, name)
        seat = found.participant(teammate)
        if why := found.closed_to(teammate):
            raise InputError(why)
        if found.state != "listen":
            raise InputError("Listening is over: what others answered has been shown, so taps count no more.")
        values = {
            "nonce": clean(nonce),
            "session": found.name,
            "teammate": seat.teammate,
            "highlight": heard_at(found.heard.get("timeline", ()), at),
            "at_s": float(at),
        }
        about = {"author": write.actor, "created_at": write.at, "changed_at": write.at}
        write.execute(insert(table).values(values | about))
        write.log("tap", "session_tap", values["nonce"], {"session": found.name})
        return str(values["highlight"])


def take_back_tap(store: Store, name: str, teammate: str, nonce: str) -> None:
    """Take a tap back; one that is gone, or is somebody else's, stays as it is."""
    with store.writing(teammate) as write:
        row = write.execute(select(table).where(table.c.nonce == clean(nonce))).first()
        if row is None or row.session != name or not same(row.teammate, teammate) or row.removed_at:
            return
        write.execute(
            update(table).where(table.c.id == row.id).values(removed_at=write.at, changed_at=write.at)
        )
        write.log("remove", "session_tap", nonce)


def taps(store: Store, name: str, *, teammate: str | None = None) -> pd.DataFrame:
    """List the taps of a session, or of one of its participants: nonce, teammate, highlight, at (seconds)."""
    query = (
        select(table.c.nonce, table.c.teammate, table.c.highlight, table.c.at_s)
        .where(table.c.session == clean(name), table.c.removed_at.is_(None))
        .order_by(table.c.at_s, table.c.id)
    )
    with store.reading() as connection:
        rows = connection.execute(query).all()
    return frame_of([row for row in rows if teammate is None or same(row.teammate, teammate)], TAPS)


def heard_at(timeline: Sequence[Mapping[str, Any]], at: float) -> str:
    """Give the highlight (by its nonce) that a tap at a second of the reel is about; empty where none.

    Notes
    -----
    Within `LINGER` seconds after a clip, before the next one sounds, a tap is still about that clip: people
    are slower than sound.

    Examples
    --------
    >>> clips = [{"highlight": "a", "at": 2.0, "end": 9.0}]
    >>> heard_at(clips, 3.0), heard_at(clips, 10.0), heard_at(clips, 12.0)
    ('a', 'a', '')
    """
    begun = [one for one in timeline if one["at"] <= at < one["end"] + LINGER]
    sounding = [one for one in begun if at < one["end"]]
    found = sounding or begun
    return str(found[-1]["highlight"]) if found else ""


def nonces(store: Store) -> dict[int, str]:
    """Nonces of the highlights that are there, by id: what survives an export and import."""
    query = select(highlight.c.id, highlight.c.nonce).where(highlight.c.removed_at.is_(None))
    with store.reading() as connection:
        return {int(row.id): str(row.nonce) for row in connection.execute(query)}
