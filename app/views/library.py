"""Library: every interview of the study, what state it is in, and how to add more."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app import background, opened
from app.ui import look, rows, uploader
from app.ui.plain import length, many
from cslab import Study

STEP = 25
TEACH = "Start with one recording of one conversation. It is transcribed here, and its words appear here."


def summary(table: pd.DataFrame) -> tuple[str, ...]:
    if table.empty:
        return ()
    done = int((table["state"] == "transcribed").sum())
    marked = int(table["highlights"].sum())
    sound = float(table["duration"].sum())
    pieces = [f"<b>{many(len(table), 'interview')}</b>", f"{length(sound)} of sound" if sound else ""]
    pieces += [f"{done} transcribed" if done else "", many(marked, "highlight") if marked else ""]
    return tuple(piece for piece in pieces if piece)


def interviews(study: Study, table: pd.DataFrame) -> None:
    """The study's head, and the list as far as it was asked for."""
    config = study.config
    badge = "Synthetic voices" if config.synthetic else ""
    look.head(config.title, note=config.note, badge=badge, summary=summary(table))
    if table.empty:
        look.empty("No interviews yet", TEACH)
        return
    shown = st.session_state.setdefault("library_rows", STEP)
    listed = table.head(shown)
    names = rows.account_names(study, listed["account_id"])
    with st.container(key="rows"):
        for row in listed.to_dict("records"):
            rows.interview(study, row, names)
    if len(table) > shown and st.button(f"Show {min(STEP, len(table) - shown)} more"):
        st.session_state["library_rows"] = shown + STEP
        st.rerun()


@st.fragment(run_every=2)
@look.plainly
def running(study: Study) -> None:
    """The list while something runs: drawn again every two seconds, until nothing does."""
    table = study.recordings
    background.keep_working(study, table)
    interviews(study, table)
    if (table["state"] == "waiting").any() and (sentence := background.trouble(study)):
        look.trouble(f"Transcription stopped, and is tried again. It said: {sentence}")
    if not rows.busy(table):
        st.rerun()


@st.fragment(run_every=5)
@look.plainly
def watch(study: Study) -> None:
    """Notice files that were put into the folder, or changed, by hand."""
    seen = study.seen
    if seen != st.session_state.setdefault("seen", seen):
        st.session_state["seen"] = seen
        st.rerun()


def add(study: Study) -> None:
    if opened.read_only():
        return
    uploader.show(study)
    look.aside(
        f"Or put files into <code>{study.folder / 'recordings'}</code>; they are found within seconds."
    )


def faults(study: Study) -> None:
    found: tuple[Any, ...] = study.faults
    if found:
        with st.expander(
            many(len(found), "line of the study's files needs", "lines of the study's files need") + " a look"
        ):
            rows.sentences([fault.sentence for fault in found])


study = opened.study()
table = study.recordings
if rows.busy(table):
    running(study)
else:
    interviews(study, table)
faults(study)
add(study)
watch(study)
