"""Overview: what the study knows of its customers, at one look; each figure leads on and can be heard."""

from __future__ import annotations

from html import escape
from itertools import groupby

import streamlit as st

from app import opened
from app.ui import look, shown, who
from app.ui.plain import missing, text
from cslab import Study
from cslab.workbench.overviewing import Card

PAGES = {
    "surveys": "Surveys",
    "usage": "Usage",
    "customers": "Customers",
    "personas": "Personas",
    "library": "Library",
}


def show(study: Study, card: Card) -> None:
    """One figure, or what is missing for it."""
    link = (card.page, f"{PAGES[card.page]} →", card.query)
    if card.missing:
        shown.nothing(card.title, escape(card.missing), key=card.key, link=link, level=3)
    elif card.chart is not None or card.estimate is not None:
        shown.figure(
            study,
            card.title,
            chart=card.chart,
            table=card.table,
            estimate=card.estimate,
            key=card.key,
            voices=card.voices,
            note=card.sentence,
            link=link,
            level=3,
        )
    else:
        shown.table(
            study,
            card.title,
            table=card.table,
            html=counts(card) if "have" in card.table else "",
            key=card.key,
            voices=card.voices,
            note=card.sentence,
            link=link,
            level=3,
        )


def counts(card: Card) -> str:
    """Complete counts as HTML: what is there, of what there could be."""
    lines = []
    for row in card.table.to_dict("records"):
        of = "" if missing(row["of"]) else f" of {row['of']:,}"
        note = f", {text(row['note'])}" if row["note"] else ""
        lines.append(
            f"<li><span><b>{row['have']:,}</b>{of}</span><span>{text(row['what'])}{note}</span></li>"
        )
    return f'<ul class="cs-counts">{"".join(lines)}</ul>'


study = opened.study()
look.head("Overview", note=study.config.title, badge="Synthetic" if study.config.synthetic else "")
for about, cards in groupby(study.overview(blind_for=who.coder()), key=lambda card: card.about):
    look.section(about)
    listed = list(cards)
    for column, card in zip(st.columns(len(listed), gap="medium"), listed, strict=True):
        with column:
            show(study, card)
