"""A reel's plan as something to be heard: its steps, and a signed address for every sound of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from app.routes import address, base
from app.ui import player
from cslab import Study
from cslab.player.playlist import chapters_payload, steps_payload
from cslab.tell.playlist import playlist
from cslab.tell.script import Plan


def program(study: Study, plan: Plan) -> dict[str, Any]:
    """Return ``steps``, ``sounds``, ``chapters`` and ``duration`` of a plan, for `createReel`."""
    steps = playlist(plan)
    table = study.recordings
    wanted = {step.interview_id for step in steps}
    rows: Mapping[str, dict[Any, Any]] = {
        str(row["interview_id"]): row for row in table[table["interview_id"].isin(wanted)].to_dict("records")
    }

    def where(kind: str, name: str) -> str:
        if kind == "spoken":
            return address(study, "audio", name)
        row = rows.get(name)
        return player.sound_address(study, row) if row is not None and player.has_sound(row) else ""

    parts, sounds = steps_payload(steps, where)
    codes = {
        part.index: part.clip.codes
        for part in plan.elements
        if part.index is not None and part.clip is not None
    }
    chapters = chapters_payload(
        steps,
        plan.stages,
        codes=codes,
        source=lambda name, at: f"{base()}/interview?id={quote(name)}&at={at:.1f}",
    )
    return {"steps": parts, "sounds": sounds, "chapters": chapters, "duration": round(plan.duration, 3)}
