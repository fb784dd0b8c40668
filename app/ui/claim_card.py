"""One claim: its verdict, what each source says, and voices on both sides, to be marked and shared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app import opened
from app.ui import claim_editor, look, persona_one, persona_parts, player, shown, verdicts, who
from app.ui.plain import day, label, many, missing, text
from cslab import Study
from cslab.challenge.claims.verdict import Finding
from cslab.challenge.evidence import EvidenceCard, words
from cslab.study.consent import AUDIENCES
from cslab.study.personas import Claim, LockedClaim, Persona

CHOICES = [
    {"name": "for", "label": "For"},
    {"name": "against", "label": "Against"},
    {"name": "neither", "label": "Neither"},
]
SIDES = {"for": "For", "against": "Against"}
SAID = {
    "for": "What speaks for it",
    "against": "What speaks against it",
    "open": "What may be either",
    "neither": "Left out",
}
WITHDRAWN = (
    "Withdrawn: it was taken out of personas.toml after it was locked. It stays to be seen as it was locked."
)
MOST = 8
WHOM = {"team": "The team", "company": "The company", "public": "Anybody"}


def show(study: Study, persona_id: str | None, claim_id: str) -> None:
    """Show one claim with everything that speaks for it and against it.

    Raises
    ------
    NotFoundError
        If there is no such claim.
    """
    persona_parts.dress()
    claim_editor.told()
    if refused := st.session_state.pop(player.REFUSED, ""):
        look.trouble(str(refused))
    versions, written = study.locked(claim_id), study.personas
    draft = next((one for one in written.claims if one.id == claim_id), None)
    claim = draft or versions[-1].claim
    named = persona_id or claim.persona
    persona = next((one for one in written.personas if one.id == named), Persona(named, named))
    with st.container(key="path", horizontal=True):
        st.page_link(
            "views/personas.py",
            label=f"← {label(persona.name or persona.id)}",
            query_params={"persona": persona.id},
        )
    if not versions:
        _draft(study, persona, claim)
        return
    card = study.evidence_card(claim_id, blind_for=who.coder(), limit=MOST)
    _head(card)
    if draft is None:
        look.aside(WITHDRAWN)
    _verdict(study, card)
    _sources(study, card)
    _sides(study, card)
    _looked(card)
    _history(card)
    if draft is not None:
        _anew(study, persona, draft)


def _draft(study: Study, persona: Persona, claim: Claim) -> None:
    """A claim that is not locked: what it says, and nothing of what data says."""
    author = f"<span>Written by {text(claim.author)}</span>" if claim.author else ""
    st.html(
        f'<header class="cs-head ps-claimed"><h1>{text(claim.says)}</h1>'
        f'<p class="cs-sum">{author}<span>{persona_parts.NOT_LOCKED}</span></p></header>'
    )
    look.empty(
        persona_one.LOCK_FIRST.rstrip("."),
        "Whoever has seen the answer can no longer predict it. Write down what you expect and how sure you "
        "are; then lock it, and the data is shown.",
    )
    if not opened.read_only():
        with st.container(key="ps-lock-it", horizontal=True, horizontal_alignment="center"):
            claim_editor.edit(study, persona, claim)


def _head(card: EvidenceCard) -> None:
    claim = card.claim
    on = f" on {day(claim.written_on)}" if claim.written_on else ""
    author = f"<span>Claimed by {text(claim.author)}{on}</span>" if claim.author else ""
    st.html(
        f'<header class="cs-head ps-claimed"><h1>{text(claim.says)}</h1><p class="cs-sum"><span><b>'
        f"{persona_parts.customers(card.people)}</b>: {text(card.segment)}</span>{author}"
        f"<span>{text(card.lock)}</span></p></header>"
    )


def _verdict(study: Study, card: EvidenceCard) -> None:
    found = f'<p class="ev-found">{words.escape(card.prediction)}</p>' if card.prediction else ""
    doubts = "".join(f'<p class="ev-found">{text(one)}</p>' for one in card.verdict.caveats)
    st.html(
        f'<div class="ev-verdict">{verdicts.badge(card.verdict.verdict)}'
        f"<p>{words.escape(card.verdict.sentence)}</p>{found}{doubts}</div>"
    )
    _ways(study, card)


@st.fragment
@look.plainly
def _ways(study: Study, card: EvidenceCard) -> None:
    with st.container(key="act-card", horizontal=True, gap="small", vertical_alignment="center"):
        if st.button("How we know", key="card-method", type="tertiary"):
            st.dialog(label(card.claim.says), width="large")(look.plainly(verdicts.method))(card.verdict)
        with st.popover("Share this card", type="tertiary", icon=":material/ios_share:"):
            _share(study, card)


def _share(study: Study, card: EvidenceCard) -> None:
    """The card as one file: whoever gets it needs neither cslab nor the network."""
    audience = st.radio(
        "Who will see it",
        list(AUDIENCES),
        index=list(AUDIENCES).index("company"),
        horizontal=True,
        format_func=WHOM.__getitem__,
        key="card-audience",
    )
    name = f"{shown.file_name(study, card.claim.says)}.html"
    st.download_button(
        "Download as one page",
        lambda: study.evidence_card(card.claim.id, audience=str(audience)).html().encode(),
        file_name=name,
        mime="text/html",
        key="card-download",
        on_click="ignore",
        icon=":material/download:",
    )
    look.aside(
        "It prints on a sheet and plays its clips, and asks the network for nothing. It holds only voices of "
        "people who agreed to be heard by whom you chose."
    )


# -------------------------------------------------------------------------------------------- sources


def _sources(study: Study, card: EvidenceCard) -> None:
    findings = card.verdict.findings
    if not findings:
        return
    columns = st.columns(len(findings), gap="large") if len(findings) > 1 else [st.container()]
    alone = len(findings) == 1
    for at, (column, finding) in enumerate(zip(columns, findings, strict=True)):
        with column:
            _source(study, finding, at, alone=alone)


def _source(study: Study, finding: Finding, at: int, *, alone: bool) -> None:
    title = words.SOURCES.get(finding.indicator.source, finding.indicator.source)
    mark = "" if alone else verdicts.badge(finding.verdict)
    found = words.deciding(finding)
    if found is None:
        why = finding.sentence if not alone else "; ".join(finding.caveats) or finding.sentence
        shown.nothing(title, f"{mark} {text(why)}", key=f"card-{at}")
        return
    heard = finding.people_against or finding.people_for
    true = "not true" if finding.people_against else "true"
    with st.container(key=f"ps-source-{at}"):
        shown.number(
            study,
            title,
            found,
            key=f"card-{at}",
            table=_rows(finding),
            voices={"people": list(heard)} if heard else None,
            hear=f"Hear those of whom it is {true}",
            note=finding.words,
            caveats=finding.caveats,
        )
        said = "" if alone else f"<p>{words.escape(finding.sentence)}</p>"
        st.html(
            f'<div class="ps-picture">{mark}{words.picture(finding)}'
            f"<small>Claimed: {words.escape(words.claimed(finding))}</small>{said}</div>"
        )


def _rows(finding: Finding) -> Any:
    """Everybody who was counted: their value, and whether they are as the claim says."""
    if finding.values is None:
        return None
    table = finding.values.table
    return (
        table[table["inside"]].rename(columns={"value": "found", "hit": "as_claimed"}).drop(columns="inside")
    )


# ---------------------------------------------------------------------------------------------- sides


def _sides(study: Study, card: EvidenceCard) -> None:
    for column, (side, title) in zip(st.columns(2, gap="large"), SIDES.items(), strict=True):
        with column:
            _side(study, card, side, title)
    undecided = card.side("open", every=True)
    if len(undecided):
        st.html(
            f'<h2 class="ps-side">Somebody has to judge <small>{many(len(undecided), "clip")}</small></h2>'
            '<p class="cs-aside">Teammates differ on these, or their codes stand on both sides.</p>'
        )
        _clips(study, card, undecided.to_dict("records"), "open")
    neither = card.side("neither", every=True)
    if len(neither):
        with st.expander(f"Left out: {many(len(neither), 'clip')} marked as neither"):
            _clips(study, card, neither.to_dict("records"), "neither")


def _side(study: Study, card: EvidenceCard, side: str, title: str) -> None:
    clips, every = card.side(side), card.side(side, every=True)
    people = every["person_id"].nunique()
    count = f" <small>{many(people, 'person', 'people')}</small>" if people else ""
    none = card.none_found(side)
    nobody = f'<p class="ps-none">{text(none)}</p>' if none else ""
    st.html(f'<h2 class="ps-side">{title}{count}</h2>{nobody}')
    if len(clips):
        _clips(study, card, clips.to_dict("records"), side)
    if len(every) > len(clips):
        look.aside(f"{many(len(every) - len(clips), 'more clip')} on this side.")
    if len(wrote := card.written(side)):
        st.html(f'<h3 class="ps-wrote">In writing</h3>{persona_one.written(wrote.to_dict("records"))}')


def _clips(study: Study, card: EvidenceCard, rows: list[dict[Any, Any]], side: str) -> None:
    """Clips with a quiet way to say of each what it says of the claim."""
    mine = who.coder()
    told = [
        {
            **{name: value for name, value in row.items() if name != "marks"},
            "about": persona_one.about(row),
            "chosen": dict(row["marks"]).get(mine, ""),
        }
        for row in rows
    ]
    key = f"card-{side}"
    player.show_snippets(
        study,
        told,
        key=key,
        choices=() if opened.read_only() else CHOICES,
        asked="It speaks",
        label=SAID[side],
        on_choice=lambda highlight, choice, nonce: mark(study, card.claim.id, highlight, choice, nonce),
    )


def mark(study: Study, claim: str, highlight: int, choice: str, nonce: str) -> None:
    """Keep what the person at work says of a clip; an empty choice takes it back."""
    if choice:
        study.mark_clip(claim, highlight, choice, author=who.coder(), nonce=nonce)
    else:
        study.unmark_clip(claim, highlight, author=who.coder())


def _looked(card: EvidenceCard) -> None:
    rules = "; ".join(rule.words for rule in card.rules)
    codes = f"; then {rules}" if rules else ""
    how = (
        f"Which side a clip is on: what teammates marked, before any rule{codes}; then whose own answers or "
        "use stand for it or against it. People it claims come first, the best clip of each before anybody's "
        "second; clips marked as neither are left out."
    )
    st.html(f'<div class="ps-looked"><p>{text(card.searched.sentence)}</p><p>{text(how)}</p></div>')


# --------------------------------------------------------------------------------------------- history


def _history(card: EvidenceCard) -> None:
    lines = "".join(
        _version(one, card.versions[at - 1] if at else None) for at, one in enumerate(card.versions)
    )
    times = "once" if len(card.versions) == 1 else f"{len(card.versions)} times"
    with st.expander(f"Locked {times}: every version as it stood", icon=":material/history:"):
        st.html(f'<ul class="cs-events">{lines}</ul>')
        look.aside("The first version is the blind one: who wrote a later one could have seen.")


def _version(one: LockedClaim, before: LockedClaim | None) -> str:
    claim = one.claim
    expected = "" if claim.predicted is None else f"expected {claim.predicted:g}"
    sure = "" if claim.confidence is None else f"{claim.confidence:g} % sure"
    facts = [f"version {one.version}, by {text(one.author)}", expected, sure]
    changed = f" Changed: {', '.join(_changed(one, before))}." if before is not None else ""
    return (
        f'<time>{text(day(one.locked_at))}</time><div><p class="cs-event-what">{text(claim.says)}</p>'
        f'<p class="cs-facts">{" · ".join(filter(None, facts))}.{text(changed)}</p></div>'
    )


def _changed(one: LockedClaim, before: LockedClaim) -> list[str]:
    """Which parts of a version differ from the one before it, in words."""
    parts: Mapping[str, tuple[Any, Any]] = {
        "what it says": (one.claim.says, before.claim.says),
        "what would show it": (one.claim.shown_by, before.claim.shown_by),
        "what is expected": (one.claim.predicted, before.claim.predicted),
        "how sure": (one.claim.confidence, before.claim.confidence),
        "whom it claims": (one.segment, before.segment),
        "codes for it": (one.claim.heard_in, before.claim.heard_in),
        "codes against it": (one.claim.denied_in, before.claim.denied_in),
    }
    return [
        name for name, (now, then) in parts.items() if now != then and not (missing(now) and missing(then))
    ]


def _anew(study: Study, persona: Persona, claim: Claim) -> None:
    if not opened.read_only():
        claim_editor.edit(study, persona, claim)
