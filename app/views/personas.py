"""Personas, ``?view=customers``; one, ``?persona=careful-carla``; or one of its claims, ``&claim=...``."""

from __future__ import annotations

import streamlit as st

from app import opened
from app.ui import address, claim_card, look, persona_list, persona_one
from app.ui.persona_parts import part

VIEWS = {
    "personas": ("Personas", persona_list.show),
    "customers": ("Real customers", part("persona_quality", "show_fit")),
    "message": ("Our words", part("persona_message", "show_anywhere")),
    "authors": ("How well we knew", part("persona_calibration", "show")),
}
VIEW = "personas-view"

study = opened.study()
persona, claim = st.query_params.get("persona"), st.query_params.get("claim")
if claim:
    claim_card.show(study, persona, claim)
elif persona:
    persona_one.show(study, persona)
else:
    look.head("Personas", note=persona_list.NOTE, summary=persona_list.summary(study))
    shown = {name: view for name, view in VIEWS.items() if view[1] is not None}
    address.follow("view", VIEW, shown, "personas")
    picked = st.segmented_control(
        "View",
        list(shown),
        format_func=lambda name: shown[name][0],
        key=VIEW,
        required=True,
        label_visibility="collapsed",
    )
    view = str(picked or "personas")
    address.write("view", VIEW, view)
    draw = shown[view][1]
    if draw is not None:
        draw(study)
