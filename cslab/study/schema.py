"""The store's tables, as the code reads and writes them; `migrations` is what creates and changes them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Double, ForeignKey, Integer, Table, UniqueConstraint

from cslab.study.challenged import (
    claim_lock,
    claim_mark,
    contradiction_status,
    mirror_answer,
    mirror_sheet,
)
from cslab.study.columns import Json, Words, clean, metadata, to_json
from cslab.study.measured import (
    answer_code,
    feedback,
    promise,
    relationship,
    snapshot,
    success,
    success_value,
)
from cslab.study.told import (
    errand,
    errand_done,
    listening,
    rota,
    session,
    session_answer,
    session_participant,
    session_tap,
    show_me,
)

__all__ = [
    "Json",
    "Words",
    "answer_code",
    "claim_lock",
    "claim_mark",
    "clean",
    "contradiction_status",
    "errand",
    "errand_done",
    "feedback",
    "listening",
    "metadata",
    "mirror_answer",
    "mirror_sheet",
    "promise",
    "relationship",
    "rota",
    "session",
    "session_answer",
    "session_participant",
    "session_tap",
    "show_me",
    "snapshot",
    "success",
    "success_value",
    "to_json",
]
"""What is defined beside the tables below and belongs to them."""

migration = Table(
    "migration",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("name", Words, nullable=False),
    Column("applied_at", Words, nullable=False),
)

log = Table(
    "log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uid", Words, nullable=False, unique=True),
    Column("at", Words, nullable=False),
    Column("actor", Words, nullable=False),
    Column("action", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("subject_id", Words, nullable=False),
    Column("detail", Json, nullable=False),
)

recording = Table(
    "recording",
    metadata,
    Column("content_hash", Words, primary_key=True),
    Column("sound", Json, nullable=False),
    Column("created_at", Words, nullable=False),
)

recording_file = Table(
    "recording_file",
    metadata,
    Column("path", Words, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("content_hash", Words, nullable=False),
)

transcription = Table(
    "transcription",
    metadata,
    Column("key", Words, primary_key=True),
    Column("content_hash", Words, nullable=False),
    Column("engine", Words, nullable=False),
    Column("model", Words, nullable=False),
    Column("options", Json, nullable=False),
    Column("created_at", Words, nullable=False),
)

chunk = Table(
    "chunk",
    metadata,
    Column("key", Words, ForeignKey("transcription.key"), primary_key=True),
    Column("channel", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("start_s", Double, nullable=False),
    Column("end_s", Double, nullable=False),
    Column("output", Json, nullable=False),
)

transcript = Table(
    "transcript",
    metadata,
    Column("key", Words, ForeignKey("transcription.key"), primary_key=True),
    Column("language", Words),
    Column("document", Json, nullable=False),
    Column("created_at", Words, nullable=False),
)

highlight = Table(
    "highlight",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("nonce", Words, nullable=False, unique=True),
    Column("interview_id", Words, nullable=False),
    Column("start_s", Double, nullable=False),
    Column("end_s", Double, nullable=False),
    Column("stage", Words),
    Column("note", Words, nullable=False),
    Column("coder", Words, nullable=False),
    Column("sentiment", Integer),
    Column("juiciness", Integer),
    Column("juice", Json),
    Column("juice_by", Words),
    Column("created_at", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
    Column("removed_at", Words),
)

highlight_code = Table(
    "highlight_code",
    metadata,
    Column("highlight", Integer, ForeignKey("highlight.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("code", Words, nullable=False),
    UniqueConstraint("highlight", "code"),
)

reel = Table(
    "reel",
    metadata,
    Column("name", Words, primary_key=True),
    Column("title", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
    Column("removed_at", Words),
    Column("detail", Json, nullable=False),
)

reel_element = Table(
    "reel_element",
    metadata,
    Column("reel", Words, ForeignKey("reel.name"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("highlight", Integer, ForeignKey("highlight.id")),
    Column("text", Words, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("detail", Json, nullable=False),
)

render = Table(
    "render",
    metadata,
    Column("reel", Words, ForeignKey("reel.name"), primary_key=True),
    Column("format", Words, primary_key=True),
    Column("path", Words, nullable=False),
    Column("fingerprint", Words, nullable=False),
    Column("detail", Json, nullable=False),
    Column("created_at", Words, nullable=False),
)

job = Table(
    "job",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("key", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("total", Double, nullable=False),
    Column("done", Double, nullable=False),
    Column("message", Words, nullable=False),
    Column("cancel", Boolean, nullable=False),
    Column("token", Words, nullable=False),
    Column("host", Words, nullable=False),
    Column("realm", Words, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("pid_started", Words, nullable=False),
    Column("beat_at", Double, nullable=False),
    Column("claimed_at", Double, nullable=False),
    Column("claimed_done", Double, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("finished_at", Words),
    UniqueConstraint("kind", "key"),
)

correction = Table(
    "correction",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("nonce", Words, nullable=False, unique=True),
    Column("key", Words, ForeignKey("transcription.key"), nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("before", Words, nullable=False),
    Column("after", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
    Column("undone_at", Words),
)
"""Words of a transcription, from the engine's word ``first`` up to, not including, ``last``, mended."""

