"""One persona: its story, the real people it stands for, and its claims against what these say and do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import streamlit as st

from app import opened
from app.ui import (
    address,
    claim_editor,
    look,
    mirror_persona,
    persona_message,
    persona_parts,
    persona_quality,
    player,
    shown,
    verdicts,
    who,
)
from app.ui import customer_words as customer
from app.ui.plain import day, label, many, missing, text
from cslab import Study
from cslab.challenge import segments
from cslab.challenge.claims.verdict import Verdict
from cslab.challenge.evidence import words
from cslab.errors import CslabError
from cslab.study.personas import Claim, Persona

VIEW = "persona-view"
VIEWS = {
    "claims": "Claims",
    "people": "Real people",
    "quality": "How good it is",
    "message": "Our words",
    "us": "Like us?",
}
LOCK_FIRST = "Lock it to see what the data says."
CLIPS = 12
HEAR = {"for": "For", "against": "Against"}


def show(study: Study, persona_id: str) -> None:
    """Show one persona.

    Raises
    ------
    NotFoundError
        If there is no such persona.
    """
    persona_parts.dress()
    claim_editor.told()
    with st.container(key="path", horizontal=True):
        st.page_link("views/personas.py", label="← All personas")
    persona = study.personas.persona(persona_id)
    people = _head(study, persona)
    parts: dict[str, Callable[[], None]] = {
        "claims": lambda: _claims(study, persona),
        "people": lambda: _people(study, persona, people),
        "quality": lambda: persona_quality.show(study, persona),
        "message": lambda: persona_message.show(study, persona),
        "us": lambda: mirror_persona.show(study, persona),
    }
    view = address.choose(VIEW, VIEWS)
    parts[view]()


def _head(study: Study, persona: Persona) -> list[str] | None:
    """Name, story and segment; gives the people it stands for, or None where that can't be said."""
    try:
        people: list[str] | None = sorted(study.segment(persona.id)["person_id"])
        trouble = ""
    except CslabError as error:
        people, trouble = None, str(error)
    count = persona_parts.customers(None if people is None else len(people))
    whom = persona_parts.plainly_said(segments.sentence(persona.segment))
    author = f"<span>Written by {text(persona.author)}</span>" if persona.author else ""
    many_ = f"<span><b>{count}</b></span>" if count else ""
    st.html(
        f'<header class="cs-head"><h1>{text(persona.name or persona.id)}</h1>'
        f'<p class="cs-sum ps-facts">{many_}<span>{text(whom)}</span>{author}</p>'
        f'<p class="ps-story">{text(" ".join(persona.story.split()))}</p></header>'
    )
    if trouble:
        look.trouble(trouble)
    return people


# --------------------------------------------------------------------------------------------- claims


def _claims(study: Study, persona: Persona) -> None:
    claims = study.personas.claims_of(persona.id)
    table = study.claims.set_index("claim")
    rows = table[table["persona"] == persona.id]
    found = {one.claim.id: one for one in study.verdicts(persona.id, blind_for=who.coder())}
    if rows.empty:
        look.empty(
            "It claims nothing yet",
            "A persona without claims can't be wrong, and so it can't be useful. Write down one thing that "
            "would surprise you if it were false.",
        )
    with st.container(key="ps-claims"):
        by_id: Mapping[str, Claim] = {claim.id: claim for claim in claims}
        for at, (name, row) in enumerate(rows.to_dict("index").items()):
            _claim(study, persona, str(name), row, by_id.get(str(name)), found.get(str(name)), at)
    if not opened.read_only():
        with st.container(key="ps-write", horizontal=True, gap="small"):
            claim_editor.edit(study, persona, None)
            claim_editor.edit_persona(study, persona)


def _claim(
    study: Study,
    persona: Persona,
    name: str,
    row: Mapping[Any, Any],
    claim: Claim | None,
    verdict: Verdict | None,
    at: int,
) -> None:
    """One claim: its verdict in a word and a sentence, how it is locked, and voices on both sides."""
    says = str(verdict.claim.says if verdict is not None else row["says"])
    with st.container(key=f"ps-claim-{at}"):
        mark = verdicts.badge(verdict.verdict) if verdict is not None else _draft_mark(row)
        st.html(f'<div class="ps-mark">{mark}</div>')
        with st.container(key=f"ps-says-{at}"):
            if claim is None:  # withdrawn: it stays to be seen, and has no card
                st.html(f'<p class="ps-gone">{text(says)}</p>')
            else:
                query = {"persona": persona.id, "claim": name}
                st.page_link("views/personas.py", label=label(says), query_params=query)
        unseen = LOCK_FIRST if claim is not None else "It was withdrawn, so it is not judged."
        said = verdict.sentence if verdict is not None else unseen
        st.html(
            f'<p class="ps-sentence">{words.escape(said)}</p><p class="{_lock_class(row)}">{_lock(row)}</p>'
        )
        if verdict is not None and claim is not None:
            _ways(study, verdict, name, at)
        elif claim is not None and not opened.read_only():
            claim_editor.edit(study, persona, claim)


def _draft_mark(row: Mapping[Any, Any]) -> str:
    if row["state"] == "draft":
        sign = '<span aria-hidden="true">◌</span>'
        return f'<span class="ev-badge ps-open">{sign} {persona_parts.NOT_LOCKED}</span>'
    return '<span class="ev-badge ps-open">not judged</span>'


def _lock_class(row: Mapping[Any, Any]) -> str:
    return "ps-lock" if row["state"] == "draft" else "ps-lock ps-locked"


