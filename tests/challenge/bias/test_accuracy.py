"""Warranted weight, shared pull and the cost of projection, from teams whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from cslab.challenge.bias import projection
from cslab.challenge.bias.accuracy import cost, shared_pull, two_slopes, warranted
from cslab.challenge.bias.twoway import fit
from tests.challenge.bias.simulated import as_table, teams


def test_the_warranted_weight_takes_the_surveys_error_out() -> None:
    rng = np.random.default_rng(1)
    held, found = 0, []
    for _ in range(300):
        truth = rng.normal(50, 15, 20)
        answers = rng.normal(truth[:, None], 20, (20, 30))
        sd = answers.std(axis=1, ddof=1)
        one = warranted(answers.mean(axis=1), sd / np.sqrt(30), sd, level=0.95)
        assert one is not None
        found.append(one.value)
        held += one.low <= 15**2 / (15**2 + 20**2) <= one.high
    assert float(np.median(found)) == pytest.approx(0.36, abs=0.03)
    assert 0.9 < held / 300 < 0.985


def test_items_that_do_not_differ_have_no_warranted_weight() -> None:
    same, sd = np.full(12, 50.0), np.full(12, 20.0)
    assert warranted(same, sd / 5, sd, level=0.95) is None
    assert warranted(np.array([10.0, 90.0]), sd[:2] / 5, sd[:2], level=0.95) is None
    assert warranted(np.linspace(10, 90, 12), sd / 5, sd * np.nan, level=0.95) is None


def test_the_shared_pull_is_a_regression_on_taste_and_customers() -> None:
    rng = np.random.default_rng(2)
    own, value = rng.uniform(20, 80, 14), rng.uniform(20, 80, 14)
    predicted = 10 + 0.3 * own + 0.5 * value + rng.normal(0, 4, 14)
    found = shared_pull(own, predicted, value, level=0.9)
    fitted = sm.OLS(predicted, sm.add_constant(np.column_stack([own, value]))).fit()
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((fitted.params[1], *fitted.conf_int(0.1)[1]))
    assert found.n == 14


def test_no_slope_without_variation_or_items() -> None:
    rng = np.random.default_rng(3)
    own, value = rng.uniform(20, 80, 14), rng.uniform(20, 80, 14)
    assert two_slopes(own[:7], own[:7], value[:7]) is None
    assert two_slopes(own, own, np.full(14, 50.0)) is None
    assert two_slopes(own, value, own) is None


def test_cost_is_what_is_left_of_the_error_once_projection_is_out() -> None:
    made = teams(np.random.default_rng(4), 9, 16, weight=0.6, noise=4.0, differ=0.0)
    own, predicted, value = made.own[0], made.predicted[0], made.actual[0]
    used = np.ones((9, 16), dtype=bool)
    found = fit(own, predicted)
    priced = cost(own, predicted, used, value, float(found.weight), found.apart, level=0.95)
    assert priced is not None
    assert priced.before.value == pytest.approx(np.sqrt(np.mean((predicted - value) ** 2)))
    without = predicted - float(found.weight) * (own - own.mean(axis=0))
    assert priced.after.value == pytest.approx(np.sqrt(np.mean((without - value) ** 2)))
    assert priced.saved.value == pytest.approx(priced.before.value - priced.after.value)
    assert priced.saved.low > 0
    assert "without projection it would be" in priced.sentence


def test_taste_that_is_like_the_customers_makes_guesses_better() -> None:
    rng = np.random.default_rng(5)
    value = rng.uniform(20, 80, 16)
    own = value + rng.normal(0, 12, (9, 16))
    # what they otherwise think of each item errs to the other side of what they like
    predicted = 50 + 0.3 * (value - 50) - 0.5 * (own - value)
    used = np.ones((9, 16), dtype=bool)
    priced = cost(own, predicted, used, value, 0.5, np.full(9, 0.5), level=0.95)
    assert priced is not None
    assert priced.saved.high < 0
    assert "would make them worse" in priced.sentence


def test_without_customers_there_is_no_cost() -> None:
    found = projection(as_table(teams(np.random.default_rng(6), 6, 12, weight=0.4)))
    assert found.cost is None
    assert found.shared_pull is None
    assert found.warranted is None
