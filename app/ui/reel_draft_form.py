"""Drafting a reel from a question: what to ask for, what would come of it, and only then a reel."""

from __future__ import annotations

import uuid
from html import escape
from typing import Any, Final

import streamlit as st

from app import opened
from app.ui import look, segment_editor, who
from app.ui.plain import clock, label, many, prose, text
from app.ui.reel_names import AUDIENCES, name_for
from cslab import Study
from cslab.errors import CslabError
from cslab.tell.choosing import SENTIMENTS
from cslab.tell.draft import Draft, sentiment_name
from cslab.tell.parts import Options

OPEN: Final = "draft-open"
KEY: Final = "draft"
MINUTES: Final = (1, 2, 3, 5, 8, 10, 15, 20)
JUICY: Final = {0: "Any", 3: "3 and more", 4: "4 and more", 5: "5 alone"}
LONGEST_QUOTE: Final = 160
TITLE: Final = "Draft a reel"


def show(study: Study) -> None:
    """Show a button that opens the draft; nothing is saved before somebody says so."""
    if opened.read_only() or study.read_only:
        return
    st.button("Draft one", key="draft-begin", icon=":material/auto_awesome_motion:", on_click=_begin)
    if st.session_state.get(OPEN):
        st.html(f"<style>{look.style('claim_editor.css')}{look.style('reel_draft.css')}</style>")
        st.dialog(TITLE, width="large", on_dismiss=_close)(look.plainly(_dialog))(study)


def begin(stage: str) -> None:
    """Open the draft with a stage chosen, where it is shown next: for pages that lead to it."""
    _begin()
    st.session_state[f"{KEY}-stage"] = stage


# ------------------------------------------------------------------------------------------ the dialog


def _begin() -> None:
    _close()
    st.session_state[OPEN] = uuid.uuid4().hex[:8]


def _close() -> None:
    for name in [str(one) for one in st.session_state if str(one).startswith(f"{KEY}-")]:
        if name != "draft-begin":
            del st.session_state[name]


def _dialog(study: Study) -> None:
    asked = _ask(study)
    try:
        made = study.draft_reel(**asked, blind_for=who.coder())
    except CslabError as error:
        look.trouble(str(error))
        return
    _preview(study, made)
    if len(made.clips):
        _keep(study, made)


def _ask(study: Study) -> dict[str, Any]:
    """What the reel is to be about, for whom, and how long."""
    stages = {stage.id: stage.name for stage in study.config.stages}
    marked = study.highlights(blind_for=who.coder())
    used = {code for codes in marked["codes"] for code in codes}
    codes = [code.name for code in study.codebook.codes if code.name in used]
    codes += sorted(used - set(codes))
    first, second, third = st.columns(3, gap="small")
    stage = first.selectbox(
        "Stage",
        [None, *stages],
        format_func=lambda one: "The whole journey" if one is None else label(stages[one]),
        key=f"{KEY}-stage",
    )
    chosen = second.multiselect(
        "Codes", codes, placeholder="Any", format_func=label, key=f"{KEY}-codes", help="And those below them."
    )
    felt = third.multiselect(
        "Sentiment",
        [-1, 0, 1],
        format_func=lambda one: SENTIMENTS[one].capitalize(),
        placeholder="Any",
        key=f"{KEY}-felt",
    )
    first, second, third = st.columns(3, gap="small")
    juicy = first.selectbox("Juiciness", list(JUICY), format_func=JUICY.__getitem__, key=f"{KEY}-juicy")
    minutes = second.selectbox(
        "At most so long", MINUTES, index=3, format_func=lambda one: many(one, "minute"), key=f"{KEY}-long"
    )
    audience = third.selectbox(
        "Who will hear it",
        list(AUDIENCES),
        format_func=AUDIENCES.__getitem__,
        key=f"{KEY}-for",
        help="Clips of people who did not agree to be heard by them are left out.",
    )
    segment: tuple[Any, ...] = ()
    if len(study.people):
        with st.expander("Only some customers", key=f"{KEY}-whom"):
            segment, _ = segment_editor.ask(study, f"{KEY}-segment")
    return {
        "stage": stage,
        "codes": chosen or None,
        "sentiment": felt or None,
        "segment": segment,
        "min_juiciness": juicy or None,
        "length": 60.0 * minutes,
        "audience": str(audience),
        "seed": int(st.session_state.get(f"{KEY}-seed", 0)),
    }


