"""Shares of R2 give back published figures, recover what was planted, and never speak of causes."""

from __future__ import annotations

import tomllib
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cslab.errors import InputError, NotFoundError
from cslab.measure.surveys.drivers import Drivers, drivers
from cslab.measure.surveys.ordinal import proportional_odds
from cslab.measure.surveys.shapley import explained, shares
from cslab.study.measures import Question

SWISS: dict[str, Any] = tomllib.loads(
    (Path(__file__).parents[2] / "reference" / "drivers.toml").read_text("utf-8")
)["swiss"]
OUTCOME = Question("recommend", "Would you recommend us?", "nps", (0, 10))


def topic(name: str, role: str = "scale") -> Question:
    return Question(name, name.title(), role, (1, 7))


def survey(n: int = 200, seed: int = 0) -> pd.DataFrame:
    """Support says most, ease less, price nothing; speed goes with ease."""
    rng = np.random.default_rng(seed)
    felt = rng.normal(size=(n, 4))
    felt[:, 3] = 0.95 * felt[:, 1] + 0.3 * felt[:, 3]
    table = pd.DataFrame(
        np.clip(np.round(4 + 1.3 * felt), 1, 7), columns=["support", "ease", "price", "speed"]
    )
    liked = 7 + 1.8 * felt[:, 0] + 0.9 * felt[:, 1] + rng.normal(size=n)
    return table.assign(recommend=np.clip(np.round(liked), 0, 10))


@pytest.fixture(scope="module")
def found() -> Drivers:
    return drivers(survey(), OUTCOME, [topic(name) for name in ("price", "ease", "support")])


def test_swiss_shares_as_published() -> None:
    table = np.array(SWISS["rows"], dtype=float)[:, [1, 2, 3, 4, 5, 0]]
    parts, whole = shares(np.corrcoef(table, rowvar=False)[None])
    assert parts[0].round(SWISS["digits"]).tolist() == SWISS["lmg"]
    assert parts.sum() == pytest.approx(whole[0])


def test_every_subset_has_the_r2_of_its_regression() -> None:
    table = survey().to_numpy()
    known = explained(np.corrcoef(table, rowvar=False)[None])[0]
    for subset in range(1, 16):
        chosen = [at for at in range(4) if subset >> at & 1]
        design = np.column_stack([np.ones(len(table)), table[:, chosen]])
        left = table[:, 4] - design @ np.linalg.lstsq(design, table[:, 4], rcond=None)[0]
        assert known[subset] == pytest.approx(1 - left.var() / table[:, 4].var())


def test_shares_are_the_average_over_all_orders() -> None:
    table = np.corrcoef(survey().to_numpy(), rowvar=False)
    known = explained(table[None])[0]
    added = np.zeros(4)
    for order in permutations(range(4)):
        before = 0
        for at in order:
            added[at] += known[before | 1 << at] - known[before]
            before |= 1 << at
    assert shares(table[None])[0][0].tolist() == pytest.approx((added / 24).tolist())


def test_topics_that_say_the_same_share_alike() -> None:
    table = survey()[["ease", "recommend"]].to_numpy()
    doubled = np.corrcoef(np.column_stack([table[:, 0], table[:, 0], table[:, 1]]), rowvar=False)
    parts, whole = shares(doubled[None])
    assert parts[0, 0] == pytest.approx(parts[0, 1])
    assert whole[0] == pytest.approx(np.corrcoef(table, rowvar=False)[0, 1] ** 2)


def test_the_planted_order_is_found_with_intervals(found: Drivers) -> None:
    assert found.table["topic"].tolist()[:2] == ["support", "ease"]
    words = dict(zip(found.table["topic"], found.table["word"], strict=True))
    assert words == {
        "support": "associated with more",
        "ease": "associated with more",
        "price": "can't be told",
    }
    assert found.table["value"].sum() == pytest.approx(found.r2.value)
    assert found.table["part"].sum() == pytest.approx(1)
    assert (found.table["low"] <= found.table["value"]).all()
    assert found.r2.low < found.r2.value < found.r2.high
    assert found.alike == ()


def test_it_never_speaks_of_causes(found: Drivers) -> None:
    said = " ".join([*found.words, *found.caveats, *found.table["word"], found._repr_html_()]).lower()
    assert "associated with" in said
    assert "drive" not in said
    assert "p-value" not in said
    assert found.caveats[0] == "Associated with, which is not the same as caused by."
    assert "Share of the differences" in str(found.chart().to_dict())


def test_ordered_answers_have_odds(found: Drivers) -> None:
    assert found.odds is not None
    odds = found.odds.table.set_index("topic")
    assert odds.loc["support", "low"] > 1
    assert odds.loc["price", "low"] < 1 < odds.loc["price", "high"]
    assert odds.loc["support", "steps"] == "the same at every step as far as can be told"
    assert found.odds.chart().to_dict()["layer"]
    assert len(found.odds.summary()) == 3


