"""What would show a claim: one source, what is measured of it, and the line it must reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from app.ui import look
from app.ui.plain import text
from cslab import Study
from cslab.challenge.segments import value_choices
from cslab.study.measures import LEVELS, Question
from cslab.study.personas import Indicator
from cslab.study.segmentcolumns import column_names, in_words

SOURCES: Final = {
    "survey": "What they answer",
    "usage": "What they do in the product",
    "interviews": "What they say in interviews",
    "answers": "What they write to open questions",
    "people": "What we know of them",
}
COMPARATORS: Final = {"at_least": "at least", "at_most": "at most", "about": "about"}
NEWEST: Final = "The newest wave that asks it"
ANY_QUESTION: Final = "All open questions"
IDS: Final = ("person_id", "account_id", "name", "account.name", "person.name", "email", "success_means")
"""Columns that tell people apart, and nothing about them."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What a threshold can be: its unit in words, its ends, and where it begins."""

    unit: str
    low: float | None = None
    high: float | None = None
    begin: float = 0.0
    step: float = 1.0


SHARE: Final = Scale("% of them", 0.0, 100.0, 50.0)


def sources(study: Study) -> list[str]:
    """Sources that this study has anything of."""
    questions = study.config.measures.questions
    there = {
        "survey": any(one.role != "why" for one in questions),
        "usage": bool(study.features),
        "interviews": bool(study.codebook.codes),
        "answers": bool(study.codebook.codes) and any(one.role == "why" for one in questions),
        "people": bool(_columns(study)),
    }
    return [name for name, known in there.items() if known]


def ask(study: Study, start: Indicator | None, key: str) -> tuple[Indicator | None, str]:
    """Ask what would show the claim.

    Returns
    -------
    indicator : Indicator or None
        None where what is chosen is not enough yet.
    unit : str
        Of its line, in words.
    """
    start = start or Indicator("", "at_least", 0.0)
    there = sources(study)
    if start.source in SOURCES and start.source not in there:
        there.append(start.source)
    if not there:
        look.aside("This study has no survey, usage, codes or people yet, so nothing could show it.")
        return None, ""
    at = there.index(start.source) if start.source in there else 0
    source = st.selectbox(
        "Where would it show?", there, index=at, format_func=SOURCES.__getitem__, key=f"{key}-source"
    )
    given = {
        "survey": _survey,
        "usage": _usage,
        "interviews": _spoken,
        "answers": _written,
        "people": _people,
    }
    asked = given[source](study, start if start.source == source else Indicator(source, "", 0.0), key)
    if asked is None:
        return None, ""
    values, scale = asked
    return _line(start, source, values, scale, key)


# ------------------------------------------------------------------------------------------ sources

Asked = tuple[dict[str, Any], Scale]
"""What is measured, as settings of an indicator; and what its threshold can be."""


def _survey(study: Study, start: Indicator, key: str) -> Asked | None:
    questions = {one.id: one for one in study.config.measures.questions if one.role != "why"}
    levels = [name for name in LEVELS if any(one.level == name for one in questions.values())]
    picked = _pick("Question", [*questions, *levels], start.question, _wordings(questions), f"{key}-question")
    if not picked:
        return None
    question = questions.get(picked) or _level(picked, questions)
    _asked_as(question)
    waves = [one.name for one in study.config.measures.surveys]
    wave = start.survey if start.survey in waves else ""
    titles = {one.name: one.title or one.name for one in study.config.measures.surveys}
    survey = st.selectbox(
        "Which wave",
        ["", *waves],
        index=["", *waves].index(wave),
        format_func=lambda name: titles.get(name, NEWEST),
        key=f"{key}-survey",
    )
    values: dict[str, Any] = {"question": picked, "survey": survey}
    if question.scale is None:
        chosen = _answers_that_count(list(question.answers), start.values, f"{key}-{picked}-values")
        return ({**values, "measure": "share", "values": chosen}, SHARE) if chosen else None
    figure = {"nps": "The NPS", "csat": "The CSAT score", "ces": "The CES score"}
    ways = {"share": "How many answer in a range", "score": figure.get(question.role, "The average answer")}
    first = start.counts if start.question == picked else "share"
    way = st.segmented_control(
        "What counts",
        list(ways),
        default=first if first in ways else "share",
        required=True,
        format_func=ways.__getitem__,
        key=f"{key}-{picked}-way",
    )
    if way == "score":
        return {**values, "measure": "score"}, _of_score(question)
    low, high = _range(question, start, f"{key}-{picked}-range")
    return {**values, "measure": "share", "low": low, "high": high}, SHARE


