"""What teammates believe, written down before they see data: item by item, until each locks."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd
from sqlalchemy import insert, select, update

from cslab.errors import InputError, NotFoundError
from cslab.study.challenged import mirror_answer, mirror_sheet
from cslab.study.frames import TIME, frame_of
from cslab.study.schema import clean
from cslab.study.sheets import CELLS, Sheet
from cslab.study.store import Store, Writing
from cslab.study.teamfile import ASKED, COLUMNS, FIRST, LONGEST

_BASES = 2**28


def start_sheet(store: Store, teammate: str, *, round: str = FIRST, author: str | None = None) -> Sheet:  # noqa: A002 (as people call it)
    """Begin a teammate's sheet of a round; give the one there is where it was begun before.

    Parameters
    ----------
    teammate : str
        Name; ``"maya"`` goes on with the sheet of ``"Maya"``.
    round : str
        ``"first"``, ``"second"`` after listening, or any other name.
    author : str, optional
        Who begins it; the login name when not given.

    Raises
    ------
    InputError
        If the name or the round is empty or too long.

    Notes
    -----
    Of each four sheets begun in a round, two have the items in reverse order, and two ask for the prediction
    before their own answer: what comes earlier colours what comes later, and over the team that cancels.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.store import open_store
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     _ = start_sheet(store, "Maya")
    ...     answer(store, "Maya", "ease", own=80, certainty=60, predicted=75)
    ...     lock(store, "Maya").state
    'locked'
    """
    name, of = _name(teammate, "teammate"), _name(round, "round")
    with store.writing(author) as write:
        known = _find(write.connection, name, of)
        if known is not None:
            return _sheet(write.connection, known)
        rounds = list(write.execute(select(mirror_sheet.c.round)).scalars())
        of = next((one for one in rounds if one.casefold() == of.casefold()), of)
        base = int.from_bytes(hashlib.sha256(of.encode()).digest()[:8]) % _BASES
        row = {
            "round": of,
            "teammate": name,
            "seed": base * CELLS + rounds.count(of) % CELLS,
            "shared": False,
            "locked_at": None,
            "author": write.actor,
            "created_at": write.at,
            "changed_at": write.at,
        }
        write.execute(insert(mirror_sheet).values(row))
        write.log("add", "mirror_sheet", _id(of, name))
        return Sheet(of, name, int(str(row["seed"])), False, None, {})


def answer(
    store: Store,
    teammate: str,
    item: str,
    *,
    round: str = FIRST,  # noqa: A002 (as people call it)
    author: str | None = None,
    **given: float | None,
) -> None:
    """Keep what a teammate says of an item; what is not named stays as it was.

    Parameters
    ----------
    item : str
        Id of a question.
    **given : float or None
        own, certainty, predicted: 0 to 100, or None to take it back.

    Raises
    ------
    NotFoundError
        If no such sheet was begun.
    InputError
        If the sheet is locked, or a value lies outside.

    Notes
    -----
    The log says that something was answered, and not what.
    """
    said = {name: _value(name, value) for name, value in given.items()}
    with store.writing(author) as write:
        row = _existing(write, teammate, round)
        _open(row)
        where = (
            (mirror_answer.c.round == row["round"])
            & (mirror_answer.c.teammate == row["teammate"])
            & (mirror_answer.c.item == clean(item))
        )
        before = write.execute(select(mirror_answer).where(where)).mappings().first()
        if before is not None and all(before[name] == value for name, value in said.items()):
            return
        values = {**said, "author": write.actor, "changed_at": write.at}
        if before is None:
            about = {"round": row["round"], "teammate": row["teammate"], "item": clean(item)}
            write.execute(insert(mirror_answer).values({**dict.fromkeys(ASKED), **about, **values}))
        else:
            write.execute(update(mirror_answer).where(where).values(values))
        subject = f"{_id(row['round'], row['teammate'])}/{item}"
        write.log("answer", "mirror_answer", subject, {"what": sorted(said)})


def check_answer(item: str, given: Mapping[str, float | None], items: Collection[str]) -> None:
    """Refuse what `answer` would, before a sheet is begun for it; a missing number is nothing said.

    Parameters
    ----------
    item : str
        Id of a question.
    given : mapping of str to float or None
        own, certainty, predicted.
    items : collection of str
        What is asked.

    Raises
    ------
    NotFoundError
        If `item` is not asked.
    InputError
        If a value lies outside 0 to 100.
    """
    if item not in items:
        raise NotFoundError.of("item of the mirror", item, items)
    for name, value in given.items():
        _value(name, None if value is None or math.isnan(value) else value)


def lock(store: Store, teammate: str, *, round: str = FIRST, author: str | None = None) -> Sheet:  # noqa: A002 (as people call it)
    """Lock a sheet: from then on nothing in it changes, and its teammate may look; again changes nothing.

    Raises
    ------
    NotFoundError
        If no such sheet was begun.
    InputError
        If nothing was answered yet.
    """
    with store.writing(author) as write:
        row = _existing(write, teammate, round)
        sheet = _sheet(write.connection, row)
        if sheet.locked_at is not None:
            return sheet
        if not sheet.given():
            raise InputError(f"{sheet.teammate} has answered nothing yet, so there is nothing to lock.")
        _put(write, row, {"locked_at": write.at})
        write.log("lock", "mirror_sheet", _id(sheet.round, sheet.teammate), {"items": len(sheet.given())})
        return _sheet(write.connection, {**row, "locked_at": write.at})


def decline(store: Store, teammate: str, *, round: str = FIRST, author: str | None = None) -> Sheet:  # noqa: A002 (as people call it)
    """Say that somebody will look without answering: it is kept, and they can't answer that round later.

    Raises
    ------
    InputError
        If they have answered something: then the sheet is to be locked.
    """
    begun = start_sheet(store, teammate, round=round, author=author)
    with store.writing(author) as write:
        row = _existing(write, begun.teammate, begun.round)
        sheet = _sheet(write.connection, row)
        if sheet.given():
            if sheet.locked_at is not None:
                return sheet
            raise InputError(
                f"{sheet.teammate} has begun to answer; lock the sheet, or take the answers back first."
            )
        if sheet.locked_at is None:
            _put(write, row, {"locked_at": write.at})
            write.log("decline", "mirror_sheet", _id(sheet.round, sheet.teammate))
        return _sheet(write.connection, {**row, "locked_at": row["locked_at"] or write.at})


def share(
    store: Store,
    teammate: str,
    shared: bool = True,
    *,
    round: str = FIRST,  # noqa: A002 (as people call it)
    author: str | None = None,
) -> None:
    """Let the team see a teammate's own figure, or no longer; saying the same again changes nothing.

    Raises
    ------
    NotFoundError
        If no such sheet was begun.
    """
    with store.writing(author) as write:
        row = _existing(write, teammate, round)
        if bool(row["shared"]) == shared:
            return
        _put(write, row, {"shared": shared})
        write.log("share", "mirror_sheet", _id(row["round"], row["teammate"]), {"shared": shared})


def find_sheet(store: Store, teammate: str, *, round: str = FIRST) -> Sheet | None:  # noqa: A002 (as people call it)
    """Give a teammate's sheet of a round; None where none was begun."""
    with store.reading() as connection:
        row = _find(connection, clean(teammate).strip(), clean(round).strip())
        return None if row is None else _sheet(connection, row)


