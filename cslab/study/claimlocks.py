"""Locked claims: what somebody assumed, kept as it stood before the data was shown."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import Row, insert, select

from cslab.errors import InputError
from cslab.study import schema
from cslab.study.personas import Claim, LockedClaim, Persona, claim_of, document_about, document_of
from cslab.study.schema import clean
from cslab.study.store import Store


def lock_claim(
    store: Store,
    claim: Claim,
    persona: Persona,
    *,
    note: str = "",
    author: str | None = None,
    nonce: str | None = None,
) -> LockedClaim:
    """Lock a claim as it stands, with the segment of its persona; what is locked never changes.

    Parameters
    ----------
    claim : Claim
        One that names nothing may be locked, too: it is vague, and its verdict will say so.
    persona : Persona
        Whose segment it is about.
    note : str
        Why, where that is worth knowing: of a second version above all.
    author : str, optional
        Who locks it; the login name when not given. Who wrote it stands in the claim.
    nonce : str, optional
        Chosen by the caller and used once: a second lock with the same nonce is not added.

    Returns
    -------
    LockedClaim
        The new version; the last one where nothing changed since.

    Raises
    ------
    InputError
        If part of the claim or of the segment can't be read, or another claim was locked with that nonce.
    StoreError
        If the store can only be read.

    Examples
    --------
    >>> import tempfile
    >>> from dataclasses import replace
    >>> from cslab.study.store import open_store
    >>> claim, carla = Claim("carla-lanes", "carla", "She uses lanes"), Persona("carla", "Carla")
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     first = lock_claim(store, claim, carla, author="Maya")
    ...     again = lock_claim(store, claim, carla, author="Tom")
    ...     second = lock_claim(store, replace(claim, says="She lives in lanes"), carla, author="Tom")
    >>> first.version, again.version, again.author, second.version
    (1, 1, 'Maya', 2)
    """
    _must_be_readable(claim, persona)
    table = schema.claim_lock
    with store.writing(author) as write:
        if nonce is not None:
            known = write.execute(select(table).where(table.c.nonce == clean(nonce))).first()
            if known is not None:
                if known.claim != clean(claim.id):
                    raise InputError(
                        f"The claim {known.claim!r} was locked with that nonce; give {claim.id!r} its own."
                    )
                return _read(known)
        versions = select(table).where(table.c.claim == claim.id).order_by(*_order())
        before = write.execute(versions).all()
        if before and _read(before[-1]).same(claim, persona):
            return _read(before[-1])
        version = max((int(row.version) for row in before), default=0) + 1
        values: dict[str, Any] = {
            "nonce": clean(nonce) if nonce is not None else uuid.uuid4().hex,
            "claim": claim.id,
            "version": version,
            "document": {**document_of(claim, persona), "about": document_about(claim)},
            "note": clean(note).strip(),
            "author": write.actor,
            "created_at": write.at,
        }
        row = write.execute(insert(table).values(values).returning(table)).one()
        write.log("lock", "claim", claim.id, {"version": version, "note": values["note"]})
        return _read(row)


def locked_claims(store: Store) -> dict[str, tuple[LockedClaim, ...]]:
    """Give every claim that was ever locked: by id, its versions, the oldest first.

    A claim that personas.toml has no longer is still here: what was locked is never taken back.
    """
    table = schema.claim_lock
    with store.reading() as connection:
        rows = connection.execute(select(table).order_by(*_order())).all()
    found: dict[str, tuple[LockedClaim, ...]] = {}
    for row in rows:
        found[row.claim] = (*found.get(row.claim, ()), _read(row))
    return found


# ------------------------------------------------------------------------------------------ inside


def _order() -> tuple[Any, ...]:
    """Versions first; two of the same number come of copies of a study that were brought together."""
    table = schema.claim_lock.c
    return table.version, table.created_at, table.id


def _read(row: Row[Any]) -> LockedClaim:
    claim, segment = claim_of({**row.document, "id": row.claim})
    return LockedClaim(claim, segment, int(row.version), row.author, row.created_at, row.note)


def _must_be_readable(claim: Claim, persona: Persona) -> None:
    if not claim.says.strip():
        raise InputError(
            f"The claim {claim.id!r} says nothing, so it can't be locked; write it in a sentence."
        )
    for one in claim.shown_by:
        if one.fault:
            raise InputError(
                f"The claim {claim.id!r} can't be locked as it is written, because {one.fault}; mend it "
                "first."
            )
    for condition in persona.segment:
        if not condition.test:
            raise InputError(
                f"The claim {claim.id!r} can't be locked, because the segment of {persona.id!r} asks for a "
                f"{condition.column} that can't be read; mend it in personas.toml first."
            )
