"""Rows of the Library: one link an interview, with its outline, its length and its state in words."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from app.ui import waveform
from app.ui.plain import clock, day, label, length, many, missing, text
from cslab import Study

BUSY = ("waiting", "transcribing")
BROKEN = ("failed", "missing")
STRIP = 90


def busy(table: pd.DataFrame) -> bool:
    """Whether any recording is being worked on, or is waiting for it."""
    return bool(table["state"].isin(BUSY).any())


def account_names(study: Study, wanted: Iterable[str]) -> dict[str, str]:
    """Names of some accounts, by their id, as far as accounts.csv knows them."""
    table = study.accounts
    known = table[table["account_id"].isin(list(wanted)) & table["name"].notna()]
    return dict(zip(known["account_id"], known["name"], strict=True))


def sentences(lines: list[str]) -> None:
    """Write sentences as a list."""
    st.html(f'<ul class="cs-list">{"".join(f"<li>{escape(line)}</li>" for line in lines)}</ul>')


def interview(study: Study, row: dict[Any, Any], accounts: dict[str, str]) -> None:
    """Draw one interview as one link."""
    name = str(row["interview_id"])
    with st.container(key=f"row-{name}"):
        st.page_link("views/interview.py", label=label(title(row)), query_params={"id": name})
        facts = (
            "" if row["state"] in BROKEN else f'{_strip(study, row)}<div class="cs-when">{_when(row)}</div>'
        )
        st.html(
            f'<div class="cs-row"><div class="cs-who">{who(row, accounts) or text(row["recording"])}</div>'
            f"{facts}{state(row)}</div>"
        )


def title(row: dict[Any, Any]) -> str:
    """Name of the person, or of the interview where nobody said who speaks."""
    return str(row["interview_id"] if missing(row["name"]) else row["name"])


def who(row: dict[Any, Any], accounts: dict[str, str]) -> str:
    """Role and account, as HTML; an account without a name is known by its id only where no role is."""
    account = accounts.get(str(row["account_id"])) or ("" if row["role"] else row["account_id"])
    return ", ".join(filter(None, [text(row["role"]), text(account)]))


def _when(row: dict[Any, Any]) -> str:
    return "<br>".join(filter(None, [clock(row["duration"]), text(day(row["recorded_on"]))]))


def state(row: dict[Any, Any]) -> str:
    """Say in words, as HTML, how far an interview is."""
    now = row["state"]
    if now == "transcribed":
        marked = many(int(row["highlights"]), "highlight") if row["highlights"] else "no highlights yet"
        words = many(int(row["words"]), "word") if row.get("words") else "Transcribed"
        return f'<div class="cs-state"><b>{words}</b>, {text(row["model"])}<br>{marked}</div>'
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
    heights = waveform.heights(study, str(row["interview_id"]), str(row["content_hash"]), STRIP)
    if not heights:
        return '<div class="cs-strip cs-none"></div>'
    return f'<div class="cs-strip" style="--wave:{escape(waveform.mask(heights))}"></div>'
