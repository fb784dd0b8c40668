"""Which survey, which view and which question is looked at; the address says it, so that it can be kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

from app.ui import address, look
from app.ui.plain import day, many, text
from cslab import Study
from cslab.study.measures import Question
from cslab.study.surveys.survey import Survey

SURVEY, VIEW, QUESTION = "survey", "view", "question"


def survey(study: Study) -> Survey | None:
    """Let people choose a survey, and say what came back; None where there is none."""
    table = study.surveys
    if table.empty:
        look.head(
            "Surveys",
            note="What customers answered, how sure that is, and whom it leaves out.",
        )
        return None
    titles = dict(zip(table["name"], table["title"], strict=True))
    newest = list(table.sort_values("asked_on", na_position="first", kind="stable")["name"])[::-1]
    left, right = st.columns([3, 1.4], gap="small", vertical_alignment="bottom")
    with right:
        name = str(_choose(SURVEY, "Survey", newest, titles))
    found = study.survey(name)
    with left:
        look.head(found.title, summary=_summary(found))
    return found


def view(views: Mapping[str, str]) -> str:
    """Let people choose what of it to see."""
    return address.choose(f"surveys-{VIEW}", views, name=VIEW)


def question(asked: Iterable[Question], words: str = "Question") -> Question | None:
    """Let people choose one of some questions; None where there is none."""
    known = {one.id: one for one in asked}
    if not known:
        return None
    return known[str(_choose(QUESTION, words, list(known), {one.id: one.wording for one in known.values()}))]


def weighted(study: Study, found: Survey) -> bool:
    """Let people choose between those who answered and all who were asked, where that can be told apart."""
    if found.asked is None or not study.config.measures.weight_by:
        return False
    picked = st.segmented_control(
        "Counted",
        [False, True],
        format_func={False: "As answered", True: "Weighted to all asked"}.__getitem__,
        default=True,
        required=True,
        key="surveys-weighted",
        label_visibility="collapsed",
    )
    return bool(picked)


def _choose(name: str, words: str, known: list[str], titles: Mapping[str, str]) -> str:
    """A box of names whose choice stands in the address."""
    key = f"surveys-{name}"
    address.follow(name, key, known, known[0])
    picked = st.selectbox(words, known, format_func=lambda one: titles[one], key=key)
    address.write(name, key, str(picked))
    return str(picked)


def _summary(found: Survey) -> tuple[str, ...]:
    """What came back, as HTML pieces."""
    rate = found.response_rate
    pieces = [f"<b>{many(len(found.responses), 'response')}</b>"]
    if rate is not None and found.asked is not None:
        pieces.append(f"of {many(len(found.asked), 'person', 'people')} asked: <b>{text(rate)}</b>")
    elif rate is None:
        pieces.append("nobody noted who was asked, so nobody knows who is missing")
    if found.config.asked_on is not None:
        pieces.append(f"asked on {day(found.config.asked_on)}")
    if found.left_out:
        pieces.append(f"{many(found.left_out, 'row')} left out")
    return tuple(pieces)
