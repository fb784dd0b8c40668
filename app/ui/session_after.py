"""What a session changed: for the team with intervals, what moved people with the clips, and the report."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any, Final

import pandas as pd
import streamlit as st

from app.ui import look, player, shown
from app.ui.mirror_team import drawn
from app.ui.plain import many, text
from cslab import Study
from cslab.study.consent import AUDIENCES
from cslab.study.convened import Session
from cslab.study.evidence import highlight_nonces
from cslab.tell.script import Clip
from cslab.tell.sessions.result import SessionResult

MOST: Final = 8
"""Clips that moved somebody, shown at most."""

WHOM: Final = {"team": "The team", "company": "The company", "public": "Everybody"}
_MADE: Final = "session-report-made"


def due(session: Session) -> bool:
    """Whether the result may be looked at: it is over, or all who count have answered again."""
    counted = [one for one in session.participants if one.locked]
    whole = bool(counted) and all(one.after_locked_at is not None for one in counted)
    return session.revealed and (session.state == "closed" or (session.state == "again" and whole))


def show(study: Study, session: Session, asks: str) -> None:
    """Show the result to somebody who may see it.

    Parameters
    ----------
    asks : str
        Who looks.
    """
    result = study.session_result(session.name, for_=asks)
    look.section("What it changed")
    st.html(f'<p class="ss-verdict">{escape(result.sentence)}</p>')
    if result.error_change is not None:
        shown.figure(
            study,
            "How far our guesses lie from customers",
            chart=drawn(result.chart),
            table=result.summary(),
            key="session-error",
            estimate=result.error_change,
            note="The change, in points of 0 to 100. Below 0: nearer to customers. Each person counts once.",
            caveats=result.caveats,
            level=3,
        )
    else:
        look.aside(" ".join(map(escape, result.caveats)))
    if len(result.items):
        shown.figure(
            study,
            "Question by question",
            chart=drawn(result.chart_items),
            table=_items(result.items),
            key="session-items",
            n=result.people,
            note="What we guessed before and after, beside what customers answered.",
            level=3,
        )
    _moved(study, session, result)
    _own(session)
    _report(study, session)


def _items(table: pd.DataFrame) -> pd.DataFrame:
    return table.rename(columns={"low": "change_low", "high": "change_high"})


def _moved(study: Study, session: Session, result: SessionResult) -> None:
    look.section("What moved us")
    moved = result.moved[result.moved["people"] > 0]
    if moved.empty:
        look.aside("Nobody pressed “This moved me” while a clip was heard.")
        return
    ids = {nonce: number for number, nonce in highlight_nonces(study.store).items()}
    clips = {number: clip for clip in study.session_plan(session.name).clips for number in clip.highlights}
    rows: list[dict[str, Any]] = []
    for one in moved.head(MOST).to_dict("records"):
        clip = clips.get(ids.get(str(one["highlight"]), -1))
        if clip is None:
            continue
        rows.append(
            {
                "interview_id": clip.interview_id,
                "start": clip.start,
                "end": clip.end,
                "quote": clip.text,
                "person": clip.person,
                "codes": list(clip.codes),
                "stage": clip.stage,
                "note": f"moved {one['people']} of {many(int(one['of']), 'person', 'people')}",
            }
        )
    if rows:
        player.show_snippets(study, rows, key="session-moved", label="Clips that moved people")
    lost = len(moved.head(MOST)) - len(rows)
    if lost:
        look.aside(f"{many(lost, 'clip')} that moved people can't be heard any more.")
    shown.table(
        study,
        "Clip by clip",
        table=result.moved.rename(columns={"share": "value", "of": "n"}),
        key="session-taps",
        html=_taps(result.moved, {nonce: clips.get(number) for nonce, number in ids.items()}),
        note="How many of those who locked in time pressed the button while a clip was heard.",
        level=3,
    )


def _taps(moved: pd.DataFrame, clips: Mapping[str, Clip | None]) -> str:
    """Each clip in words, with how many people it moved; a list, since a table of ids says nothing."""
    lines = []
    for one in moved.to_dict("records"):
        clip = clips.get(str(one["highlight"]))
        words = f"“{clip.text}”" if clip is not None and clip.text else "A clip that can't be heard any more"
        begun = "" if pd.isna(one["after"]) else f"; pressed {one['after']:.0f} s after it began"
        span = f"{100 * one['low']:.0f} to {100 * one['high']:.0f} %"
        lines.append(
            f"<li><p>{text(words)}<small>{text(clip.person if clip is not None else '')}</small></p>"
            f"<p><b>{one['people']} of {one['of']}</b><small>{span}{begun}</small></p></li>"
        )
    return f'<ol class="ss-taps">{"".join(lines)}</ol>'


def _own(session: Session) -> None:
    look.aside(
        "What changed in each person is shown to them alone, at their own link"
        + (", which stays good." if session.state == "closed" else ".")
    )


@st.fragment
@look.plainly
def _report(study: Study, session: Session) -> None:
    """Make the report when it is asked for, since its sound takes a moment; then it can be saved and sent."""
    look.section("The report")
    look.aside(
        "One page with the result and the clips that moved people, with their sound. It opens from the disk "
        "without a network, and prints. People who did not agree to be heard by whom you choose are left out."
    )
    with st.container(key="session-report-row", horizontal=True, vertical_alignment="bottom", gap="small"):
        audience = str(
            st.selectbox("Who will see it", AUDIENCES, format_func=WHOM.__getitem__, key="session-audience")
        )
        if st.button("Make the report", key="session-report"):
            with st.spinner("Making the page with its sound"):
                page = study.session_report(session.name, audience=audience)
            st.session_state[_MADE] = (session.name, audience, page.html, page.left_out)
        name, whom, html, left_out = st.session_state.get(_MADE, ("", "", "", ()))
        if (name, whom) == (session.name, audience):
            st.download_button(
                "Save it",
                html.encode(),
                file_name=f"{shown.file_name(study, session.title)}-{audience}.html",
                mime="text/html",
                key="session-report-save",
                type="primary",
                on_click="ignore",
            )
    if (name, whom) == (session.name, audience) and left_out:
        look.aside(f"Left out: {escape(' '.join(left_out))}")
