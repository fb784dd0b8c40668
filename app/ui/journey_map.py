"""The journey map as a component: it shows the map, and says which of its cells somebody opened."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from app.ui import look
from cslab.tell.journey import JourneyMap
from cslab.tell.journey.picture import map_html, own

KEY: Final = "journey"
STAGE, LANE = "stage", "lane"
"""Words of the address that say which cell is open."""

_component = st.components.v2.component(
    "cslab_journey_map",
    html='<div class="jm-mount"></div>',
    js=look.style("journey_map.js"),
    isolate_styles=False,
)


def dress() -> None:
    """Put the map's style sheets on the page."""
    st.html(f"<style>{own('journey.css')}{look.style('journey.css')}</style>")


def opened(journey: JourneyMap) -> tuple[str, str]:
    """Which cell the address names: stage and lane, both empty where it names none that there is.

    A stage without a lane is the whole stage: the codes on the poster lead there.
    """
    stage, lane = st.query_params.get(STAGE, ""), st.query_params.get(LANE, "")
    if stage not in journey.stages:
        return "", ""
    return stage, lane if lane in journey.lanes else ""


def show(journey: JourneyMap, stage: str, lane: str) -> None:
    """Show the map; what is opened in it is written into the address."""
    with st.container(key="journey-map"):
        _component(
            key=KEY,
            data={
                "html": map_html(journey, openable=True, styled=False, chosen=stage),
                "stage": stage,
                "lane": lane,
            },
            on_open_change=lambda: _open(journey, (st.session_state.get(KEY) or {}).get("open")),
        )


def go(stage: str, lane: str) -> None:
    """Open a cell, or none."""
    for name, value in ((STAGE, stage), (LANE, lane)):
        if value:
            st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]


def _open(journey: JourneyMap, told: Any) -> None:
    if isinstance(told, dict):
        stage, lane = str(told.get("stage") or ""), str(told.get("lane") or "")
        if not stage or stage in journey.stages:
            go(stage, lane if stage and lane in journey.lanes else "")
