"""Interviews against answers: differences, pairs and rankings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cslab.intervals import difference_of_proportions
from cslab.measure.reasons.voiced import FEW, against_interviews, difference_of_pairs


def people(prefix: str, codes: list[tuple[str, ...]]) -> pd.DataFrame:
    return pd.DataFrame(
        {"person": [f"{prefix}{at}" for at in range(len(codes))], "codes": pd.Series(codes, dtype=object)}
    )


def test_pairs_as_published() -> None:
    """Altman et al. (2000), Statistics with Confidence, 2nd ed., table 6.2: 12.2 %, 1.1 % to 22.6 %."""
    gap = difference_of_pairs(14, 5, 0, 22)
    assert (gap.value, gap.low, gap.high) == pytest.approx((0.122, 0.011, 0.226), abs=0.0006)


def test_pairs_without_change_and_in_reverse() -> None:
    assert difference_of_pairs(5, 0, 0, 5).value == 0
    one, other = difference_of_pairs(3, 9, 1, 20), difference_of_pairs(3, 1, 9, 20)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))
    nobody = difference_of_pairs(0, 0, 0, 10)
    assert nobody.low <= 0 <= nobody.high


def test_pairs_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(11)
    cells = rng.multinomial(40, [0.3, 0.25, 0.1, 0.35], size=400)
    held = [gap.low <= 0.15 <= gap.high for gap in (difference_of_pairs(*map(int, row)) for row in cells)]
    assert 0.92 <= np.mean(held) <= 0.99


def test_differences_are_newcombes_and_tests_are_corrected() -> None:
    wrote = people("w", [("price",)] * 30 + [("help",)] * 10)
    said = people("s", [("price", "help")] * 6 + [("help",)] * 4)
    found = against_interviews(wrote, said)
    assert found is not None
    row = found.table.set_index("code").loc["help"]
    gap = difference_of_proportions(10, 10, 10, 40)
    assert (row["value"], row["low"], row["high"]) == (gap.value, gap.low, gap.high)
    raw = stats.fisher_exact([[10, 0], [10, 30]]).pvalue
    assert row["p_holm"] == pytest.approx(2 * raw), "the smaller of two"
    assert found.paired.empty
    assert found.ranking is None, "two themes make no ranking"


def test_the_same_people_are_compared_with_themselves() -> None:
    both = people("p", [("price",)] * 12 + [()] * 8)
    said = people("p", [("price", "help")] * 12 + [("help",)] * 8)
    found = against_interviews(both, said)
    assert found is not None
    row = found.paired.set_index("code").loc["help"]
    assert (row["both"], row["interview_only"], row["answer_only"], row["n"]) == (0, 20, 0, 20)
    assert row["p_holm"] == pytest.approx(2 * 2 * 0.5**20)
    assert found.paired.set_index("code").loc["price", "value"] == 0
    assert "20 people are in both" in " ".join(found.caveats)


def test_few_people_show_no_difference() -> None:
    found = against_interviews(people("w", [("a",)] * 30), people("s", [("a",)] * (FEW - 1)))
    assert found is not None
    assert found.table["value"].isna().all()
    assert found.table["interviewed"].tolist() == [4]
    assert against_interviews(people("w", []), people("s", [("a",)])) is None
    assert against_interviews(people("w", [("a",)]), None) is None


def test_rankings_that_agree_and_that_do_not() -> None:
    themes = ["a", "b", "c", "d", "e"]

    def ranked(prefix: str, order: list[str], n: int) -> pd.DataFrame:
        rows = [tuple(code for at, code in enumerate(order) if row < n * (5 - at) / 6) for row in range(n)]
        return people(prefix, rows)

    same = against_interviews(ranked("w", themes, 60), ranked("s", themes, 30))
    assert same is not None
    assert same.ranking is not None
    assert same.ranking.value == 1
    assert "1.7 %" in same.ranking.caveats[0], "two of 120 orders are as far from chance"
    turned = against_interviews(ranked("w", themes, 60), ranked("s", themes[::-1], 30))
    assert turned is not None
    assert turned.ranking is not None
    assert turned.ranking.value == -1
    assert turned.ranking.low <= -1 <= turned.ranking.high
    assert same.chart().to_dict()
    assert "<table" in same._repr_html_()


def test_tau_is_scipys() -> None:
    rng = np.random.default_rng(3)
    codes = [f"c{at}" for at in range(9)]
    tables = [
        people(prefix, [tuple(code for code in codes if rng.random() < 0.4) for _ in range(40)])
        for prefix in "ws"
    ]
    found = against_interviews(*tables, resamples=99)
    assert found is not None
    assert found.ranking is not None
    shares = [[sum(code in row for row in table["codes"]) for code in codes] for table in tables]
    assert found.ranking.value == pytest.approx(stats.kendalltau(*shares).statistic)
    assert found.ranking.n == 80