carried = Table(
    "carried",
    metadata,
    Column("key", Words, ForeignKey("transcription.key"), primary_key=True),
    Column("subject", Words, primary_key=True),
    Column("subject_id", Words, primary_key=True),
    Column("outcome", Words, nullable=False),
    Column("detail", Json, nullable=False),
    Column("created_at", Words, nullable=False),
)
"""What became of a correction, a highlight or a speaker when a newer transcription took over."""

voices = Table(
    "voices",
    metadata,
    Column("content_hash", Words, primary_key=True),
    Column("method", Words, nullable=False),
    Column("speakers", Integer, nullable=False),
    Column("turns", Json, nullable=False),
    Column("created_at", Words, nullable=False),
)
"""Who speaks when in a recording, as a machine heard it: turns of ``[start, end, label]``."""

speaker = Table(
    "speaker",
    metadata,
    Column("interview_id", Words, primary_key=True),
    Column("label", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("role", Words, nullable=False),
    Column("person_id", Words),
    Column("author", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
)
"""The name and the role that people gave to a voice; two labels of one name are one speaker."""

speaker_turn = Table(
    "speaker_turn",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("nonce", Words, nullable=False, unique=True),
    Column("interview_id", Words, nullable=False),
    Column("start_s", Double, nullable=False),
    Column("end_s", Double, nullable=False),
    Column("label", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
    Column("removed_at", Words),
)
"""A stretch that a person gave to another voice than the machine did; where two overlap, the later holds."""

codebook = Table(
    "codebook",
    metadata,
    Column("version", Integer, primary_key=True),
    Column("at", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("action", Words, nullable=False),
    Column("detail", Json, nullable=False),
    Column("codes", Json, nullable=False),
)
"""Every version of the codebook, whole; the highest is the one in use."""

suggestion = Table(
    "suggestion",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("nonce", Words, nullable=False, unique=True),
    Column("interview_id", Words, nullable=False),
    Column("start_s", Double, nullable=False),
    Column("end_s", Double, nullable=False),
    Column("code", Words, nullable=False),
    Column("score", Double, nullable=False),
    Column("accepted", Boolean, nullable=False),
    Column("highlight", Integer, ForeignKey("highlight.id")),
    Column("author", Words, nullable=False),
    Column("created_at", Words, nullable=False),
)
"""What a person decided about a suggested code; one that nobody decided about is never here."""

coder = Table(
    "coder",
    metadata,
    Column("name", Words, primary_key=True),
    Column("blind", Boolean, nullable=False),
    Column("changed_at", Words, nullable=False),
)
"""Coders of whom something is known: a blind one does not see what others coded."""
