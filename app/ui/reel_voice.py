"""A voice for a heading: a sound file, or a few words said into the microphone."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app.ui import look, reel_deeds, who
from app.ui.plain import text
from cslab import Study
from cslab.errors import CslabError

KINDS = ("wav", "mp3", "m4a", "ogg", "flac")


def ask(study: Study, name: str, memory: reel_deeds.Memory) -> None:
    """Open the dialog in which a heading gets its voice."""
    st.dialog("Say this heading", on_dismiss=lambda: close(memory))(look.plainly(_dialog))(
        study, name, memory
    )


def close(memory: reel_deeds.Memory) -> None:
    """Forget that a voice was asked for."""
    memory.speaking = None


def _dialog(study: Study, name: str, memory: reel_deeds.Memory) -> None:
    script = study.reel(name).script
    place = memory.speaking
    if place is None or place >= len(script.elements) or script.elements[place].kind != "heading":
        look.aside("This heading is not there any more.")
        return
    look.aside(f"It says: <b>{text(script.elements[place].text)}</b>")
    said = st.audio_input("Record it", sample_rate=48000, key=f"reel-say-{name}-{place}")
    file = st.file_uploader(
        "Or choose a sound file", type=list(KINDS), max_upload_size=64, key=f"reel-say-file-{name}-{place}"
    )
    sound = said or file
    with st.container(horizontal=True):
        if st.button("Use this sound", type="primary", disabled=sound is None, key="reel-say-keep") and sound:
            _keep(study, name, memory, place, sound.getvalue())
        if st.button("Cancel", type="tertiary", key="reel-say-cancel"):
            close(memory)
            st.rerun()


def _keep(study: Study, name: str, memory: reel_deeds.Memory, place: int, sound: bytes) -> None:
    try:
        spoken = study.keep_spoken(sound)
        elements = list(study.reel(name).script.elements)
        elements[place] = replace(elements[place], spoken=spoken)
        reel_deeds.keep(study, name, elements, memory, memory.version, who.coder())
    except CslabError as error:
        look.trouble(str(error))
        return
    close(memory)
    st.rerun()
