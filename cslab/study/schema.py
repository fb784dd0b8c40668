"""The store's tables, as the code reads and writes them; `migrations` is what creates and changes them."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Double,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator


def to_json(value: Any) -> str:
    r"""Write a value as compact ASCII JSON, so that no character of it can trouble a database.

    Tuples become lists and numbers of numpy become plain numbers.

    Examples
    --------
    >>> to_json({"words": ("naïve", "\x00")})
    '{"words":["na\\u00efve","\\u0000"]}'
    """
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> Any:
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} can't be written as JSON")


class Json(TypeDecorator[Any]):
    """JSON kept as text: the same bytes in SQLite and in PostgreSQL, given back as it was stored."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Turn the value into text."""
        return None if value is None else to_json(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002 (SQLAlchemy's signature)
        """Turn the text back into a value."""
        return None if value is None else json.loads(value)


metadata = MetaData()

migration = Table(
    "migration",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("applied_at", Text, nullable=False),
)

log = Table(
    "log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uid", Text, nullable=False, unique=True),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("subject_id", Text, nullable=False),
    Column("detail", Json, nullable=False),
)

recording = Table(
    "recording",
    metadata,
    Column("content_hash", Text, primary_key=True),
    Column("sound", Json, nullable=False),
    Column("created_at", Text, nullable=False),
)

recording_file = Table(
    "recording_file",
    metadata,
    Column("path", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("content_hash", Text, nullable=False),
)

transcription = Table(
    "transcription",
    metadata,
    Column("key", Text, primary_key=True),
    Column("content_hash", Text, nullable=False),
    Column("engine", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("options", Json, nullable=False),
    Column("created_at", Text, nullable=False),
)

chunk = Table(
    "chunk",
    metadata,
    Column("key", Text, ForeignKey("transcription.key"), primary_key=True),
    Column("channel", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("start_s", Double, nullable=False),
    Column("end_s", Double, nullable=False),
    Column("output", Json, nullable=False),
)

transcript = Table(
    "transcript",
    metadata,
    Column("key", Text, ForeignKey("transcription.key"), primary_key=True),
    Column("language", Text),
    Column("document", Json, nullable=False),
    Column("created_at", Text, nullable=False),
)

highlight = Table(
    "highlight",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("nonce", Text, nullable=False, unique=True),
    Column("interview_id", Text, nullable=False),
    Column("start_s", Double, nullable=False),
    Column("end_s", Double, nullable=False),
    Column("stage", Text),
    Column("note", Text, nullable=False),
    Column("coder", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Column("removed_at", Text),
)

highlight_code = Table(
    "highlight_code",
    metadata,
    Column("highlight", Integer, ForeignKey("highlight.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("code", Text, nullable=False),
    UniqueConstraint("highlight", "code"),
)

reel = Table(
    "reel",
    metadata,
    Column("name", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Column("removed_at", Text),
)

reel_element = Table(
    "reel_element",
    metadata,
    Column("reel", Text, ForeignKey("reel.name"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("highlight", Integer, ForeignKey("highlight.id")),
    Column("text", Text, nullable=False),
    Column("seconds", Double, nullable=False),
)

render = Table(
    "render",
    metadata,
    Column("reel", Text, ForeignKey("reel.name"), primary_key=True),
    Column("format", Text, primary_key=True),
    Column("path", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("detail", Json, nullable=False),
    Column("created_at", Text, nullable=False),
)

job = Table(
    "job",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("total", Double, nullable=False),
    Column("done", Double, nullable=False),
    Column("message", Text, nullable=False),
    Column("cancel", Boolean, nullable=False),
    Column("token", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("realm", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("pid_started", Text, nullable=False),
    Column("beat_at", Double, nullable=False),
    Column("claimed_at", Double, nullable=False),
    Column("claimed_done", Double, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("finished_at", Text),
    UniqueConstraint("kind", "key"),
)
