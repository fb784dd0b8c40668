"""Before the look: beginning a sheet, answering it, and locking it. Nothing of customers stands here."""

from __future__ import annotations

import hashlib
from html import escape
from typing import Any, Final
from urllib.parse import quote

import streamlit as st

from app import opened
from app.routes import base
from app.ui import look
from app.ui.mirror_who import Visitor, link_to, round_name
from app.ui.plain import label, many, text
from cslab import Study
from cslab.errors import CslabError
from cslab.study.sheets import Sheet
from cslab.study.teamfile import ASKED, FIRST

SECONDS_EACH: Final = 20
SAID: Final = "mirror-said"
LOOKS: Final = "mirror-looks"
"""Rounds shown in this session to somebody who said that they won't answer, where nothing is kept."""

_ASKS = {
    "own": "What would you answer yourself?",
    "certainty": "How sure are you of your own answer?",
    "predicted": "What do customers answer on average?",
}

_component = st.components.v2.component(
    "cslab_mirror_sheet",
    html='<div class="ms-mount"></div>',
    js=look.style("mirror_sheet.js"),
    isolate_styles=False,
)


def begin(study: Study, visitor: Visitor, why: str) -> None:
    """Say what is asked and why nothing is shown yet; let them begin, or look without answering."""
    items = len(study.mirror_items())
    minutes = max(1, round(items * SECONDS_EACH / 60))
    again = (
        "<li>This round measures what listening changed. Answer it before you look at results of an earlier "
        "round, or it measures what you remember of them.</li>"
        if visitor.round != FIRST
        else ""
    )
    look.section("Before you look")
    look.aside(escape(why))
    st.html(
        f'<ol class="mi-steps"><li>You see {many(items, "question")} that customers were asked. To each you '
        "say what you would answer yourself, how sure you are, and what you think customers answer on "
        f"average: about {many(minutes, 'minute')}.</li>"
        "<li>What you answer is kept as you go, so you may stop and come back.</li>"
        "<li>Then you lock it. Until then this page shows nothing that customers said; leave Surveys closed, "
        f"too.</li>{again}</ol>"
    )
    if opened.read_only():
        look.aside("This study is open for reading only, so nobody can answer here.")
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        if not opened.read_only() and st.button(
            f"Begin as {label(visitor.name)}", type="primary", key="mirror-begin"
        ):
            _do(lambda: study.start_sheet(visitor.name, round=visitor.round, author=visitor.name))
        with st.popover("I am not going to answer", type="tertiary", key="mirror-not"):
            kept = (
                "It is not kept, because this study is open for reading only."
                if opened.read_only()
                else "It is kept that you looked, and you can't answer this round any more."
            )
            look.aside(f"Then you see what the others' answers came to. {kept}")
            if st.button("Show me the results", key="mirror-decline"):
                _decline(study, visitor)


def elsewhere(study: Study, visitor: Visitor, why: str, of: str) -> None:
    """Say that a sheet of another round is open, and lead to it."""
    there = link_to(study, visitor.name, of) if visitor.by_link else f"{base()}/mirror?round={quote(of)}"
    look.aside(
        f'{escape(why)} <a href="{escape(there)}" target="_self">Go on with {escape(round_name(of))}</a>.'
    )


def looks(visitor: Visitor) -> bool:
    """Whether this session was shown a round without that being kept."""
    return visitor.round in st.session_state.get(LOOKS, ())


@st.fragment
@look.plainly
def fill(study: Study, visitor: Visitor) -> None:
    """Let a teammate answer their sheet, and lock it."""
    said()
    sheet = study.sheet(visitor.name, round=visitor.round)
    if sheet is None or sheet.locked_at is not None:
        st.rerun()
    items = study.mirror_items().set_index("item", drop=False)
    order = sheet.order(items.index)
    if opened.read_only():
        look.aside("This study is open for reading only, so nothing can be answered now.")
        return
    about = f"{sheet.round}\n{sheet.teammate}\n{len(order)}"
    key = f"sheet-{hashlib.sha256(about.encode()).hexdigest()[:12]}"
    names = ASKED if sheet.own_first else ("predicted", "own", "certainty")
    _component(
        key=key,
        data={
            "sheet": key,
            "items": [
                {
                    "id": item,
                    "wording": str(items.at[item, "wording"]),
                    "lowest": str(items.at[item, "lowest"]),
                    "highest": str(items.at[item, "highest"]),
                }
                for item in order
            ],
            "asks": [{"name": name, "words": _ASKS[name]} for name in names],
            "answers": {item: dict(answers) for item, answers in sheet.answers.items()},
        },
        on_said_change=lambda: keep(study, sheet, (st.session_state.get(key) or {}).get("said")),
    )
    _lock(study, visitor, sheet, order)


def keep(study: Study, sheet: Sheet, told: Any) -> None:
    """Keep what the form sent: all that it does not know to be kept, so the same may come again.

    Parameters
    ----------
    sheet : Sheet
        Whose answers they are.
    told : mapping
        ``answers``: by item, own, certainty and predicted, numbers or None. Anything else is left alone.
    """
    answers = told.get("answers") if isinstance(told, dict) else None
    for item, values in answers.items() if isinstance(answers, dict) else ():
        given = values if isinstance(values, dict) else {}
        fine = {name: value for name, value in given.items() if name in ASKED}
        try:
            study.answer_sheet(sheet.teammate, str(item), round=sheet.round, author=sheet.teammate, **fine)
        except CslabError as error:
            st.session_state[SAID] = str(error)


def said() -> None:
    """Say what could not be done last."""
    if words := st.session_state.pop(SAID, ""):
        look.trouble(words)


def _lock(study: Study, visitor: Visitor, sheet: Sheet, order: tuple[str, ...]) -> None:
    missing = sheet.missing(order)
    given = len(order) - len(missing)
    with st.container(horizontal=True, gap="medium", vertical_alignment="center", key="mirror-lock-row"):
        with st.popover("Lock my answers", icon=":material/lock:", disabled=not sheet.given()):
            if missing:
                look.aside(
                    f"<b>{len(missing)} of {len(order)} questions are not answered.</b> A question without "
                    "your own answer and your guess at the customers' tells nothing here. After locking "
                    "nothing can be added."
                )
            else:
                look.aside("All questions are answered. After locking nothing can be changed.")
            words = f"Lock it without them: {given} answered" if missing else "Lock it, and show the result"
            if st.button(words, key="mirror-lock", type="primary"):
                _do(
                    lambda: study.lock_sheet(
                        visitor.name, round=visitor.round, incomplete=True, author=visitor.name
                    )
                )
        st.html(
            f'<p class="cs-aside">{given} of {len(order)} answered by {text(sheet.teammate)}. What you '
            "answer is kept at once; nobody is shown it before you lock it.</p>"
        )


def _decline(study: Study, visitor: Visitor) -> None:
    if opened.read_only():
        st.session_state[LOOKS] = {*st.session_state.get(LOOKS, ()), visitor.round}
        st.rerun()
    _do(lambda: study.decline_sheet(visitor.name, round=visitor.round, author=visitor.name))


def _do(deed: Any) -> None:
    try:
        deed()
    except CslabError as error:
        st.session_state[SAID] = str(error)
    st.rerun()
