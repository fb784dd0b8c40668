"""Rows of the Library: one link an interview, with its outline, its length and its state in words."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from app.ui import waveform
from app.ui.plain import clock, day, length, many, missing, text
from cslab import Study

BUSY = ("waiting", "transcribing")
BROKEN = ("failed", "missing")
STRIP = 90


def busy(study: Study) -> bool:
    """Whether any recording is being worked on, or is waiting for it."""
    return bool(study.recordings["state"].isin(BUSY).any())


def present(study: Study) -> tuple[tuple[str, int], ...]:
    """Names and sizes of the files in the study's recordings folder."""
    folder = study.folder / "recordings"
    if not folder.is_dir():
        return ()
    return tuple(sorted((file.name, file.stat().st_size) for file in folder.iterdir() if file.is_file()))


def sentences(lines: list[str]) -> None:
    """Write sentences as a list."""
    st.html(f'<ul class="cs-list">{"".join(f"<li>{escape(line)}</li>" for line in lines)}</ul>')


def interview(study: Study, row: dict[Any, Any]) -> None:
    """Draw one interview as one link."""
    name = str(row["interview_id"])
    with st.container(key=f"row-{name}"):
        st.page_link("views/interview.py", label=title(row), query_params={"id": name})
        facts = "" if row["state"] in BROKEN else f'{_strip(study, row)}<div class="cs-when">{_when(row)}</div>'
        st.html(f'<div class="cs-row"><div class="cs-who">{_who(row)}</div>{facts}{state(row)}</div>')


def title(row: dict[Any, Any]) -> str:
    """Name of the person, or of the interview where nobody said who speaks."""
    return str(row["interview_id"] if missing(row["name"]) else row["name"])


def _who(row: dict[Any, Any]) -> str:
    return ", ".join(filter(None, [text(row["role"]), text(row["account_id"])])) or text(row["recording"])


def _when(row: dict[Any, Any]) -> str:
    return "<br>".join(filter(None, [clock(row["duration"]), text(day(row["recorded_on"]))]))


def state(row: dict[Any, Any]) -> str:
    """Say in words, as HTML, how far an interview is."""
    now = row["state"]
    if now == "transcribed":
        marked = many(int(row["highlights"]), "highlight") if row["highlights"] else "no highlights yet"
        return f'<div class="cs-state"><b>{many(int(row["words"]), "word")}</b>, {text(row["model"])}<br>{marked}</div>'
    if now == "transcribing":
        left = "" if missing(row["left"]) else f", {length(row['left'])} left"
        done = round(100 * float(row["progress"]))
        return (
            f'<div class="cs-state"><b>Transcribing</b> {done} %{left}'
            f'<div class="cs-bar" style="--done:{done}%"><i></i></div></div>'
        )
    if now == "waiting":
        return '<div class="cs-state">Waiting to be transcribed</div>'
    return f'<div class="cs-state cs-bad">{text(row["message"])}</div>'


def _strip(study: Study, row: dict[Any, Any]) -> str:
    image = _mask(study, str(row["interview_id"]), str(row["content_hash"])) if not missing(row["content_hash"]) else ""
    if not image:
        return '<div class="cs-strip cs-none"></div>'
    return f'<div class="cs-strip" style="--wave:{escape(image)}"></div>'


_masks: dict[tuple[str, str], str] = {}


def _mask(study: Study, interview_id: str, content_hash: str) -> str:
    """Outline of a recording, drawn once for each content."""
    key = (str(study.folder), content_hash)
    if key not in _masks:
        heights = waveform.outline(study.levels(interview_id), STRIP)
        if not heights:
            return ""
        _masks[key] = waveform.mask(heights)
    return _masks[key]
