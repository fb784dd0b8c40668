"""Projection by how sure people are: planted differences are found, and few answers give none."""

from __future__ import annotations

import numpy as np
import pytest

from cslab.challenge.bias import projection
from cslab.challenge.bias.sureness import LEAST, by_sureness
from cslab.challenge.bias.twoway import Bools, Floats
from tests.challenge.bias.simulated import as_table, teams


def planted(
    rng: np.random.Generator, sure: float, unsure: float, people: int = 9, items: int = 16
) -> tuple[Floats, Floats, Floats, Bools]:
    made = teams(rng, people, items, differ=0.0, noise=8.0)
    certainty = rng.uniform(0, 100, (people, items))
    above = certainty > certainty.mean(axis=1, keepdims=True)
    weights = np.where(above, sure, unsure)
    # the difference is of distances from what others like: otherwise the item itself would differ, too
    apart = made.own[0] - made.own[0].mean(axis=0)
    return made.own[0], certainty, made.predicted[0] + weights * apart, np.ones((people, items), dtype=bool)


def test_a_planted_difference_is_found_with_its_interval() -> None:
    found = by_sureness(*planted(np.random.default_rng(1), 0.7, 0.1), level=0.95)
    assert found is not None
    assert found.sure is not None
    assert found.unsure is not None
    assert found.difference is not None
    assert found.sure.low < 0.7 < found.sure.high
    assert found.unsure.low < 0.1 < found.unsure.high
    assert found.difference.value == pytest.approx(found.sure.value - found.unsure.value)
    assert found.sentence.startswith("You project more where you are sure")
    assert len(found.summary()) == 3


def test_the_interval_of_the_difference_holds_the_truth() -> None:
    rng = np.random.default_rng(2)
    held = []
    for _ in range(250):
        found = by_sureness(*planted(rng, 0.3, 0.3, 8, 15), level=0.95)
        assert found is not None
        assert found.difference is not None
        held.append(found.difference.low <= 0 <= found.difference.high)
    assert 0.91 < np.mean(held) < 0.985


def test_few_answers_give_a_sentence_and_few_ones_a_doubt() -> None:
    own, certainty, predicted, used = planted(np.random.default_rng(3), 0.5, 0.5, 3, 10)
    used = used.copy()
    used[0] = False
    certainty[1:, :] = np.tile([100, *[10] * 9], (2, 1))
    found = by_sureness(own, certainty, predicted, used, level=0.95)
    assert found is not None
    assert found.difference is None
    assert f"it takes {LEAST} of each" in found.sentence
    some = by_sureness(*planted(np.random.default_rng(4), 0.5, 0.5, 4, 12), level=0.95)
    assert some is not None
    assert some.difference is not None
    assert "read it as a direction" in some.difference.caveats[0]


def test_who_is_equally_sure_of_everything_tells_nothing() -> None:
    own, certainty, predicted, used = planted(np.random.default_rng(5), 0.5, 0.5)
    certainty[:] = 80.0
    found = by_sureness(own, certainty, predicted, used, level=0.95)
    assert found is not None
    assert found.difference is None
    assert found.answers == (0, 0)


def test_where_nobody_was_asked_there_is_none() -> None:
    table = as_table(teams(np.random.default_rng(6), 6, 12), certainty=np.nan)
    assert projection(table).sureness is None
    assert projection(table.drop(columns="certainty")).sureness is None