def sheets(store: Store) -> pd.DataFrame:
    """List all sheets, without a single answer.

    Returns
    -------
    DataFrame
        One row a sheet, in the order in which they were begun: round, teammate, state (one of
        `cslab.study.sheets.STATES`), answered (items), shared, created_at, locked_at.
    """
    columns = {
        **{"round": "str", "teammate": "str", "state": "str", "answered": "int64", "shared": "bool"},
        **{"created_at": TIME, "locked_at": TIME},
    }
    with store.reading() as connection:
        query = select(mirror_sheet).order_by(mirror_sheet.c.created_at, mirror_sheet.c.teammate)
        rows = connection.execute(query).mappings().all()
        found = [(_sheet(connection, dict(row)), row["created_at"]) for row in rows]
    listed = [
        (one.round, one.teammate, one.state, len(one.given()), one.shared, at, one.locked_at)
        for one, at in found
    ]
    return frame_of(listed, columns)


def locked_answers(store: Store) -> pd.DataFrame:
    """Give every answer of every locked sheet: round, teammate, item, own, certainty, predicted."""
    query = select(mirror_sheet).order_by(mirror_sheet.c.created_at, mirror_sheet.c.teammate)
    with store.reading() as connection:
        rows = [
            (row["round"], row["teammate"], item, *(said[name] for name in ASKED))
            for row in map(dict, connection.execute(query).mappings())
            if row["locked_at"] is not None
            for item, said in _sheet(connection, row).answers.items()
        ]
    return frame_of(rows, COLUMNS)


