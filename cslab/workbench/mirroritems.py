"""What the mirror asks: the questions of a survey, with the ends of their scales in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import pandas as pd

from cslab.study.measures import Question
from cslab.study.mirror import MirrorConfig
from cslab.study.surveys.survey import Survey

ENDS: Final[Mapping[str, tuple[str, str]]] = {
    "nps": ("Not at all likely", "Extremely likely"),
    "csat": ("Very dissatisfied", "Very satisfied"),
    "ces": ("Very hard", "Very easy"),
    "scale": ("Don't agree at all", "Agree fully"),
}
"""What the ends of a scale mean where study.toml does not say."""


def asked_of(survey: Survey, config: MirrorConfig) -> tuple[Question, ...]:
    """Give the questions that teammates are asked: those that were named, else all with a scale.

    Raises
    ------
    NotFoundError
        If the survey does not have a question that was named.
    """
    if config.items:
        return tuple(survey.question(item) for item in config.items)
    return tuple(question for question in survey.questions if question.scale is not None)


def items_table(questions: Iterable[Question], survey: str) -> pd.DataFrame:
    """List questions: item, wording, low, high, survey, lowest, highest."""
    rows = []
    for question in questions:
        low, high = question.scale or (0.0, 1.0)
        words = ENDS.get(question.role, ENDS["scale"])
        ends = (question.answers[0], question.answers[-1]) if len(question.answers) > 1 else words
        rows.append((question.id, question.wording, low, high, survey, *ends))
    text = dict.fromkeys(("item", "wording", "survey", "lowest", "highest"), "str")
    columns = ["item", "wording", "low", "high", "survey", "lowest", "highest"]
    kinds = text | {"low": "float64", "high": "float64"}
    return pd.DataFrame(rows, columns=columns).astype(kinds)
