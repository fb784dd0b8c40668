"""A brief on the page: what to know before a conversation, with the voice of who will be heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from app.ui import look, player, who
from app.ui import walk_parts as parts
from app.ui.plain import text
from app.ui.shown import file_name
from cslab import Study
from cslab.tell.walk.asking import DO_NOT_CONFIRM, LISTEN
from cslab.tell.walk.brief import Brief


def show(study: Study, person_id: str) -> None:
    """Show the brief about one customer, for who is at work."""
    mine = parts.me(study)
    found = study.walk_brief(mine, person_id, blind_for=who.coder())
    with st.container(key="path", horizontal=True):
        st.page_link(
            "views/walk.py",
            label="Walk a mile",
            icon=":material/arrow_back:",
            query_params={"view": "week", **_week()},
        )
    look.head(found.name, note=f"A brief for {mine}. {DO_NOT_CONFIRM}", badge=found.badge)
    _points("Who they are", [*found.who, *([found.usage] if found.usage else [])])
    _voices(study, found)
    _points("What they answered", found.scores)
    _owed(found)
    _pairs("What to ask", [(one.question, one.why) for one in found.ask])
    _pains(found)
    for one in found.left_out:
        look.aside(escape(one))

    def page() -> bytes:
        # its sound is cut only when somebody asks for it
        return found.html.encode()

    st.download_button(
        "This brief as a page, with sound",
        page,
        file_name=f"{file_name(study, found.name)}.html",
        mime="text/html",
        key="walk-brief-page",
        icon=":material/download:",
        on_click="ignore",
        help="One file: it is read, printed on one sheet, and heard without a network.",
    )


def _week() -> dict[str, str]:
    week = st.query_params.get("week")
    return {"week": week} if week else {}


def _voices(study: Study, found: Brief) -> None:
    look.section("In their own words")
    if len(found.clips):
        rows = found.clips.assign(person=found.name, note="")  # their words alone, not ours on them
        player.show_snippets(study, rows, key=f"walk-brief-{found.person_id}", label=f"{found.name}, clips")
    for one in found.wrote:
        st.html(f'<p class="wk-wrote"><q>{text(one)}</q><span>in writing</span></p>')
    if found.clips.empty and not found.wrote:
        look.aside("They have not been recorded, and wrote nothing. You will be the first.")


def _owed(found: Brief) -> None:
    if not found.promises and not found.loop:
        look.section("What we owe them")
        look.aside("No promise to them is open, and nothing they said waits for an answer.")
        return
    _points("Promises open", found.promises)
    _points("Waits for an answer", found.loop)


def _pains(found: Brief) -> None:
    look.section("What not to defend")
    if not found.pains:
        look.aside("Nothing is known that went wrong for them. They may know better.")
        return
    look.aside(escape(LISTEN))
    _list((one.what, one.where) for one in found.pains)


def _points(title: str, points: Sequence[str]) -> None:
    if points:
        look.section(title)
        _list((one, "") for one in points)


def _pairs(title: str, pairs: Sequence[tuple[str, str]]) -> None:
    look.section(title)
    _list(pairs)


def _list(pairs: Iterable[tuple[str, str]]) -> None:
    said = "".join(
        f"<li>{text(what)}{f' <span>{text(why)}</span>' if why else ''}</li>" for what, why in pairs
    )
    st.html(f'<ul class="wk-points">{said}</ul>')
