"""Writing a persona: its name, its story, and the real people it claims to be about."""

from __future__ import annotations

import re
import unicodedata
from html import escape
from typing import Final

import streamlit as st

from app import opened
from app.ui import look, segment_editor
from app.ui.plain import label, many, text
from app.ui.who import coder
from cslab import Study
from cslab.errors import CslabError
from cslab.study.personas import Condition, Persona

OPEN: Final = "persona-editor-open"
SAID: Final = "persona-editor-said"
STORY: Final = "Who is this, what is their day like, and what do they want from us?"


def edit_persona(study: Study, persona: Persona | None) -> None:
    """Offer to write a persona, or to change one; in a dialog, so that it costs nothing closed.

    Parameters
    ----------
    study : Study
        Whose personas.toml it goes to.
    persona : Persona or None
        As it stands there; None for a new one.
    """
    if opened.read_only() or study.read_only:
        look.aside("This study is shown read-only here, so no persona can be written.")
        return
    key = f"pe-{persona.id if persona else ''}"
    st.html(f"<style>{look.style('claim_editor.css')}</style>")
    if said := st.session_state.pop(SAID, ""):
        st.html(f'<p class="cs-line" role="status">{escape(said)}</p>')
    title = "Change this persona" if persona is not None else "Write a persona"
    icon = ":material/edit:" if persona is not None else ":material/person_add:"
    st.button(title, key=f"{key}-open", icon=icon, on_click=_begin, args=(key, persona))
    if st.session_state.get(OPEN) == key:
        st.dialog(title, width="medium", on_dismiss=_close)(look.plainly(_dialog))(study, persona, key)


def _begin(key: str, persona: Persona | None) -> None:
    _forget(key)
    segment_editor.begin(f"{key}-segment", persona.segment if persona is not None else ())
    st.session_state[f"{key}-before"] = persona
    st.session_state[OPEN] = key


def _close() -> None:
    key = st.session_state.pop(OPEN, "")
    if key:
        _forget(key)


def _forget(key: str) -> None:
    for name in [str(one) for one in st.session_state if str(one).startswith(f"{key}-")]:
        if not name.endswith("-open"):
            del st.session_state[name]


def _flowing(story: str) -> str:
    """A story whose lines break where the box does: single breaks are the file's, empty lines are meant."""
    return re.sub(r"[ \t]*(?<!\n)\n(?!\n)[ \t]*", " ", story.strip())


def _dialog(study: Study, persona: Persona | None, key: str) -> None:
    # As it was when the dialog was opened: whatever somebody else writes meanwhile is not written over.
    persona = st.session_state.get(f"{key}-before", persona)
    name = st.text_input(
        "Name", persona.name if persona else "", placeholder="Careful Carla", key=f"{key}-name"
    )
    flowing = _flowing(persona.story) if persona else ""
    story = st.text_area("Story", flowing, placeholder=STORY, height=150, key=f"{key}-story")
    st.html('<h3 class="ce-part">Which real customers is it about?</h3>')
    segment, whole = segment_editor.ask(study, f"{key}-segment")
    _warn(study, persona, segment)
    scores = _scores(study, persona, key)
    author = persona.author if persona else coder()
    id_ = persona.id if persona else _free_id(study, str(name))
    with st.container(key=f"{key}-do", horizontal=True, gap="small"):
        keep = st.button("Keep", key=f"{key}-keep", type="primary")
    if not keep:
        return
    if not str(name).strip():
        look.trouble("Give it a name first.")
        return
    if not whole:
        look.trouble("One condition is not chosen to the end; say the rest of it, or leave it out.")
        return
    told = persona.story if persona and story == flowing else str(story)
    written = Persona(id_, str(name), told, segment, scores, author)
    try:
        study.save_persona(written, instead_of=persona, author=coder())
    except CslabError as error:
        look.trouble(str(error))
        return
    st.session_state[SAID] = f"{str(name).strip()} is kept in personas.toml."
    _close()
    st.rerun()


def _warn(study: Study, persona: Persona | None, segment: tuple[Condition, ...]) -> None:
    """Say what a changed segment does to claims that are locked."""
    if persona is None or segment == persona.segment:
        return
    states = study.claims
    locked = states[(states["persona"] == persona.id) & (states["state"] == "locked")]
    if len(locked):
        said = (
            f"{many(len(locked), 'locked claim')} of it were made about the people it claimed before, and "
            "stay so; about the new ones they are drafts until somebody locks them again."
        )
        st.html(f'<p class="ce-locking">{text(said)}</p>')


def _scores(study: Study, persona: Persona | None, key: str) -> dict[str, float]:
    """Ask what the persona would answer; what it says of items that are not asked any more stays."""
    before = dict(persona.scores) if persona else {}
    items = study.mirror_items()
    if items.empty:
        return before
    found = dict(before)
    with st.expander("What would they answer?", key=f"{key}-scores"):
        look.aside(
            "From 0, the lowest answer, to 100, the highest. With it the mirror can tell whether this "
            "persona is nearer to us than to the customers it claims. Leave out what you don't know."
        )
        for row in items.to_dict("records"):
            item = str(row["item"])
            value = st.number_input(
                label(row["wording"]),
                0.0,
                100.0,
                before.get(item),
                5.0,
                format="%g",
                key=f"{key}-score-{item}",
            )
            found.pop(item, None)
            if value is not None:
                found[item] = float(value)
    order = [*before, *(item for item in found if item not in before)]
    return {item: found[item] for item in order if item in found}


def _free_id(study: Study, name: str) -> str:
    """An id made of the name, which no other persona has."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    wanted = "-".join(re.findall(r"[a-z0-9]+", plain))[:60] or "persona"
    taken = {one.id for one in study.personas.personas}
    found, number = wanted, 2
    while found in taken:
        found, number = f"{wanted}-{number}", number + 1
    return found
