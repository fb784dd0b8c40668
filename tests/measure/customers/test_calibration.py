"""Whether a risk told who left: the area under the curve by hand, its interval, words that do not boast."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.measure.customers import Calibration, calibrate


def told(left: list[float], stayed: list[float]) -> Calibration:
    risk = pd.Series([*left, *stayed], dtype="float64")
    return calibrate(risk, pd.Series([True] * len(left) + [False] * len(stayed)))


@given(
    st.lists(st.integers(0, 6), min_size=2, max_size=9), st.lists(st.integers(0, 6), min_size=2, max_size=9)
)
@settings(max_examples=40, deadline=None)
def test_it_is_the_share_of_pairs_in_order(left: list[int], stayed: list[int]) -> None:
    found = told([float(one) for one in left], [float(one) for one in stayed]).auc
    pairs = [1.0 if one > other else 0.5 if one == other else 0.0 for one in left for other in stayed]
    assert found.value == pytest.approx(np.mean(pairs))
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_risk_that_tells_is_told_from_risk_that_does_not() -> None:
    random = np.random.default_rng(4)
    good = told(list(random.normal(1, 1, 60)), list(random.normal(0, 1, 90)))
    assert good.auc.low > 0.5
    assert "better than tossing a coin" in good.sentence
    assert good.auc.low < 0.76 < good.auc.high, "the truth for one standard deviation apart"
    none = told(list(random.normal(0, 1, 60)), list(random.normal(0, 1, 90)))
    assert "can't be told from tossing a coin" in none.sentence
    wrong = told(list(random.normal(-1, 1, 60)), list(random.normal(0, 1, 90)))
    assert "wrong way" in wrong.sentence


def test_groups_apart_are_not_called_certain() -> None:
    found = told([0.9, 0.8, 0.7], [0.1, 0.2]).auc
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low < 0.5
    assert any("do not overlap" in caveat for caveat in found.caveats)


def test_without_accounts_on_both_sides_nothing_is_compared() -> None:
    with pytest.raises(InputError, match="there are 1 and 3"):
        told([0.5], [0.1, 0.2, 0.3])


def test_only_accounts_of_both_series_count() -> None:
    risk = pd.Series([0.9, 0.8, 0.1, 0.2, np.nan], index=list("abcde"))
    found = calibrate(risk, pd.Series([True, True, False, False, True, True], index=list("abcdex")))
    assert (found.left, found.stayed, found.auc.n) == (2, 2, 4)
    assert found.summary()["sentence"].item() == found.sentence
    assert "coin" in found._repr_html_()
