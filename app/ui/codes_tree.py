"""The codebook as a list: each code with its colour, what it means, and how many people speak of it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from app import opened
from app.ui import codes_change, look
from app.ui.plain import day, label, many, missing, text
from app.ui.who import coder
from cslab import Study
from cslab.player.inks import colours
from cslab.study.codebook import Code, Codebook

DEEPEST = 5
"""Depth from which codes are not moved further to the right."""


@dataclass(frozen=True, slots=True)
class Used:
    """The codebook and what was coded with it, asked for once a run."""

    book: Codebook
    marked: pd.DataFrame
    people: dict[str, int]
    highlights: dict[str, int]
    names: dict[str, str]
    answers: dict[str, int]

    def counts(self, code: str) -> str:
        """How many people and highlights a code has, as HTML."""
        answers = f"<span>{many(self.answers[code], 'answer')}</span>" if self.answers.get(code) else ""
        if not self.highlights.get(code):
            return answers or "<span>not used yet</span>"
        people = many(self.people.get(code, 0), "person", "people")
        return f"<b>{people}</b><span>{many(self.highlights[code], 'highlight')}</span>{answers}"

    def ink(self, code: Code) -> str:
        """The colours of a code, as a style."""
        book = self.book
        light, dark = colours(code.colour, book.names.index(code.name) if code.name in book else 0)
        return f"--code:light-dark({escape(light)}, {escape(dark)})"


def read(study: Study) -> Used:
    """Read the codebook and the highlights that the person at work may see."""
    marked = study.highlights(blind_for=coder())
    table = study.code_counts(blind_for=coder()).table
    counted = marked["codes"].explode().dropna().value_counts()
    places = ["survey", "response_id", "question", "code"]
    answered = study.answer_codes(blind_for=coder())[places].drop_duplicates()
    listed = study.recordings
    names = {
        str(row["interview_id"]): str(row["interview_id"] if missing(row["name"]) else row["name"])
        for row in listed.to_dict("records")
    }
    return Used(
        study.codebook,
        marked,
        {str(code): int(number) for code, number in zip(table["code"], table["people"], strict=True)},
        {str(code): int(number) for code, number in counted.items()},
        names,
        {str(code): int(number) for code, number in answered["code"].value_counts().items()},
    )


def summary(used: Used) -> tuple[str, ...]:
    """The codebook in numbers, as HTML pieces."""
    coded = used.marked[used.marked["codes"].map(len) > 0]
    people = coded["interview_id"].map(used.names).nunique()
    pieces = [f"<b>{many(len(used.book.codes), 'code')}</b>"] if used.book.codes else []
    pieces += [many(len(coded), "highlight")] if len(coded) else []
    pieces += [many(people, "person", "people")] if people else []
    return tuple(pieces)


def tree(used: Used) -> None:
    """Every code after the one above it; each is a link to what was said."""
    if not used.book.codes:
        return
    with st.container(key="codes"):
        for place, (code, depth) in enumerate(used.book.tree()):
            with st.container(key=f"code-d{min(depth, DEEPEST)}-{place}"):
                st.page_link("views/codes.py", label=label(code.name), query_params={"code": code.name})
                st.html(
                    f'<div class="cs-code"><i class="cs-ink" style="{used.ink(code)}"></i>'
                    f'<div class="cs-mean">{text(code.definition)}</div>'
                    f'<div class="cs-many">{used.counts(code.name)}</div></div>'
                )


def stages(study: Study) -> None:
    """The stages of the journey, in order: the other dimension of every highlight."""
    listed = study.config.stages
    if not listed:
        return
    lines = "".join(f"<li><b>{text(one.name)}</b><span>{text(one.question)}</span></li>" for one in listed)
    st.html(
        f'<aside class="cs-stages" aria-labelledby="cs-stages"><h2 id="cs-stages">Stages of the journey</h2>'
        f"<ol>{lines}</ol><p>A highlight stands at one stage, whatever its codes. "
        "Their order is that of <code>study.toml</code>.</p></aside>"
    )


def retired(study: Study, used: Used) -> None:
    """Codes that are no longer offered."""
    if not used.book.retired:
        return
    with st.expander(many(len(used.book.retired), "retired code")):
        for place, code in enumerate(used.book.retired):
            with st.container(key=f"retired-{place}", horizontal=True, vertical_alignment="center"):
                kept = many(used.highlights.get(code.name, 0), "highlight")
                if used.answers.get(code.name):
                    kept += f", {many(used.answers[code.name], 'answer')}"
                st.html(f'<p class="cs-line"><b>{text(code.name)}</b> {kept} · {text(code.definition)}</p>')
                if not opened.read_only() and st.button(
                    "Bring back", key=f"back-{place}", type="tertiary", help=f"Offer {code.name} again"
                ):
                    codes_change.done(study.bring_back_code(code.name, author=coder()), code.name)


def loose(study: Study) -> None:
    """Codes that highlights or answers have, and nobody has explained."""
    found = study.loose_codes()
    if not found:
        return
    names = ", ".join(f"<b>{text(code)}</b> ({number})" for code, number in list(found.items())[:12])
    with st.container(key="loose", horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="cs-line">Used, but not in the codebook: {names}.</p>')
        if not opened.read_only() and st.button("Add them", key="add-loose"):
            codes_change.done(study.add_loose_codes(author=coder()))


def history(study: Study) -> None:
    """Every change of the codebook, the newest first."""
    table = study.codebook_versions()
    if table.empty:
        return
    with st.expander(f"History: {many(len(table) - 1, 'change')}"):
        st.html(f'<ul class="cs-history">{"".join(map(_version, table.to_dict("records")))}</ul>')
        if not opened.read_only():
            st.button(
                "Take back the newest change", key="undo-open", on_click=codes_change.ask, args=("undo",)
            )


def _version(row: dict[Any, Any]) -> str:
    moved = f" {many(int(row['moved']), 'highlight')} moved." if row["moved"] else ""
    when = f"{day(row['at'].date())}, {row['at']:%H:%M} UTC"
    return f"<li><b>{text(row['sentence'])}</b>{moved}<span>{text(row['author'])}, {when}</span></li>"


def new(study: Study, used: Used) -> None:
    """Ways to add to the codebook."""
    if opened.read_only():
        return
    first = not used.book.codes
    with st.container(
        key="codes-first" if first else "codes-do",
        horizontal=True,
        horizontal_alignment="center" if first else "left",
    ):
        st.button("Add a code", key="add-open", type="primary", on_click=codes_change.ask, args=("add",))
        st.button("Import", key="import-open", on_click=codes_change.ask, args=("import",))
        if used.book.codes:
            codes_change.downloads(study)


def empty() -> None:
    """Teach what a code is."""
    look.empty(
        "No codes yet",
        "A code is a short name for something that people come back to, such as <b>hidden-fee</b>, with a "
        "sentence on what counts. Start with three or four; they can be renamed, merged and split later, "
        "and every highlight follows.",
    )
