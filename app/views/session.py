"""One's own place in an empathy session, by the link of the invitation: ``?join=...``."""

from __future__ import annotations

from app import opened
from app.ui import look

opened.study()
look.head("Session")
