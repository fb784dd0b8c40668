"""How answers to questions with different scales are spread, each put on a scale from 0 to 100."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

import pandas as pd

from cslab.measure.surveys.answers import FEW, take_answers
from cslab.measure.surveys.distribution import distribution_of
from cslab.measure.surveys.weighting import Weights
from cslab.study.measures import Question

_KINDS = {
    **{"item": "str", "wording": "str", "at": "float64", "answer": "str", "people": "int64"},
    **{"share": "float64", "n": "int64"},
}


def rescaled_spread(
    responses: pd.DataFrame,
    questions: Iterable[Question],
    *,
    weights: Weights | pd.Series | None = None,
    people: Collection[str] | None = None,
) -> pd.DataFrame:
    """Count who gave each answer, with its place from 0 (the lowest answer there is) to 100 (the highest).

    Parameters
    ----------
    responses, questions, weights, people
        As for `cslab.measure.surveys.rescaled.rescaled_means`.

    Returns
    -------
    DataFrame
        One row an answer there is, given or not: item, wording, at (0 to 100; the middle of a tenth where a
        scale has many answers), answer (as it is called), people, share (with weights where there are any),
        n (who answered the question). A question that fewer than 5 people answered has no rows.

    Examples
    --------
    >>> answers = pd.DataFrame({"ease": [1.0, 3.0, 3.0, 3.0, 2.0]})
    >>> asked = [Question("ease", "It is easy.", "scale", (1, 3))]
    >>> rescaled_spread(answers, asked)[["at", "people", "share"]]
          at  people  share
    0    0.0       1    0.2
    1   50.0       1    0.2
    2  100.0       3    0.6
    """
    rows = []
    for question in questions:
        answers = take_answers(responses, replace(question, reverse=False), weights=weights)
        if people is not None:
            answers = answers.only(answers.people.isin(list(people)))
        if answers.n < FEW or question.scale is None:
            continue
        table = distribution_of(answers)
        low, high = question.scale
        steps = len(table)
        whole = steps == high - low + 1
        share = table["share"] if answers.weights is None else table["weighted"]
        for at, (answer, many, part) in enumerate(zip(table["answer"], table["people"], share, strict=True)):
            place = at / (steps - 1) * 100 if whole and steps > 1 else (at + 0.5) / steps * 100
            rows.append((question.id, question.wording, place, answer, many, part, answers.n))
    return pd.DataFrame(rows, columns=list(_KINDS)).astype(_KINDS)
