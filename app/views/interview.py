"""Interview, ``?id=int-03``: hear a conversation, read it word by word, keep what matters as highlights."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app import background, opened
from app.ui import look, player, rows
from app.ui.plain import clock, day, length, text
from cslab import Study
from cslab.errors import CslabError, NotFoundError
from cslab.timecode import parse_time

CONSENT = {
    "public": "May be shared in public",
    "company": "May be shared in the company",
    "team": "For the research team only",
    "none": "No consent to share",
}


def choose(table: pd.DataFrame) -> pd.Series[Any]:
    """Find the interview that the address names; else the one seen last, else the first that can be read."""
    names = list(table["interview_id"])
    wanted = st.query_params.get("id") or st.session_state.get("interview")
    if wanted is None:
        ready = table.loc[table["state"] == "transcribed", "interview_id"]
        wanted = names[0] if ready.empty else str(ready.iloc[0])
    if wanted not in names:
        raise NotFoundError.of("interview", str(wanted), names)
    st.session_state["interview"] = st.query_params["id"] = wanted
    return table.iloc[names.index(wanted)]


def moment(given: str | None) -> float:
    """Second that the address names, as ``at=1:02`` or ``at=62.5``; the start where it names none."""
    try:
        return parse_time(given) if given else 0.0
    except CslabError:
        return 0.0


def path(table: pd.DataFrame, here: pd.Series[Any]) -> None:
    """Where this interview lies among the others."""
    names = list(table["interview_id"])
    at = names.index(here["interview_id"])
    with st.container(key="path", horizontal=True, horizontal_alignment="distribute"):
        st.page_link("views/library.py", label="← All interviews")
        if at + 1 < len(names):
            after = table.iloc[at + 1].to_dict()
            st.page_link(
                "views/interview.py", label=f"Next: {rows.title(after)} →", query_params={"id": names[at + 1]}
            )


def top(study: Study, here: pd.Series[Any]) -> None:
    row = here.to_dict()
    facts = [rows.who(row, rows.account_names(study)), text(day(row["recorded_on"])), clock(row["duration"])]
    consent = CONSENT.get(str(row["consent"]), "Consent not noted")
    pieces = "".join(f"<span>{fact}</span>" for fact in facts if fact)
    st.html(
        f'<header class="cs-head"><h1>{text(rows.title(row))}</h1>'
        f'<p class="cs-meta">{pieces} <span class="cs-badge">{consent}</span></p></header>'
    )


@st.fragment(run_every=2)
@look.plainly
def wait(study: Study, name: str) -> None:
    """While its words are not there yet: how far they are."""
    table = study.recordings
    background.keep_working(study, table)
    row = table.loc[table["interview_id"] == name].iloc[0].to_dict()
    if row["state"] == "transcribed":
        st.rerun()
    if row["state"] == "transcribing":
        done = round(100 * float(row["progress"]))
        left = "" if pd.isna(row["left"]) else f", about {length(row['left'])} left"
        st.html(
            f'<div class="cs-empty"><h2>The words are on their way</h2><p>{done} % transcribed{left}. '
            f'You can listen already.</p><div class="cs-bar" style="--done:{done}%"><i></i></div></div>'
        )
    elif row["state"] == "waiting":
        look.empty("Waiting to be transcribed", "Its turn comes by itself; until then you can listen.")


study = opened.study()
table = study.recordings
if table.empty:
    look.empty(
        "No interviews yet", "Add a recording on the <b>Library</b> page, and it can be heard and read here."
    )
else:
    here = choose(table)
    path(table, here)
    top(study, here)
    if here["state"] in rows.BROKEN:
        look.trouble(str(here["message"]))
    if here["state"] != "missing":
        editable = not opened.read_only() and here["state"] == "transcribed"
        player.show(study, here, editable=editable, start=moment(st.query_params.get("at")))
    if here["state"] in rows.BUSY:
        wait(study, str(here["interview_id"]))
