"""Journey."""

from __future__ import annotations

from app import opened
from app.ui import look

opened.study()
look.head("Journey")
