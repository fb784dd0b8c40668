"""Open answers of a survey as a table, and how far their coders agree."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from cslab.errors import InputError
from cslab.estimate import Estimate
from cslab.listen.agreement import krippendorff_alpha
from cslab.study.measures import Question
from cslab.study.surveys.survey import Survey

WHY = "why"
"""Role of an open question."""


def open_questions(survey: Survey, question: str | None) -> tuple[Question, ...]:
    """The open questions that are meant: one, those that explain a closed one, or all."""
    if question is None:
        return tuple(one for one in survey.questions if one.role == WHY)
    named = survey.question(question)
    found = (
        (named,)
        if named.role == WHY
        else tuple(one for one in survey.questions if one.role == WHY and one.why_of == question)
    )
    if not found:
        raise InputError(
            f"Nobody was asked why at {question!r} in {survey.name}; "
            f"add an open question with why_of = {question!r}."
        )
    return found


def answers_to(survey: Survey, question: Question | None, *, written: bool) -> pd.DataFrame:
    """Answers to one open question; with `written`, only those with words in them."""
    table = survey.responses
    if question is None or question.id not in table.columns:
        table = table.iloc[:0]
    asked = question.id if question is not None else ""
    closed = question.why_of if question is not None and question.why_of in table.columns else None
    numbers = closed is not None and pd.api.types.is_numeric_dtype(table[closed])
    nothing = pd.Series(float("nan"), index=table.index, dtype="float64")
    words = table[asked].astype("str") if asked in table.columns else nothing.astype("str")
    empty = pd.Series(pd.NA, index=table.index, dtype="str")
    found = pd.DataFrame(
        {
            "response_id": table["response_id"].astype("str"),
            "person_id": table["person_id"],
            "question": asked,
            "text": words,
            "score": table[closed].astype("float64") if numbers and closed else nothing,
            "choice": table[closed].astype("str") if closed and not numbers else empty,
            "answered_at": table["answered_at"],
        }
    )
    return found.loc[[has_words(text) for text in found["text"]]] if written else found


def has_words(text: Any) -> bool:
    """Whether somebody wrote something."""
    return isinstance(text, str) and bool(text.strip())


def agreement_of(put: pd.DataFrame) -> Estimate | None:
    """Krippendorff's alpha: does this answer have this code? Of all answers that two or more coded."""
    per_answer = put.groupby("response_id")["coder"].nunique()
    twice = put[put["response_id"].isin(per_answer.index[per_answer > 1])]
    if twice.empty:
        return None
    names, codes = sorted(set(twice["coder"])), sorted(set(put["code"]))
    given = set(zip(twice["response_id"], twice["coder"], twice["code"], strict=True))
    coded = set(zip(twice["response_id"], twice["coder"], strict=True))
    answers = list(dict.fromkeys(twice["response_id"]))
    ratings = [
        [float((answer, who, code) in given) if (answer, who) in coded else math.nan for who in names]
        for answer in answers
        for code in codes
    ]
    homes = [answer for answer in answers for _ in codes]
    try:
        return krippendorff_alpha(ratings, groups=homes)
    except InputError:  # all say the same of everything: there is no chance to tell agreement from
        return None
