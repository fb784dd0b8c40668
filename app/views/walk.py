"""Walk a mile, ``?view=week&week=2026-11-23``, or a brief before a conversation, ``?brief=p-04``."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app import opened
from app.ui import address, look, walk_brief, walk_errands, walk_heard, walk_log, walk_show, walk_week
from app.ui import walk_parts as parts
from cslab import Study

Show = Callable[[Study], None]

VIEWS: dict[str, tuple[str, Show]] = {
    "week": ("This week", walk_week.show),
    "log": ("Log", walk_log.show),
    "show": ("Show me", walk_show.show),
    "errands": ("Errands", walk_errands.show),
    "heard": ("Who has been heard", walk_heard.show),
}
NOTE = "Whom each of us listens to, what they showed us, and who has not been heard."

study = opened.study()
if person := st.query_params.get("brief"):
    parts.dress()
    walk_brief.show(study, person)
else:
    look.head("Walk a mile", note=NOTE, badge="Synthetic" if study.config.synthetic else "")
    parts.dress()
    if opened.read_only():
        look.aside("This study is open for reading only.")
    chosen = address.choose("walk-view", {name: words for name, (words, _) in VIEWS.items()})
    VIEWS[chosen][1](study)
