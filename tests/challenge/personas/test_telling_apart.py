from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from statsmodels.stats.proportion import tost_proportions_2indep
from statsmodels.stats.weightstats import ttost_ind

from cslab.challenge.personas.persons import truths
from cslab.challenge.personas.telling_apart import apart, of_everyone
from tests.challenge.personas.planted import share, values


def test_the_same_share_of_many_people_is_alike() -> None:
    found = apart(values(share(500, 250), share(500, 255)))
    assert found.word == "alike"
    assert found.effect is not None
    assert found.effect.value == pytest.approx(2 * (np.arcsin(0.5**0.5) - np.arcsin(0.51**0.5)))
    assert found.effect.level == pytest.approx(0.9)
    assert found.gap is not None
    assert found.gap.unit == "points"


def test_the_same_share_of_few_people_is_alike_as_far_as_can_be_told() -> None:
    assert apart(values(share(30, 15), share(30, 15))).word == "maybe alike"


def test_another_share_is_apart_and_what_is_in_between_is_unknown() -> None:
    assert apart(values(share(100, 80), share(100, 40))).word == "apart"
    assert apart(values(share(20, 12), share(20, 8))).word == "unknown"


def test_fewer_than_five_tell_nothing() -> None:
    assert apart(values(share(4, 4), share(90, 3))).word == "unknown"
    assert apart(values(share(90, 3), [])).word == "unknown"


def test_all_colleagues_of_one_account_tell_nothing() -> None:
    one = values(share(20, 10), share(20, 10), accounts=["a"] * 20 + [f"b-{at}" for at in range(20)])
    assert apart(one).word == "unknown"


def test_colleagues_who_say_the_same_make_the_interval_wider() -> None:
    alone = apart(values(share(200, 100), share(200, 100)))
    pairs = [f"a-{at // 10}" for at in range(400)]
    together = apart(values(share(200, 100), share(200, 100), accounts=pairs))
    assert alone.effect is not None
    assert together.effect is not None
    assert together.effect.high > alone.effect.high


@pytest.mark.parametrize("gap", [0.0, 0.02, 0.06, 0.1])
@pytest.mark.parametrize("n", [150, 600])
def test_shares_are_judged_as_by_two_one_sided_tests_of_statsmodels(gap: float, n: int) -> None:
    yes, others = round(n * (0.5 + gap)), round(n * 0.5)
    found = apart(values(share(n, yes), share(n, others)))
    # around one half, h is about twice the difference of the shares
    test = tost_proportions_2indep(yes, n, others, n, -0.1, 0.1, compare="diff", method="wald")
    assert (found.word == "alike") == (test.pvalue < 0.05)


@pytest.mark.parametrize("shift", [0.0, 0.05, 0.1, 0.15])
@pytest.mark.parametrize("n", [200, 800])
def test_means_are_judged_as_by_two_one_sided_tests_of_statsmodels(shift: float, n: int) -> None:
    rng = np.random.default_rng(3)
    one, other = rng.normal(4 + shift, 1, n), rng.normal(4, 1, n)
    found = apart(values(one, other, kind="mean"))
    pooled = np.sqrt((one.var(ddof=1) + other.var(ddof=1)) / 2)
    chance, _, _ = ttost_ind(one, other, -0.2 * pooled, 0.2 * pooled)
    assert (found.word == "alike") == (chance < 0.05)


def test_answers_that_are_all_the_same_have_no_effect_but_are_told() -> None:
    found = apart(values([3.0] * 20, [3.0] * 20, kind="mean"))
    assert found.word == "unknown"
    assert found.effect is None
    assert found.inside is not None


def test_a_wider_limit_calls_more_alike() -> None:
    one = values(share(200, 100), share(200, 112))
    assert apart(one).word != "alike"
    assert apart(one, equivalent=0.5).word == "alike"


def test_how_many_of_all_a_claim_is_true_of() -> None:
    one = values(share(50, 45), share(150, 135))
    found = of_everyone([one], truths({"c": (one,)}))
    assert found is not None
    assert (found.value, found.n, found.unit) == (0.9, 200, "%")
    assert of_everyone([], truths({})) is None


def test_weights_count_where_one_figure_shows_the_claim() -> None:
    one = values(share(20, 20), share(20, 0))
    heavy = one.table.assign(weight=np.where(one.table["inside"], 3.0, 1.0))
    weighted = replace(one, table=heavy, weighted=True)
    known = truths({"c": (weighted,)})
    found, raw = of_everyone([weighted], known), of_everyone([weighted, weighted], known)
    assert found is not None
    assert raw is not None
    assert (found.value, raw.value) == (0.75, 0.5)
