"""Shares of things of which one person may have several."""

from __future__ import annotations

import numpy as np
import pytest

from cslab.errors import InputError
from cslab.intervals import proportion
from cslab.measure.customers.shares import day_of, resampled, share_of


def test_where_everybody_has_one_it_is_wilsons_interval() -> None:
    flags = [True] * 7 + [False] * 5
    assert share_of(flags, range(12)) == proportion(7, 12)


def test_where_one_person_has_many_people_are_counted_and_the_interval_is_wider() -> None:
    people = [f"p-{at // 10}" for at in range(200)]
    flags = [at // 10 < 10 for at in range(200)]  # whole people are alike
    found = share_of(flags, people)
    assert found.n == 20
    assert found.value == 0.5
    apart = proportion(100, 200)
    assert found.high - found.low > 2 * (apart.high - apart.low)
    assert found.low < 0.5 < found.high
    assert share_of(flags, people) == found


@pytest.mark.parametrize("so", [True, False])
def test_where_all_agree_the_interval_still_has_a_width_for_the_people(so: bool) -> None:
    found = share_of([so] * 30, ["a", "b", "c"] * 10)
    assert (found.n, found.value) == (3, float(so))
    assert found.high - found.low == pytest.approx(proportion(3, 3).high - proportion(3, 3).low)


def test_one_person_alone_is_told_as_one() -> None:
    found = share_of([True, False, False], ["a"] * 3)
    assert found.n == 1
    assert "says nothing of others" in found.caveats[0]


def test_nobody_known_counts_as_somebody_else_each_time() -> None:
    assert share_of([True, False, True], [None, float("nan"), ""]).n == 3


def test_nothing_is_no_share() -> None:
    with pytest.raises(InputError, match="nothing to take a share of"):
        share_of([], [])


def test_draws_add_up_to_as_many_groups_as_there_are() -> None:
    drawn = resampled(np.ones((40, 1)), resamples=300, seed=3)
    assert drawn.shape == (300, 1)
    assert (drawn == 40).all()


def test_a_day_that_is_none_is_said() -> None:
    with pytest.raises(InputError, match="not 'soon'"):
        day_of("soon")
