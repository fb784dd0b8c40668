"""The store's tables of the challenge room: locked claims, clips for and against, mirror, contradictions."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Double, Integer, Table

from cslab.study.columns import Json, Words, metadata

claim_lock = Table(
    "claim_lock",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("nonce", Words, nullable=False, unique=True),
    Column("claim", Words, nullable=False),
    Column("version", Integer, nullable=False),
    Column("document", Json, nullable=False),
    Column("note", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("created_at", Words, nullable=False),
)
"""A claim with its persona's segment as it stood when somebody locked it; never changed afterwards.

``document`` is what `cslab.study.personas.LockedClaim` is read from; version 1, 2, 3... of each claim.
"""

claim_mark = Table(
    "claim_mark",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("nonce", Words, nullable=False, unique=True),
    Column("claim", Words, nullable=False),
    Column("highlight", Words, nullable=False),
    Column("side", Words, nullable=False),
    Column("note", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
    Column("removed_at", Words),
)
"""A highlight (by its nonce) that somebody judged to speak ``for``, ``against`` or ``neither`` of a claim."""

mirror_sheet = Table(
    "mirror_sheet",
    metadata,
    Column("round", Words, primary_key=True),
    Column("teammate", Words, primary_key=True),
    Column("seed", Integer, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("locked_at", Words),
    Column("author", Words, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
)
"""One teammate's elicitation of one round: the seed of the order of its items, whether the team may see their
own figure, and when it was locked; before that its answers may change, afterwards never."""

mirror_answer = Table(
    "mirror_answer",
    metadata,
    Column("round", Words, primary_key=True),
    Column("teammate", Words, primary_key=True),
    Column("item", Words, primary_key=True),
    Column("own", Double),
    Column("certainty", Double),
    Column("predicted", Double),
    Column("author", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
)
"""A teammate's own preference, certainty in it and prediction for one item, each 0 to 100."""

contradiction_status = Table(
    "contradiction_status",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("nonce", Words, nullable=False, unique=True),
    Column("contradiction", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("note", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("created_at", Words, nullable=False),
)
"""What somebody said of a contradiction (by its key): ``open``, ``explained`` or ``acted on``; the newest
holds."""
