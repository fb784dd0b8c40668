"""An interview whose words are not there: how far they are, or what is wrong and another try."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app import background
from app.ui import look
from app.ui.plain import length
from cslab import Study


@st.fragment(run_every=2)
@look.plainly
def wait(study: Study, name: str) -> None:
    """While its words are not there yet: how far they are."""
    table = study.recordings
    background.keep_working(study, table)
    row = table.loc[table["interview_id"] == name].iloc[0].to_dict()
    retried = st.session_state.get("retried") == name
    if row["state"] == "transcribed" or (retried and not background.trying(study, name)):
        st.session_state.pop("retried", None)
        st.rerun()
    if row["state"] == "transcribing":
        done = round(100 * float(row["progress"]))
        left = "" if pd.isna(row["left"]) else f", about {length(row['left'])} left"
        st.html(
            f'<div class="cs-empty"><h2>The words are on their way</h2><p>{done} % transcribed{left}. '
            f'You can listen already.</p><div class="cs-bar" style="--done:{done}%"><i></i></div></div>'
        )
    elif retried:
        look.empty("Trying again", "The recording is read once more.")
    elif row["state"] == "waiting":
        look.empty("Waiting to be transcribed", "Its turn comes by itself; until then you can listen.")


def broken(study: Study, here: pd.Series[Any]) -> None:
    """What is wrong with the recording, and another try where that can help."""
    name = str(here["interview_id"])
    if st.session_state.get("retried") == name:
        wait(study, name)
        return
    look.trouble(str(here["message"]))
    if here["state"] == "failed" and background.allowed(study) and st.button("Try again", key="retry"):
        background.retry(study, name)
        st.session_state["retried"] = name
        st.rerun()
