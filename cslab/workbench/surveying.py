"""Surveying: the answers people brought, as tables."""

from __future__ import annotations

from cslab.workbench.folder import Folder


class Surveying(Folder):
    """Surveys, their questions and who was asked."""
