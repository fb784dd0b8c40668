"""Mirror."""

from __future__ import annotations

from app import opened
from app.ui import look

study = opened.study()
look.head("Mirror", note=study.config.title, badge="Synthetic" if study.config.synthetic else "")