def test_odds_that_change_with_the_step_are_told() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(800, 2))
    # the first topic matters at the bottom of the scale and not at its top
    low = rng.random(800) < 1 / (1 + np.exp(-(0.3 - 2.0 * x[:, 0])))
    high = rng.random(800) < 0.35
    found = proportional_odds(np.where(low, 1.0, np.where(high, 3.0, 2.0)), x, ["ease", "price"])
    assert found.table["steps"].tolist()[0] == "not the same at every step"
    assert "The odds of ease are not the same at every step" in found.caveats[0]
    assert found.table.loc[0, "at_bottom"] > 2 * found.table.loc[0, "at_top"]


def test_odds_of_a_logistic_truth_are_recovered() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=(600, 1))
    felt = 0.8 * x[:, 0] + rng.logistic(size=600)
    found = proportional_odds(np.digitize(felt, [-1, 0, 1]).astype(float), x, ["ease"])
    assert found.table.loc[0, "low"] < np.exp(0.8) < found.table.loc[0, "high"]


def test_colleagues_widen_the_odds() -> None:
    once = survey(80, seed=3)[["support", "recommend"]].to_numpy()
    often = np.repeat(once, 4, axis=0)
    names, groups = ["support"], np.repeat(np.arange(80), 4)
    alone = proportional_odds(np.clip(often[:, 1], 5, 10), often[:, :1], names).table
    together = proportional_odds(np.clip(often[:, 1], 5, 10), often[:, :1], names, groups=groups).table
    assert together.loc[0, "high"] - together.loc[0, "low"] > 1.5 * (
        alone.loc[0, "high"] - alone.loc[0, "low"]
    )


def test_what_separates_wholly_has_no_odds() -> None:
    answers = np.repeat([0.0, 1.0], 30)
    with pytest.raises(InputError, match="can't be fitted"):
        proportional_odds(answers, np.column_stack([answers, answers]), ["a", "b"])
    with pytest.raises(InputError, match="2 to 11 different answers"):
        proportional_odds(np.ones(30), np.ones((30, 1)), ["a"])


def test_topics_that_go_together_are_named() -> None:
    found = drivers(
        survey(),
        Question("recommend", "?", "scale", (0, 10)),
        [topic("ease"), topic("speed")],
    )
    assert [pair[:2] for pair in found.alike] == [("ease", "speed")]
    assert any("ease and speed go together" in one for one in found.caveats)


def test_an_interval_holds_the_share_of_many() -> None:
    names = [topic(name) for name in ("support", "ease", "price")]
    columns = ["support", "ease", "price", "recommend"]
    truth = shares(np.corrcoef(survey(40_000, seed=9)[columns].to_numpy(), rowvar=False)[None])[0][0]
    held = np.zeros(3)
    for seed in range(12):
        data = survey(120, seed=seed)[columns].astype(float)
        data["recommend"] += np.linspace(0, 0.4, 120)  # more than 11 answers: no ordinal model
        wide = Question("recommend", "?", "scale", (0, 11))
        table = drivers(data, wide, names, resamples=300, seed=seed).table.set_index("topic")
        rows = table.loc[["support", "ease", "price"]]
        held += (rows["low"].to_numpy() <= truth) & (truth <= rows["high"].to_numpy())
    assert held[:2].min() >= 9


def test_accounts_are_drawn_whole_and_who_left_something_out_is_counted() -> None:
    data = survey().assign(account_id=[f"a{at // 5}" for at in range(200)])
    data.loc[:9, "ease"] = np.nan
    found = drivers(data, OUTCOME, [topic("support"), topic("ease")], resamples=200)
    assert "resamples of accounts" in found.r2.method
    assert found.r2.n == 190
    assert "10 people left one of the questions out and are not in it." in found.caveats


@pytest.mark.parametrize(
    ("rows", "topics", "says"),
    [
        (
            25,
            ["support"],
            "25 people answered 'recommend' and all 1 topics; to say what goes with it takes 30",
        ),
        (35, ["support", "ease", "price", "speed"], "takes 40, so ask more people or look at fewer topics"),
        (200, [], "Take 1 to 12 topics"),
        (200, ["recommend"], "a topic and the outcome at once"),
    ],
)
def test_too_few_answers_are_refused_in_words(rows: int, topics: list[str], says: str) -> None:
    with pytest.raises(InputError, match=says):
        drivers(survey(rows), OUTCOME, [topic(name) for name in topics])


def test_what_can_not_go_with_anything_is_named() -> None:
    with pytest.raises(InputError, match="Everybody answered 'price' alike"):
        drivers(survey().assign(price=4.0), OUTCOME, [topic("price")])
    with pytest.raises(InputError, match="'price' is of role choice"):
        drivers(survey(), OUTCOME, [topic("price", "choice")])
    with pytest.raises(NotFoundError, match="did you mean 'price'"):
        drivers(survey(), OUTCOME, [topic("prize")])
    with pytest.raises(InputError, match="at least 100 resamples"):
        drivers(survey(), OUTCOME, [topic("price")], resamples=5)
