"""Library: every interview of the study, what state it is in, and how to add more."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import background, opened
from app.ui import look, rows, uploader
from app.ui.plain import length, many
from cslab import Study

STEP = 50


def summary(study: Study) -> tuple[str, ...]:
    table = study.recordings
    if table.empty:
        return ()
    done = int((table["state"] == "transcribed").sum())
    sound = float(table["duration"].fillna(0).sum())
    pieces = [f"<b>{many(len(table), 'interview')}</b>", f"{length(sound)} of sound" if sound else ""]
    pieces += [f"{done} transcribed" if done else "", many(int(table["highlights"].sum()), "highlight")]
    return tuple(piece for piece in pieces if piece)


def interviews(study: Study) -> None:
    """The list; while something runs it is drawn again every two seconds."""
    table = study.recordings
    shown = st.session_state.setdefault("library_rows", STEP)
    with st.container(key="rows"):
        for row in table.head(shown).to_dict("records"):
            rows.interview(study, row)
    if len(table) > shown and st.button(f"Show {min(STEP, len(table) - shown)} more"):
        st.session_state["library_rows"] = shown + STEP
        st.rerun()


@st.fragment(run_every=2)
@look.plainly
def running(study: Study) -> None:
    background.keep_working(study)
    interviews(study)
    if (sentence := background.trouble(study)) and background.waiting(study):
        look.trouble(f"Transcription stopped: {sentence}")
    if not rows.busy(study):
        st.rerun()


@st.fragment(run_every=5)
@look.plainly
def watch(study: Study) -> None:
    """Notice files that were put into the folder by hand."""
    seen = rows.present(study)
    if seen != st.session_state.setdefault("present", seen):
        st.session_state["present"] = seen
        st.rerun()


def add(study: Study) -> None:
    if opened.read_only():
        return
    uploader.show(study)
    look.aside(f"Or put files into <code>{study.folder / 'recordings'}</code>; they are found within seconds.")


def faults(study: Study) -> None:
    found: tuple[Any, ...] = study.faults
    if found:
        with st.expander(many(len(found), "line of the study's files needs", "lines of the study's files need") + " a look"):
            rows.sentences([fault.sentence for fault in found])


study = opened.study()
config = study.config
look.head(config.title, note=config.note, badge="Synthetic voices" if config.synthetic else "", summary=summary(study))
if study.recordings.empty:
    look.empty("No interviews yet", "Start with one recording of one conversation. It is transcribed on this machine, and its words appear here.")
elif rows.busy(study):
    running(study)
else:
    interviews(study)
faults(study)
add(study)
watch(study)
