"""Quadrants as probabilities: seeded, calibrated against planted happiness, never a stamp; and who moved."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cslab.errors import InputError
from cslab.measure.customers import QUADRANTS, Happiness, Quadrants, quadrant_moves, quadrants


def answered(happy: list[float], accounts: list[str], noise: float = 0.05) -> Happiness:
    people = [f"p-{at}" for at in range(len(happy))]
    table = pd.DataFrame({"person_id": people, "account_id": accounts, "happiness": happy, "items": 3})
    return Happiness(table, noise, ("sat",), ())


def corners(**about: object) -> Quadrants:
    accounts = ["a", "a", "b", "b", "c", "c", "d", "d"]
    happy = [0.9, 0.92, 0.2, 0.22, 0.9, 0.93, 0.1, 0.14]
    worth = pd.Series({"a": 0.8, "b": 0.8, "c": 0.1, "d": -0.2})
    return quadrants(answered(happy, accounts), worth, **about)  # type: ignore[arg-type]


def test_the_four_corners() -> None:
    found = corners()
    assert found.table["quadrant"].tolist() == list(QUADRANTS)
    assert not found.table["borderline"].any()
    assert found.table[list(QUADRANTS)].sum(axis=1).to_numpy() == pytest.approx(1.0)
    assert found.shares["expected"].sum() == pytest.approx(4)
    assert found.estimate("let go").value == pytest.approx(0.25)
    with pytest.raises(InputError, match="no quadrant 'keep'"):
        found.estimate("keep")


def test_near_the_line_it_is_borderline_and_says_both() -> None:
    found = quadrants(answered([0.61, 0.9], ["a", "b"], 0.1), pd.Series({"a": 0.9, "b": 0.9}), of="person")
    one = found.table.iloc[0]
    assert one["borderline"]
    assert one["said"].startswith("borderline: customer success (")
    assert "work to keep: unhappy but worth it" in one["said"]
    assert any("1 of 2 people are borderline" in caveat for caveat in found.caveats)


def test_a_seed_gives_the_same_and_another_one_nearly() -> None:
    same, other = corners(seed=3), corners(seed=4)
    assert (corners(seed=3).draws == same.draws).all()
    assert same.table["unhappy"].to_numpy() == pytest.approx(other.table["unhappy"].to_numpy(), abs=0.06)


def test_probabilities_come_true_as_often_as_they_say() -> None:
    random = np.random.default_rng(11)
    count, noise, within = 600, 0.08, 0.12
    mean = random.uniform(0.35, 0.85, count)
    size = random.integers(1, 5, count)
    rows = [
        (f"a-{at}", mean[at] + random.normal(0, within) + random.normal(0, noise))
        for at in range(count)
        for _ in range(size[at])
    ]
    happy = answered([value for _, value in rows], [name for name, _ in rows], noise)
    found = quadrants(happy, pd.Series(0.9, index=[f"a-{at}" for at in range(count)])).table
    truth = pd.Series(mean, index=[f"a-{at}" for at in range(count)])[found["account_id"]].to_numpy()
    for low, high in ((0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 1.01)):
        some = found["unhappy"].between(low, high, inclusive="left").to_numpy()
        assert (truth[some] < 0.6).mean() == pytest.approx(found.loc[some, "unhappy"].mean(), abs=0.12)
    inside = (found["low"] <= truth) & (truth <= found["high"])
    assert 0.9 <= inside.mean() <= 0.99


def test_guessed_costs_blur_the_other_line_too() -> None:
    sure, unsure = corners(), corners(worth_noise=0.5)
    assert unsure.table["probability"].max() < sure.table["probability"].min()
    assert any("taken as exact" in caveat for caveat in sure.caveats)
    assert not any("taken as exact" in caveat for caveat in unsure.caveats)


def test_who_can_not_be_placed_is_listed_with_why() -> None:
    happy = answered([0.9, 0.9, 0.9], ["a", "z", None])  # type: ignore[list-item]
    found = quadrants(happy, pd.Series({"a": 0.9, "b": 0.9}))
    assert dict(zip(found.left_out["id"], found.left_out["why"], strict=True)) == {
        "z": "its worth is not known",
        "b": "nobody there answered",
    }
    with pytest.raises(InputError, match="none can be placed"):
        quadrants(happy, pd.Series({"b": 0.9}))
    with pytest.raises(InputError, match="'team'"):
        quadrants(happy, pd.Series({"a": 0.9}), of="team")
    with pytest.raises(InputError, match="100 resamples"):
        quadrants(happy, pd.Series({"a": 0.9}), resamples=10)


def test_names_of_people_are_in_no_picture() -> None:
    accounts, people = corners(names=pd.Series({"a": "Acme"})), corners(of="person")
    assert accounts.table["name"].tolist() == ["Acme", "b", "c", "d"]
    shown = str(accounts.chart().to_dict())
    assert "Acme" in shown
    assert "'name'" not in str(people.chart().to_dict()["datasets"])
    assert people.probabilities_chart().to_dict()["layer"]
    many = quadrants(answered([0.5] * 1600, [f"a-{at}" for at in range(1600)]), worth_of(1600), resamples=100)
    assert "1500 of them" in str(many.chart().to_dict()["title"])
    assert "customer success (100 %)" in accounts._repr_html_()


def worth_of(count: int) -> pd.Series:
    return pd.Series(0.9, index=[f"a-{at}" for at in range(count)])


def wave(values: np.ndarray, noise: float, seed: int = 0) -> Quadrants:
    accounts = [f"a-{at}" for at in range(len(values))]
    return quadrants(answered(list(values), accounts, noise), worth_of(len(values)), of="person", seed=seed)


def test_planted_moves_are_found_and_noise_is_not_called_movement() -> None:
    random = np.random.default_rng(5)
    truth = random.choice([0.3, 0.85], 200)
    later = np.where(np.arange(200) < 40, 1.15 - truth, truth)
    moved = quadrant_moves(
        wave(truth + random.normal(0, 0.05, 200), 0.05), wave(later + random.normal(0, 0.05, 200), 0.05)
    )
    assert moved.moved.low <= 0.2 <= moved.moved.high
    assert moved.by_noise < 0.02
    assert moved.table["expected"].sum() == pytest.approx(200)
    assert moved.table["accounts"].sum() == 200
    blurred = random.uniform(0.45, 0.75, 200)
    still = quadrant_moves(
        wave(blurred + random.normal(0, 0.1, 200), 0.1), wave(blurred + random.normal(0, 0.1, 200), 0.1, 1)
    )
    assert still.by_noise > 0.2
    assert still.moved.value == pytest.approx(still.by_noise, abs=0.15)


def test_only_those_in_both_waves_are_compared() -> None:
    first = quadrants(answered([0.9, 0.9], ["a", "b"]), pd.Series({"a": 0.9, "b": 0.9}))
    second = quadrants(answered([0.1, 0.9], ["b", "c"]), pd.Series({"b": 0.9, "c": 0.9}))
    found = quadrant_moves(first, second)
    assert (found.came, found.went, found.moved.n) == (1, 1, 1)
    assert found.units.loc[0, ["before", "later"]].tolist() == list(QUADRANTS[:2])
    assert "moved to another quadrant" in found._repr_html_()
    assert found.chart().to_dict()["layer"]
    with pytest.raises(InputError, match="No account is in both"):
        quadrant_moves(first, quadrants(answered([0.9], ["z"]), pd.Series({"z": 0.9})))
    with pytest.raises(InputError, match="place the same in both"):
        quadrant_moves(first, corners(of="person"))


def test_one_answer_in_all_is_said_to_be_little() -> None:
    one = pd.DataFrame({"person_id": ["p"], "items": 3, "account_id": ["a"], "happiness": [0.9]})
    found = quadrants(Happiness(one, 0.05, ("sat",), ()), pd.Series({"a": 0.5}))
    assert any("Only 1 answered in all" in caveat for caveat in found.caveats)