def _lock(row: Mapping[Any, Any]) -> str:
    """How a claim is locked, as HTML."""
    by = f" by {text(row['author'])}" if text(row["author"]) else ""
    if row["state"] == "draft":
        return f"Written{by}; nobody has looked"
    version = f"Version {row['version']}, " if row["version"] > 1 else ""
    locked = f"{version}locked by {text(row['locked_by'])} on {text(day(row['locked_at']))}"
    more = {
        "changed": "; written anew since, and that is not judged",
        "withdrawn": "; withdrawn from personas.toml since",
    }.get(str(row["state"]), "")
    sure = "" if missing(row["confidence"]) else f" · {row['confidence']:g} % sure"
    return f"{locked[:1].upper()}{locked[1:]}{more}{sure}"


@st.fragment
@look.plainly
def _ways(study: Study, verdict: Verdict, name: str, at: int) -> None:
    """Voices on both sides, and how the verdict was reached; what is opened here draws nothing else again."""
    with st.container(key=f"act-ps-claim-{at}", horizontal=True, gap="small", vertical_alignment="center"):
        for side, word in HEAR.items():
            if st.button(
                word,
                key=f"hear-ps-{side}-{at}",
                type="tertiary",
                icon=":material/hearing:",
            ):
                st.dialog(label(verdict.claim.says), width="medium")(look.plainly(voices))(
                    study, name, side, f"{side}-{at}"
                )
        if st.button("How we know", key=f"ps-method-{at}", type="tertiary"):
            st.dialog(label(verdict.claim.says), width="large")(look.plainly(verdicts.method))(verdict)


def voices(study: Study, claim: str, side: str, key: str) -> None:
    """Let the voices on one side of a claim be heard."""
    card = study.evidence_card(claim, blind_for=who.coder())
    clips, none = card.side(side, every=True).head(CLIPS), card.none_found(side)
    st.html(
        f'<h3 class="cs-whose">{"What speaks for it" if side == "for" else "What speaks against it"}</h3>'
    )
    if none:
        look.aside(escape(none))
    if len(clips):
        player.show_snippets(study, told(clips), key=f"voices-{key}")
    if len(wrote := card.written(side, every=True).head(CLIPS)):
        st.html(f'<h3 class="cs-whose">In writing</h3>{written(wrote.to_dict("records"))}')
    look.aside(escape(card.searched.sentence))


def told(clips: Any) -> list[dict[Any, Any]]:
    """Clips for the player, each with the reason why it is here."""
    rows = clips.drop(columns=["marks"]).to_dict("records")
    return [row | {"about": about(row)} for row in rows]


def about(row: Mapping[Any, Any]) -> str:
    """Why a clip or an answer stands on its side; plain text."""
    outside = "" if row["inside"] else " · not one of the people it claims"
    return f"{row['why']}{outside}"


def written(rows: list[dict[Any, Any]]) -> str:
    """Answers in writing, as HTML."""
    lines = []
    for row in rows:
        score = row["choice"] if missing(row["score"]) else f"{row['score']:g}"
        facts = [
            text(row["person"]) or "Somebody",
            f"answered {text(score)}" if not missing(score) else "",
            text(day(row["answered_at"])),
            text(about(row)),
        ]
        lines.append(f"<li><q>{text(row['text'])}</q><span>{' · '.join(filter(None, facts))}</span></li>")
    return f'<ul class="cs-wrote">{"".join(lines)}</ul>'


# ---------------------------------------------------------------------------------------- real people


def _people(study: Study, persona: Persona, people: list[str] | None) -> None:
    """Drop the persona, talk to a person."""
    st.html(
        '<div class="ps-drop"><h2>Drop the persona, talk to a person</h2><p>These are the real people '
        f"{text(persona.name)} stands for. None of them is {text(persona.name)}.</p></div>"
    )
    if not people:
        look.aside("There is no such customer: nobody fits what the persona says of whom it claims.")
        return
    found = study.why(people=people, limit=CLIPS, blind_for=who.coder())
    theirs = found.clips[found.clips["person_id"].isin(people)]
    table = study.people[study.people["person_id"].isin(people)]
    spoke = table[table["person_id"].isin(set(study.interviews["person_id"].dropna()))]
    shown.table(
        study,
        f"{many(len(spoke), 'was', 'were')} interviewed, of {persona_parts.customers(len(people))}",
        table=table,
        key="ps-everybody",
        html=_known(spoke.to_dict("records"))
        if len(spoke)
        else "<p>Nobody yet: ask one of them for a talk.</p>",
        voices={"people": people},
        hear="Hear them",
        link=("customers", "All customers →", {"view": "accounts"}),
        note="Everybody whom the persona claims stands under Rows.",
    )
    if len(theirs):
        look.section("In their own voices")
        player.show_snippets(study, theirs, key="ps-people")


def _known(rows: list[dict[Any, Any]]) -> str:
    """People who can be asked and heard, as HTML, each with the way to everything about them."""
    lines = []
    for row in rows:
        name = text(row["name"]) or text(row["person_id"])
        link = f'<a href="{customer.address(row["person_id"])}" target="_self">{name}</a>'
        means = text(row.get("success_means"))
        said = f"<q>{means}</q>" if means else ""
        lines.append(f"<li><p><b>{link}</b><span>{text(row.get('role'))}</span></p>{said}</li>")
    return f'<ul class="ps-people">{"".join(lines)}</ul>'
