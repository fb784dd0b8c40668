"""One contradiction: its sentence, its two sides with their voices, its size, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from app import opened
from app.routes import base
from app.ui import customer_words as words
from app.ui import look, shown, who
from app.ui.plain import day, many, prose, text
from cslab import Study
from cslab.challenge.contradictions.contradiction import HOLDS, KINDS, Contradiction
from cslab.challenge.contradictions.feed import Feed
from cslab.study.contradictions import STATUSES

FIRST = 6
"""Names that a card shows; the others are a click away."""

BECAME = {"open": "Open", "explained": "Explained", "acted on": "Acted on"}
NAMED = {HOLDS: "Holds up"}
PAGES = {
    "codes": "All that was said of it",
    "surveys": "The survey",
    "usage": "Use",
    "customers": "Flight risk",
    "personas": "The claim",
    "mirror": "The mirror",
}


def show(study: Study, found: Feed, one: Contradiction, names: Mapping[str, str], *, key: str) -> None:
    """Show one entry of the feed.

    Parameters
    ----------
    found : Feed
        That it is from.
    names : mapping of str to str
        Name of each person and account.
    key : str
        Unique on the page.
    """
    status = found.status(one.key)
    with st.container(key=f"contra-card-{key}"):
        _head(one, status)
        for at, (column, side) in enumerate(zip(st.columns(2, gap="medium"), one.sides, strict=True)):
            with column, st.container(key=f"contra-side-{key}-{at}"):
                said = f"<h3>{escape(side.source)}</h3><p>{prose(side.says)}</p>"
                st.html(f'<div class="cs-contra-side">{said}</div>')
                if side.voices is not None:
                    shown.hear(study, one.title, side.voices, key=f"contra-{key}-{at}", words="Hear")
        _size(one)
        _whose(one, names)
        _said(found, one)
        with st.container(key=f"contra-ways-{key}", horizontal=True, vertical_alignment="center"):
            if not opened.read_only():
                _settle(study, one, status, key)
            _more(study, found, one, names, key)


def _head(one: Contradiction, status: str) -> None:
    sure = "cs-sure cs-holds" if one.label == HOLDS else "cs-sure"
    became = f'<span class="cs-became">{escape(BECAME[status])}</span>' if status != "open" else ""
    st.html(
        f'<p class="cs-contra-top"><span class="{sure}">{NAMED.get(one.label, "A hint")}</span>'
        f"<span>{escape(KINDS[one.kind])}</span>{became}</p>"
        f'<h2 class="cs-contra-title">{prose(one.title)}</h2>'
    )


def _size(one: Contradiction) -> None:
    value, _, rest = one.estimate.format(digits=None if _bare(one) else 0).partition(" (")
    ends = rest.partition(", ")[0]
    st.html(
        f'<div class="cs-contra-size"><p class="cs-large"><b>{escape(value)}</b> '
        f"<span>could as well be {escape(ends)}</span></p>"
        f'<p class="cs-contra-say">{prose(measured(one))} <b>{prose(one.sentence)}</b></p></div>'
    )


def _bare(one: Contradiction) -> bool:
    """Whether a figure is no share and no difference of shares, so that it needs its decimals."""
    return one.estimate.unit not in ("%", "points")


def measured(one: Contradiction) -> str:
    """Say what the figure is, and what it is set against.

    Parameters
    ----------
    one : Contradiction
        An entry of the feed.
    """
    if one.estimate.unit == "points":
        return f"How far apart the two are, set against {one.against}."
    return f"Set against {one.against}."


def _whose(one: Contradiction, names: Mapping[str, str]) -> None:
    """Who it is about, as links, and what they pay."""
    who_is = _links(one, names)
    if not who_is:
        return
    kind = ("person", "people") if one.person_ids else ("account", "accounts")
    count = len(one.person_ids or one.account_ids)
    rest = f" and {count - FIRST:,} more" if count > FIRST else ""
    pay = ""
    if one.revenue is not None:
        pay = f" They pay {one.revenue:,.0f} a year, {100 * one.share:.0f} % of all that customers pay."
    elif one.person_ids:
        pay = f" They are {100 * one.share:.0f} % of all people known."
    st.html(
        f'<p class="cs-contra-say"><b>{many(count, *kind)}:</b> {", ".join(who_is[:FIRST])}{rest}.'
        f"{prose(pay)}</p>"
    )


def _links(one: Contradiction, names: Mapping[str, str]) -> list[str]:
    if one.person_ids:
        return [words.whom(who_id, None, names) for who_id in one.person_ids]
    return [words.whom(None, account, names) for account in one.account_ids]


def _said(found: Feed, one: Contradiction) -> None:
    """What somebody said last of it."""
    last = found.statuses[found.statuses["key"] == one.key]
    for row in last.to_dict("records"):
        st.html(f'<p class="cs-contra-say">{became(row)}</p>')


def became(row: Mapping[Any, Any]) -> str:
    """Say as HTML what somebody said of an entry, who and when."""
    note = f": {text(row['note'])}" if row["note"] else ""
    status = BECAME.get(str(row["status"]), str(row["status"]))
    return f"{escape(status)}, {text(row['author'])} on {text(day(row['at']))}{note}"


@st.fragment
@look.plainly
def _settle(study: Study, one: Contradiction, status: str, key: str) -> None:
    """Say what became of it, and why."""
    form = f"contra-{one.key}"
    with st.popover("Say what became of it", type="tertiary", icon=":material/edit_note:"):
        chosen = st.segmented_control(
            "It is",
            list(STATUSES),
            default=status,
            required=True,
            format_func=BECAME.__getitem__,
            key=f"contra-status-{key}",
        )
        note = st.text_area(
            "Why, or what was done",
            key=f"contra-note-{key}",
            placeholder="We asked about it in every interview.",
        )
        if st.button("Keep", key=f"contra-keep-{key}", type="primary"):
            words.do(
                lambda: study.set_contradiction(
                    one.key, str(chosen), note=note, author=who.coder(), nonce=words.nonce(form)
                ),
                form,
                f"{BECAME[str(chosen)]}: {one.title}",
            )


@st.fragment
@look.plainly
def _more(study: Study, found: Feed, one: Contradiction, names: Mapping[str, str], key: str) -> None:
    """The method, everybody concerned, and all that was said of it: a click away."""
    with st.container(key=f"contra-more-{key}", horizontal=True, vertical_alignment="center"):
        if st.button("How we know", key=f"contra-how-{key}", type="tertiary"):
            st.dialog("How we know", width="medium")(lambda: _method(study, found, one, names, key))()
        if one.page is not None:
            page, query = one.page
            asked = f"?{urlencode(query)}" if query else ""
            link = f'<a href="{base()}/{page}{asked}" target="_self">{PAGES[page]}</a>'
            st.html(f'<p class="cs-contra-say cs-contra-way">{link}</p>', width="content")


def _method(study: Study, found: Feed, one: Contradiction, names: Mapping[str, str], key: str) -> None:
    sides = {f"side {at}": f"{side.source}: {side.says}" for at, side in enumerate(one.sides, 1)}
    shown.number(
        study,
        one.title,
        one.estimate,
        key=f"contra-how-{key}",
        table=one.summary().assign(**sides),
        note=f"Set against {one.against}.",
        caveats=one.caveats,
        level=3,
        digits=0,
    )
    look.aside(escape(rank_words(one, len(found.looked))))
    if one.also:
        looked = pd.DataFrame({"Looked at another way": [name for name, _ in one.also]})
        looked["is"] = [str(estimate) for _, estimate in one.also]
        st.dataframe(looked, hide_index=True)
    if len(one.person_ids or one.account_ids) > FIRST:
        everybody = ", ".join(_links(one, names))
        st.html(f'<p class="cs-aside cs-contra-all"><b>Everybody concerned:</b> {everybody}</p>')
    before = found.history[found.history["key"] == one.key]
    if len(before) > 1:
        lines = "".join(f"<li>{became(row)}</li>" for row in before.to_dict("records"))
        st.html(f'<p class="cs-aside"><b>What was said of it</b></p><ul class="cs-list">{lines}</ul>')


def rank_words(one: Contradiction, looked: int) -> str:
    """Say where it stands in the order, with its two numbers, and what it was corrected for."""
    return (
        f"Its place: {one.surprise:.1f} bits of surprise, times {100 * one.share:.1f} % of "
        f"{'what customers pay' if one.revenue is not None else 'the people known'}. "
        "Each bit halves how often chance alone would do as much. To hold up, it must be rarer by chance "
        f"than 1 in 20 after a correction (Holm's) for all {looked} comparisons that were made."
    )
