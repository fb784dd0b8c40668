"""Single teammates: drawn toward the pooled weight they are nearer to the truth, with honest intervals."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.formula.api as smf
from statsmodels.stats.meta_analysis import combine_effects

from cslab.challenge.bias.slopes import slopes, toward_the_middle
from cslab.challenge.bias.twoway import reach
from tests.challenge.bias.simulated import as_table, teams


def test_own_slopes_are_those_of_one_regression_with_an_interaction() -> None:
    made = teams(np.random.default_rng(1), 5, 10, weight=0.3, differ=0.3)
    found = slopes(made.own[0], made.predicted[0], np.ones((5, 10), dtype=bool))
    table = as_table(made).assign(own=made.own[0].ravel(), predicted=made.predicted[0].ravel())
    fitted = smf.ols("predicted ~ C(teammate) + C(item) + C(teammate):own", data=table).fit()
    assert found is not None
    named = [f"C(teammate)[mate-{at}]:own" for at in range(5)]
    assert found.alone == pytest.approx(fitted.params[named].to_numpy())
    assert found.error == pytest.approx(fitted.bse[named].to_numpy())
    assert found.freedom == fitted.df_resid


def test_drawing_toward_the_middle_is_that_of_paule_and_mandel() -> None:
    alone, error = np.array([0.1, 0.5, 0.9, 0.3, 0.2]), np.array([0.1, 0.12, 0.15, 0.1, 0.2])
    middle, between, drawn, _ = toward_the_middle(alone, error)
    pooled = combine_effects(alone, error**2, method_re="iterated", use_t=True)
    assert middle == pytest.approx(pooled.mean_effect_re)
    assert between == pytest.approx(pooled.tau2)
    part = pooled.tau2 / (pooled.tau2 + error**2)
    assert drawn == pytest.approx(middle + part * (alone - middle))


def test_drawn_weights_are_nearer_to_the_truth_and_their_intervals_hold_it() -> None:
    made = teams(np.random.default_rng(2), 8, 15, runs=300, weight=0.3, differ=0.15)
    used = np.ones((8, 15), dtype=bool)
    off_alone, off_drawn, held = [], [], []
    for at in range(300):
        found = slopes(made.own[at], made.predicted[at], used)
        assert found is not None
        off_alone.append(found.alone - made.weights[at])
        off_drawn.append(found.drawn - made.weights[at])
        held.append(np.abs(off_drawn[-1]) <= reach(found.freedom, 0.95) * found.drawn_error)
    alone, drawn = (float(np.sqrt(np.mean(np.square(off)))) for off in (off_alone, off_drawn))
    assert drawn < 0.75 * alone  # methods: .214 becomes .143
    assert 0.93 < float(np.mean(held)) < 0.985


def test_fewer_than_three_slopes_are_none() -> None:
    made = teams(np.random.default_rng(3), 4, 10)
    own = made.own[0].copy()
    own[1:3] = 50.0
    assert slopes(own, made.predicted[0], np.ones((4, 10), dtype=bool)) is None
    assert slopes(own, own, np.ones((4, 10), dtype=bool)) is None
