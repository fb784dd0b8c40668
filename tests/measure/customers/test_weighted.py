"""A share of customers of whom some count more."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.intervals import proportion
from cslab.measure.customers.weighted import weighted_share


@given(st.lists(st.booleans(), min_size=1, max_size=60))
@settings(max_examples=30, deadline=None)
def test_equal_weights_are_wilson(yes: list[bool]) -> None:
    bare, equal = proportion(sum(yes), len(yes)), weighted_share(yes, [2.5] * len(yes))
    assert weighted_share(yes) == bare
    assert (equal.value, equal.low, equal.high) == pytest.approx((bare.value, bare.low, bare.high))


def test_unequal_weights_widen_it() -> None:
    yes = [True] * 10 + [False] * 10
    even, odd = weighted_share(yes, [1] * 20), weighted_share(yes, [9, *[1] * 9, 9, *[1] * 9])
    assert odd.value == even.value
    assert odd.high - odd.low > even.high - even.low
    assert "count as 7 equal ones" in odd.caveats[0]


def test_the_truth_of_a_lopsided_sample_is_recovered() -> None:
    random = np.random.default_rng(1)
    hits = 0
    for _ in range(200):
        many, few = random.random(60) < 0.2, random.random(20) < 0.6
        found = weighted_share([*many, *few], [*[0.5 / 60] * 60, *[0.5 / 20] * 20])
        hits += found.low <= 0.4 <= found.high
    assert 0.92 <= hits / 200 <= 1


def test_what_it_refuses() -> None:
    for yes, weights in (
        ([], None),
        ([2.0], None),
        ([True], [0.0]),
        ([True], [1.0, 1.0]),
        ([True], [np.nan]),
    ):
        with pytest.raises(InputError):
            weighted_share(yes, weights)
