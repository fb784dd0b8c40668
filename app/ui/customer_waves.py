"""Which wave of a survey a view of customers rests on."""

from __future__ import annotations

import streamlit as st

from app.ui import look
from app.ui.plain import label
from cslab import Study

TEACH = (
    "Put answers into <code>surveys/</code> and say in <code>study.toml</code> which questions ask for "
    'satisfaction (<code>level = "satisfaction"</code>, or <code>role = "csat"</code>). '
    'The page <a href="surveys" target="_self">Surveys</a> helps with it.'
)


def choose(study: Study, *, key: str, teach: str) -> str | None:
    """Let people choose a wave, the latest first; None where there is none, which is then explained."""
    waves = study.waves()
    if not waves:
        look.empty(teach, TEACH)
        return None
    titles = dict(zip(study.surveys["name"], study.surveys["title"], strict=True))
    if len(waves) == 1:
        return waves[0]
    return st.selectbox(
        "Wave", waves[::-1], format_func=lambda one: label(titles.get(one, one)), key=f"{key}-wave", width=320
    )
