"""The false-consensus effect, against Many Labs 2."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cslab.challenge.bias import false_consensus
from cslab.challenge.bias.consensus import FARTHEST, noncentralities
from cslab.errors import InputError

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT.parent / "shared" / "reference" / "ml2_ross"
PUBLISHED: list[dict[str, Any]] = tomllib.loads(
    (ROOT / "tests" / "reference" / "bias.toml").read_text("utf-8")
)["false_consensus"]


@pytest.mark.skipif(not DATA.is_dir(), reason=f"the data of Many Labs 2 are not at {DATA}")
@pytest.mark.parametrize("figure", PUBLISHED, ids=lambda figure: figure["name"])
def test_many_labs_2_is_reproduced_to_the_last_digit(figure: dict[str, Any]) -> None:
    table = pd.read_csv(DATA / figure["file"])
    chose = table["own_choice"] == figure["chose"]
    found = false_consensus(table.loc[chose, "est_pct_peers"], table.loc[~chose, "est_pct_peers"])
    assert found.n == figure["n"]
    assert [round(one, 5) for one in (found.value, found.low, found.high)] == [
        figure[name] for name in ("d", "low", "high")
    ]


def test_small_samples_invert_the_noncentral_t() -> None:
    rng = np.random.default_rng(3)
    yes, no = rng.normal(60, 15, 14), rng.normal(45, 20, 18)
    found = false_consensus(yes, no)
    test = stats.ttest_ind(yes, no, equal_var=False)
    scale = np.sqrt(1 / 14 + 1 / 18)
    assert found.value == pytest.approx(test.statistic * scale)
    for end, tail in ((found.low, 0.975), (found.high, 0.025)):
        assert stats.nct.cdf(test.statistic, test.df, end / scale) == pytest.approx(tail, abs=1e-6)


def test_the_approximation_takes_over_where_the_exact_interval_already_agrees() -> None:
    t, freedom = FARTHEST - 3, 400.0
    exact = noncentralities(t, freedom, 0.95)
    reach = stats.norm.ppf(0.975) * np.sqrt(1 + t**2 / (2 * freedom))
    assert exact == pytest.approx((t * (1 - 1 / 1600) - reach, t * (1 - 1 / 1600) + reach), abs=0.05)


def test_swapping_the_sides_turns_the_sign() -> None:
    yes, no = [70, 60, 80, 65, 75.5], [50, 40, 55, 60, 45]
    one, other = false_consensus(yes, no), false_consensus(no, yes)
    assert (one.value, one.low, one.high) == pytest.approx((-other.value, -other.high, -other.low))


def test_missing_shares_are_left_out_and_the_rest_is_refused_in_a_sentence() -> None:
    assert false_consensus([70, np.nan, 60, 50], [40, 30, np.nan]).n == 5
    with pytest.raises(InputError, match="Only 1 of those asked chose it"):
        false_consensus([70], [40, 50])
    with pytest.raises(InputError, match="no spread"):
        false_consensus([70, 70], [40, 40])
    with pytest.raises(InputError, match="must be numbers"):
        false_consensus(["much", "little"], [40, 50])
    with pytest.raises(InputError, match="finite"):
        false_consensus([np.inf, 3, 4], [40, 50])
