"""The store's tables of the tell room: sessions, who listened to whom, the rota, show-me notes, errands."""

from __future__ import annotations

from sqlalchemy import Column, Double, Integer, Table

from cslab.study.columns import Json, Words, metadata

session = Table(
    "session",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("nonce", Words, nullable=False, unique=True),
    Column("title", Words, nullable=False),
    Column("reel", Words, nullable=False),
    Column("facilitator", Words, nullable=False),
    Column("survey", Words, nullable=False),
    Column("items", Json, nullable=False),
    Column("mode", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("playback", Json, nullable=False),
    Column("detail", Json, nullable=False),
    Column("note", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
    Column("removed_at", Words),
)
"""An empathy session: a reel, the questions (``items``: ids of questions of ``survey``), how it is heard
(``together`` or ``alone``), how far it is (``state``), where the sound is (``playback``), and what was
settled when it began (``detail``: the segment that the answers are compared with, the reel as it was)."""

session_participant = Table(
    "session_participant",
    metadata,
    Column("session", Words, primary_key=True),
    Column("teammate", Words, primary_key=True),
    Column("seed", Integer, nullable=False),
    Column("before_locked_at", Words),
    Column("after_locked_at", Words),
    Column("listened_at", Words),
    Column("author", Words, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
    Column("removed_at", Words),
)
"""One teammate in a session (by its nonce): what they wrote before and after never changes once locked."""

session_answer = Table(
    "session_answer",
    metadata,
    Column("session", Words, primary_key=True),
    Column("teammate", Words, primary_key=True),
    Column("phase", Words, primary_key=True),
    Column("item", Words, primary_key=True),
    Column("own", Double),
    Column("certainty", Double),
    Column("predicted", Double),
    Column("author", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
)
"""Own preference, certainty in it and prediction, each 0 to 100; ``phase`` is ``before`` or ``after``."""

session_tap = Table(
    "session_tap",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("nonce", Words, nullable=False, unique=True),
    Column("session", Words, nullable=False),
    Column("teammate", Words, nullable=False),
    Column("highlight", Words, nullable=False),
    Column("at_s", Double, nullable=False),
    Column("author", Words, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
    Column("removed_at", Words),
)
"""Somebody was moved at ``at_s`` seconds of the reel, while this highlight (by its nonce; empty between
clips) was heard."""

listening = Table(
    "listening",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("nonce", Words, nullable=False, unique=True),
    Column("teammate", Words, nullable=False),
    Column("person_id", Words, nullable=False),
    Column("how", Words, nullable=False),
    Column("source", Words, nullable=False),
    Column("on_day", Words, nullable=False),
    Column("minutes", Double),
    Column("note", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
    Column("removed_at", Words),
)
"""A teammate listened to a customer: in a ``session`` or a ``reel`` (``source`` names it), in an
``interview``, on a ``call`` or a ``visit``."""

rota = Table(
    "rota",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("nonce", Words, nullable=False, unique=True),
    Column("week", Words, nullable=False),
    Column("teammate", Words, nullable=False),
    Column("person_id", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("note", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
    Column("removed_at", Words),
)
"""Whom a teammate walks a mile with in the week that begins on the Monday ``week``: ``agreed``, ``done`` or
``put off``."""

show_me = Table(
    "show_me",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("nonce", Words, nullable=False, unique=True),
    Column("teammate", Words, nullable=False),
    Column("person_id", Words, nullable=False),
    Column("on_day", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("stage", Words),
    Column("codes", Json, nullable=False),
    Column("interview_id", Words),
    Column("at_s", Double),
    Column("highlight", Words),
    Column("note", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
    Column("removed_at", Words),
)
"""What a customer showed; once its recording is known (``interview_id`` and ``at_s``) it becomes a highlight,
named here by its nonce."""

errand = Table(
    "errand",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("nonce", Words, nullable=False, unique=True),
    Column("title", Words, nullable=False),
    Column("what", Words, nullable=False),
    Column("stage", Words),
    Column("position", Integer, nullable=False),
    Column("note", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
    Column("removed_at", Words),
)
"""A real step that every customer takes, for colleagues to take too."""

errand_done = Table(
    "errand_done",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("nonce", Words, nullable=False, unique=True),
    Column("errand", Words, nullable=False),
    Column("teammate", Words, nullable=False),
    Column("on_day", Words, nullable=False),
    Column("minutes", Double),
    Column("outcome", Words, nullable=False),
    Column("note", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
    Column("removed_at", Words),
)
"""A colleague took an errand (by its nonce): ``worked``, ``worked with trouble`` or ``gave up``. It is a
colleague's experience, and never counts as a customer's."""
