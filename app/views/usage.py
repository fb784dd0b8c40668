"""Usage: what customers do in the product."""

from __future__ import annotations

from app.ui import look

look.head("Usage")
