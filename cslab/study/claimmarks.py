"""What people say of clips: that one speaks for a claim, against it, or neither."""

from __future__ import annotations

import uuid
from typing import Any, Final

import pandas as pd
from sqlalchemy import insert, select, update

from cslab.errors import InputError, NotFoundError
from cslab.study import schema
from cslab.study.challenged import claim_mark
from cslab.study.frames import TIME, frame_of
from cslab.study.schema import clean
from cslab.study.store import Store, Writing

SIDES: Final = ("for", "against", "neither")
"""What a clip can say of a claim; ``neither``: it has nothing to do with it, or cuts both ways."""

_COLUMNS = {
    **{"id": "int64", "nonce": "str", "claim": "str", "highlight": "str", "side": "str", "note": "str"},
    **{"author": "str", "created_at": TIME, "changed_at": TIME, "removed_at": TIME},
}


def mark_clip(
    store: Store,
    claim: str,
    highlight: str,
    side: str,
    *,
    note: str = "",
    author: str | None = None,
    nonce: str | None = None,
) -> int:
    """Say whether a clip speaks for a claim; what the same person said of it before no longer counts.

    Parameters
    ----------
    claim : str
        Id of the claim.
    highlight : str
        The clip, by the nonce of its highlight, which stays the same when a study is exported and read back.
    side : {"for", "against", "neither"}
        What it says of the claim.
    note : str
        Why, in a sentence.
    author : str, optional
        Whose judgement it is; the login name when not given.
    nonce : str, optional
        Chosen by the caller and used once: a second mark with the same nonce is not made.

    Returns
    -------
    int
        Its number; with a known nonce, the number of the mark that has it.

    Raises
    ------
    NotFoundError
        If there is no such highlight, or no such side.
    InputError
        If no claim is named.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.highlights import add_highlight
    >>> from cslab.study.store import open_store
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     _ = add_highlight(store, interview_id="int-01", start=2, end=9, codes=["trust"], nonce="h-1")
    ...     _ = mark_clip(store, "they-check", "h-1", "for", author="Maya")
    ...     _ = mark_clip(store, "they-check", "h-1", "against", author="Maya")
    ...     clip_marks(store)[["claim", "highlight", "side", "author"]]
            claim highlight     side author
    0  they-check       h-1  against   Maya
    """
    if side not in SIDES:
        raise NotFoundError.of("side", side, SIDES)
    if not (named := clean(claim).strip()):
        raise InputError("A mark needs the id of the claim that the clip speaks of; give claim.")
    with store.writing(author) as write:
        if nonce is not None:
            known = write.execute(select(claim_mark.c.id).where(claim_mark.c.nonce == clean(nonce))).scalar()
            if known is not None:
                return int(known)
        _heard(write, highlight)
        _take_back(write, named, highlight)
        values: dict[str, Any] = {
            "nonce": clean(nonce) if nonce is not None else uuid.uuid4().hex,
            "claim": named,
            "highlight": highlight,
            "side": side,
            "note": clean(note).strip(),
            "author": write.actor,
            "created_at": write.at,
            "changed_at": write.at,
        }
        id_ = int(write.execute(insert(claim_mark).values(values).returning(claim_mark.c.id)).scalar_one())
        kept = {name: values[name] for name in ("nonce", "claim", "highlight", "side", "note")}
        write.log("add", "claim_mark", id_, kept)
        return id_


def unmark_clip(store: Store, claim: str, highlight: str, *, author: str | None = None) -> bool:
    """Take back what one person said of a clip; it stays in the store.

    Returns
    -------
    bool
        Whether they had said anything.
    """
    with store.writing(author) as write:
        taken = _take_back(write, clean(claim).strip(), highlight)
        for number in taken:
            write.log("remove", "claim_mark", number)
        return bool(taken)


def clip_marks(store: Store, claim: str | None = None, *, removed: bool = False) -> pd.DataFrame:
    """List what people say of clips.

    Parameters
    ----------
    claim : str, optional
        Of this claim alone.
    removed : bool
        List what was taken back, or said differently since, instead.

    Returns
    -------
    DataFrame
        One row for each claim, clip and person, the oldest first: id, nonce, claim, highlight (the nonce of
        it), side, note, author, created_at, changed_at, removed_at.
    """
    there = claim_mark.c.removed_at.is_not(None) if removed else claim_mark.c.removed_at.is_(None)
    query = select(claim_mark).where(there).order_by(claim_mark.c.id)
    if claim is not None:
        query = query.where(claim_mark.c.claim == claim)
    with store.reading() as connection:
        rows = [[row._mapping[name] for name in _COLUMNS] for row in connection.execute(query)]
    return frame_of(rows, _COLUMNS)


# ------------------------------------------------------------------------------------------ inside


def _heard(write: Writing, highlight: str) -> None:
    table = schema.highlight
    there = select(table.c.id).where(table.c.nonce == highlight, table.c.removed_at.is_(None))
    if write.execute(there).scalar() is None:
        raise NotFoundError(
            f"There is no clip {highlight!r}, or it was removed; name it by the nonce of its highlight."
        )


def _take_back(write: Writing, claim: str, highlight: str) -> list[int]:
    """Let what this person said of the clip before no longer count; their numbers."""
    mine = (
        (claim_mark.c.claim == claim)
        & (claim_mark.c.highlight == highlight)
        & (claim_mark.c.author == write.actor)
        & claim_mark.c.removed_at.is_(None)
    )
    numbers = [int(one) for one in write.execute(select(claim_mark.c.id).where(mine)).scalars()]
    if numbers:
        change = update(claim_mark).where(claim_mark.c.id.in_(numbers))
        write.execute(change.values(removed_at=write.at, changed_at=write.at))
    return numbers
