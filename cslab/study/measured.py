"""The store's tables of the measure room: ties, success, promises, feedback, coded answers, snapshots."""

from __future__ import annotations

from sqlalchemy import Column, Double, Integer, Table

from cslab.study.columns import Json, Words, metadata

relationship = Table(
    "relationship",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("nonce", Words, nullable=False, unique=True),
    Column("person_id", Words, nullable=False),
    Column("strength", Integer),
    Column("sentiment", Integer),
    Column("note", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
    Column("removed_at", Words),
)
"""How strong a tie is (1 to 4) and how the person feels (-1, 0, 1), as somebody judged it at one moment."""

success = Table(
    "success",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("nonce", Words, nullable=False, unique=True),
    Column("person_id", Words, nullable=False),
    Column("definition", Words, nullable=False),
    Column("whose", Words, nullable=False),
    Column("measure", Words, nullable=False),
    Column("unit", Words, nullable=False),
    Column("baseline", Double),
    Column("target", Double),
    Column("due_on", Words),
    Column("author", Words, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
    Column("removed_at", Words),
)
"""What success means to a person, whose definition that is (``theirs``, ``ours``), and how it is measured."""

success_value = Table(
    "success_value",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("nonce", Words, nullable=False, unique=True),
    Column("success", Words, nullable=False),
    Column("on_day", Words, nullable=False),
    Column("value", Double, nullable=False),
    Column("note", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
    Column("removed_at", Words),
)
"""A value of the measure of a success (named by its nonce) on one day."""

promise = Table(
    "promise",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("nonce", Words, nullable=False, unique=True),
    Column("person_id", Words),
    Column("account_id", Words),
    Column("what", Words, nullable=False),
    Column("made_by", Words, nullable=False),
    Column("made_on", Words, nullable=False),
    Column("due_on", Words),
    Column("state", Words, nullable=False),
    Column("settled_on", Words),
    Column("evidence", Words, nullable=False),
    Column("evidence_id", Words, nullable=False),
    Column("note", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
    Column("removed_at", Words),
)
"""What we promised a customer: ``made``, ``kept``, ``broken`` or ``released``; evidence as in `feedback`."""

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("nonce", Words, nullable=False, unique=True),
    Column("person_id", Words),
    Column("account_id", Words),
    Column("what", Words, nullable=False),
    Column("evidence", Words, nullable=False),
    Column("evidence_id", Words, nullable=False),
    Column("owner", Words, nullable=False),
    Column("heard_on", Words, nullable=False),
    Column("decision", Words, nullable=False),
    Column("decided_on", Words),
    Column("done_on", Words),
    Column("told_on", Words),
    Column("note", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
    Column("removed_at", Words),
)
"""Something heard, on its way to the answer: heard, decided (``do``, ``not now``, ``no``), done, told.

``evidence`` is ``highlight`` (by nonce), ``answer`` (``SURVEY/RESPONSE/QUESTION``), ``contact``, or empty.
"""

answer_code = Table(
    "answer_code",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("nonce", Words, nullable=False, unique=True),
    Column("survey", Words, nullable=False),
    Column("response_id", Words, nullable=False),
    Column("question", Words, nullable=False),
    Column("code", Words, nullable=False),
    Column("coder", Words, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
    Column("removed_at", Words),
)
"""A code of the codebook on an open answer; one row a code and coder."""

snapshot = Table(
    "snapshot",
    metadata,
    Column("survey", Words, primary_key=True),
    Column("response_id", Words, primary_key=True),
    Column("person_id", Words, nullable=False),
    Column("attributes", Json, nullable=False),
    Column("created_at", Words, nullable=False),
)
"""Who a person was when they answered: their attributes as they stood when the answer was first read."""