def with_file(stored: pd.DataFrame, brought: pd.DataFrame) -> pd.DataFrame:
    """Put locked sheets and team.csv together: where both have a teammate of a round, the sheet counts.

    Parameters
    ----------
    stored, brought : DataFrame
        As `locked_answers` and `cslab.study.teamfile.read_team` give them.
    """
    if brought.empty or stored.empty:
        return stored.copy() if brought.empty else brought.copy()
    kept = set(zip(stored["round"].str.casefold(), stored["teammate"].str.casefold(), strict=True))
    pairs = zip(brought["round"].str.casefold(), brought["teammate"].str.casefold(), strict=True)
    rest = brought[[pair not in kept for pair in pairs]]
    return pd.concat([stored, rest], ignore_index=True)


# ------------------------------------------------------------------------------------------ inside


def _id(of: str, teammate: str) -> str:
    return f"{of}/{teammate}"


def _name(value: str, what: str) -> str:
    found = clean(value).strip()
    if not 0 < len(found) <= LONGEST:
        raise InputError(f"The name of a {what} has 1 to {LONGEST} letters, but {found[:20]!r} was given.")
    return found


def _value(name: str, value: float | None) -> float | None:
    if name not in ASKED:
        raise InputError(f"An answer has {', '.join(ASKED)}, but {name!r} was given.")
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not 0 <= number <= 100:
        raise InputError(f"{name} is a number from 0 to 100, but {value!r} was given.")
    return number


def _find(connection: Any, teammate: str, of: str) -> Mapping[str, Any] | None:
    rows = [dict(row) for row in connection.execute(select(mirror_sheet)).mappings()]
    wanted = (of.casefold(), teammate.casefold())
    return next(
        (row for row in rows if (row["round"].casefold(), row["teammate"].casefold()) == wanted), None
    )


def _existing(write: Writing, teammate: str, of: str) -> Mapping[str, Any]:
    found = _find(write.connection, clean(teammate).strip(), clean(of).strip())
    if found is None:
        rows = [dict(row) for row in write.execute(select(mirror_sheet)).mappings()]
        there = [row["teammate"] for row in rows if row["round"].casefold() == clean(of).strip().casefold()]
        raise NotFoundError.of(f"sheet of the round {of!r} by", teammate, there)
    return found


def _open(row: Mapping[str, Any]) -> None:
    if row["locked_at"] is not None:
        raise InputError(
            f"The sheet of {row['teammate']} of the round {row['round']!r} was locked on "
            f"{row['locked_at'][:10]}, so nothing in it changes any more; begin another round."
        )


def _put(write: Writing, row: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    where = (mirror_sheet.c.round == row["round"]) & (mirror_sheet.c.teammate == row["teammate"])
    write.execute(update(mirror_sheet).where(where).values(changed_at=write.at, **values))


def _sheet(connection: Any, row: Mapping[str, Any]) -> Sheet:
    query = (
        select(mirror_answer)
        .where((mirror_answer.c.round == row["round"]) & (mirror_answer.c.teammate == row["teammate"]))
        .order_by(mirror_answer.c.item)
    )
    answers = {
        found["item"]: {name: found[name] for name in ASKED}
        for found in connection.execute(query).mappings().all()
    }
    return Sheet(row["round"], row["teammate"], row["seed"], bool(row["shared"]), row["locked_at"], answers)
