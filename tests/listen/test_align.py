from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from cslab.listen.align import first_entries, token_times


def cheapest(cost: np.ndarray) -> float:
    """Cost of the cheapest path, cell by cell."""
    total = np.full(cost.shape, np.inf)
    for i in range(cost.shape[0]):
        for j in range(cost.shape[1]):
            before = [total[i - 1, j - 1]] if i and j else []
            before += [total[i - 1, j]] if i else []
            before += [total[i, j - 1]] if j else []
            total[i, j] = cost[i, j] + (min(before) if before else 0.0)
    return float(total[-1, -1])


def of_entries(cost: np.ndarray, entries: np.ndarray) -> float:
    """Cost of the cheapest path that enters each row at the given column."""
    spent = 0.0
    for row, column in enumerate(entries):
        last = cost.shape[1] - 1 if row == len(entries) - 1 else entries[row + 1]
        stays = cost[row, column : last + 1]
        # The next row is entered from straight above or from one to the left.
        upto = len(stays) if row == len(entries) - 1 or len(stays) == 1 else len(stays) - 1
        full, short = stays.sum(), stays[:upto].sum()
        spent += full if row == len(entries) - 1 else min(full, short)
    return float(spent)


costs = arrays.arrays(
    np.float64, st.tuples(st.integers(1, 7), st.integers(1, 12)), elements=st.integers(-9, 9).map(float)
)


@settings(max_examples=200)
@given(costs)
def test_the_path_is_the_cheapest(cost: np.ndarray) -> None:
    entries = first_entries(cost)
    assert entries[0] == 0
    assert (np.diff(entries) >= 0).all()
    assert of_entries(cost, entries) == cheapest(cost)


def test_planted_times_are_recovered() -> None:
    rng = np.random.default_rng(0)
    starts = np.array([0, 40, 90, 130, 190, 260])
    scores = rng.normal(0, 0.3, (4, 9, 300)).astype(np.float32)
    for step, (begin, end) in enumerate(zip(starts, [*starts[1:], 300], strict=True)):
        scores[:, 3 + step, begin:end] += 6
    times = token_times(scores, first=3, last=8)
    assert np.abs(times - starts / 50).max() <= 0.08
