"""Interview, ``?id=int-03``: hear a conversation, read it word by word, keep what matters as highlights."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app import opened, words
from app.ui import bringing, led, look, player, rows, waiting
from app.ui.plain import clock, day, label, text
from cslab import Study
from cslab.errors import CslabError, NotFoundError
from cslab.timecode import parse_time

# Seconds after which the work of others is seen. (A docstring here would be drawn on the page.)
LOOK_AGAIN = 20

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
        with st.container(key="steps", horizontal=True, width="content"):
            for other, pattern in ((at - 1, "← Previous: {}"), (at + 1, "Next: {} →")):
                if 0 <= other < len(names):
                    name = label(rows.title(table.iloc[other].to_dict()))
                    query = {"id": names[other]}
                    st.page_link("views/interview.py", label=pattern.format(name), query_params=query)


def top(study: Study, here: pd.Series[Any]) -> None:
    row = here.to_dict()
    who = rows.who(row, rows.account_names(study, [row["account_id"]]))
    facts = [who, text(day(row["recorded_on"])), clock(row["duration"])]
    consent = CONSENT.get(str(row["consent"]), "Consent not noted")
    pieces = "".join(f"<span>{fact}</span>" for fact in facts if fact)
    st.html(
        f'<header class="cs-head"><h1>{text(rows.title(row))}</h1>'
        f'<p class="cs-meta">{pieces} <span class="cs-badge">{consent}</span></p></header>'
    )


@st.fragment(run_every=LOOK_AGAIN)
@look.plainly
def bench(study: Study, here: pd.Series[Any], start: float) -> None:
    """The interview itself; what a person does in it, and time, runs this again, and not the page."""
    name = str(here["interview_id"])
    spoken = words.spoken(study, name) if here["state"] == "transcribed" else None
    if spoken:
        led.summary(spoken.quality)
        led.voices(study, name, spoken.quality)
    editable = spoken is not None and not opened.read_only()
    player.show(study, here, editable=editable, spoken=spoken, start=start)
    if spoken:
        led.files(study, name)


study = opened.study()
table = study.recordings
if table.empty:
    look.empty(
        "No interviews yet", "Add a recording on the <b>Library</b> page; it can be heard and read here."
    )
else:
    here = choose(table)
    path(table, here)
    top(study, here)
    if here["state"] in rows.BROKEN:
        waiting.broken(study, here)
    if here["state"] != "missing":
        bench(study, here, moment(st.query_params.get("at")))
    if here["state"] in rows.BUSY:
        waiting.wait(study, str(here["interview_id"]))
    bringing.offer(study, str(here["interview_id"]))
