"""Raking meets its margins, gives R's figures, and says what it can't mend."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cslab.errors import InputError, NotFoundError
from cslab.estimate import Estimate
from cslab.measure.surveys.calibrated import calibrated_mean, calibrated_total
from cslab.measure.surveys.design import influence_of_mean, spread_of
from cslab.measure.surveys.raking import rake_codes
from cslab.measure.surveys.weighting import rake

ROOT = Path(__file__).parents[3]
PUBLISHED: dict[str, Any] = tomllib.loads((ROOT / "tests/reference/surveys.toml").read_text("utf-8"))["api"]
DATA = Path(os.environ.get("CSLAB_SHARED", ROOT.parent / "shared")) / "reference" / "survey"


@pytest.fixture
def api() -> Any:
    if not DATA.is_dir():
        pytest.skip("the folder shared/reference/survey with R's api samples is not beside the repository")
    return lambda name: pd.read_csv(DATA / f"{name}.csv")


def error_of(found: Estimate) -> float:
    """The standard error that an interval of 15 clusters was made of."""
    return (found.high - found.value) / float(stats.t.ppf(0.975, 14))


def test_clustered_and_stratified_errors_as_published(api: Any) -> None:
    clustered, stratified = api("apiclus1"), api("apistrat")
    for data, how, of in ((clustered, "clustered", "dnum"), (stratified, "stratified", "stype")):
        values, weights = data["api00"].to_numpy(float), data["pw"].to_numpy(float)
        labels = {"clusters" if how == "clustered" else "strata": data[of]}
        spread = spread_of(influence_of_mean(values, weights), population=data["fpc"], **labels)
        digits = 3 if how == "clustered" else 4
        assert round(float(np.average(values, weights=weights)), 2) == PUBLISHED[how]["mean"]
        assert round(spread.se, digits) == PUBLISHED[how]["se"]


def test_raked_mean_and_total_as_published(api: Any) -> None:
    data = api("apiclus1")
    margins = {name: PUBLISHED[name] for name in ("stype", "sch.wide")}
    made = rake(data, margins, base=data["pw"], cap=None, total=6194)
    assert made.weights.sum() == pytest.approx(6194)
    sampled = {"clusters": data["dnum"], "population": data["fpc"]}
    average = calibrated_mean(data["api00"], made, **sampled)
    whole = calibrated_total(data["enroll"], made, **sampled)
    assert round(average.value, 2) == PUBLISHED["raked"]["mean"]
    assert round(error_of(average), 3) == PUBLISHED["raked"]["se"]
    assert round(whole.value) == PUBLISHED["raked"]["total"]
    assert round(error_of(whole)) == PUBLISHED["raked"]["total_se"]
    assert made.converged


@settings(max_examples=25)
@given(st.data())
def test_margins_hold_whatever_they_are(data: st.DataObject) -> None:
    n = data.draw(st.integers(20, 80))
    rng = np.random.default_rng(data.draw(st.integers(0, 10**6)))
    # every combination is there, so margins can be held
    plans = np.r_[["a", "a", "b", "b"], rng.choice(["a", "b"], n)]
    regions = np.r_[["x", "y", "x", "y"], rng.choice(["x", "y"], n)]
    share = {name: data.draw(st.floats(0.1, 0.9)) for name in ("plan", "region")}
    made = rake(
        pd.DataFrame({"plan": plans, "region": regions}),
        {
            "plan": {"a": share["plan"], "b": 1 - share["plan"]},
            "region": {"x": share["region"], "y": 1 - share["region"]},
        },
        cap=None,
    )
    assert made.converged
    assert np.allclose(made.margins["after"], made.margins["target"], atol=1e-6)
    assert made.weights.mean() == pytest.approx(1)
    assert made.n_eff <= len(plans) + 1e-9
    assert made.design_effect >= 1 - 1e-9


def test_margins_say_what_was_before_and_after() -> None:
    answered = pd.DataFrame({"plan": ["free"] * 5 + ["pro"] * 15})
    asked = pd.DataFrame({"plan": ["free"] * 50 + ["pro"] * 50})
    table = rake(answered, asked, ["plan"]).margins
    assert table["asked"].tolist() == [50, 50]
    assert table["answered"].tolist() == [5, 15]
    assert table["before"].tolist() == [0.25, 0.75]
    assert table["after"].round(9).tolist() == table["target"].tolist() == [0.5, 0.5]


def test_a_cap_is_held_and_said() -> None:
    answered = pd.DataFrame({"plan": ["free"] * 2 + ["pro"] * 38})
    made = rake(answered, {"plan": {"free": 1, "pro": 1}}, cap=3)
    assert made.weights.max() <= 3 + 1e-9
    assert made.weights.mean() == pytest.approx(1)
    assert made.trimmed == 2
    assert not made.converged
    assert "2 people would have counted more than 3 times the mean and were cut off." in made.caveats
    assert any("off by" in caveat for caveat in made.caveats)


def test_a_category_that_nobody_answered_for_is_pooled_and_said_or_refused() -> None:
    answered = pd.DataFrame({"plan": ["pro"] * 10 + ["team"] * 10})
    asked = {"plan": {"pro": 50, "team": 30, "business": 20}}
    made = rake(answered, asked)
    pooled = made.margins.set_index("category")
    assert pooled.loc["team or business", "asked"] == 50
    assert pooled.loc["team or business", "after"] == pytest.approx(0.5)
    assert "Nobody with plan business answered (20 % of those asked)" in made.caveats[0]
    with pytest.raises(InputError, match="Nobody with plan business answered, so no weight can speak"):
        rake(answered, asked, empty="refuse")


def test_who_is_not_known_keeps_their_share() -> None:
    answered = pd.DataFrame({"plan": ["pro"] * 12 + ["free"] * 4 + [None] * 2 + ["gone"] * 2})
    made = rake(answered, {"plan": {"pro": 50, "free": 50}})
    after = made.margins.set_index("category")["after"]
    assert after["unknown"] == pytest.approx(0.2)
    assert after["pro"] == pytest.approx(0.4)
    assert any("2 people answered whose plan nobody asked has (gone)" in one for one in made.caveats)
    assert any("The plan of 4 people who answered is not known" in one for one in made.caveats)


def test_few_who_speak_for_many_are_named() -> None:
    answered = pd.DataFrame({"plan": ["free"] + ["pro"] * 39})
    made = rake(answered, {"plan": {"free": 9, "pro": 1}}, cap=None)
    assert any("few speak for many" in one for one in made.caveats)


def test_resamples_are_raked_as_each_would_be_alone() -> None:
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 3, 40)
    other = rng.integers(0, 2, 40)
    margins = [(codes, np.array([0.5, 0.3, 0.2])), (other, np.array([0.4, 0.6]))]
    times = rng.multinomial(40, np.full(40, 1 / 40), size=5).astype(float)
    together = rake_codes(margins, np.ones(40), cap=None, times=times)
    for row, drawn in enumerate(times):
        people = np.repeat(np.arange(40), drawn.astype(int))
        alone = rake_codes([(one[people], target) for one, target in margins], np.ones(40), cap=None)
        assert np.allclose(together.weights[row][people], alone.weights[0], atol=1e-5)


@pytest.mark.parametrize(
    ("responses", "population", "more", "says"),
    [
        (pd.DataFrame({"plan": []}), {"plan": {"a": 1}}, {}, "Nobody answered"),
        (pd.DataFrame({"plan": ["a"]}), {}, {}, "need a margin"),
        (pd.DataFrame({"plan": ["a"]}), {"plan": {"a": -1}}, {}, "at least 0"),
        (pd.DataFrame({"plan": ["a"]}), {"plan": {}}, {}, "known plan"),
        (pd.DataFrame({"plan": ["b"]}), {"plan": {"a": 1}}, {}, "can't be weighted by"),
        (pd.DataFrame({"plan": ["a"]}), {"plan": {"a": 1}}, {"cap": 0.5}, "at least 1 times"),
        (pd.DataFrame({"plan": ["a"]}), {"plan": {"a": 1}}, {"empty": "hope"}, "no way to treat"),
        (pd.DataFrame({"id": ["a"]}), {"id": {str(at): 1 for at in range(50)}}, {}, "50 different values"),
    ],
)
def test_what_cannot_be_weighted_is_refused(
    responses: pd.DataFrame, population: Any, more: dict[str, Any], says: str
) -> None:
    with pytest.raises(InputError, match=says):
        rake(responses, population, **more)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(NotFoundError, match="did you mean 'plan'"):
        rake(pd.DataFrame({"plan": ["a"]}), {"plann": {"a": 1}})


def test_a_missing_value_has_no_weighted_mean() -> None:
    with pytest.raises(InputError, match="needs a value for each answer"):
        calibrated_mean(pd.Series([1.0, np.nan]), pd.Series([1.0, 1.0]))
