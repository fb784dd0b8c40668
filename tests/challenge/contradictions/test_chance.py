"""p-values end where the intervals that are shown end."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.challenge.contradictions import chance
from cslab.challenge.contradictions.room import Room
from cslab.intervals import difference_of_proportions

COUNTS = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(deadline=None)
@given(COUNTS, COUNTS)
def test_newcombe_interval_of_that_level_ends_at_zero(one: tuple[int, int], other: tuple[int, int]) -> None:
    found, p = chance.difference(*one, *other)
    assert found.value == pytest.approx(difference_of_proportions(*one, *other).value)
    if found.value == 0 or p < 1e-9:
        return
    at = chance.difference(*one, *other, level=1 - p)[0] if p < 1 else found
    nearest = at.low if found.value > 0 else at.high
    assert nearest == pytest.approx(0, abs=1e-6)


@settings(deadline=None)
@given(COUNTS, st.floats(0.01, 0.3))
def test_exact_interval_of_that_level_ends_at_the_tolerance(one: tuple[int, int], null: float) -> None:
    k, n = one
    p = chance.chance_of_more(k, n, null)
    if k / n <= null:
        assert p == 1
    elif 1e-9 < p < 1:
        yes = [True] * k + [False] * (n - k)
        assert chance.share_among(yes, level=1 - p).low == pytest.approx(null, abs=1e-6)


@settings(deadline=None)
@given(COUNTS, COUNTS, st.floats(1, 5), st.floats(0, 1))
def test_more_room_explains_more(
    one: tuple[int, int], other: tuple[int, int], room: float, error: float
) -> None:
    plain, p = chance.difference(*one, *other)
    beyond, chance_beyond = chance.beyond_room(*one, *other, Room(room, error))
    assert beyond.value <= plain.value + 1e-9
    assert beyond.low <= beyond.value <= beyond.high
    same, chance_same = chance.beyond_room(*one, *other, Room(1.0, 0.0))
    assert (same.low, same.high) == pytest.approx((plain.low, plain.high), abs=1e-6)
    if plain.value > 0:
        assert chance_same == pytest.approx(p, abs=1e-6)
        assert chance_beyond >= chance_same - 1e-9


def test_colleagues_who_are_alike_make_few_false_alarms() -> None:
    """Whole accounts happy or not, and alike in what they do: counted one by one, one in six was an alarm."""
    random, alarms = np.random.default_rng(4), 0
    ids, home = [f"p{at}" for at in range(180)], np.repeat(np.arange(60), 3)
    homes = dict(zip(ids, map(str, home), strict=True))
    for _ in range(120):
        usual = (random.random(60) < 0.3)[home]
        flags = pd.Series(np.where(random.random(180) < 0.7, usual, random.random(180) < 0.3), ids).astype(
            bool
        )
        happy = (random.random(60) < 0.4)[home]
        _, p = chance.difference_in_accounts(flags[happy], flags[~happy], homes)
        alarms += p < 0.05
    assert alarms <= 12


def test_a_room_that_is_not_known_makes_the_interval_wider() -> None:
    known, sure = chance.beyond_room(7, 8, 18, 136, Room(3, 0))
    guessed, less_sure = chance.beyond_room(7, 8, 18, 136, Room(3, 0.4))
    assert guessed.value == known.value
    assert guessed.low < known.low
    assert less_sure > sure


def test_mcnemar_is_exact() -> None:
    from statsmodels.stats.contingency_tables import mcnemar

    for only, other in ((8, 1), (3, 3), (0, 6), (5, 2)):
        table = np.array([[4, only], [other, 9]])
        assert chance.pairs(only, other) == pytest.approx(mcnemar(table, exact=True).pvalue)
    assert chance.pairs(6, 2, 0.75) == 1


def test_people_of_one_account_who_are_alike_count_as_fewer() -> None:
    yes = [True] * 6 + [False] * 24
    alike = [f"a-{at // 6}" for at in range(30)]
    apart = [f"a-{at}" for at in range(30)]
    narrow, wide = chance.share_among(yes, apart), chance.share_among(yes, alike)
    assert (wide.value, wide.n) == (narrow.value, 30)
    assert wide.high - wide.low > 1.5 * (narrow.high - narrow.low)
    assert "effective n" in wide.method
    assert chance.effective(yes, [None] * 30) == (6, 30)
