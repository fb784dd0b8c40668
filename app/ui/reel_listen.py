"""Listening to a reel: its plan, played from the recordings, or the file that was rendered of it."""

from __future__ import annotations

from typing import Final

import streamlit as st

from app.routes import reel_address
from app.ui import journeys, look, player, reel_sound
from cslab import Study

PLAN, FILE = "plan", "file"
WORDS: Final = {PLAN: "The plan", FILE: "The rendered file"}
UNRENDERED: Final = (
    "Played from the recordings, as it is planned now. Nothing is rendered for it; the export also brings "
    "all voices to one loudness."
)


def show(study: Study, journey: journeys.Journey) -> None:
    """Show the journey with its gaps, and play it."""
    plan, best = journey.plan, journey.best
    pieces = "".join(f"<span>{piece}</span>" for piece in journeys.summary(plan))
    st.html(f'<p class="cs-led">{pieces}</p>')
    journeys.band(plan)
    if not plan.clips:
        look.empty(
            "Nothing to play yet",
            "Add clips on the view <b>Edit</b>: any highlight can be one. Headings and notes stand "
            "between them.",
        )
        journeys.caveats(plan)
        return
    fresh = best is not None and best.up_to_date
    chosen = PLAN
    if fresh:
        chosen = st.segmented_control(
            "What is played",
            list(WORDS),
            default=PLAN,
            format_func=WORDS.__getitem__,
            key="reel-heard",
            label_visibility="collapsed",
            required=True,
        )
    program = reel_sound.program(study, plan)
    data = {"chapters": program["chapters"], "duration": program["duration"], "card": True}
    data["title"] = journey.title
    if chosen == FILE and best is not None:
        data |= {
            "audio": reel_address(study, journey.name, best.format),
            "which": f"The rendered {best.format} file, which is what others get.",
        }
    else:
        changed = best is not None and not fresh
        data |= {
            "steps": program["steps"],
            "sounds": program["sounds"],
            "which": UNRENDERED + (" The rendered file is older than the plan." if changed else ""),
        }
    player.show_reel(f"reel_{journey.name}", data)
    journeys.caveats(plan)
