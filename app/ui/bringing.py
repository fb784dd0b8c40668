"""A transcript that somebody already has, brought to its interview."""

from __future__ import annotations

import re
import tempfile
from html import escape
from pathlib import Path

import streamlit as st

from app import opened
from app.ui import look, rows, who
from cslab import Study
from cslab.errors import CslabError

KINDS = ["vtt", "srt", "json", "txt", "md", "docx"]


def offer(study: Study, interview_id: str) -> None:
    """Offer to take in a transcript, and say how it was read."""
    if opened.read_only():
        return
    told = st.session_state.pop("brought", None)
    if told and told["interview_id"] == interview_id:
        look.aside(told["sentence"])
        if told["unclear"]:
            rows.sentences(told["unclear"])
    with st.popover("Bring a transcript", type="tertiary"):
        look.aside(
            "VTT, SRT, JSON of Whisper or WhisperX, text of Otter, Zoom or Teams, Word, or plain text. "
            "It is laid over the recording, and takes over what people made."
        )
        file = st.file_uploader("A transcript", KINDS, key=f"bring-{interview_id}")
        if file is not None and st.button("Take it in", type="primary", key="bring"):
            _take_in(study, interview_id, file.name, file.getvalue())


def _take_in(study: Study, interview_id: str, name: str, content: bytes) -> None:
    try:
        with st.spinner("Laying the words over the recording"), tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / re.sub(r"[^\w. -]+", "-", name)[-100:]
            path.write_bytes(content)
            done = study.import_transcript(interview_id, path, author=who.coder())
    except CslabError as error:
        look.trouble(str(error))
        return
    st.session_state["brought"] = {
        "interview_id": interview_id,
        "sentence": escape(str(done)),
        "unclear": list(done.unclear),
    }
    st.rerun()
