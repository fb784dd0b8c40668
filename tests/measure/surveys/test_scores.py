"""NPS, CSAT, effort and means keep their promises, weighted or not, and refuse what is no answer."""

from __future__ import annotations

from itertools import product
from math import comb, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.regression.linear_model import WLS
from statsmodels.stats.proportion import proportion_confint

from cslab.errors import InputError
from cslab.intervals import mean, proportion
from cslab.measure.surveys.samples import Sample, estimate
from cslab.measure.surveys.scores import ces, csat, mean_score, nps, top_box

ANSWERS = st.lists(st.integers(0, 10), min_size=1, max_size=60)


def covered(n: int, promoters: float, detractors: float) -> float:
    """How often the interval of n answers holds the truth, over all answers there can be."""
    total = 0.0
    for high, low in product(range(n + 1), repeat=2):
        if high + low > n:
            continue
        chance = comb(n, high) * comb(n - high, low) * promoters**high * detractors**low
        chance *= (1 - promoters - detractors) ** (n - high - low)
        found = nps([10] * high + [0] * low + [8] * (n - high - low))
        total += chance * (found.low - 1e-9 <= promoters - detractors <= found.high + 1e-9)
    return total


def test_nps_of_eight_answers_covers_as_the_method_promises() -> None:
    # 90 % promoters and 2 % detractors, where Wald's interval covers .565
    assert covered(8, 0.9, 0.02) == pytest.approx(0.956, abs=0.0005)
    assert covered(8, 0.5, 0.2) > 0.94


def test_nps_is_the_adjusted_wald_interval_of_rocks() -> None:
    found = nps([10] * 5 + [8] * 2 + [3])
    p, d = 5.75 / 11, 1.75 / 11
    se = ((p + d - (p - d) ** 2) / 11) ** 0.5
    assert found.value == pytest.approx(4 / 8)
    assert found.low == pytest.approx(p - d - 1.959963985 * se)
    assert found.high == pytest.approx(p - d + 1.959963985 * se)
    assert (found.n, found.unit) == (8, "points")
    assert found.caveats == ("only 8 answers: read it as a direction, not as a figure",)


@given(ANSWERS)
def test_nps_stays_on_its_scale_around_what_was_counted(answers: list[int]) -> None:
    found = nps(answers)
    counted = (sum(one >= 9 for one in answers) - sum(one <= 6 for one in answers)) / len(answers)
    assert found.value == pytest.approx(counted)
    assert -1 <= found.low <= found.value <= found.high <= 1


@given(ANSWERS, st.integers(2, 9))
def test_equal_weights_change_nothing_but_the_shape(answers: list[int], heavy: int) -> None:
    plain, weighted = nps(answers), nps(answers, weights=[heavy] * len(answers))
    assert weighted.value == pytest.approx(plain.value)
    if len(set(answers)) > 1 and 0 < abs(plain.value) < 1:
        assert weighted.low == pytest.approx(plain.low, abs=0.02)


def test_shares_are_wilson_and_means_are_students() -> None:
    satisfied = csat([5] * 30 + [3] * 12)
    assert satisfied == proportion(30, 42)
    easy = ces([7, 6, 2, 5, 4, 6, 7, 1])
    by_t = mean([7, 6, 2, 5, 4, 6, 7, 1])
    assert [easy[0].value, easy[0].low] == pytest.approx([by_t.value, by_t.low])
    assert easy[1].value == 5 / 8
    top = top_box([1, 1, 5], least=5)
    assert (top.low, top.high) == pytest.approx(proportion_confint(1, 3, method="wilson"))
    assert csat([2, 3, 3], scale=(1, 3)).value == pytest.approx(2 / 3)


