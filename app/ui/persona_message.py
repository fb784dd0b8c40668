"""Would customers say what we say? A message, word by word, beside the words that they use themselves."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from app.routes import base
from app.ui import customer_words as words
from app.ui import figures, look, shown, who
from app.ui.plain import many, missing, text
from cslab import Study
from cslab.challenge.messages import MessageTest
from cslab.challenge.messages.result import BY_FEW, BY_MANY, BY_NOBODY
from cslab.errors import CslabError
from cslab.estimate import Estimate
from cslab.study.personas import Persona

SAID = {
    BY_MANY: "many of them say it",
    BY_FEW: "few of them say it",
    BY_NOBODY: "nobody ever said it",
}
RULE = (
    "Many: at least 3 people, and at least a fifth of those interviewed or a twentieth of those who wrote. "
    "Forms of a word count as one word."
)
EXAMPLE = "Paperless approvals for modern teams"
LONGEST = 8_000


def show_anywhere(study: Study) -> None:
    """Test a message that is for all customers, or for the people of a persona that is chosen here."""
    personas = {persona.id: persona for persona in study.personas.personas}
    chosen = None
    if personas:
        picked = st.selectbox(
            "Whom is it for?",
            ["", *personas],
            format_func=lambda one: personas[one].name if one else "All customers",
            key="pm-whom",
        )
        chosen = personas.get(str(picked))
    show(study, chosen)


def show(study: Study, persona: Persona | None) -> None:
    """Test a message for the people of a persona, or for all customers."""
    st.html(f"<style>{look.style('persona_message.css')}</style>")
    key = persona.id if persona is not None else ""
    with st.form(f"pm-form-{key}", border=False):
        message = st.text_area(
            f"What do we say to {persona.name}?" if persona is not None else "What do we say?",
            key=f"pm-text-{key}",
            placeholder=EXAMPLE,
            max_chars=LONGEST,
            help="A headline, an advertisement, a page of the site: as customers would read it.",
        )
        codes = st.multiselect(
            "What is it about?",
            list(study.codebook.names),
            key=f"pm-codes-{key}",
            placeholder="Guessed from the message unless you say so",
            help="Passages under these codes are where customers speak of the same thing.",
        )
        st.form_submit_button("Would they say it?", type="primary", key=f"pm-go-{key}")
    if not (message or "").strip():
        look.aside(
            "Paste what we say, and see which of these words customers use themselves, which nobody ever "
            "said, and what they say instead."
        )
        return
    try:
        found = study.message_test(
            str(message),
            persona=persona.id if persona is not None else None,
            codes=list(codes) or None,
            blind_for=who.coder(),
        )
    except CslabError as error:
        look.trouble(str(error))
        return
    _message(found)
    if not found.n:
        return
    _instead(study, found)
    _ours(study, found)


def _message(found: MessageTest) -> None:
    note = f'<p class="pm-note">{escape(found.note)}</p>' if found.note else ""
    pieces = "".join(_piece(piece.text, piece.said, piece.people) for piece in found.pieces)
    legend = "".join(f"<li>{_piece('word', kind, 0, told=False)} {what}</li>" for kind, what in SAID.items())
    st.html(
        f'<section class="pm-test"><p class="pm-lead">{escape(found.sentence)}</p>{note}'
        f'<blockquote class="pm-message">{pieces}</blockquote><ul class="pm-legend">{legend}</ul></section>'
    )


def _piece(said: str, kind: str, people: int, *, told: bool = True) -> str:
    """A piece of the message as HTML: its line tells who says it, and so does a number."""
    shown_ = escape(said).replace("\n", "<br>")
    if not kind:
        return shown_
    how = SAID[kind] if not people else f"{many(people, 'customer')} {'says' if people == 1 else 'say'} it"
    count = f'<sup aria-hidden="true">{people:,}</sup>' if told else ""
    read = f'<span class="pm-read"> ({how})</span>' if told else ""
    return f'<span class="pm-{kind}" title="{escape(how)}">{shown_}{count}</span>{read}'


def _instead(study: Study, found: MessageTest) -> None:
    title = "They say"
    if found.instead.empty:
        none = (
            f"No two people use a word of their own for it. {found.subject.sentence}"
            if found.subject.codes
            else found.subject.sentence
        )
        shown.nothing(title, escape(none), key="pm-instead")
        return
    quotes = _one_each(found)
    lines = [_said(row, quotes.get(str(row["word"]))) for row in found.instead.to_dict("records")]
    shown.table(
        study,
        title,
        table=found.instead,
        key="pm-instead",
        html=f'<ol class="pm-instead">{"".join(lines)}</ol>',
        voices={"codes": list(found.subject.codes)},
        note="Words that customers use when they speak of it and less elsewhere, and that we do not use, the "
        f"most distinctive first. {found.subject.sentence}",
        caveats=[doubt for doubt in found.caveats if "instead" in doubt],
    )


def _one_each(found: MessageTest) -> dict[str, dict[Any, Any]]:
    """An example of each word, another one for each where there is one."""
    told: dict[str, dict[Any, Any]] = {}
    for word in found.instead["word"]:
        rows = found.quotes[found.quotes["word"] == word].to_dict("records")
        used = {row["quote"] for row in told.values()}
        fresh = [row for row in rows if row["quote"] not in used]
        for row in (fresh or rows)[:1]:
            told[str(word)] = row
    return told


def _said(row: dict[Any, Any], quoted: dict[Any, Any] | None) -> str:
    share = 100 * row["people"] / row["n"] if row["n"] else 0.0
    example = _quote(quoted) if quoted is not None else ""
    forms = [form for form in row["forms"][:4] if form != row["word"]]
    also = f" <small>also {text(', '.join(forms))}</small>" if forms else ""
    return (
        f'<li><p class="pm-word">{text(row["word"])}{also}</p>'
        f'<p class="pm-count"><b>{row["people"]:,}</b> of {row["n"]:,} who spoke of it'
        f'<i style="--share:{share:.1f}%" aria-hidden="true"></i></p>{example}</li>'
    )


def _quote(row: dict[Any, Any]) -> str:
    """An example as HTML: the words, whose they are, and the way there."""
    person = f'<a href="{words.address(row["person_id"])}" target="_self">{text(row["person"])}</a>'
    if row["interview_id"]:
        place = f"id={quote(str(row['interview_id']), safe='')}&at={float(row['start']):.1f}"
        way = f' <a class="cs-hear" href="{base()}/interview?{place}" target="_self">Hear</a>'
    else:
        person = person if str(row["person_id"]) != f"{row['survey']}/{row['response_id']}" else "Somebody"
        way = " in writing"
    return f'<p class="pm-quote"><q>{text(row["quote"])}</q> <span>{person}{way}</span></p>'


def _ours(study: Study, found: MessageTest) -> None:
    rows = []
    for row in found.words.to_dict("records"):
        share = None
        if not missing(row["value"]):
            share = Estimate(
                row["value"], row["low"], row["high"], int(row["n"]), "Wilson score interval", unit="%"
            )
        figure = figures.number(share, digits=0, rests_on=f"{row['people']:,} of {row['n']:,} people")
        if share is None:
            figure = f"{row['people']:,} of {many(int(row['n']), 'person', 'people')}"
        rows.append(
            (
                text(row["word"]),
                figure,
                f"{row['spoke']} of {row['spoke_of']}",
                f"{row['wrote']} of {row['wrote_of']}",
                text(", ".join(row["forms"])) or "–",
            )
        )
    examples = _examples(found)
    shown.table(
        study,
        "Our words, counted in people",
        table=found.words,
        key="pm-ours",
        html=figures.table(
            ["We say", "Who says it", "In interviews", "In writing", "As they say it"],
            rows,
            caption="Our words, and how many customers say them",
        ),
        voices={"people": sorted(set(found.quotes["person_id"]))},
        note=RULE,
        caveats=[doubt for doubt in found.caveats if "instead" not in doubt],
    )
    if examples:
        with st.expander("Our words in their mouths"):
            st.html(examples)


def _examples(found: MessageTest) -> str:
    """Examples of each word of ours, as HTML."""
    ours = set(found.words["word"])
    quotes: pd.DataFrame = found.quotes[found.quotes["word"].isin(ours)]
    parts = [
        f'<h3 class="cs-whose">{text(word)}</h3>{"".join(_quote(row) for row in rows.to_dict("records"))}'
        for word, rows in quotes.groupby("word", sort=False)
    ]
    return f'<div class="pm-examples">{"".join(parts)}</div>' if parts else ""
