"""All personas: whom each claims, how its claims fare against data, and what is most wrong with it."""

from __future__ import annotations

import streamlit as st

from app import opened
from app.ui import claim_editor, look, persona_parts, shown, who
from app.ui.plain import label, text
from cslab import Study
from cslab.challenge.evidence import PersonaGlance, words

NOTE = "Who we think our customers are, and what customers say and do of it."
TEACH = (
    "A persona claims that some real people are like this, and each of its claims names what would show it. "
    "Claims are locked before anybody looks; then data may refuse them. Write <code>personas.toml</code> "
    "into the study's folder, or begin here."
)
AS_A_FILE = "How it looks in personas.toml"
EXAMPLE = """\
[[personas]]
id = "careful-carla"
name = "Careful Carla"
story = "Keeps the books, and reads everything twice."
author = "Maya"
segment = { plan = ["solo", "team"] }      # the real people whom she stands for

[[claims]]
id = "carla-builds-lanes"
persona = "careful-carla"
says = "She builds her own approval lanes."
author = "Maya"
predicted = 70                             # what you expect to find, in per cent
confidence = 80                            # how sure you are that it holds
shown_by = [{ source = "usage", feature = "lanes", at_least = 50 }]
denied_in = ["workaround"]                 # codes under which clips speak against it
"""


def summary(study: Study) -> tuple[str, ...]:
    """What there is, for the page's head; HTML."""
    personas, table = study.personas.personas, study.claims
    if not personas:
        return ()
    locked = int((table["state"] != "draft").sum())
    return (
        f"<b>{len(personas)}</b> {'persona' if len(personas) == 1 else 'personas'}",
        f"<b>{len(table)}</b> {'claim' if len(table) == 1 else 'claims'}",
        f"<b>{locked}</b> locked before anybody looked",
    )


def show(study: Study) -> None:
    """Show all personas, or teach what one is."""
    persona_parts.dress()
    persona_parts.faults(study)
    glances = study.persona_glances(blind_for=who.coder())
    if not glances:
        look.empty("No persona yet", TEACH)
    with st.container(key="ps-list"):
        for at, glance in enumerate(glances):
            _one(study, glance, at)
    _begin(study)
    if not glances:
        with st.expander(AS_A_FILE):
            st.code(EXAMPLE, language="toml", wrap_lines=True)


def _one(study: Study, glance: PersonaGlance, at: int) -> None:
    persona = glance.persona
    with st.container(key=f"ps-persona-{at}"):
        with st.container(key=f"ps-name-{at}"):
            st.page_link(
                "views/personas.py",
                label=label(persona.name or persona.id),
                query_params={"persona": persona.id},
            )
        people = f"<b>{persona_parts.customers(glance.people)}</b>" if glance.people is not None else ""
        whom = f"<span>{text(persona_parts.plainly_said(glance.segment))}</span>"
        st.html(f'<p class="ps-whom">{people}{whom}</p>{_worst(glance)}')
        st.html(persona_parts.strip(glance.counts, glance.drafts))
        if glance.people:
            ids = sorted(study.segment(persona.id)["person_id"])
            with st.container(key=f"act-ps-{at}", horizontal=True, gap="small"):
                shown.hear(
                    study,
                    f"Real people {persona.name} stands for",
                    {"people": ids},
                    key=f"ps-{at}",
                    words="Hear these people",
                )


def _worst(glance: PersonaGlance) -> str:
    """What is most wrong with it, as HTML."""
    title = "Most wrong" if glance.worst is not None and not glance.trouble else ""
    head = f"<b>{title}</b> " if title else ""
    return f'<p class="ps-worst">{head}{words.escape(glance.sentence)}</p>'


def _begin(study: Study) -> None:
    """Write a new persona, where that may be done."""
    if not opened.read_only():
        claim_editor.edit_persona(study, None)
