"""Adding recordings: a place to drop files, which streams them to the server and shows how far they are."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

from app.routes import address
from cslab import Study
from cslab.study.intake import SUFFIXES

FOLDER = Path(__file__).resolve().parent


@cache
def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


_component = st.components.v2.component(
    "cslab_uploader",
    html='<div class="up-mount"></div>',
    css=_read("uploader.css"),
    js=_read("uploader.js"),
    isolate_styles=False,
)


def show(study: Study) -> None:
    """Show where recordings can be dropped; the page runs again when some have arrived."""
    _component(
        key="uploader",
        data={
            "url": address(study, "upload", "recordings"),
            "accept": ",".join(SUFFIXES),
            "lead": "Add recordings",
            "more": "Drop audio or video here, or choose files. Transcription starts by itself.",
        },
        on_added_change=lambda: None,
    )
