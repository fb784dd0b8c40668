"""Writing a claim: in words, with what would show it; live, whether it can be tested; then locked.

Nothing here shows what came out: who writes a claim has not looked.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from typing import Any, Final

import streamlit as st

from app import opened
from app.ui import claim_indicator, look
from app.ui.persona_editor import edit_persona
from app.ui.plain import day, many, text
from app.ui.who import coder
from cslab import Study
from cslab.errors import CslabError
from cslab.study.personas import Claim, Indicator, LockedClaim, Persona

__all__ = ["edit", "edit_persona"]

OPEN: Final = "claim-editor-open"
"""In the session: which claim is being written."""
SAID: Final = "claim-editor-said"
LOCKING: Final = (
    "Locking keeps this claim as it is, with your name and the time, and only then shows what the data says. "
    "It can't be taken back: what you write later is version {next}, and version {now} stays to be seen."
)
VAGUE: Final = (
    "Nothing could show it yet, so no data can refuse it. Name one thing that would surprise you if it came "
    "out otherwise."
)
EXAMPLE: Final = "Most of them set up their own approval lanes in the first month."
SOURCES_AT_MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Editing:
    """What is being written: whose claim, which one, and under which keys its widgets stand."""

    persona: Persona
    claim: Claim | None
    key: str

    @classmethod
    def of(cls, persona: Persona, claim: Claim | None) -> Editing:
        """Name it, apart from all others of the page."""
        return cls(persona, claim, f"ce-{persona.id}-{claim.id if claim else ''}")


def edit(study: Study, persona: Persona, claim: Claim | None) -> None:
    """Offer to write a claim of a persona, or to write one anew; in a dialog, which costs nothing closed.

    Parameters
    ----------
    study : Study
        Whose personas.toml it goes to.
    persona : Persona
        Whom it is about.
    claim : Claim or None
        As it stands in personas.toml; None for a new one.
    """
    if opened.read_only() or study.read_only:
        look.aside("This study is shown read-only here, so no claim can be written.")
        return
    editing = Editing.of(persona, claim)
    dress()
    told()
    title = "Write a claim"
    if claim is not None:
        title = "Write it anew" if study.locked(claim.id) else "Write on, or lock it"
    icon = ":material/edit:" if claim is not None else ":material/add:"
    st.button(title, key=f"{editing.key}-open", icon=icon, on_click=_begin, args=(editing,))
    if st.session_state.get(OPEN) == editing.key:
        st.dialog(title, width="medium", on_dismiss=_close)(look.plainly(_dialog))(study, editing)


def dress() -> None:
    """Put the style of the editors on the page."""
    st.html(f"<style>{look.style('claim_editor.css')}</style>")


def told() -> None:
    """Say what was done last, on whatever page it is seen."""
    if said := st.session_state.pop(SAID, ""):
        st.html(f'<p class="cs-line" role="status">{escape(said)}</p>')


def lock_line(versions: tuple[LockedClaim, ...]) -> str:
    """Say as HTML who locked a claim last, when, and which version; nothing while it is a draft."""
    if not versions:
        return ""
    last = versions[-1]
    return (
        f'<p class="ce-lock"><b>Version {last.version}</b>, locked by '
        f"{text(last.author)} on {text(day(last.locked_at))}. What you write now is a draft of version "
        f"{last.version + 1}; version {last.version} stays to be seen.</p>"
    )


# ------------------------------------------------------------------------------------------ the dialog


def _begin(editing: Editing) -> None:
    """Open the dialog with what stands in the file."""
    _forget(editing.key)
    shown = editing.claim.shown_by if editing.claim is not None else ()
    st.session_state[f"{editing.key}-rows"] = [(uuid.uuid4().hex[:8], one) for one in shown]
    st.session_state[f"{editing.key}-before"] = editing.claim
    st.session_state[f"{editing.key}-nonce"] = uuid.uuid4().hex
    st.session_state[OPEN] = editing.key


def _close() -> None:
    key = st.session_state.pop(OPEN, "")
    if key:
        _forget(key)


def _forget(key: str) -> None:
    for name in [str(one) for one in st.session_state if str(one).startswith(f"{key}-")]:
        if not name.endswith("-open"):
            del st.session_state[name]


def _dialog(study: Study, editing: Editing) -> None:
    # As it was when the dialog was opened: whatever somebody else writes meanwhile is not written over.
    editing = replace(editing, claim=st.session_state.get(f"{editing.key}-before", editing.claim))
    claim, key = editing.claim, editing.key
    versions = study.locked(claim.id) if claim is not None else ()
    st.html(f'<p class="ce-whose">Of <b>{text(editing.persona.name)}</b></p>{lock_line(versions)}')
    says = st.text_area(
        "What do you believe of them?",
        claim.says if claim else "",
        placeholder=EXAMPLE,
        height=80,
        key=f"{key}-says",
        help="One sentence that could turn out to be false.",
    )
    shown_by, whole, unit = _shown_by(study, editing)
    written = _expected(editing, str(says), shown_by, unit)
    written = _about(study, editing, written)
    _live(study, written, whole)
    _finish(study, editing, written, versions, whole)


def _shown_by(study: Study, editing: Editing) -> tuple[tuple[Indicator, ...], bool, str]:
    """Everything that would show it; whether each of it says enough; and the unit of the first."""
    st.html('<h3 class="ce-part">What would show it?</h3>')
    rows: list[tuple[str, Indicator | None]] = st.session_state.setdefault(f"{editing.key}-rows", [])
    found: list[Indicator | None] = []
    unit = ""
    for number, (serial, start) in enumerate(rows):
        with st.container(key=f"{editing.key}-box-{serial}", border=True):
            if start is not None and start.fault:
                look.trouble(f"This could not be read as it stands in personas.toml, because {start.fault}.")
            asked, measured_in = claim_indicator.ask(study, start, f"{editing.key}-{serial}")
            found.append(asked)
            unit = unit if number else measured_in
            st.button(
                "Leave this out",
                key=f"{editing.key}-{serial}-out",
                type="tertiary",
                icon=":material/close:",
                on_click=_leave_out,
                args=(editing.key, number),
            )
    if len(rows) < SOURCES_AT_MOST:
        title = "Name what would show it" if not rows else "Name another source"
        st.button(
            title, key=f"{editing.key}-more", icon=":material/add:", on_click=_one_more, args=(editing.key,)
        )
    if rows:
        look.aside("Sources are judged one by one and never averaged: where they disagree, that is said.")
    return tuple(one for one in found if one is not None), None not in found, unit


def _one_more(key: str) -> None:
    st.session_state[f"{key}-rows"] = [*st.session_state.get(f"{key}-rows", []), (uuid.uuid4().hex[:8], None)]


def _leave_out(key: str, number: int) -> None:
    rows = st.session_state.get(f"{key}-rows", [])
    st.session_state[f"{key}-rows"] = [row for at, row in enumerate(rows) if at != number]


def _expected(editing: Editing, says: str, shown_by: tuple[Indicator, ...], unit: str) -> Claim:
    """Ask what its author expects, before anybody looks."""
    claim, key = editing.claim, editing.key
    predicted = confidence = None
    st.html('<h3 class="ce-part">What do you expect?</h3>')
    left, right = st.columns(2, gap="medium", vertical_alignment="bottom")
    if not shown_by:
        left, right = right, left
    else:
        predicted = left.number_input(
            f"My guess, in {unit}" if len(shown_by) == 1 else f"My guess of the first, in {unit}",
            value=claim.predicted if claim else None,
            format="%g",
            placeholder="70",
            key=f"{key}-predicted",
            help="The figure that you think will come out. A claim is judged by its line, and not by this.",
        )
    confidence = right.number_input(
        "How sure I am that the claim holds, in %",
        0.0,
        100.0,
        claim.confidence if claim else None,
        5.0,
        format="%g",
        placeholder="80",
        key=f"{key}-confidence",
        help="80 means: of ten claims I am this sure of, eight hold.",
    )
    return Claim(
        claim.id if claim else "",
        editing.persona.id,
        says,
        shown_by,
        predicted=None if predicted is None else float(predicted),
        confidence=None if confidence is None else float(confidence),
    )


def _about(study: Study, editing: Editing, written: Claim) -> Claim:
    """Ask for the rest: voices on both sides, whose claim it is, and what it is called."""
    claim, key = editing.claim, editing.key
    codes = list(study.codebook.names)
    with st.expander("Voices, author and note", key=f"{key}-rest"):
        sides = []
        for side, title in (
            ("heard_in", "Clips speak for it under"),
            ("denied_in", "Clips speak against it under"),
        ):
            before = list(getattr(claim, side)) if claim else []
            options = list(dict.fromkeys((*codes, *before)))
            sides.append(
                tuple(st.multiselect(title, options, before, placeholder="Choose codes", key=f"{key}-{side}"))
            )
        team = study.teammates()
        mine = claim.author if claim else coder()
        names = list(dict.fromkeys((*team, *((mine,) if mine else ()))))
        author = st.selectbox(
            "Whose claim it is",
            names,
            index=names.index(mine) if mine in names else None,
            accept_new_options=True,
            key=f"{key}-author",
        )
        note = st.text_input("Note", claim.note if claim else "", key=f"{key}-note")
        id_ = claim.id if claim else _free_id(study, editing.persona, written.says)
        if claim is None:
            given = st.text_input("Its id in personas.toml", "", placeholder=id_, key=f"{key}-id")
            id_ = given.strip() or id_
    return replace(
        written,
        id=id_,
        author=str(author or ""),
        written_on=claim.written_on if claim else date.today(),
        heard_in=sides[0],
        denied_in=sides[1],
        note=note,
    )


# ------------------------------------------------------------------------------------------ while writing


def _live(study: Study, written: Claim, whole: bool) -> None:
    """Say while it is being written whether it can be tested; never what would come out."""
    if not written.says.strip():
        return
    if not whole:
        _say("wait", "Say the rest of what would show it, above.", [])
        return
    if not written.shown_by:
        _say("no", VAGUE, [])
        return
    try:
        preview: Any = study.preview_claim(written, blind_for=coder())
    except CslabError as error:
        _say("no", str(error), [])
        return
    lines = [str(one.sentence) for one in preview.sources] if len(preview.sources) > 1 else []
    _say("yes" if preview.testable else "no", str(preview.sentence), lines)


def _say(kind: str, sentence: str, lines: list[str]) -> None:
    sign = {"yes": "✓", "no": "○", "wait": "…"}[kind]
    listed = "".join(f"<li>{text(line)}</li>" for line in lines)
    more = f"<ul>{listed}</ul>" if listed else ""
    st.html(
        f'<div class="ce-live ce-{kind}" role="status"><p><b aria-hidden="true">{sign}</b> '
        f"{text(sentence)}</p>{more}</div>"
    )


# ------------------------------------------------------------------------------------------ done


def _finish(
    study: Study, editing: Editing, written: Claim, versions: tuple[LockedClaim, ...], whole: bool
) -> None:
    key = editing.key
    now = versions[-1].version + 1 if versions else 1
    same = bool(versions) and editing.claim is not None and study.claim_state(editing.claim.id) == "locked"
    st.html(f'<p class="ce-locking">{text(LOCKING.format(now=now, next=now + 1))}</p>')
    with st.container(key=f"{key}-do", horizontal=True, gap="small"):
        keep = st.button("Keep as draft", key=f"{key}-keep")
        lock = st.button("Lock", key=f"{key}-lock", type="primary", icon=":material/lock:")
        out = (
            st.button("Take it out", key=f"{key}-gone", type="tertiary", icon=":material/delete:")
            if editing.claim is not None
            else False
        )
    if out:
        st.session_state[f"{key}-sure"] = True
    if st.session_state.get(f"{key}-sure") and editing.claim is not None:
        _sure(study, editing, versions)
    if not (keep or lock):
        return
    if not whole:
        look.trouble("One source is not chosen to the end; say the rest of it, or leave it out.")
        return
    try:
        if written != editing.claim:
            study.save_claim(written, instead_of=editing.claim, author=coder())
        if lock:
            made = study.lock_claim(written.id, author=coder(), nonce=st.session_state.get(f"{key}-nonce"))
    except CslabError as error:
        look.trouble(str(error))
        return
    if lock:
        said = f"Locked: version {made.version} of “{made.claim.says}”."
    elif same and written == editing.claim:
        said = "Nothing changed; it is locked as it stands."
    else:
        said = f"Kept as a draft: “{written.says.strip()}”. Nobody has looked."
    _done(said)


def _sure(study: Study, editing: Editing, versions: tuple[LockedClaim, ...]) -> None:
    claim = editing.claim
    if claim is None:
        return
    kept = (
        f"{many(len(versions), 'locked version')} of it stay, and it is shown as withdrawn: a claim that was "
        "held against data can't be made unsaid."
        if versions
        else "It was never locked, so nothing of it stays."
    )
    st.html(f'<p class="ce-locking">{text(kept)}</p>')
    if st.button("Yes, take it out of personas.toml", key=f"{editing.key}-yes"):
        try:
            study.remove_claim(claim.id, author=coder())
        except CslabError as error:
            look.trouble(str(error))
            return
        _done("It is out of personas.toml.")


def _done(said: str) -> None:
    st.session_state[SAID] = said
    _close()
    st.rerun()


def _free_id(study: Study, persona: Persona, says: str) -> str:
    """An id made of the first words of a claim, which no other has."""
    plain = unicodedata.normalize("NFKD", says).encode("ascii", "ignore").decode()
    words = [word for word in re.findall(r"[a-z0-9]+", plain.lower()) if len(word) > 3][:3]
    first = persona.id.split("-")[-1]
    taken = set(study.claims["claim"])
    wanted = "-".join([first, *words])[:60]
    found, number = wanted, 2
    while found in taken:
        found, number = f"{wanted}-{number}", number + 1
    return found
