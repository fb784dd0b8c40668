"""Means of different scales on one from 0 to 100: by hand, weighted, and of few people."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from cslab.errors import InputError, NotFoundError
from cslab.measure.surveys.rescaled import rescaled_means
from cslab.measure.surveys.scored import score
from cslab.study.measures import Question

EASE = Question("ease", "It is easy.", "scale", (1, 7), reverse=True)
RECOMMEND = Question("recommend", "Would you?", "nps", (0, 10))


def responses(n: int = 30) -> pd.DataFrame:
    random = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "person_id": [f"p-{at}" for at in range(n)],
            "account_id": [f"a-{at // 3}" for at in range(n)],
            "ease": random.integers(1, 8, n).astype(float),
            "recommend": random.integers(0, 11, n).astype(float),
        }
    )


def test_plain_answers_have_the_textbook_error() -> None:
    table = responses().drop(columns=["account_id"])
    found = rescaled_means(table, [RECOMMEND, EASE]).set_index("item")
    answers = (table["ease"] - 1) / 6 * 100
    assert found.at["ease", "value"] == pytest.approx(answers.mean()), "as it was asked, though it is reverse"
    assert found.at["ease", "sd"] == pytest.approx(answers.std())
    assert found.at["ease", "se"] == pytest.approx(answers.std() / math.sqrt(30))
    assert found.at["recommend", "value"] == pytest.approx(table["recommend"].mean() * 10)


def test_the_error_is_the_one_behind_the_interval_of_the_mean() -> None:
    table = responses()
    weights = pd.Series(np.linspace(0.5, 1.5, 30), index=table.index)
    (row,) = rescaled_means(table, [EASE], weights=weights).to_dict("records")
    mean = score(table, Question("ease", "", "scale", (1, 7)), weights=weights).estimate
    assert row["value"] == pytest.approx((mean.value - 1) / 6 * 100)
    t = 2.2621571628540993  # 10 accounts, 9 degrees of freedom
    assert row["se"] == pytest.approx((mean.high - mean.value) / t / 6 * 100, rel=1e-6)


def test_few_people_and_a_single_account_have_no_figure() -> None:
    table = responses()
    few = rescaled_means(table, [EASE], people=["p-0", "p-1"])
    assert few["n"].to_list() == [2]
    assert few[["value", "se", "sd"]].isna().all(axis=None)
    alone = rescaled_means(table.assign(account_id="a-0"), [EASE])
    assert alone[["value", "se", "sd"]].isna().all(axis=None)


def test_what_has_no_scale_or_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="has no scale"):
        rescaled_means(responses(), [Question("ease", "", "why")])
    with pytest.raises(NotFoundError, match="There is no question 'speed'"):
        rescaled_means(responses(), [Question("speed", "", "scale", (1, 7))])
