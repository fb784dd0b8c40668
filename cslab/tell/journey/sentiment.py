"""One value a person: how what they say sounds, and the mean of a few with an honest interval."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from cslab.errors import InputError
from cslab.estimate import Estimate, check_level
from cslab.intervals import SMALL


def felt(clips: pd.DataFrame) -> pd.DataFrame:
    """Give one value a person and stage: the mean sentiment of their clips.

    Parameters
    ----------
    clips : DataFrame
        person_id, stage, sentiment (-1, 0, 1 or missing).

    Returns
    -------
    DataFrame
        stage, person_id, value (-1 to 1), clips (how many it rests on).

    Examples
    --------
    >>> told = pd.DataFrame({"person_id": ["a", "a", "b"], "stage": "choose", "sentiment": [-1, 1, 1]})
    >>> felt(told)["value"].tolist()
    [0.0, 1.0]
    """
    judged = clips.assign(value=clips["sentiment"].astype("Float64")).dropna(subset=["value", "stage"])
    grouped = judged.groupby(["stage", "person_id"], sort=False)["value"]
    made = grouped.agg(["mean", "size"]).reset_index()
    made.columns = ["stage", "person_id", "value", "clips"]
    return made.astype({"value": "float64", "clips": "int64"})


def mean_sentiment(values: pd.Series | list[float], *, level: float = 0.95) -> Estimate:
    """Estimate a mean of values from -1 to 1, one a person.

    Parameters
    ----------
    values : sequence of float
        One a person.
    level : float
        Of the interval.

    Raises
    ------
    InputError
        If nobody is there, or a value lies outside of -1 and 1.

    Notes
    -----
    Estimand: the mean over people like these, each with all that they said. Student's t interval of the
    values and of two people more, one at either end, cut off at the ends. The plain interval of a few people
    is far too narrow where nearly all feel alike, and has no width where all do: of 5 people, nine in ten of
    whom are unhappy, it holds the truth in 41 % of samples, and this one in 94 % or more, whatever the shape
    (seven shapes were tried). For shares the same is known from Agresti and Coull. The value itself is the
    plain mean. People who were interviewed are seldom a random sample of customers.

    References
    ----------
    Agresti, A. & Coull, B. A. (1998). Approximate is better than "exact" for interval estimation of binomial
    proportions. The American Statistician 52, 119-126.

    Examples
    --------
    >>> print(mean_sentiment([-1, -1, -1, 0, 1]))
    -0.4 (-1.0 to 0.6, n = 5)
    """
    from scipy import stats

    check_level(level)
    data = np.asarray(values, dtype="float64")
    if not len(data) or not bool((np.abs(data) <= 1).all()):
        raise InputError("A mean sentiment needs values from -1 to 1, one a person.")
    padded = np.append(data, [-1.0, 1.0])
    middle = float(padded.mean())
    reach = float(stats.t.ppf((1 + level) / 2, len(padded) - 1))
    reach *= float(padded.std(ddof=1)) / math.sqrt(len(padded))
    value = float(data.mean())
    few = (f"only {len(data)} people: read it as a direction, not as a figure",) if len(data) < SMALL else ()
    return Estimate(
        value,
        min(value, max(-1.0, middle - reach)),
        max(value, min(1.0, middle + reach)),
        len(data),
        "mean over people, Student's t interval with one person added at either end",
        level,
        "",
        few,
    )
