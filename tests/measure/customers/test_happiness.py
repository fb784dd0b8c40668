"""How happy people are, and how exactly the items can tell."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cslab.errors import InputError
from cslab.measure.customers import happiness, margin
from cslab.study.measures import Question

ITEMS = (
    Question("sat_1", "It does what I need.", "scale", (1, 7), "satisfaction"),
    Question("sat_2", "It lets me down.", "scale", (1, 7), "satisfaction", reverse=True),
    Question("satisfied", "How satisfied are you?", "csat", (1, 5)),
    Question("recommend", "Would you recommend us?", "nps", (0, 10)),
)


def answers(**columns: list[float]) -> pd.DataFrame:
    n = len(next(iter(columns.values())))
    people = [f"p-{at}" for at in range(n)]
    moments = pd.date_range("2026-01-01", periods=n)
    return pd.DataFrame({"person_id": people, "account_id": "a-1", "answered_at": moments, **columns})


def test_items_of_satisfaction_come_before_all_else() -> None:
    table = answers(sat_1=[7, 1, 4], sat_2=[1, 7, 4], satisfied=[1, 5, 3], recommend=[0, 10, 5])
    found = happiness(table, ITEMS)
    assert found.questions == ("sat_1", "sat_2")
    assert found.table["happiness"].tolist() == [1.0, 0.0, 0.5], "the reversed item is turned round"
    assert happiness(table.drop(columns=["sat_1", "sat_2"]), ITEMS).questions == ("satisfied",)
    assert happiness(table[["person_id", "account_id", "recommend"]], ITEMS).questions == ("recommend",)
    with pytest.raises(InputError, match="No question of this survey"):
        happiness(table[["person_id", "account_id"]], ITEMS)


def test_the_planted_noise_is_found() -> None:
    random = np.random.default_rng(7)
    truth = random.uniform(0.3, 0.7, 800)
    items = [Question(f"s_{at}", "", "scale", (0, 1), "satisfaction") for at in range(4)]
    table = answers(**{one.id: list(truth + random.normal(0, 0.1, 800)) for one in items})
    found = happiness(table, items)
    assert found.noise == pytest.approx(0.1 / np.sqrt(4), rel=0.05)
    assert (found.table["happiness"] - truth).std() == pytest.approx(found.noise, rel=0.07)


def test_one_item_says_that_its_noise_is_not_known() -> None:
    found = happiness(answers(satisfied=[1, 5]), ITEMS)
    assert found.noise == pytest.approx(0.25 / np.sqrt(12))
    assert "too sure of themselves" in found.caveats[0]


def test_the_later_answer_counts_and_nobody_is_left_out_silently() -> None:
    table = answers(satisfied=[1, 5, 3])
    table["person_id"] = ["p-1", "p-1", None]
    found = happiness(table.iloc[::-1], ITEMS)
    assert found.table[["person_id", "happiness"]].to_numpy().tolist() == [["p-1", 1.0]]
    assert any("1 answers name no person" in caveat for caveat in found.caveats)


def test_margin_may_be_below_nothing_and_is_missing_where_nothing_is_paid() -> None:
    table = pd.DataFrame({"account_id": list("abc"), "revenue": [100, 100, 0], "cost_to_serve": [20, 150, 5]})
    worth = margin(table.assign(score=[0.1, 0.2, None]))
    assert worth["a"] == pytest.approx(0.8)
    assert worth["b"] == pytest.approx(-0.5)
    assert np.isnan(worth["c"])
    assert margin(table.assign(score=[0.1, 0.2, None]), "score")["b"] == 0.2
    with pytest.raises(InputError, match="no column grade"):
        margin(table, "grade")
