from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.challenge.personas.alike import in_indicators, in_words, phi
from tests.challenge.personas.planted import claim, indicator


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("She wants paperless approvals.", "Paperless approvals are what she wants"),
        ("Carla approves invoices on her phone", "She approves an invoice on the phone"),
        ("They pay by the month", "they PAY by the month!"),
    ],
)
def test_the_same_words_are_the_same_claim(one: str, other: str) -> None:
    word, likeness = in_words(one, other, names=["Careful Carla"])
    assert word == "same"
    assert likeness >= 0.8


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("She wants paperless approvals.", "She exports everything before month end."),
        ("She forgives us a bad day.", "She would choose us again tomorrow."),
        ("It is what it is", "They are the ones"),
    ],
)
def test_other_words_are_other_claims(one: str, other: str) -> None:
    assert in_words(one, other)[1] < 0.8


def test_a_claim_that_denies_another_is_its_opposite() -> None:
    assert in_words("She reads the Monday Digest", "She never reads the Monday Digest")[0] == "opposite"
    assert in_words("She doesn't read the digest", "She never reads the digest")[0] == "same"


def test_claims_shown_by_the_same_figure_are_one_or_rule_each_other_out() -> None:
    high, higher = claim("a", "", indicator(threshold=60)), claim("b", "", indicator(threshold=70))
    low = claim("c", "", indicator(comparator="at_most", threshold=40))
    other = claim("d", "", indicator("digest"))
    both = claim("e", "", indicator(), indicator("digest"))
    assert in_indicators(high, higher) == "same"
    assert in_indicators(high, low) == "opposite"
    assert in_indicators(high, other) == ""
    assert in_indicators(high, both) == ""
    assert in_indicators(claim("f", ""), claim("g", "")) == ""


def test_phi_is_the_correlation_of_the_two_truths() -> None:
    rng = np.random.default_rng(1)
    one = pd.Series(rng.random(200) < 0.6)
    other = one ^ pd.Series(rng.random(200) < 0.1)
    found = phi(one, other)
    assert found is not None
    assert found.value == pytest.approx(np.corrcoef(one, other)[0, 1])
    assert found.low < found.value < found.high
    assert found.n == 200


def test_only_people_measured_for_both_count() -> None:
    one = pd.Series([True, False] * 10, index=range(20))
    other = pd.Series([True, False] * 10, index=range(10, 30))
    found = phi(one, other)
    assert found is not None
    assert (found.n, found.value) == (10, 1.0)
    assert 0 < found.low < 1  # that all ten agree is no certainty


@pytest.mark.parametrize(
    ("one", "other"),
    [([True] * 9, [True, False, True] * 3), ([True, False], [True, False]), ([], [])],
)
def test_without_spread_or_people_there_is_no_phi(one: list[bool], other: list[bool]) -> None:
    assert phi(pd.Series(one, dtype=bool), pd.Series(other, dtype=bool)) is None


def test_the_interval_of_phi_holds_the_truth_as_often_as_it_says() -> None:
    shares, rng, held = np.array([0.45, 0.05, 0.05, 0.45]), np.random.default_rng(7), 0
    for _ in range(600):
        cells = rng.choice(4, size=60, p=shares)
        found = phi(pd.Series(cells < 2), pd.Series(cells % 2 == 0))
        assert found is not None
        held += found.low <= 0.8 <= found.high
    assert 0.92 <= held / 600 <= 0.98


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=60))
def test_phi_lies_between_minus_one_and_one(pairs: list[tuple[bool, bool]]) -> None:
    one, other = (pd.Series([pair[at] for pair in pairs], dtype=bool) for at in (0, 1))
    found = phi(one, other)
    if found is not None:
        assert -1 <= found.low <= found.value <= found.high <= 1
