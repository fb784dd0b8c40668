"""The player as a Streamlit component: the page hands it data, it hands back what a person did."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from app.routes import address, asset_address, base, reel_address
from app.ui import look, waveform
from cslab import Study
from cslab.errors import CslabError
from cslab.player import assets, payload
from cslab.tell.script import Element, Plan

STRETCHES = 260
ANSWERS_KEPT = 50


_component = st.components.v2.component(
    "cslab_player",
    html='<div class="cl-mount"></div>',
    js=assets.source("streamlit.js"),
    isolate_styles=False,
)


def _sources() -> dict[str, str]:
    return {"script": asset_address(assets.script()), "style": asset_address(assets.style())}


@st.fragment
@look.plainly
def show(study: Study, interview: pd.Series[Any], *, editable: bool, start: float = 0.0) -> None:
    """Show one interview: its sound, its words where they are there, and its highlights."""
    name = str(interview["interview_id"])
    spoken = interview["state"] == "transcribed"
    rows = study.highlights(interview_id=name)
    memory = st.session_state.setdefault(f"player-{name}", {"answered": [], "notice": ""})
    data = _sources() | {
        "interview": name,
        "person": str(interview["name"]),
        "audio": sound_address(study, interview.to_dict()),
        "transcript": address(study, "transcript", name) if spoken else None,
        "duration": None if pd.isna(interview["duration"]) else float(interview["duration"]),
        "peaks": waveform.heights(study, name, str(interview["content_hash"]), STRETCHES),
        "codes": payload.codes_payload(study.codebook.codes),
        "stages": payload.stages_payload(study.config.stages),
        "highlights": [payload.highlight_payload(row) for row in rows.to_dict("records")],
        "readonly": not editable,
        "answered": memory["answered"],
        "notice": memory["notice"],
        "start": start,
    }
    key = f"player_{name}"
    _component(
        key=key,
        data=data,
        on_add_change=lambda: handle(_event(key, "add"), memory, lambda event: add(study, name, event)),
        on_remove_change=lambda: handle(
            _event(key, "remove"), memory, lambda event: study.remove_highlight(int(event["id"]))
        ),
        on_restore_change=lambda: handle(
            _event(key, "restore"), memory, lambda event: study.restore_highlight(int(event["id"]))
        ),
    )


def add(study: Study, interview_id: str, event: dict[str, Any]) -> None:
    """Add the highlight that a person made in the player; the same event twice adds it once."""
    study.add_highlight(
        interview_id,
        start=float(event["start"]),
        end=float(event["end"]),
        codes=[str(code) for code in event["codes"]],
        stage=event.get("stage"),
        note=str(event.get("note") or ""),
        nonce=str(event["nonce"]),
    )


def _event(key: str, trigger: str) -> dict[str, Any] | None:
    return (st.session_state.get(key) or {}).get(trigger)


def handle(
    event: dict[str, Any] | None, memory: dict[str, Any], act: Callable[[dict[str, Any]], object]
) -> None:
    """Do what a person did in the player, once; an error becomes a sentence above the words."""
    if not event or event["nonce"] in memory["answered"]:
        return
    memory["notice"] = ""
    try:
        act(event)
    except CslabError as error:
        memory["notice"] = str(error)
    memory["answered"] = [*memory["answered"], event["nonce"]][-ANSWERS_KEPT:]


def show_reel(study: Study, name: str, plan: Plan, *, rendered: str | None) -> None:
    """Show one reel: its sound in the format ``rendered``, where there is one, and its clips as chapters."""
    _component(
        key=f"reel_{name}",
        data=_sources()
        | {
            "kind": "reel",
            "chapters": [_chapter(plan, element) for element in plan.elements],
            "audio": reel_address(study, name, rendered) if rendered else None,
            "duration": plan.duration,
        },
    )


def _chapter(plan: Plan, element: Element) -> dict[str, Any]:
    clip = element.clip
    place = f"id={quote(clip.interview_id)}&at={clip.start:.1f}" if clip else ""
    return {
        "kind": element.kind,
        "start": element.start,
        "end": element.end,
        "stage": plan.stage_name(element.stage) if element.stage else "",
        "quote": clip.text or clip.note if clip else element.text,
        "person": clip.person or clip.interview_id if clip else "",
        "codes": list(clip.codes) if clip else [],
        "source": f"{base()}/interview?{place}" if clip else "",
    }


def show_snippets(
    study: Study, rows: pd.DataFrame | Iterable[Mapping[Any, Any]], key: str, *, hide_text: bool = False
) -> None:
    """Show passages from many interviews: each plays to its end, and leads to its place in the interview.

    Parameters
    ----------
    study : Study
        Where the interviews are.
    rows : DataFrame or iterable of mappings
        One a passage, in the order to show: ``interview_id``, ``start``, ``end`` (seconds) and ``quote``;
        where known, ``person`` (whose interview it is), ``speaker``, ``codes``, ``stage`` (an id), ``note``,
        and ``marks``: where in the quote something was found, as ``(from, to)`` characters.
    key : str
        Of the component, unique on the page.
    hide_text : bool
        Only the voices, no words.
    """
    listed: list[Mapping[Any, Any]] = [
        dict(row) for row in (rows.to_dict("records") if isinstance(rows, pd.DataFrame) else rows)
    ]
    stages = {stage.id: stage.name for stage in study.config.stages}
    _component(
        key=key,
        data=_sources()
        | {
            "kind": "snippets",
            "sounds": _sounds(study, {str(row["interview_id"]) for row in listed}),
            "rows": [_snippet(row, stages) for row in listed],
            "codes": payload.codes_payload(study.codebook.codes),
            "hide_text": hide_text,
        },
    )


def _snippet(row: Mapping[Any, Any], stages: Mapping[str, str]) -> dict[str, Any]:
    return payload.snippet_payload(row, stages) | {
        "source": f"{base()}/interview?id={quote(str(row['interview_id']))}&at={float(row['start']):.1f}"
    }


def _sounds(study: Study, names: Collection[str]) -> dict[str, str]:
    """Addresses of the sound of some interviews; those without a recording are left out."""
    table = study.recordings
    here = table[table["interview_id"].isin(list(names)) & (table["content_hash"] != "")]
    return {str(row["interview_id"]): sound_address(study, row) for row in here.to_dict("records")}


def sound_address(study: Study, row: Mapping[Any, Any]) -> str:
    """Address of an interview's sound; another one as soon as its playback copy is prepared."""
    ready = (study.derived / "audio" / f"{row['content_hash']}.m4a").is_file()
    return f"{address(study, 'audio', str(row['interview_id']))}?v={'playback' if ready else 'original'}"
