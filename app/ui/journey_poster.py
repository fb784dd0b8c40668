"""The journey map on the wall: which size, on which paper, and where its codes lead."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import streamlit as st

from app.routes import base
from app.ui import look
from cslab import Study
from cslab.errors import CslabError
from cslab.tell.poster import parse_size
from cslab.tell.poster.pdf import SHEETS, sheets

SIZES: Final = {"8x3ft": "8 × 3 ft", "240x90cm": "240 × 90 cm", "A0": "A0", "A1": "A1", "A2": "A2"}
KINDS: Final = {"pdf": "PDF, one page", "sheets": "PDF, on sheets", "svg": "SVG", "png": "PNG"}
TYPES: Final = {"pdf": "application/pdf", "svg": "image/svg+xml", "png": "image/png"}
AUDIENCES: Final = {"team": "The team", "company": "Everybody here", "public": "Anybody"}


def show(study: Study) -> None:
    """Let people choose, and take the file away."""
    look.aside(
        "Print it and walk along it together. On a wall of 8 by 3 feet its smallest letters are read from "
        "two metres; a code under each stage opens its voices."
    )
    left, right = st.columns(2)
    size = left.selectbox(
        "Size", list(SIZES), format_func=lambda one: SIZES.get(one, one), accept_new_options=True
    )
    kind = right.selectbox("File", list(KINDS), format_func=KINDS.__getitem__)
    audience = left.selectbox("Who stands before it", list(AUDIENCES), format_func=AUDIENCES.__getitem__)
    paper = right.selectbox("Paper", list(SHEETS), format_func=str.title) if kind == "sheets" else None
    link = st.text_input(
        "Where the codes lead",
        value=_here(),
        help="The address of this app as phones reach it, or of a share page that you put on a server "
        "(it ends with .html). Leave it empty for a poster without codes.",
    )
    try:
        asked = parse_size(str(size or "8x3ft"))
        if paper is not None:
            cut = sheets(asked.width, asked.height, paper)
            look.aside(f"{cut.count} sheets: {cut.columns} across, {cut.rows} down, overlapping by 10 mm.")
    except CslabError as error:
        look.trouble(str(error))
        return
    if link and _only_here(link):
        look.aside("This address is known on this machine alone: a phone can't open it.")
    suffix = "pdf" if kind == "sheets" else str(kind)
    st.download_button(
        "Make the poster",
        data=lambda: _made(study, suffix, size=str(size), paper=paper, link=link.strip(), audience=audience),
        file_name=f"journey-{audience}.{suffix}",
        mime=TYPES[suffix],
        type="primary",
        key="poster-make",
        on_click="ignore",
    )


def _made(study: Study, suffix: str, *, size: str, paper: str | None, link: str, audience: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        made = study.poster(
            Path(folder) / f"journey.{suffix}", size=size, paper=paper, link=link, audience=audience
        )
        return made.path.read_bytes()


def _here() -> str:
    here = urlsplit(str(st.context.url or ""))
    return f"{here.scheme}://{here.netloc}{base()}" if here.netloc else ""


def _only_here(link: str) -> bool:
    return (urlsplit(link).hostname or "") in {"localhost", "127.0.0.1", "::1", "0.0.0.0"}  # noqa: S104
