"""Agreement between coders: each figure with its interval and its unit, each difference with its sound."""

from __future__ import annotations

import streamlit as st

from app.ui import figures, look, player, rows, who
from app.ui.plain import label, many, text
from cslab import Study
from cslab.errors import NotFoundError
from cslab.listen.agreement import ALL, ANY, MEASURES, UNITS, Agreement

STEP = 12
NAMES = {ALL: "All codes, added up", ANY: "Anything marked at all"}
TEACH = (
    "When two people code the same interview on their own, you see here how far they agree, code by code, "
    "and hear every passage on which they differ. Choose another name at the top of the page, switch on "
    "<b>Code blind</b>, and code an interview that somebody coded already."
)


def show(study: Study) -> None:
    """Show how far coders agree, for the codebook and for each code, and what they differ on."""
    if study.blind(who.coder()):
        look.aside("You code blind: what others coded, and how far you agree, is shown once you stop.")
        return
    choices = st.container(horizontal=True, key="agreement-of")
    unit = choices.selectbox(
        "What coders are compared on",
        list(UNITS),
        format_func=lambda kind: UNITS[kind][:1].upper() + UNITS[kind][1:],
        key="agreement-unit",
        width=400,
    )
    try:
        found = study.agreement(unit=unit, blind_for=who.coder())
    except NotFoundError:
        look.empty("Nobody coded the same interview twice yet", TEACH)
        return
    if len(found.coders) > 2:
        pair = choices.selectbox(
            "Coders", [None, *found.pairs], format_func=_pair, key="agreement-pair", width=260
        )
        found = study.agreement(unit=unit, coders=pair, blind_for=who.coder()) if pair else found
    _figures(found)
    rows.sentences(list(found.caveats))
    with st.expander("Krippendorff's alpha as a picture"):
        st.altair_chart(found.chart())
    with st.expander("What to doubt"):
        rows.sentences(_doubts(found))
    look.section("Where they differ")
    _differences(study, found)


def _pair(pair: tuple[str, str] | None) -> str:
    return "Everybody" if pair is None else " and ".join(pair)


def _figures(found: Agreement) -> None:
    *some, last = map(text, found.coders)
    on = many(len(found.interviews), "interview")
    look.aside(
        f"{', '.join(some)} and {last} on {on} that two or more of them coded. Intervals are 95 %. "
        "Alpha is 1 where they agree throughout, and 0 where they agree no more than chance would make them."
    )
    told = {figure.measure for figure in found.figures if figure.estimate}
    measures = [measure for measure in reversed(MEASURES) if measure in told]
    lines = [
        (
            text(NAMES[code]) if code in NAMES else figures.of_code(code),
            *(
                figures.number(
                    found.estimate(measure, code), digits=0 if measure.startswith("percent") else 2
                )
                for measure in measures
            ),
        )
        for code in (ALL, ANY, *found.codes)
    ]
    heads = ["Code", *(MEASURES[measure] for measure in measures)]
    st.html(figures.table(heads, lines, caption=f"Agreement by {found.unit}"))


def _doubts(found: Agreement) -> list[str]:
    """Every doubt once, with the codes that it is about; few units are flagged in the table already."""
    held: dict[str, dict[str, None]] = {}
    for figure in found.figures:
        for doubt in figure.estimate.caveats if figure.estimate else (figure.why,):
            if not doubt.startswith("only "):
                held.setdefault(doubt, {})[NAMES.get(figure.code, figure.code)] = None
    return [f"{doubt[:1].upper()}{doubt[1:]}: {', '.join(codes)}." for doubt, codes in held.items()]


def _differences(study: Study, found: Agreement) -> None:
    listed = found.disagreements
    if listed.empty:
        look.aside("They never differ here.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="differ-by"):
        counts = listed["code"].value_counts()
        code = st.selectbox(
            "Code",
            [None, *counts.index],
            format_func=lambda name: "Any code" if name is None else f"{name} ({counts[name]})",
            key="differ-code",
            width=280,
        )
        edges = st.toggle(
            "Borders, too", key="differ-edges", help="Passages that both marked, but not to the same word."
        )
    chosen = listed if code is None else listed[listed["code"] == code]
    chosen = chosen if edges else chosen[chosen["kind"] == "whole"]
    left = len(listed if code is None else listed[listed["code"] == code]) - len(chosen)
    look.aside(f"{many(len(chosen), 'passage')}" + (f", and {many(left, 'border')}" if left else "") + ".")
    if chosen.empty:
        return
    shown = st.session_state.setdefault("differ-shown", STEP)
    passages = study.with_words(chosen.head(shown))
    people = study.recordings.set_index("interview_id")["name"]
    passages["person"] = passages["interview_id"].map(people)
    passages["codes"] = [(name,) for name in passages["code"]]
    passages["note"] = [
        f"Coded by {', '.join(yes)}; not by {', '.join(no)}."
        for yes, no in zip(passages["coded_by"], passages["not_by"], strict=True)
    ]
    player.show_snippets(study, passages, key="differences")
    if len(chosen) > shown and st.button(
        label(f"Show {min(STEP, len(chosen) - shown)} more"), key="differ-more"
    ):
        st.session_state["differ-shown"] = shown + STEP
        st.rerun()