def _asked_as(question: Question) -> None:
    """Show the wording and the scale, as people were asked."""
    if question.scale is not None:
        low, high = question.scale
        how = f"answered from {low:g} to {high:g}"
        if question.answers:
            how += f", {question.answers[0]} to {question.answers[-1]}"
    else:
        how = f"answered with {', '.join(question.answers)}" if question.answers else "answered in words"
    reverse = "; a high answer means little of it" if question.reverse else ""
    st.html(f'<p class="ce-asked"><q>{text(question.wording)}</q> <span>{text(how + reverse)}</span></p>')


def _range(question: Question, start: Indicator, key: str) -> tuple[float, float]:
    low, high = map(float, question.scale or (0.0, 1.0))
    usual = (high - 1, high) if high - low > 3 else (high, high)
    kept = start.question == question.id and start.counts == "share"
    first = start.low if kept and start.low is not None else low if kept else usual[0]
    last = start.high if kept and start.high is not None else high
    step = 1.0 if high - low >= 2 else 0.1
    begin = (min(max(first, low), high), max(min(last, high), low))
    chosen = st.slider("Answers that count", low, high, begin, step, format="%g", key=key)
    return float(chosen[0]), float(chosen[1])


def _of_score(question: Question) -> Scale:
    if question.role == "nps":
        return Scale("points", -100.0, 100.0, 0.0)
    if question.role in ("csat", "ces"):
        return Scale("%", 0.0, 100.0, 50.0)
    low, high = map(float, question.scale or (0.0, 1.0))
    return Scale(f"on a scale from {low:g} to {high:g}", low, high, (low + high) / 2, 0.1)


def _level(name: str, questions: dict[str, Question]) -> Question:
    """A level as if it were one question; its scale is that of its items where they share one."""
    items = [one for one in questions.values() if one.level == name]
    scales = {one.scale for one in items}
    scale = scales.pop() if len(scales) == 1 else None
    wording = f"The mean of {len(items)} questions on {name}"
    return Question(name, wording, "scale", scale or (0.0, 1.0), name)


def _usage(study: Study, start: Indicator, key: str) -> Asked | None:
    ways = {"uses": "How many of them use something", "days": "On how many of 28 days they come"}
    way = st.segmented_control(
        "What counts",
        list(ways),
        default=start.counts if start.counts in ways else "uses",
        required=True,
        format_func=ways.__getitem__,
        key=f"{key}-way",
    )
    if way == "days":
        return {"measure": "days"}, Scale("days of 28", 0.0, 28.0, 8.0)
    names = {one.id: one.name or one.id for one in study.features}
    feature = _pick("Which feature", list(names), start.feature, names, f"{key}-feature")
    return ({"feature": feature}, SHARE) if feature else None


def _spoken(study: Study, start: Indicator, key: str) -> Asked | None:
    code = _code(study, "Code on what they say", start.code, f"{key}-code")
    return ({"code": code}, SHARE) if code else None


def _written(study: Study, start: Indicator, key: str) -> Asked | None:
    questions = {one.id: one.wording for one in study.config.measures.questions if one.role == "why"}
    options = ["", *questions]
    question = st.selectbox(
        "Open question",
        options,
        index=options.index(start.question) if start.question in options else 0,
        format_func=lambda one: questions.get(one, ANY_QUESTION),
        key=f"{key}-question",
    )
    code = _code(study, "Code on what they write", start.code, f"{key}-code")
    return ({"question": question, "code": code}, SHARE) if code else None


def _code(study: Study, title: str, chosen: str, key: str) -> str | None:
    book = study.codebook
    picked = _pick(title, list(book.names), chosen, {}, key)
    if picked in book.names and (said := book.code(picked).definition):
        st.html(f'<p class="ce-asked"><span>{text(said)}</span></p>')
    return picked


