"""Intervals give back published figures, keep their promises on any input, and name their doubts."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.intervals import bootstrap, difference_of_proportions, mean, proportion

PUBLISHED: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "reference" / "intervals.toml").read_text("utf-8")
)
counts = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize("case", PUBLISHED["proportion"][0]["cases"])
def test_wilson_as_published(case: dict[str, Any]) -> None:
    estimate = proportion(case["successes"], case["n"])
    assert round(estimate.low, 4) == case["low"]
    assert round(estimate.high, 4) == case["high"]


@pytest.mark.parametrize("case", PUBLISHED["difference"][0]["cases"])
def test_newcombe_as_published(case: dict[str, Any]) -> None:
    estimate = difference_of_proportions(*case["first"], *case["second"])
    assert round(estimate.low, 4) == case["low"]
    assert round(estimate.high, 4) == case["high"]


def test_student_as_published() -> None:
    published = PUBLISHED["mean"]
    estimate = mean(published["values"])
    assert estimate.value == pytest.approx(published["value"])
    assert (estimate.low, estimate.high) == pytest.approx((published["low"], published["high"]), abs=1e-7)


@pytest.mark.parametrize("method", ["bca", "percentile"])
def test_bootstrap_as_published(method: Any) -> None:
    published = PUBLISHED["bootstrap"]
    estimate = bootstrap(published["values"], np.var, method=method, level=published["level"], resamples=9999)
    assert estimate.value == pytest.approx(published["value"], abs=0.05)
    assert (estimate.low, estimate.high) == pytest.approx(tuple(published[method]), rel=0.04)
    assert estimate.caveats == ()


@given(counts)
def test_a_share_lies_in_its_interval_and_that_in_the_possible(pair: tuple[int, int]) -> None:
    estimate = proportion(*pair)
    assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1
    assert estimate.low < estimate.high
    wider = proportion(*pair, level=0.99)
    assert wider.low <= estimate.low
    assert estimate.high <= wider.high


@given(counts, counts)
def test_a_difference_turned_round_is_its_own_mirror(first: tuple[int, int], second: tuple[int, int]) -> None:
    one, other = difference_of_proportions(*first, *second), difference_of_proportions(*second, *first)
    assert (one.value, one.low, one.high) == pytest.approx((-other.value, -other.high, -other.low))
    assert -1 <= one.low <= one.value <= one.high <= 1
    assert one.n == first[1] + second[1]


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30))
def test_a_mean_lies_in_the_middle_of_its_interval(values: list[float]) -> None:
    estimate = mean(values)
    assert estimate.low <= estimate.value <= estimate.high
    assert estimate.value == pytest.approx((estimate.low + estimate.high) / 2, abs=1e-6)


def test_missing_values_are_left_out_and_counted() -> None:
    estimate = mean(pd.Series([1.0, None, 3.0, None]))
    assert (estimate.n, estimate.value) == (2, 2.0)
    assert "2 of 4 values are missing and left out" in estimate.caveats
    resampled = bootstrap([1.0, math.nan, 3.0, 4.0], np.mean, groups=["a", "b", "c", "c"])
    assert resampled.n == 2
    assert "1 of 4 values are missing and left out" in resampled.caveats


def test_few_observations_are_named_in_words() -> None:
    assert proportion(3, 8).caveats == ("only 8 observations: read it as a direction, not as a figure",)
    assert "the smaller group has only 8 observations" in difference_of_proportions(3, 8, 30, 80).caveats[0]
    assert proportion(30, 80).caveats == ()


def test_values_without_spread_are_no_certainty() -> None:
    estimate = mean([4.0] * 30)
    assert (estimate.low, estimate.high) == (4.0, 4.0)
    assert "that is not certainty" in estimate.caveats[0]


def test_where_bca_can_not_be_had_percentiles_are_and_it_says_so() -> None:
    estimate = bootstrap([4.0] * 30, np.mean)
    assert (estimate.low, estimate.high) == (4.0, 4.0)
    assert "percentile bootstrap interval" in estimate.method
    assert any("plain percentiles" in caveat for caveat in estimate.caveats)


def test_the_same_seed_gives_the_same_interval_and_another_a_near_one() -> None:
    values = np.random.default_rng(5).normal(10, 2, 60)
    first, again, other = (bootstrap(values, np.mean, resamples=999, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert (first.low, first.high) == pytest.approx((other.low, other.high), rel=0.02)


def test_a_bootstrapped_mean_agrees_with_student() -> None:
    values = np.random.default_rng(5).normal(10, 2, 200)
    resampled, student = bootstrap(values, np.mean), mean(values)
    assert (resampled.low, resampled.high) == pytest.approx((student.low, student.high), abs=0.03)


def test_drawing_whole_groups_widens_the_interval_when_groups_agree_within() -> None:
    rng = np.random.default_rng(7)
    groups = np.repeat(np.arange(25), 8)
    values = rng.normal(0, 1, 25)[groups] + rng.normal(0, 0.1, 200)
    alone, grouped = bootstrap(values, np.mean), bootstrap(values, np.mean, groups=groups)
    assert grouped.n == 25
    assert "resamples of groups" in grouped.method
    assert grouped.value == pytest.approx(alone.value)
    assert grouped.high - grouped.low > 2 * (alone.high - alone.low)


def test_groups_of_one_are_the_same_as_none() -> None:
    values = [1.0, 5.0, 2.0, 8.0, 3.0]
    alone, grouped = bootstrap(values, np.mean), bootstrap(values, np.mean, groups=list("abcde"))
    assert (alone.low, alone.high, alone.n) == (grouped.low, grouped.high, grouped.n)


@pytest.mark.parametrize(
    ("successes", "n", "sentence"),
    [
        (0, 0, "at least one person"),
        (5, 4, "Of 4 people no 5 can be counted"),
        (-1, 4, "Of 4 people no -1"),
        (1.5, 4, "whole numbers"),
        (1, 4.0, "whole numbers"),
    ],
)
def test_counts_that_are_none_are_refused(successes: Any, n: Any, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        proportion(successes, n)
    with pytest.raises(InputError, match=sentence):
        difference_of_proportions(1, 2, successes, n)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([], "no value"),
        ([math.nan], "no value"),
        ([1.0], "at least two values"),
        ([1.0, math.inf], "finite"),
        (["a", "b"], "must be numbers"),
        ([[1.0, 2.0]], "one column"),
    ],
)
def test_values_that_give_no_interval_are_refused(values: Any, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        mean(values)
    with pytest.raises(InputError, match=sentence):
        bootstrap(values, np.mean)


def test_a_bootstrap_that_can_not_be_is_refused() -> None:
    with pytest.raises(InputError, match="at least two groups"):
        bootstrap([1.0, 2.0], np.mean, groups=["a", "a"])
    with pytest.raises(InputError, match="one group a value, but there are 1 for 2"):
        bootstrap([1.0, 2.0], np.mean, groups=["a"])
    with pytest.raises(InputError, match="not a bootstrap interval"):
        bootstrap([1.0, 2.0], np.mean, method="basic")  # type: ignore[arg-type]  # the wrong name is the point
    with pytest.raises(InputError, match="at least 100 resamples"):
        bootstrap([1.0, 2.0], np.mean, resamples=10)
    with pytest.raises(InputError, match="gives no number for these values"):
        bootstrap([1.0, 2.0], lambda drawn: math.nan)
    with pytest.raises(InputError, match="gives no number for some resamples"):
        bootstrap([1.0, 2.0, 3.0], lambda drawn: math.inf if len(set(drawn)) == 1 else float(drawn.mean()))
    with pytest.raises(InputError, match="between 0 and 1"):
        mean([1.0, 2.0], level=95)
