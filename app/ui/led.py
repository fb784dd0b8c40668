"""How an interview was led, said quietly under its head; its voices, and its words as files."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from app import background
from app.routes import export_address
from app.ui import look
from app.ui.plain import clock, length, many
from cslab import Study
from cslab.listen.quality import RULES, UNKNOWN, Monologue, Quality

FILES = {"vtt": "VTT", "srt": "SRT", "txt": "Text", "md": "Markdown", "json": "JSON"}
KIND = "speakers"


def summary(quality: Quality) -> None:
    """Who talked how much, and what to look at."""
    said = "".join(f"<span>{piece}</span>" for piece in pieces(quality))
    notes = " ".join(note for note in quality.caveats if note != RULES)
    more = f'<span class="cs-led-note">{escape(notes)}</span>' if notes else ""
    st.html(f'<p class="cs-led">{said}{more}</p>')


def pieces(quality: Quality) -> list[str]:
    """How it was led, as HTML pieces; nothing is said that is not known."""
    found = []
    if quality.talk_share is not None:
        found.append(f"The interviewer talks <b>{100 * quality.talk_share:.0f} %</b> of the time")
    longest = max(
        (one for one in (quality.interviewer_monologue, quality.customer_monologue) if one is not None),
        key=lambda one: one.seconds,
        default=None,
    )
    if isinstance(longest, Monologue):
        found.append(
            f"longest stretch <b>{length(longest.seconds)}</b>, "
            f"{escape(longest.speaker)} at {clock(longest.start)}"
        )
    flagged = len(quality.flagged())
    if flagged:
        found.append(f"<b>{many(flagged, 'question')}</b> to look at, marked in the transcript")
    return found


def files(study: Study, name: str) -> None:
    """The words as files to keep."""
    links = "".join(
        f'<a href="{escape(export_address(study, name, kind))}" download>{label}</a>'
        for kind, label in FILES.items()
    )
    st.html(f'<div class="cs-files cs-keep">Transcript as {links}</div>')


def voices(study: Study, name: str, quality: Quality) -> None:
    """Where nobody knows who speaks: find the voices, as work beside the session."""
    if UNKNOWN not in quality.caveats or not background.allowed(study):
        return
    if st.session_state.get("voices") == name:
        _finding(study, name)
    elif st.button("Find who speaks", key="find_voices", help="Two voices are told apart by their sound."):
        background.find_speakers(study, name)
        st.session_state["voices"] = name
        st.rerun()


@st.fragment(run_every=2)
@look.plainly
def _finding(study: Study, name: str) -> None:
    """How far the search for the voices is; the words can be read meanwhile."""
    if not background.finding(study, name) or not study.speakers(name).empty:
        st.session_state.pop("voices", None)
        st.rerun()
    table = study.jobs()
    going = table[(table["kind"] == KIND) & (table["state"] == "running")]
    done = "" if going.empty else f" {100 * float(_last(going)['progress']):.0f} %"
    st.html(f'<p class="cs-led" role="status">Telling the voices apart{done}; you can read on.</p>')


def _last(table: Any) -> dict[str, Any]:
    return dict(table.iloc[-1].to_dict())
