"""Exporting a reel: every format it can become, for whom, how far a render is, and what went wrong last."""

from __future__ import annotations

import streamlit as st

from app.ui import journeys
from cslab import Study


def show(study: Study, journey: journeys.Journey) -> None:
    """Show what can be downloaded and what can be made."""
    journeys.downloads(study, journey)
    st.html("")
