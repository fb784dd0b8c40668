"""Customers: who they are, and how things stand between them and us."""

from __future__ import annotations

from app.ui import look

look.head("Customers")
