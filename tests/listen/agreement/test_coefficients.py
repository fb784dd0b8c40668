"""What holds for any coefficient, on any ratings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa, to_table

from cslab.errors import InputError
from cslab.listen.agreement import coefficients, krippendorff_alpha
from cslab.listen.agreement.coefficients import pooled
from cslab.listen.agreement.levels import distances
from cslab.listen.agreement.resample import draw, ends
from cslab.listen.agreement.tally import tally_units

tables = st.integers(2, 4).flatmap(
    lambda coders: st.lists(
        st.lists(st.sampled_from(["a", "b", "c"]), min_size=coders, max_size=coders), min_size=2, max_size=30
    )
)


def value(name: str, ratings: object, **how: object) -> float:
    return float(getattr(coefficients, name)(tally_units(ratings).whole, **how).agreement()[0])  # type: ignore[arg-type]


@given(tables)
def test_kappas_are_those_of_statsmodels(ratings: list[list[str]]) -> None:
    counts = aggregate_raters(np.array(ratings))[0]
    if (counts.sum(axis=0) > 0).sum() < 2:
        assert np.isnan(value("fleiss", ratings))
        return
    assert value("fleiss", ratings) == pytest.approx(fleiss_kappa(counts))
    pairs = np.array(ratings)[:, :2]
    table = to_table(np.searchsorted(["a", "b", "c"], pairs), 3)[0]
    if np.isfinite(ours := value("cohen", pairs)):
        assert ours == pytest.approx(cohens_kappa(table, return_results=False))


@given(tables, st.sampled_from(["percent", "percent_of_coded", "fleiss", "krippendorff"]))
def test_coders_and_units_have_no_order_and_full_agreement_is_one(
    ratings: list[list[str]], name: str
) -> None:
    here = value(name, ratings)
    turned = [list(reversed(unit)) for unit in reversed(ratings)]
    assert value(name, turned) == pytest.approx(here, nan_ok=True)
    assert not here > 1
    alike = [[unit[0]] * len(unit) for unit in ratings]
    assert value(name, alike) == pytest.approx(1) or len({unit[0] for unit in ratings}) == 1


def test_alpha_keeps_units_that_somebody_skipped_and_drops_those_with_one_judge() -> None:
    ratings = [["a", "a", None], ["b", "b", "b"], ["a", None, "b"], ["b", "a", "a"]]
    alone = [*ratings, ["c", None, None], [None, None, float("nan")]]
    assert value("krippendorff", alone) == pytest.approx(value("krippendorff", ratings))
    assert krippendorff_alpha(alone).n == 4


def test_alpha_by_hand() -> None:
    """Two coders, five units: one differs. Coincidences aa 4, bb 4, ab 1 each way; 1 - 9 * 2 / (2 * 25)."""
    ratings = [["a", "a"], ["a", "a"], ["b", "b"], ["b", "b"], ["a", "b"]]
    assert value("krippendorff", ratings) == pytest.approx(1 - 9 * 2 / (2 * 5 * 5))
    assert value("cohen", ratings) == pytest.approx((0.8 - 0.48) / (1 - 0.48))


def test_shares_count_pairs_of_coders() -> None:
    ratings = [["", "", ""], ["x", "x", ""], ["x", "x", "x"]]
    assert value("percent", ratings) == pytest.approx((1 + 1 / 3 + 1) / 3)
    assert value("percent_of_coded", ratings) == pytest.approx((1 / 3 + 1) / 2)


def test_ordinal_differences_count_what_lies_between() -> None:
    assert distances("abc", np.array([2.0, 4.0, 6.0]), "ordinal").tolist() == [
        [0, 9, 64],
        [9, 0, 25],
        [64, 25, 0],
    ]
    assert distances([0, 1, 3], np.ones(3), "ratio").tolist() == [[0, 1, 1], [1, 0, 0.25], [1, 0.25, 0]]


@pytest.mark.parametrize("level", ["ordinal", "interval", "ratio"])
def test_near_misses_cost_less_where_values_have_an_order(level: str) -> None:
    near = [[1, 1], [2, 3], [3, 3], [4, 4], [5, 5]]
    far = [[1, 5], [2, 2], [3, 3], [4, 4], [5, 5]]
    assert value("krippendorff", near, level=level) > value("krippendorff", far, level=level)


@pytest.mark.parametrize(
    "bad", [[], [[]], [["a"], ["b"]], [["a", None], [None, "b"]], [["a", "a"], ["a", "a"]]]
)
def test_what_cannot_be_compared_is_a_sentence(bad: list[list[str]]) -> None:
    with pytest.raises(InputError, match=r"\.$"):
        krippendorff_alpha(bad)


def test_a_level_needs_numbers() -> None:
    with pytest.raises(InputError, match="needs numbers"):
        krippendorff_alpha([["a", "b"], ["b", "b"]], level="interval")
    with pytest.raises(InputError, match="nominal, ordinal"):
        krippendorff_alpha([[1, 2], [2, 2]], level="cardinal")  # type: ignore[arg-type]


def test_codes_add_up() -> None:
    one = coefficients.krippendorff(tally_units([["a", "a"], ["b", "b"], ["a", "b"]]).whole)
    same = pooled([one, one])
    assert same.agreement()[0] == pytest.approx(one.agreement()[0])
    never = coefficients.krippendorff(tally_units([["a", "a"]], values=["a", "b"]).whole)
    assert pooled([one, never]).agreement()[0] == pytest.approx(one.agreement()[0])


def test_draws_hold_the_sample_itself_and_as_many_clusters_as_there_are() -> None:
    drawn = draw(6, resamples=200, seed=3)
    assert drawn[0].tolist() == [1] * 6
    assert set(drawn.sum(axis=1)) == {6}
    assert (drawn == draw(6, resamples=200, seed=3)).all()
    with pytest.raises(InputError):
        draw(6, resamples=5)


def test_few_clusters_give_wider_ends() -> None:
    samples = np.random.default_rng(1).normal(size=20_000)
    spans = [np.diff(ends(samples, clusters))[0] for clusters in (3, 6, 20, 10_000)]
    assert spans == sorted(spans, reverse=True)
    assert spans[-1] == pytest.approx(2 * 1.96, abs=0.1)
    assert np.isnan(ends(np.array([np.nan]), 5)[0])


@settings(max_examples=20)
@given(st.permutations(range(4)))
def test_a_tally_of_drawn_clusters_is_that_of_their_units(order: list[int]) -> None:
    ratings = [["a", "a"], ["a", "b"], ["b", "b"], ["b", "b"]]
    tally = tally_units(ratings, clusters=[0, 0, 1, 2])
    twice = tally.drawn(np.array([[2.0, 0.0, 1.0]]))
    by_hand = tally_units([*ratings[:2], *ratings[:2], ratings[3]]).whole
    assert coefficients.krippendorff(twice).agreement() == pytest.approx(
        coefficients.krippendorff(by_hand).agreement()
    )
    shuffled = [ratings[at] for at in order]
    assert value("krippendorff", shuffled) == pytest.approx(value("krippendorff", ratings))
