"""Signed addresses: who holds one may have that one sound or transcript. No file's path is ever in it.

A token is the same for a whole day, so that the browser's cache works; it is good until the day after. A
teammate's link to their sheet of the mirror, or to their seat in a session, is good as long as the study
keeps its secret.
"""

from __future__ import annotations

import os
import secrets
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Literal

from itsdangerous import BadData, URLSafeSerializer

Kind = Literal["audio", "transcript", "reel", "upload", "sheet", "seat"]

LASTING = frozenset({"sheet", "seat"})
"""Kinds whose tokens do not end: they are sent to people, who come back days later."""

SECRET_BYTES = 32


def sign(folder: Path, kind: Kind, name: str, *, today: date | None = None) -> str:
    """Sign that the bearer may have ``name`` (an interview, a reel) as ``kind``."""
    day = today or datetime.now(UTC).date()
    return _serializer(folder).dumps([kind, name, "" if kind in LASTING else day.isoformat()])


def read(folder: Path, kind: Kind, token: str, *, today: date | None = None) -> str | None:
    """Name that a token stands for; None when it is not ours, for something else, or out of date."""
    now = today or datetime.now(UTC).date()
    try:
        signed_kind, name, day = _serializer(folder).loads(token)
        age = timedelta(0) if signed_kind in LASTING else now - date.fromisoformat(day)
    except (BadData, ValueError, TypeError):
        return None
    fresh = timedelta(days=-1) <= age <= timedelta(days=1)
    return str(name) if signed_kind == kind and fresh else None


def _serializer(folder: Path) -> URLSafeSerializer:
    return URLSafeSerializer(_secret(folder), salt="cslab-routes")


@lru_cache(maxsize=8)
def _secret(folder: Path) -> str:
    """Secret of a study, kept where only its owner reads it; in memory where nothing can be written.

    ``CSLAB_APP_SECRET`` is used before all: replicas behind one address must share it.
    """
    given = os.environ.get("CSLAB_APP_SECRET", "")
    if given:
        return given
    file = folder / ".cslab" / "app.secret"
    fresh = secrets.token_urlsafe(SECRET_BYTES)
    try:
        file.parent.mkdir(exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _kept(file) or fresh
    except OSError:
        return fresh
    with os.fdopen(descriptor, "w") as stream:
        stream.write(fresh)
    return fresh


def _kept(file: Path) -> str:
    try:
        return file.read_text().strip()
    except OSError:
        return ""
