"""Means of questions with different scales, each put on a scale from 0 to 100 as it was asked."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from cslab.errors import InputError
from cslab.measure.surveys.answers import FEW, Figure, take_answers
from cslab.measure.surveys.weighting import Weights
from cslab.study.measures import Question

MEAN = Figure("Mean", "mean")


def rescaled_means(
    responses: pd.DataFrame,
    questions: Iterable[Question],
    *,
    weights: Weights | pd.Series | None = None,
    people: Collection[str] | None = None,
) -> pd.DataFrame:
    """Give the mean answer to each question, from 0 (the lowest answer there is) to 100 (the highest).

    Parameters
    ----------
    responses : DataFrame
        One column a question; person_id, account_id and answered_at where known.
    questions : iterable of Question
        Those with a scale.
    weights : Weights or Series, optional
        Indexed as the responses.
    people : collection of str, optional
        person_id of those who count; everybody when left out.

    Returns
    -------
    DataFrame
        One row a question: item, wording, value, se (standard error of the mean, with colleagues at one
        account taken to answer alike), sd (between people), n. Where fewer than 5 people answered, or all of
        them for one account, value, se and sd are missing.

    Raises
    ------
    NotFoundError
        If a question is no column of the responses.
    InputError
        If a question has no scale.

    Notes
    -----
    Estimand: the mean answer of the people asked, ``100 (mean - lowest) / (highest - lowest)``. A question of
    which a high answer means little stays as it was asked, because whoever guesses answers reads its wording.
    Standard errors are those that `cslab.measure.surveys.samples` bases its intervals on.

    Examples
    --------
    >>> answers = pd.DataFrame({"ease": [1.0, 4.0, 4.0, 4.0, 7.0]})
    >>> rescaled_means(answers, [Question("ease", "It is easy.", "scale", (1, 7))]).round(1)
       item      wording  value    se    sd  n
    0  ease  It is easy.   50.0  15.8  35.4  5
    """
    rows = []
    for question in questions:
        if question.scale is None:
            raise InputError(f"{question.id!r} has no scale, so its answers can't be put on one.")
        answers = take_answers(responses, replace(question, reverse=False), weights=weights)
        if people is not None:
            answers = answers.only(answers.people.isin(list(people)))
        sample = answers.sample(MEAN)
        worth = sample.worth() if sample.n >= FEW else None
        if worth is None or worth.units < 2:
            rows.append((question.id, question.wording, math.nan, math.nan, math.nan, sample.n))
            continue
        low, high = question.scale
        scale = 100 / (high - low)
        around = float(np.average((sample.values - sample.value) ** 2, weights=sample.counting))
        spread = around * sample.n / (sample.n - 1)
        rows.append(
            (
                question.id,
                question.wording,
                (sample.value - low) * scale,
                math.sqrt(spread / worth.n_eff) * scale,
                math.sqrt(spread) * scale,
                sample.n,
            )
        )
    kinds = {"item": "str", "wording": "str", **dict.fromkeys(("value", "se", "sd"), "float64"), "n": "int64"}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)
