"""Satisfaction, loyalty and goodwill: three different things, each the mean of its own items."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.study.measures import LEVELS, Question

ANSWERED = 0.5
"""Of the items of a level that a person must have answered to have a score."""


def items_of(responses: pd.DataFrame, questions: Sequence[Question], level: str) -> pd.DataFrame:
    """Give the answers to the items of a level, each from 0 (little of it) to 1 (much).

    Parameters
    ----------
    responses : DataFrame, n rows
        One row a response, one column a question.
    questions : sequence of Question
        Those with this level are its items; reversed ones are turned.
    level : {"satisfaction", "loyalty", "goodwill"}
        What they are items of.

    Returns
    -------
    DataFrame, n rows
        One column an item; NaN where there is no answer, or one that is not on the scale.

    Raises
    ------
    NotFoundError
        If there is no such level, or no item of it in the responses.
    """
    if level not in LEVELS:
        raise NotFoundError.of("level", level, LEVELS)
    items = [one for one in questions if one.level == level and one.scale and one.id in responses]
    if not items:
        found = {one.level for one in questions if one.level and one.id in responses}
        raise NotFoundError.of("level with questions", level, found)
    columns = {}
    for item in items:
        low, high = item.scale or (0.0, 1.0)
        given = pd.to_numeric(responses[item.id], errors="coerce")
        part = (given.where(given.between(low, high)) - low) / (high - low)
        columns[item.id] = 1 - part if item.reverse else part
    return pd.DataFrame(columns, index=responses.index, dtype=float)


def level_scores(
    responses: pd.DataFrame, questions: Sequence[Question], level: str, *, rescale: bool = True
) -> pd.Series:
    """Score each person on a level: the mean of its items.

    Parameters
    ----------
    responses, questions, level
        As for `items_of`.
    rescale : bool
        From 0 to 1; otherwise on the scale of the items, which must then be one.

    Returns
    -------
    Series of float, n rows
        Named by the level, indexed as the responses; NaN for people who answered fewer than half of it.

    Raises
    ------
    NotFoundError
        If there is no such level, or no item of it in the responses.
    InputError
        If items have different scales and are not rescaled.

    Notes
    -----
    Being satisfied, staying loyal and wishing somebody well differ: a satisfied customer may leave, and a
    loyal one may only lack a better choice. So levels are never added up. The mean takes each item to say as
    much as any other; `cslab.measure.surveys.scales.reliability` says whether they belong together.

    Examples
    --------
    >>> asked = [
    ...     Question("good_1", "They wish us well.", "scale", (1, 7), "goodwill"),
    ...     Question("good_2", "They only want our money.", "scale", (1, 7), "goodwill", reverse=True),
    ... ]
    >>> level_scores(pd.DataFrame({"good_1": [7, 4], "good_2": [1, 7]}), asked, "goodwill").tolist()
    [1.0, 0.25]
    """
    items = items_of(responses, questions, level)
    enough = items.notna().mean(axis=1) >= ANSWERED
    scores = items.mean(axis=1).where(enough, np.nan).rename(level)
    if rescale:
        return scores
    scales = {one.scale for one in questions if one.id in items}
    if len(scales) != 1:
        raise InputError(
            f"The items of {level} have different scales, so their mean is only known from 0 to 1."
        )
    low, high = scales.pop() or (0.0, 1.0)
    return low + scores * (high - low)


def level_question(level: str, scale: tuple[float, float] = (0.0, 1.0)) -> Question:
    """Give a question that stands for a level, so that its scores are scored like answers.

    Examples
    --------
    >>> level_question("loyalty").wording
    'Loyalty, mean of its items'
    """
    return Question(level, f"{level.capitalize()}, mean of its items", "scale", scale, level)
