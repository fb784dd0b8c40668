"""Two-way fixed effects: against regressions with dummies, and how often the intervals hold the truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cslab.challenge.bias.twoway import Bools, Floats, Within, fit, jackknife, permuted
from tests.challenge.bias.simulated import KINDS, SIZES, WEIGHTS, coverage, false_alarms, teams


def dummies(own: Floats, predicted: Floats, used: Bools) -> tuple[float, float, int]:
    """The same slope by ordinary least squares with a dummy for each teammate and item."""
    rows, columns = np.nonzero(used)
    table = pd.DataFrame({"o": own[used], "p": predicted[used], "j": rows, "k": columns})
    found = smf.ols("p ~ o + C(j) + C(k)", data=table).fit()
    return float(found.params["o"]), float(found.bse["o"]), int(found.df_resid)


@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_the_slope_is_that_of_a_regression_with_dummies(missing: float) -> None:
    rng = np.random.default_rng(7)
    made = teams(rng, 6, 10, weight=0.3)
    used = rng.random((6, 10)) >= missing
    found = fit(made.own[0], made.predicted[0], used)
    slope, error, freedom = dummies(made.own[0], made.predicted[0], used)
    assert float(found.weight) == pytest.approx(slope)
    assert float(found.error) == pytest.approx(error)
    assert found.freedom == freedom
    for at in range(6):
        kept = np.arange(6) != at
        assert float(found.apart[at]) == pytest.approx(
            dummies(made.own[0][kept], made.predicted[0][kept], used[kept])[0]
        )


def test_teammates_that_share_no_item_are_each_compared_with_their_own() -> None:
    rng = np.random.default_rng(8)
    made = teams(rng, 6, 12, weight=0.4)
    used = np.zeros((6, 12), dtype=bool)
    used[:3, :6] = used[3:, 6:] = True
    found = fit(made.own[0], made.predicted[0], used)
    within = Within(used)
    assert within.rank == 16  # 6 teammates and 12 items, less one for each of two groups
    assert found.freedom == 36 - 16 - 1
    left = within(made.predicted[0])
    assert np.abs(left.sum(axis=0)).max() == pytest.approx(0, abs=1e-9)
    assert np.abs(left.sum(axis=1)).max() == pytest.approx(0, abs=1e-9)


def test_many_teams_at_once_are_each_as_if_alone() -> None:
    made = teams(np.random.default_rng(9), 5, 9, runs=3, weight=0.2)
    together = fit(made.own, made.predicted)
    for at in range(3):
        alone = fit(made.own[at], made.predicted[at])
        assert float(together.weight[at]) == pytest.approx(float(alone.weight))
        assert together.apart[at] == pytest.approx(alone.apart)


@settings(max_examples=25, deadline=None)
@example(seed=1131, weight=0.0, size=1.0, people=5, items=12)
@given(st.integers(0, 2**16), st.floats(-1, 2), st.floats(0.01, 50), st.integers(3, 6), st.integers(8, 12))
def test_levels_of_teammates_and_items_change_nothing(
    seed: int, weight: float, size: float, people: int, items: int
) -> None:
    rng = np.random.default_rng(seed)
    own, predicted = rng.normal(50, 15, (people, items)), rng.normal(50, 15, (people, items))
    used = rng.random((people, items)) > 0.1
    shifted = predicted + rng.normal(0, size, (people, 1)) + rng.normal(0, size, (1, items)) + weight * own
    first, second = fit(own, predicted, used), fit(own, shifted, used)
    if np.isnan(first.weight):
        assert np.isnan(second.weight)
    else:
        assert float(second.weight) == pytest.approx(float(first.weight) + weight, abs=1e-6)


def test_own_answers_without_a_difference_give_no_weight() -> None:
    own = np.tile(np.arange(10.0), (4, 1))
    predicted = np.random.default_rng(1).normal(50, 10, (4, 10))
    assert np.isnan(fit(own, predicted).weight)


def test_the_jackknife_of_a_mean_is_its_standard_error() -> None:
    values = np.array([3.0, 4.0, 8.0, 1.0, 5.0])
    apart = np.array([np.delete(values, at).mean() for at in range(5)])
    assert float(jackknife(apart)) == pytest.approx(values.std(ddof=1) / np.sqrt(5))


@pytest.mark.parametrize("missing", [0.0, 0.25])
def test_deals_keep_each_item_and_leave_gaps_where_they_are(missing: float) -> None:
    rng = np.random.default_rng(4)
    made = teams(rng, 6, 12, weight=0.9, differ=0.0, noise=5.0)
    used = rng.random((6, 12)) >= missing
    own = np.where(used, made.own[0], np.nan)
    assert permuted(own, made.predicted[0], used, permutations=199, rng=rng) == pytest.approx(1 / 200)


def test_chances_of_deals_are_even_where_nobody_projects() -> None:
    rng = np.random.default_rng(5)
    made = teams(rng, 5, 10, runs=150, differ=0.0)
    used = np.ones((5, 10), dtype=bool)
    chances = [
        permuted(own, predicted, used, permutations=99, rng=rng)
        for own, predicted in zip(made.own, made.predicted, strict=True)
    ]
    assert 0.42 < float(np.mean(chances)) < 0.6
    assert float(np.mean(np.array(chances) <= 0.2)) < 0.3


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize(("people", "items"), SIZES)
def test_intervals_hold_the_truth(people: int, items: int, weight: float) -> None:
    found = coverage(people, items, weight, runs=2000, seed=1)  # as in benchmarks/mirror.py
    assert 0.93 < found["team"] < 0.97
    assert 0.93 < found["people_like_us"] < 0.97


@pytest.mark.parametrize("kind", KINDS)
def test_guessing_badly_is_not_projecting(kind: str) -> None:
    found = false_alarms(8, 15, kind, runs=300, permutations=99, seed=12)
    assert found["team"] < 0.09
    assert found["people_like_us"] < 0.09
    assert found["deals"] < 0.09
    assert found["projects"] < 0.03
