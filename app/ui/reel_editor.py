"""The editor of a reel: its script along the stages, what is planned of it, and how it sounds unrendered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import streamlit as st

from app.routes import address, asset_address
from app.ui import look, player, reel_assets, reel_deeds, reel_script, reel_sound, reel_voice, who
from app.ui.plain import many
from cslab import Study
from cslab.player import assets
from cslab.study import consent
from cslab.study.reelscript import Reel
from cslab.tell.script import Plan

KEPT: Final = "reel-editing"


_component = st.components.v2.component(
    "cslab_reel_editor",
    html='<div class="re-mount"></div>',
    js=look.style("reel_mount.js"),
    isolate_styles=False,
)


def memory_of(name: str) -> reel_deeds.Memory:
    """What this session knows of a reel that it edits."""
    kept: dict[str, reel_deeds.Memory] = st.session_state.setdefault(KEPT, {})
    return kept.setdefault(name, reel_deeds.Memory())


@st.fragment
@look.plainly
def show(study: Study, name: str) -> None:
    """Show the editor; what is done in it runs this again, with one plan, and not the page."""
    memory = memory_of(name)
    version, key = study.reel_version(name), f"reel-editor-{name}"
    others = memory.version not in {"", version}
    if others:
        memory.back, memory.forth = [], []
    memory.version = version
    reel = study.reel(name)
    plan = reel.plan(audience=reel.script.audience)
    _component(
        key=key,
        data=data(study, reel.script, plan, memory) | {"elsewhere": others and not memory.overtaken},
        on_events_change=lambda: reel_deeds.do(
            study, name, (st.session_state.get(key) or {}).get("events"), memory, author=who.coder()
        ),
    )
    if memory.speaking is not None:
        reel_voice.ask(study, name, memory)


def data(study: Study, script: Reel, plan: Plan, memory: reel_deeds.Memory) -> dict[str, Any]:
    """What the editor is given.

    Parameters
    ----------
    study : Study
        Where the reel is.
    script : Reel
        As saved.
    plan : Plan
        Of it.
    memory : Memory
        Of this session.
    """
    known = _highlights(study, script)
    own = {number: str(row["stage"]) for number, row in known.items()}
    played = reel_script.arranged(script, plan, own)
    rows = [
        reel_script.row_of(part, home, own.get(-1 if part.highlight is None else part.highlight, ""))
        for place, home in zip(played.order, played.homes, strict=True)
        for part in [script.elements[place]]
    ]
    memory.places = played.order
    found = _found(study, known.values(), memory) if memory.looking else None
    shown = {part.highlight for part in script.elements} | {
        one["id"] for one in (found or {}).get("rows", ())
    }
    people = {clip.person or clip.interview_id for clip in plan.clips}
    return {
        "script": asset_address(assets.script()),
        "editor": asset_address(reel_assets.script()),
        "style": asset_address(assets.style()),
        "name": script.name,
        "version": memory.version,
        "order": script.order,
        "stages": [{"id": stage, "name": label} for stage, label in plan.stages.items()],
        "rows": rows,
        "homes": list(played.homes),
        "planned": reel_script.planned(plan, played.order),
        "sum": [many(len(plan.clips), "clip"), many(len(people), "person", "people")],
        "caveats": list(plan.caveats),
        "program": _in_rows(reel_sound.program(study, plan), played.order),
        "about": {str(number): row for number, row in known.items() if number in shown},
        "interviews": _interviews(study, {row["interview"] for row in known.values() if row["id"] in shown}),
        "found": found,
        "answered": list(memory.answered),
        "refused": dict(memory.refused),
        "overtaken": memory.overtaken,
        "undo": len(memory.back),
        "redo": len(memory.forth),
    }


def _in_rows(program: dict[str, Any], order: tuple[int, ...]) -> dict[str, Any]:
    """The program with rows of the editor in place of positions in the script."""
    place = {position: row for row, position in enumerate(order)}
    for step in (*program["steps"], *program["chapters"]):
        step["index"] = place.get(step["index"])
    return program


def _highlights(study: Study, script: Reel) -> dict[int, dict[str, Any]]:
    """All highlights as the editor shows them, by number, and why this reel's audience may not hear some."""
    table = study.highlights(blind_for=who.coder())
    missing = {part.highlight for part in script.elements if part.highlight is not None} - set(table["id"])
    if missing:
        every = study.highlights()
        table = every[every["id"].isin({*table["id"], *missing})]
    told = study.recordings.set_index("interview_id")
    names = (told["name"].fillna("") if "name" in told else told["person_id"]).to_dict()
    refused = {
        str(row["interview_id"]): consent.may_use(
            row["consent"], row["consent_until"], audience=script.audience
        ).reason
        for row in study.interviews.to_dict("records")
    }
    return {
        int(row["id"]): reel_script.about(
            row | {"person": names.get(row["interview_id"]) or row["interview_id"]},
            refused=refused.get(str(row["interview_id"]), ""),
        )
        for row in table.to_dict("records")
    }


def _found(study: Study, known: Iterable[dict[str, Any]], memory: reel_deeds.Memory) -> dict[str, Any]:
    stages = {stage.id: stage.name for stage in study.config.stages}
    rows = reel_script.search(
        known,
        memory.query,
        stage=memory.stage,
        named=lambda stage: stages.get(stage, stage),
    )
    return {
        "query": memory.query,
        "stage": memory.stage,
        "rows": rows[: reel_script.MOST_FOUND],
        "more": max(0, len(rows) - reel_script.MOST_FOUND),
    }


def _interviews(study: Study, names: set[str]) -> dict[str, dict[str, str]]:
    """Addresses of the sound and of the words of these interviews, where they are there."""
    table = study.recordings
    here = table[table["interview_id"].isin(list(names))].to_dict("records")
    return {
        str(row["interview_id"]): {
            "sound": player.sound_address(study, row) if player.has_sound(row) else "",
            "words": address(study, "transcript", str(row["interview_id"]))
            if row["state"] == "transcribed"
            else "",
        }
        for row in here
    }
