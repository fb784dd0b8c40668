"""Overview: what the study knows of its customers, at one look."""

from __future__ import annotations

from app.ui import look

look.head("Overview")
