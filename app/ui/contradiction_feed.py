"""The feed of contradictions: filters, cards, what could not be looked at, and what is no longer seen."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

import streamlit as st

from app.ui import address, contradiction_card, look, shown, who
from app.ui import customer_words as words
from app.ui.plain import many, text
from cslab import Study
from cslab.challenge.contradictions import contradiction as kinds
from cslab.challenge.contradictions.contradiction import HOLDS, KINDS, NEEDS
from cslab.challenge.contradictions.feed import RULE, Feed

NOTE = "Places where what we believe, what customers say and what they do don't fit together."

SLUGS: Final[Mapping[str, str]] = {
    "all": "",
    "theme": kinds.THEME,
    "falling": kinds.FALLING,
    "goodwill": kinds.GOODWILL,
    "renewing": kinds.RENEWING,
    "claim": kinds.CLAIM,
    "sources": kinds.SOURCES,
    "growth": kinds.GROWTH,
    "belief": kinds.BELIEF,
}
"""Each kind in the address."""

STATES: Final[Mapping[str, str]] = {
    "open": "Open",
    "explained": "Explained",
    "acted-on": "Acted on",
    "all": "All",
}
STEP = 12
"""Cards that are shown at once."""

KIND, STATE, MORE = "contra-kind", "contra-state", "contra-shown"


def show(study: Study) -> None:
    """Show the feed."""
    st.html(f"<style>{look.style('contradictions.css')}</style>")
    found = study.contradictions(blind_for=who.coder(), reader=who.coder())
    sure = sum(one.label == HOLDS for one in found)
    summary = (
        f"<b>{sure}</b> {'holds' if sure == 1 else 'hold'} up",
        f"<b>{len(found) - sure}</b> {'hint' if len(found) - sure == 1 else 'hints'}",
        many(len(found.looked), "comparison") + " made",
    )
    look.head("Contradictions", note=NOTE, summary=summary if found.looked else ())
    words.done()
    if not len(found):
        _nothing(found)
        _gone(found)
        return
    look.aside(escape(RULE))
    chosen = _chosen(found)
    names = words.names(study)
    at_most = int(st.session_state.setdefault(MORE, STEP))
    for one in chosen[:at_most]:
        contradiction_card.show(study, found, one, names, key=_key(one.key))
    if not chosen:
        look.aside("Nothing of that kind and status.")
    left = len(chosen) - at_most
    if left > 0 and st.button(f"Show {min(STEP, left)} more", key="contra-more"):
        st.session_state[MORE] = at_most + STEP
        st.rerun()
    _whole(study, found)
    _unseen(found)
    _gone(found)


def _chosen(found: Feed) -> list[kinds.Contradiction]:
    """Let people choose by kind and by status; the address names both."""
    here = {one.kind for one in found}
    slugs = [slug for slug, kind in SLUGS.items() if not kind or kind in here]
    address.follow("kind", KIND, slugs, "all")
    address.follow("status", STATE, STATES, "open")
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom", key="contra-filters"):
        kind = st.selectbox(
            "Kind",
            slugs,
            format_func=lambda slug: KINDS.get(SLUGS[slug], "All kinds"),
            key=KIND,
            width=360,
        )
        state = st.segmented_control(
            "Status", list(STATES), format_func=STATES.__getitem__, key=STATE, required=True
        )
    address.write("kind", KIND, str(kind))
    address.write("status", STATE, str(state))
    wanted, status = SLUGS[str(kind)], str(state).replace("-", " ")
    return [
        one
        for one in found
        if (not wanted or one.kind == wanted) and status in ("all", found.status(one.key))
    ]


def _key(key: str) -> str:
    """A key of the page: letters of any script may stand in the key of an entry."""
    return "".join(letter if letter.isascii() and letter.isalnum() else f"-{ord(letter):x}" for letter in key)


def _whole(study: Study, found: Feed) -> None:
    with st.expander("How this list is made"):
        for doubt in found.caveats:
            look.aside(escape(doubt))
        look.aside(
            "A comparison is listed where chance alone does as much in less than about one case in three, "
            "and what is true of some people from two of them on. <b>Holds up</b>: chance alone hardly does "
            "this, even among all comparisons. <b>A hint</b>: it could well be chance. Nothing is told of "
            "fewer than 5 people. Surprise counts up to 10 bits, so that one entry can't drown the rest."
        )
        shown.table(
            study,
            "All entries with their numbers",
            table=found.summary(),
            key="contra-all",
            caveats=(),
            level=3,
        )


def _unseen(found: Feed) -> None:
    if not found.unseen:
        return
    with st.expander(f"Not looked at: {len(found.unseen)} of {len(KINDS)} kinds"):
        st.html(f'<ul class="cs-needs">{"".join(_line(one.kind, one.why) for one in found.unseen)}</ul>')


def _line(kind: str, why: str) -> str:
    return f"<li><b>{escape(KINDS[kind])}</b>{escape(why)}</li>"


def _gone(found: Feed) -> None:
    """What somebody said of entries that are no longer seen."""
    gone = found.gone
    if gone.empty:
        return
    with st.expander(f"No longer seen: {len(gone)}"):
        look.aside("Somebody spoke of these, and data no longer show them. What was said is kept.")
        lines = "".join(
            f"<li><b>{text(row['key'])}</b>{contradiction_card.became(row)}</li>"
            for row in gone.to_dict("records")
        )
        st.html(f'<ul class="cs-needs">{lines}</ul>')


def _nothing(found: Feed) -> None:
    """Teach what belongs here, and what each kind needs."""
    why = {one.kind: one.why for one in found.unseen}
    lines = "".join(_line(kind, why.get(kind, f"Needs {NEEDS[kind]}.")) for kind in KINDS)
    title = "Nothing contradicts itself yet" if found.looked else "Nothing can be set against each other yet"
    said = "Bring two kinds of data that speak of the same, and what does not fit together is shown here."
    look.empty(title, f'{said}</p><ul class="cs-needs">{lines}</ul><p>')
