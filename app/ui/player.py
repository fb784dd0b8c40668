"""The player as a Streamlit component: the page hands it data, it hands back what a person did."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from app import suggesting, words
from app.routes import address, asset_address, base
from app.ui import waveform, who
from cslab import Study
from cslab.errors import CslabError
from cslab.player import assets, payload
from cslab.study.listing import text_content
from cslab.workbench import deeds, shown

STRETCHES = 260
REFUSED = "player-refused"
"""Where a sentence waits that says why a choice could not be kept."""

_one_at_a_time = threading.Lock()
_done = deeds.Memory()
"""What was done of late, in all sessions: an event that two tabs send, or one sends twice, counts once."""


_component = st.components.v2.component(
    "cslab_player",
    html='<div class="cl-mount"></div>',
    js=assets.source("streamlit.js"),
    isolate_styles=False,
)


def _sources() -> dict[str, str]:
    return {"script": asset_address(assets.script()), "style": asset_address(assets.style())}


def show(
    study: Study,
    interview: pd.Series[Any],
    *,
    editable: bool,
    spoken: words.Spoken | None = None,
    start: float = 0.0,
) -> None:
    """Show one interview: its sound, its words where they are there, and its highlights.

    To stand in a fragment: what a person does runs that again, and not the page.
    """
    name, row = str(interview["interview_id"]), interview.to_dict()
    memory: dict[str, Any] = st.session_state.setdefault(f"player-{name}", {"answered": [], "refused": {}})
    if editable:
        _offer(study, name, memory)
    key = f"player_{name}"
    data = shown.data(study, name, coder=who.coder()) | {
        "person": str(row["name"] or name),
        "link": f"{base()}/interview?id={quote(name)}",
        "audio": sound_address(study, row) if has_sound(row) else None,
        "silent": not has_sound(row),
        "transcript": f"{address(study, 'transcript', name)}?v={spoken.version}" if spoken else None,
        "duration": None if pd.isna(row["duration"]) else float(row["duration"]),
        "peaks": waveform.heights(study, name, str(row["content_hash"]), STRETCHES),
        "start": start,
    }
    _component(
        key=key,
        data=_sources() | data | memory | ({} if editable else {"readonly": True}),
        on_events_change=lambda: take(study, name, _events(key), memory),
    )


def _events(key: str) -> list[Any]:
    told = (st.session_state.get(key) or {}).get("events")
    return told if isinstance(told, list) else []


def take(study: Study, interview_id: str, events: list[Any], memory: dict[str, Any]) -> None:
    """Do what a person did in the player, each event once; the player is told what is done and what is not.

    Parameters
    ----------
    study : Study
        Where it is kept.
    interview_id : str
        Which interview.
    events : list
        All that the player has no answer to, so the same ones may come again.
    memory : dict
        Of this session: ``answered`` and ``refused``, which go back to the player.
    """
    coder = who.coder()
    asks = [one["nonce"] for one in events if isinstance(one, dict) and one.get("kind") == "suggest"]
    if asks:
        suggesting.ask(study, interview_id, coder)
    with _one_at_a_time:
        others = [one for one in events if not (isinstance(one, dict) and one.get("nonce") in asks)]
        answer = deeds.do(study, interview_id, others, coder=coder, memory=_done)
    memory["answered"], memory["refused"] = [*asks, *answer.answered], dict(answer.refused)
    decided = {_place(one) for one in others if isinstance(one, dict) and one.get("nonce") in answer.answered}
    memory["suggestions"] = [one for one in memory.get("suggestions", []) if _place(one) not in decided]


def _place(one: Mapping[str, Any]) -> tuple[Any, ...]:
    return one.get("code"), one.get("start"), one.get("end")


def _offer(study: Study, name: str, memory: dict[str, Any]) -> None:
    """Put what was found by itself beside the words, and say how far that is."""
    coder = who.coder()
    said, state = suggesting.rate(study, coder), memory.get("suggesting", {}).get("state", "idle")
    try:
        fresh = suggesting.found(study, name, coder)
        if fresh is not None:
            memory["suggestions"], state = fresh, "done"
            said = (
                said if fresh else "No passage here is near enough to what was coded. Code a few more first."
            )
    except CslabError as error:
        said, state = str(error), "idle"
    if suggesting.looking(study, name, coder):
        state = "looking"
        _watch(study, name, coder)
    memory["suggesting"] = {"state": state, "said": said}


@st.fragment(run_every=1)
def _watch(study: Study, name: str, coder: str) -> None:
    if not suggesting.looking(study, name, coder):
        st.rerun()


def show_reel(key: str, data: Mapping[str, Any]) -> None:
    """Show one reel: rendered, or as it is planned.

    Parameters
    ----------
    key : str
        Of the component, unique on the page.
    data : mapping
        ``chapters`` and ``duration``, and ``audio`` (the address of a rendered file) or ``steps`` and
        ``sounds``; see ``reel.js``.
    """
    _component(key=key, data=_sources() | {"kind": "reel"} | dict(data))


def show_snippets(
    study: Study,
    rows: pd.DataFrame | Iterable[Mapping[Any, Any]],
    key: str,
    *,
    hide_text: bool = False,
    choices: Sequence[Mapping[str, str]] = (),
    asked: str = "",
    label: str = "",
    on_choice: Callable[[int, str, str], None] | None = None,
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
    choices : sequence of {"name", "label"}
        What people may choose for each passage; rows then need ``id`` and ``chosen`` (a name, or nothing).
    asked : str
        What is asked of each.
    label : str
        What the passages are, for readers of screens, where several lists stand on a page.
    on_choice : callable, optional
        Told the id of a row, the name that was chosen (empty when it was taken back), and a nonce.
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
            "choices": [dict(one) for one in choices],
            "asked": asked,
            "label": label,
        },
        on_events_change=lambda: _chosen(key, on_choice),
    )


def _chosen(key: str, on_choice: Callable[[int, str, str], None] | None) -> None:
    """Do what was chosen; what can't be done is said when the page is drawn again."""
    if on_choice is None:
        return
    for event in _events(key):
        if isinstance(event, dict) and event.get("kind") == "choose" and isinstance(event.get("id"), int):
            try:
                on_choice(event["id"], str(event.get("choice") or ""), str(event.get("nonce") or ""))
            except CslabError as error:
                st.session_state[REFUSED] = str(error)


def _snippet(row: Mapping[Any, Any], stages: Mapping[str, str]) -> dict[str, Any]:
    return payload.snippet_payload(row, stages) | {
        "source": f"{base()}/interview?id={quote(str(row['interview_id']))}&at={float(row['start']):.1f}"
    }


def _sounds(study: Study, names: Collection[str]) -> dict[str, str]:
    """Addresses of the sound of some interviews; those without a recording are left out."""
    table = study.recordings
    here = table[table["interview_id"].isin(list(names))].to_dict("records")
    return {str(row["interview_id"]): sound_address(study, row) for row in here if has_sound(row)}


def has_sound(interview: Mapping[Any, Any]) -> bool:
    """Whether there is a recording, and not only the text of one."""
    return interview["content_hash"] not in {"", text_content(str(interview["interview_id"]))}


def sound_address(study: Study, row: Mapping[Any, Any]) -> str:
    """Address of an interview's sound; another one as soon as its playback copy is prepared."""
    ready = (study.derived / "audio" / f"{row['content_hash']}.m4a").is_file()
    return f"{address(study, 'audio', str(row['interview_id']))}?v={'playback' if ready else 'original'}"
