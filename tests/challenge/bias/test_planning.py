"""How many people and items it takes, against methods.md and simulated teams."""

from __future__ import annotations

import numpy as np
import pytest

from cslab.challenge.bias.planning import chance_to_find, usual_size, what_it_takes
from cslab.challenge.bias.twoway import fit
from cslab.errors import InputError
from tests.challenge.bias.simulated import teams


@pytest.mark.parametrize(
    ("people", "items", "power"), [(3, 12, 0.32), (5, 12, 0.57), (8, 15, 0.87), (12, 20, 0.99)]
)
def test_the_power_is_about_that_of_published_simulations(people: int, items: int, power: float) -> None:
    assert chance_to_find(people, items) == pytest.approx(power, abs=0.04)


def test_the_power_is_that_of_simulated_teams() -> None:
    made = teams(np.random.default_rng(1), 6, 12, runs=3000, weight=0.3, differ=0.0)
    low, _ = fit(made.own, made.predicted).of_team()
    assert float(np.mean(low > 0)) == pytest.approx(chance_to_find(6, 12, noise=15 / 16), abs=0.03)
    assert float(np.mean(low > 0.1)) == pytest.approx(
        chance_to_find(6, 12, noise=15 / 16, beyond=0.1), abs=0.03
    )


def test_more_is_better_and_items_are_cheaper() -> None:
    assert chance_to_find(5, 12) < chance_to_find(6, 12) < chance_to_find(6, 16)
    assert "87 % chance" in usual_size()
    with pytest.raises(InputError):
        chance_to_find(1, 12)


def test_what_it_takes_is_enough_and_one_fewer_is_not() -> None:
    said = what_it_takes(5, 12, 0.12, 0.1, 0.95)
    assert said.startswith("To tell a projection weight of 0.3 from 0.1 with 80 % chance")
    words = said.split()
    items = int(words[words.index("items", words.index("people")) - 1])
    noise = 0.12 * np.sqrt(4 * 11)
    assert chance_to_find(5, items, beyond=0.1, noise=noise) >= 0.8
    assert chance_to_find(5, items - 1, beyond=0.1, noise=noise) < 0.8
    assert "both more people and more items" in what_it_takes(2, 8, 3.0, 0.1, 0.95)


def test_guesses_that_follow_own_answers_to_the_letter_leave_nothing_to_chance() -> None:
    assert chance_to_find(3, 8, weight=0.3, beyond=0.1, noise=0.0) == 1.0
    assert chance_to_find(3, 8, weight=0.1, beyond=0.1, noise=0.0) == 0.0
    assert what_it_takes(3, 8, 0.0, 0.1, 0.95)
