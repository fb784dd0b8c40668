"""All the answers to a question: how many people gave each, and what such answers are called."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from cslab.intervals import proportion
from cslab.measure.surveys.answers import Answers
from cslab.measure.surveys.scores import easy_from, satisfied_from
from cslab.study.measures import Question

MOST_STEPS = 20
"""A scale of more answers is shown in tenths."""

COLUMNS = ["answer", "kind", "people", "share", "low", "high", "weighted"]


def distribution_of(answers: Answers) -> pd.DataFrame:
    """Count the people of each answer.

    Parameters
    ----------
    answers : Answers
        To a question that is scored, or a choice.

    Returns
    -------
    DataFrame
        One row an answer there is, from the lowest to the highest, given or not: answer (in words where the
        question has them), kind, people, share, low, high (parts of one; Wilson, of answers that count the
        same), weighted (share with weights, NaN without).

    Examples
    --------
    >>> from cslab.measure.surveys.answers import take_answers
    >>> ask = Question("satisfied", "How satisfied are you?", "csat", (1, 5))
    >>> given = pd.DataFrame({"satisfied": [5, 5, 4, 2]})
    >>> distribution_of(take_answers(given, ask))[["answer", "kind", "people", "share"]]
      answer           kind  people  share
    0      1  not satisfied       0   0.00
    1      2  not satisfied       1   0.25
    2      3  not satisfied       0   0.00
    3      4      satisfied       1   0.25
    4      5      satisfied       2   0.50
    """
    labels, kinds, places = _steps(answers)
    return _table(
        [(label, kind, places == at) for at, (label, kind) in enumerate(zip(labels, kinds, strict=True))],
        answers,
    )


def parts_of(answers: Answers) -> pd.DataFrame:
    """Count the people of each kind of answer, such as promoters; empty where answers have no kinds.

    The columns are those of `distribution_of`, without the answer.
    """
    _, kinds, places = _steps(answers)
    named = [kind for kind in dict.fromkeys(kinds) if kind]
    of = np.asarray(kinds, dtype=object)[places] if len(kinds) else np.array([], dtype=object)
    return _table([("", kind, of == kind) for kind in named], answers).drop(columns="answer")


def kind_of(question: Question, answer: float) -> str:
    """Name what an answer counts as: promoters, satisfied, easy; nothing on other scales."""
    scale = question.scale or (0.0, 1.0)
    if question.role == "nps":
        return "promoters" if answer >= 9 else "passives" if answer >= 7 else "detractors"
    if question.role == "csat":
        return "satisfied" if answer >= satisfied_from(scale) else "not satisfied"
    if question.role == "ces":
        return "easy" if answer >= easy_from(scale) else "not easy"
    return ""


def _table(rows: list[tuple[str, str, np.ndarray]], answers: Answers) -> pd.DataFrame:
    made = []
    weights = None if answers.weights is None else answers.weights.to_numpy(dtype=float)
    for label, kind, here in rows:
        people = int(here.sum())
        share = proportion(people, answers.n)
        heavy = np.nan if weights is None else float(weights[here].sum() / weights.sum())
        made.append((label, kind, people, share.value, share.low, share.high, heavy))
    return pd.DataFrame(made, columns=COLUMNS)


def _steps(answers: Answers) -> tuple[list[str], list[str], np.ndarray]:
    """Give the answers there are, what they are called, and the place of each one that was given."""
    question, values = answers.question, answers.values
    if question.role == "choice":
        named = list(dict.fromkeys([*question.answers, *sorted(set(values) - set(question.answers))]))
        return named, [""] * len(named), pd.Categorical(values, categories=named).codes.astype(int)
    low, high = question.scale or (float(values.min()), float(values.max()))
    given = values.to_numpy(dtype=float)
    if high - low > MOST_STEPS or (given % 1).any() or low % 1 or high % 1:
        edges = np.linspace(low, high, 11)
        labels = [f"{one:.3g} to {other:.3g}" for one, other in pairwise(edges)]
        return labels, [""] * 10, np.clip(np.searchsorted(edges, given, side="right") - 1, 0, 9)
    steps = np.arange(low, high + 1)
    words = question.answers[::-1] if question.reverse else question.answers
    labels = (
        [f"{step:g} {word}" for step, word in zip(steps, words, strict=True)]
        if len(words) == len(steps)
        else [f"{step:g}" for step in steps]
    )
    return labels, [kind_of(question, float(step)) for step in steps], (given - low).astype(int)
