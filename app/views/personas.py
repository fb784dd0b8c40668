"""Personas, ``?view=customers``; one, ``?persona=careful-carla``; or one of its claims, ``&claim=...``."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app import opened
from app.ui import (
    address,
    claim_card,
    look,
    persona_calibration,
    persona_list,
    persona_message,
    persona_one,
    persona_quality,
)
from cslab import Study
from cslab.errors import NotFoundError

VIEWS: dict[str, tuple[str, Callable[[Study], None]]] = {
    "personas": ("Personas", persona_list.show),
    "customers": ("Real customers", persona_quality.show_fit),
    "message": ("Our words", persona_message.show_anywhere),
    "authors": ("How well we knew", persona_calibration.show),
}
VIEW = "personas-view"


study = opened.study()
persona, claim = st.query_params.get("persona"), st.query_params.get("claim")
try:
    if claim:
        claim_card.show(study, persona, claim)
    elif persona:
        persona_one.show(study, persona)
except NotFoundError as error:
    look.trouble(str(error))
    st.page_link("views/personas.py", label="All personas", icon=":material/arrow_back:")
if not claim and not persona:
    look.head("Personas", note=persona_list.NOTE, summary=persona_list.summary(study))
    VIEWS[address.choose(VIEW, {name: words for name, (words, _) in VIEWS.items()})][1](study)