def _people(study: Study, start: Indicator, key: str) -> Asked | None:
    columns = _columns(study)
    column = _pick(
        "Column", columns, start.column, {name: in_words(name) for name in columns}, f"{key}-column"
    )
    if not column:
        return None
    people, accounts = study.people, study.accounts
    words = sorted(value_choices(column, people, accounts), key=str.casefold)
    if words:
        chosen = _answers_that_count(words, start.values, f"{key}-{column}-values")
        return ({"column": column, "measure": "share", "values": chosen}, SHARE) if chosen else None
    ways = {"share": "How many lie in a range", "mean": "The average"}
    way = st.segmented_control(
        "What counts",
        list(ways),
        default=start.counts if start.counts in ways else "share",
        required=True,
        format_func=ways.__getitem__,
        key=f"{key}-{column}-way",
    )
    if way == "mean":
        return {"column": column, "measure": "mean"}, Scale("on average", step=0.1)
    left, right = st.columns(2)
    low = left.number_input("From", value=start.low, key=f"{key}-{column}-low")
    high = right.number_input("To", value=start.high, key=f"{key}-{column}-high")
    ranged = {"column": column, "measure": "share", "low": low, "high": high}
    return (ranged, SHARE) if low is not None or high is not None else None


def _columns(study: Study) -> list[str]:
    names = column_names(map(str, study.people.columns), map(str, study.accounts.columns))
    return [name for name in names if name not in IDS]


# ------------------------------------------------------------------------------------------ inside


def _line(
    start: Indicator, source: str, values: dict[str, Any], scale: Scale, key: str
) -> tuple[Indicator, str]:
    """Ask for the line that it must reach."""
    versus = st.checkbox(
        "Compared with all other customers",
        start.versus == "others",
        key=f"{key}-versus",
        help="Then the claim is about how much more, or less, it is than among everybody else.",
    )
    if versus:
        span = (scale.high - scale.low) if scale.high is not None and scale.low is not None else None
        unit = (
            "points" if scale in (SHARE,) or scale.unit in ("%", "points") else scale.unit.split(" from ")[0]
        )
        scale = Scale(
            f"{unit} above all others",
            None if span is None else -span,
            span,
            10.0 if scale.step == 1 else 0.5,
            scale.step,
        )
    same = start.source == source and (start.versus == "others") == versus and start.comparator != ""
    begin = start.threshold if same and _within(start.threshold, scale) else scale.begin
    compare, amount, apart = st.columns([1.1, 1.2, 1], gap="small", vertical_alignment="bottom")
    comparator = compare.selectbox(
        "The claim holds at",
        list(COMPARATORS),
        index=list(COMPARATORS).index(start.comparator) if start.comparator in COMPARATORS else 0,
        format_func=COMPARATORS.__getitem__,
        key=f"{key}-comparator",
    )
    threshold = amount.number_input(
        scale.unit,
        scale.low,
        scale.high,
        float(begin),
        scale.step,
        format="%g",
        key=f"{key}-{scale.unit}-threshold",
    )
    margin = 0.0
    if comparator == "about":
        margin = apart.number_input(
            "give or take",
            scale.step,
            None,
            start.margin or 10 * scale.step,
            scale.step,
            format="%g",
            key=f"{key}-{scale.unit}-margin",
        )
    other = "others" if versus else ""
    return Indicator(source, comparator, float(threshold), float(margin), other, **values), scale.unit


def _within(value: float, scale: Scale) -> bool:
    return (scale.low is None or value >= scale.low) and (scale.high is None or value <= scale.high)


def _pick(title: str, options: list[str], chosen: str, names: dict[str, str], key: str) -> str | None:
    """Choose one of several; what was chosen before is kept, though it is not there any more."""
    known = [*options, chosen] if chosen and chosen not in options else options
    return st.selectbox(
        title,
        known,
        index=known.index(chosen) if chosen else None,
        format_func=lambda one: names.get(one, one),
        placeholder="Choose",
        key=key,
    )


def _answers_that_count(options: list[str], chosen: tuple[str, ...], key: str) -> tuple[str, ...]:
    known = list(dict.fromkeys((*options, *chosen)))
    picked = st.multiselect(
        "Answers that count",
        known,
        default=[one for one in chosen if one in known],
        placeholder="Choose",
        key=key,
    )
    return tuple(picked)


def _wordings(questions: dict[str, Question]) -> dict[str, str]:
    levels = {name: f"All questions on {name} together" for name in LEVELS}
    return {**levels, **{one.id: one.wording for one in questions.values()}}
