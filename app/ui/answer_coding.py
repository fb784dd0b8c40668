"""Coding open answers: twenty at a time, with the codebook of the interviews; each choice is kept at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from app import opened
from app.ui import look, who
from app.ui.plain import day, label, many, missing, text
from cslab import Study
from cslab.errors import CslabError
from cslab.measure.reasons.bands import bands_of, group_of
from cslab.study.measures import Question
from cslab.study.surveys.survey import Survey

PAGE = 20
"""Answers on a page."""

SAID = "coding-said"
OPEN, NOT_MINE, CODED, ALL = "Not coded yet", "Not coded by me", "Coded", "All"
BY_NAME, BY_NUMBER = "Choose codes", "Type numbers"


def show(study: Study, survey: Survey, question: str | None = None) -> None:
    """Let people code the open answers of a survey.

    Parameters
    ----------
    study : Study
        Whose codebook, and where codes are kept.
    survey : Survey
        Whose answers.
    question : str, optional
        The open question, or the closed one that it explains; people choose where there are several.
    """
    asked = _question(survey, question)
    if asked is None:
        return
    st.html(f"<style>{look.style('answers.css')}</style>")
    look.section("Code what they wrote")
    if said := st.session_state.pop(SAID, ""):
        look.trouble(said)
    me = who.coder()
    blind = study.blind(me)
    table = study.answers(survey.name, asked.id, blind_for=me)
    if table.empty:
        look.aside(f"Nobody wrote anything at <b>{text(asked.wording)}</b>.")
        return
    mine = _mine(study, survey.name, asked.id, me)
    closed = survey.question(asked.why_of) if asked.why_of else None
    chosen = _filtered(table, mine, closed, blind=blind)
    done = int((table["codes"].map(len) > 0).sum())
    seen = "your own codes only, since you code blind" if blind else "by anybody"
    look.aside(
        f"<b>{done} of {many(len(table), 'answer')}</b> have a code ({seen}). Choices are kept at once."
    )
    if chosen.empty:
        look.aside("No answer is left under these filters.")
        return
    by_number = _way()
    names = _names(study, table)
    if by_number:
        _legend(names)
    shown = _page(chosen)
    people = study.people.set_index("person_id")["name"]
    for at, row in enumerate(shown.to_dict("records")):
        with st.container(key=f"coding-{at}"):
            words, codes = st.columns([3, 2], vertical_alignment="center", gap="medium")
            with words:
                _answer(row, mine, people, closed, blind=blind)
            if opened.read_only():
                codes.html(f'<p class="cs-aside">{", ".join(map(text, row["codes"]))}</p>')
                continue
            with codes:
                _choose(study, survey.name, asked.id, row, mine, names, by_number=by_number)


# ------------------------------------------------------------------------------------------ what is shown


def _question(survey: Survey, question: str | None) -> Question | None:
    """The open question: the one asked for, or the one that is chosen."""
    open_ones = [
        one
        for one in survey.questions
        if one.role == "why" and (question is None or question in (one.id, one.why_of))
    ]
    if len(open_ones) < 2:
        return open_ones[0] if open_ones else None
    picked: Question = st.selectbox(
        "Answers to", open_ones, format_func=lambda one: label(one.wording), key="coding-question"
    )
    return picked


def _mine(study: Study, survey: str, question: str, me: str) -> dict[str, tuple[str, ...]]:
    """The codes of the person at work, by response."""
    own = study.answer_codes(survey, question=question, coder=me)
    found: dict[str, tuple[str, ...]] = {}
    for response, code in zip(own["response_id"], own["code"], strict=True):
        found[response] = (*found.get(response, ()), code)
    return found


def _filtered(
    table: pd.DataFrame, mine: dict[str, tuple[str, ...]], closed: Question | None, *, blind: bool
) -> pd.DataFrame:
    """The answers that are asked for; they stay on the page when they are coded, until something else is."""
    states = [OPEN, *([] if blind else [NOT_MINE]), CODED, ALL]
    with st.container(key="coding-filters", horizontal=True, vertical_alignment="bottom"):
        state = st.segmented_control(
            "Answers", states, default=OPEN, required=True, key="coding-state", label_visibility="collapsed"
        )
        scores = _score_filter(table, closed)
        used = sorted({code for codes in table["codes"] for code in codes})
        code = (
            st.selectbox(
                "With the code",
                [None, *used],
                format_func=lambda name: "Any code" if name is None else label(name),
                key="coding-code",
                width=200,
            )
            if used
            else None
        )
    asked = (str(state), scores, code, tuple(table["response_id"]))
    kept = st.session_state.get("coding-kept")
    if kept is None or kept[0] != asked:
        keep = [
            row["response_id"]
            for row in table.to_dict("records")
            if _wanted(row, str(state), mine)
            and _scored(row, scores, closed)
            and (code in (None, *row["codes"]))
        ]
        st.session_state["coding-kept"] = kept = (asked, keep)
        st.session_state["coding-page"] = 1
    return table[table["response_id"].isin(kept[1])]


def _score_filter(table: pd.DataFrame, closed: Question | None) -> str | None:
    if closed is None or table["score"].isna().all():
        return None
    groups = bands_of(closed.role, closed.answers, table["score"])
    picked: str | None = st.selectbox(
        "Who scored",
        [None, *groups],
        format_func=lambda name: "Any score" if name is None else str(name).capitalize(),
        key="coding-score",
        width=180,
    )
    return picked


def _wanted(row: dict[Any, Any], state: str, mine: dict[str, tuple[str, ...]]) -> bool:
    coded = bool(row["codes"])
    return {
        OPEN: not coded,
        NOT_MINE: row["response_id"] not in mine,
        CODED: coded,
    }.get(state, True)


def _scored(row: dict[Any, Any], group: str | None, closed: Question | None) -> bool:
    if group is None or closed is None:
        return True
    return group_of(row["score"], closed.role, closed.scale) == group


def _way() -> bool:
    """Whether codes are typed as numbers."""
    if opened.read_only():
        return False
    picked = st.segmented_control(
        "How to code",
        [BY_NAME, BY_NUMBER],
        default=BY_NAME,
        required=True,
        key="coding-way",
        label_visibility="collapsed",
    )
    return picked == BY_NUMBER


def _names(study: Study, table: pd.DataFrame) -> list[str]:
    """The codes that can be given; without a codebook, those that were given, and any new word."""
    book = [code.name for code, _ in study.codebook.tree()]
    return book or sorted({code for codes in table["codes"] for code in codes})


def _legend(names: Sequence[str]) -> None:
    pieces = "".join(f"<span><b>{at}</b> {text(name)}</span>" for at, name in enumerate(names, 1))
    st.html(f'<p class="cs-numbers">{pieces}</p>')
    look.aside("Type the numbers of the codes, as in <b>1 4</b>, and press Enter; 0 takes yours away.")


def _page(chosen: pd.DataFrame) -> pd.DataFrame:
    pages = -(-len(chosen) // PAGE)
    if pages == 1:
        return chosen
    st.session_state["coding-page"] = min(int(st.session_state.get("coding-page", 1)), pages)
    at = st.number_input(f"Page, of {pages}", 1, pages, step=1, key="coding-page", width=140)
    return chosen.iloc[(int(at) - 1) * PAGE : int(at) * PAGE]


def _answer(
    row: dict[Any, Any],
    mine: dict[str, tuple[str, ...]],
    people: pd.Series,
    closed: Question | None,
    *,
    blind: bool,
) -> None:
    """The words, who wrote them, and what others made of them; all of it is hostile text."""
    name = people.get(row["person_id"]) if not missing(row["person_id"]) else None
    score = "" if missing(row["score"]) else f"{row['score']:g}"
    if score and closed is not None and closed.scale is not None:
        score += f" of {closed.scale[1]:g}"
    facts = [text(name) or "Somebody", score, text(row["choice"]), text(day(row["answered_at"]))]
    others = [code for code in row["codes"] if code not in mine.get(row["response_id"], ())]
    if others and not blind:
        facts.append(f"others: {', '.join(map(text, others))}")
    st.html(
        f'<ul class="cs-wrote"><li><q>{text(row["text"])}</q>'
        f"<span>{' · '.join(filter(None, facts))}</span></li></ul>"
    )


# ------------------------------------------------------------------------------------------ what is kept


def _choose(
    study: Study,
    survey: str,
    question: str,
    row: dict[Any, Any],
    mine: dict[str, tuple[str, ...]],
    names: Sequence[str],
    *,
    by_number: bool,
) -> None:
    """The codes of one answer, to be changed."""
    response = str(row["response_id"])
    own = list(mine.get(response, ()))
    key = f"coding-{'typed' if by_number else 'codes'}-{survey}-{question}-{response}"
    about = (study, survey, question, response, own, key)
    if by_number:
        st.text_input(
            f"Numbers for {label(response)}",
            placeholder=", ".join(own) or "1 4",
            key=key,
            label_visibility="collapsed",
            on_change=_typed,
            args=(*about, tuple(names)),
        )
        return
    st.session_state[key] = own
    st.multiselect(
        f"Codes of {label(response)}",
        [*names, *(code for code in own if code not in names)],
        key=key,
        label_visibility="collapsed",
        placeholder="Codes",
        accept_new_options=not study.codebook.names,
        on_change=_picked,
        args=about,
    )


def _picked(study: Study, survey: str, question: str, response: str, own: list[str], key: str) -> None:
    _keep(study, survey, question, response, own, list(st.session_state[key]))


def _typed(
    study: Study,
    survey: str,
    question: str,
    response: str,
    own: list[str],
    key: str,
    names: tuple[str, ...],
) -> None:
    """Codes by their numbers; what is no number of a code is said, and nothing is kept."""
    typed = str(st.session_state[key]).replace(",", " ").split()
    st.session_state[key] = ""
    wrong = [word for word in typed if not (word.isdecimal() and 0 <= int(word) <= len(names))]
    if wrong:
        st.session_state[SAID] = f"{wrong[0]} is no number of a code; 1 to {len(names)} are."
    elif typed:
        chosen = [names[int(word) - 1] for word in typed if int(word)]
        _keep(study, survey, question, response, own, chosen if "0" in typed else [*own, *chosen])


def _keep(study: Study, survey: str, question: str, response: str, own: list[str], chosen: list[str]) -> None:
    """Keep what was chosen under the name of who is at work."""
    me = who.coder()
    new = [code for code in chosen if code not in own]
    gone = [code for code in own if code not in chosen]
    try:
        if new:
            study.code_answer(survey, response, question, new, coder=me)
        if gone:
            study.uncode_answer(survey, response, question, gone, coder=me)
    except CslabError as error:
        st.session_state[SAID] = str(error)