def _preview(study: Study, made: Draft) -> None:
    """What the reel would hold, why, and what it would not."""
    st.html(f'<p class="rd-sum" role="status">{prose(made.sentence)}</p>')
    if made.clips.empty:
        look.aside("No clip fits. Ask for less: fewer codes, any sentiment, or more minutes.")
    else:
        st.html(f'<div class="rd-draft" tabindex="0" aria-label="The draft">{_script(study, made)}</div>')
    doubts = "".join(f"<li>{prose(one)}</li>" for one in made.caveats if len(made.clips))
    if doubts:
        st.html(f'<ul class="rd-doubts">{doubts}</ul>')
    if len(made.left_out):
        with st.expander(f"{many(len(made.left_out), 'clip')} left out, and why"):
            rows = "".join(
                f"<li><b>{text(row['person']) or text(row['interview_id'])}</b> {prose(row['why'])}</li>"
                for row in made.left_out.to_dict("records")
            )
            st.html(f'<ul class="rd-out">{rows}</ul>')
    with st.expander("How clips are chosen"):
        st.html(f'<p class="rd-rule">{prose(made.rule)}</p>')
        st.button("Draw other lots", key=f"{KEY}-lots", on_click=_draw, type="tertiary")


def _draw() -> None:
    st.session_state[f"{KEY}-seed"] = int(st.session_state.get(f"{KEY}-seed", 0)) + 1


def _script(study: Study, made: Draft) -> str:
    """The draft along the journey, as HTML."""
    names = {stage.id: stage.name for stage in study.config.stages}
    rows = {int(row["id"]): row for row in made.clips.to_dict("records")}
    parts = []
    for element in made.elements:
        if element.kind == "heading":
            parts.append(f"<h4>{text(names.get(element.stage, element.text))}</h4>")
        elif element.kind == "note":
            stage = names.get(element.stage, "")
            parts.append(f'<h4 class="rd-gap">{text(stage)}</h4><p class="rd-none">{prose(element.text)}</p>')
        elif element.highlight is not None:
            parts.append(_clip(rows[element.highlight]))
    return "".join(parts)


def _clip(row: dict[Any, Any]) -> str:
    said = str(row["quote"] or "")
    said = f"{said[:LONGEST_QUOTE].rsplit(' ', 1)[0]} …" if len(said) > LONGEST_QUOTE else said
    long = clock(float(row["seconds"]) + 2 * Options().pad)
    words = f"<q>{escape(said)}</q>" if said else "<i>No words yet.</i>"
    return (
        f'<div class="rd-clip"><p><b>{text(row["person"])}</b> {long}, '
        f"{sentiment_name(row['sentiment'])}</p>{words}</div>"
    )


# ------------------------------------------------------------------------------------------ keeping it


def _keep(study: Study, made: Draft) -> None:
    left, right = st.columns([2, 1], gap="small", vertical_alignment="bottom")
    title = left.text_input(
        "Its title", key=f"{KEY}-title", placeholder="In their own words", max_chars=200
    ).strip()
    pressed = right.button(
        "Make this reel", type="primary", key=f"{KEY}-make", disabled=not title, width="stretch"
    )
    if not pressed:
        return
    taken = {*map(str, study.reels["name"]), *map(str, study.removed_reels["name"])}
    name = name_for(title, taken)
    study.save_reel(name, title=title, elements=made.elements, audience=made.audience, author=who.coder())
    _close()
    st.query_params.from_dict({"name": name, "view": "edit"})
    st.rerun()