def test_weighted_mean_has_the_cluster_robust_error_of_weighted_least_squares() -> None:
    rng = np.random.default_rng(5)
    groups = np.repeat(np.arange(30), 4)
    answers = np.clip(np.round(4 + np.repeat(rng.normal(size=30), 4) + rng.normal(size=120)), 1, 7)
    weights = rng.uniform(0.3, 3, 120)
    found = mean_score(answers, weights=weights, clusters=groups)
    fit = WLS(answers, np.ones(120), weights=weights).fit(
        cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}
    )
    se = float(fit.bse[0]) * (30 / 29) ** 0.5
    assert found.value == pytest.approx(float(fit.params[0]))
    assert found.high - found.value == pytest.approx(2.045229642 * se)
    assert "from 30 groups" in found.method


def test_colleagues_who_answer_alike_widen_the_interval() -> None:
    answers, accounts = [10] * 40 + [2] * 40, [str(at // 8) for at in range(80)]
    alone, together = nps(answers), nps(answers, clusters=accounts)
    assert together.value == alone.value
    assert together.high - together.low > 2 * (alone.high - alone.low)


def test_unknown_accounts_are_each_their_own() -> None:
    answers = [10, 2, 9, 4, 10, 7]
    named = nps(answers, clusters=["a", "a", "b", "c", "d", "e"])
    unnamed = nps(answers, clusters=["a", "a", None, None, None, None])
    assert (named.low, named.high) == (unnamed.low, unnamed.high)


def test_missing_answers_are_left_out_and_counted() -> None:
    found = nps([10, nan, 3, nan])
    assert found.n == 2
    assert found.caveats[0] == "2 of 4 answers are missing and left out"


def test_everybody_alike_is_no_certainty() -> None:
    found = mean_score([5] * 30)
    assert (found.low, found.high) == (5, 5)
    assert "all answers are the same; that is not certainty" in found.caveats
    weighted = nps([10] * 30, weights=[1.0] * 15 + [4.0] * 15)
    assert weighted.high == 1
    assert weighted.low < nps([10] * 30).low


@pytest.mark.parametrize(
    ("answers", "more", "says"),
    [
        ([], {}, "Nobody answered"),
        ([nan], {}, "Nobody answered"),
        ([11], {}, "between 0 and 10, but 11 was given"),
        ([7.5], {}, "whole numbers"),
        (["seven"], {}, "must be numbers"),
        ([1, 2], {"weights": [1]}, "one weight an answer"),
        ([1, 2], {"weights": [-1, 2]}, "at least 0"),
        ([1, 2], {"clusters": ["a"]}, "one cluster an answer"),
        ([1, 2], {"level": 95}, "between 0 and 1"),
    ],
)
def test_what_is_no_answer_is_refused(answers: list[object], more: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says):
        nps(answers, **more)  # type: ignore[arg-type]


def test_a_mean_of_one_group_has_no_interval() -> None:
    with pytest.raises(InputError, match="at least two people or accounts"):
        mean_score([3, 4, 5], clusters=["a", "a", "a"])


def simulated(runs: int, seed: int) -> float:
    """Share of runs in which a weighted, clustered NPS holds the truth."""
    rng = np.random.default_rng(seed)
    held = 0
    for _ in range(runs):
        size = rng.integers(1, 6, 60)
        accounts = np.repeat(np.arange(60), size)
        felt = np.repeat(rng.normal(size=60) * 0.8, size) + rng.normal(size=len(accounts))
        values = np.where(felt > 0.6, 1.0, np.where(felt < -0.4, -1.0, 0.0))
        weights = rng.choice([0.5, 1.0, 2.5], len(accounts))
        found = estimate(Sample("nps", values, weights, accounts))
        held += found.low <= TRUTH <= found.high
    return held / runs


TRUTH = 0.3198 - 0.3774
"""Of a normal with variance 1.64: above 0.6, less below -0.4."""


def test_weighted_clustered_nps_covers_the_truth() -> None:
    assert simulated(200, 1) >= 0.91


@pytest.mark.soak
def test_weighted_clustered_nps_covers_the_truth_in_many_runs() -> None:
    assert 0.935 <= simulated(4000, 2) <= 0.97
