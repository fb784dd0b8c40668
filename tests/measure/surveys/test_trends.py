"""Trends over waves, groups side by side, who kept silent, and how far the loudest moved it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from cslab import surveys
from cslab.errors import InputError, NotFoundError
from cslab.intervals import difference_of_proportions
from cslab.measure.surveys.differences import difference, holm_levels
from cslab.measure.surveys.samples import Sample
from cslab.measure.surveys.segments import compare
from cslab.measure.surveys.trends import SAME, trend
from cslab.study.measures import Question

NPS = Question("recommend", "Would you recommend us?", "nps", (0, 10))
EASE = Question("ease", "How easy?", "scale", (1, 7))
CSAT = Question("satisfied", "How satisfied?", "csat", (1, 5))


def wave(n: int, seed: int, *, first: int = 0, middle: float = 4.5) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    ease = np.clip(np.round(middle + rng.normal(size=n)), 1, 7)
    return pd.DataFrame({"person_id": [f"p{at}" for at in range(first, first + n)], "ease": ease})


def test_different_people_have_an_independent_difference() -> None:
    before, after = wave(40, 1), wave(40, 2, first=100, middle=5.5)
    found = trend({"spring": before, "autumn": after}, EASE)
    change = found.change("spring", "autumn")
    assert change.value == pytest.approx(after["ease"].mean() - before["ease"].mean())
    assert "different people" in change.method
    assert change.n == 80
    assert found.changes["word"].tolist() == ["rose"]
    with pytest.raises(NotFoundError, match="There are: spring to autumn, everybody, all who answered"):
        found.change("spring", "autumn", whom=SAME)


def test_the_same_people_have_a_paired_difference() -> None:
    before = wave(60, 3)
    after = before.assign(ease=(before["ease"] + np.tile([0, 0, 1], 20)).clip(1, 7))
    found = trend({"spring": before, "autumn": after}, EASE)
    everybody = found.change("spring", "autumn")
    paired = stats.ttest_rel(after["ease"], before["ease"]).confidence_interval()
    assert [everybody.low, everybody.high] == pytest.approx([paired.low, paired.high])
    assert everybody.method.endswith("paired: the same people in both waves")
    same = found.change("spring", "autumn", whom=SAME)
    assert [same.low, same.high] == pytest.approx([paired.low, paired.high])
    assert same.n == everybody.n == 60


def test_people_in_both_waves_are_taken_in() -> None:
    before = wave(60, 3)
    stayed = before.head(30).assign(ease=before["ease"].head(30))
    after = pd.concat([stayed, wave(30, 9, first=200)], ignore_index=True)
    found = trend({"spring": before, "autumn": after}, EASE)
    apart = trend({"spring": before, "autumn": after.assign(person_id=[f"q{at}" for at in range(60)])}, EASE)
    assert found.changes.loc[0, "both"] == 30
    assert "partly the same people in both waves (30)" in found.changes.loc[0, "method"]
    assert found.changes.loc[0, "high"] < apart.changes.loc[0, "high"]


def test_people_whose_names_are_not_known_are_not_taken_for_each_other() -> None:
    nameless = wave(30, 1).assign(person_id=None)
    found = trend({"spring": nameless, "autumn": nameless}, EASE)
    assert found.changes.loc[0, "both"] == 0
    assert "different people" in found.changes.loc[0, "method"]


def test_small_waves_and_groups_are_left_out_and_said() -> None:
    first, second = (
        wave(30, 1).assign(plan=["a"] * 27 + ["b"] * 3),
        wave(30, 2).assign(plan=["a"] * 20 + ["b"] * 10),
    )
    found = trend({"spring": first, "autumn": second}, EASE, by="plan")
    assert found.table[["wave", "group"]].to_numpy().tolist() == [
        ["spring", "a"],
        ["autumn", "a"],
        ["autumn", "b"],
    ]
    assert set(found.changes["group"]) == {"a"}
    assert any("b in spring" in one for one in found.caveats)
    assert found.chart().to_dict()["layer"]
    assert "rose" in found._repr_html_() or "told apart" in found._repr_html_()


@pytest.mark.parametrize(
    ("waves", "question", "says"),
    [
        ({"one": wave(20, 1)}, EASE, "at least two waves"),
        ({"one": wave(20, 1), "two": wave(3, 2)}, EASE, "two waves in which at least 5"),
        ({"one": wave(20, 1), "two": wave(20, 2)}, Question("ease", "?", "choice"), "no one score"),
    ],
)
def test_no_trend_says_why(waves: dict[str, pd.DataFrame], question: Question, says: str) -> None:
    with pytest.raises(InputError, match=says):
        trend(waves, question)


def test_each_wave_needs_its_weights() -> None:
    waves = {"one": wave(20, 1), "two": wave(20, 2)}
    with pytest.raises(NotFoundError, match="weights of the wave 'two'"):
        trend(waves, EASE, weights={"one": pd.Series(1.0, index=range(20))})


def test_a_difference_of_shares_is_newcombes() -> None:
    found = difference(
        Sample("share", np.r_[np.ones(9), np.zeros(1)]), Sample("share", np.r_[np.ones(3), np.zeros(7)])
    )
    published = difference_of_proportions(9, 10, 3, 10)
    assert [found.low, found.high] == pytest.approx([published.low, published.high])


def test_holm_tells_apart_as_statsmodels_does() -> None:
    rng = np.random.default_rng(1)
    for size in (1, 3, 12):  # statsmodels collects garbage each time, which is slow
        held = (1 - rng.random(size) ** 3).tolist()
        levels, apart = holm_levels(held)
        assert apart == multipletests([1 - one for one in held], alpha=0.05, method="holm")[0].tolist()
        # an interval at its level leaves 0 out exactly where the two are told apart
        assert [one >= level - 1e-12 for one, level in zip(held, levels, strict=True)] == apart


def grouped(seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    plans = np.repeat(["a", "b", "c"], 40)
    felt = np.where(plans == "c", 7.0, 9.0) + rng.normal(size=120)
    return pd.DataFrame({"plan": plans, "recommend": np.clip(np.round(felt), 0, 10)})


def test_each_against_the_rest_and_in_pairs() -> None:
    rest = compare(grouped(), NPS, "plan")
    assert rest.differences["other"].tolist() == ["all others"] * 3
    assert dict(zip(rest.differences["group"], rest.differences["word"], strict=True))["c"] == "differs"
    pairs = compare(grouped(), NPS, "plan", against="pairs")
    assert pairs.differences["word"].tolist() == ["can't be told apart", "differs", "differs"]
    for row in pairs.differences.itertuples():
        assert (row.low > 0 or row.high < 0) == (row.word == "differs")
    assert not any("p_" in name or name == "p" for name in pairs.differences)
    assert pairs.difference("a", "c").unit == "points"
    assert pairs.chart().to_dict()["layer"]
    with pytest.raises(NotFoundError, match="comparison 'a and d'"):
        pairs.difference("a", "d")


@pytest.mark.soak
def test_groups_that_do_not_differ_are_seldom_called_different() -> None:
    rng = np.random.default_rng(4)
    called = 0
    for _ in range(400):
        data = pd.DataFrame({"plan": np.repeat(list("abcd"), 40), "recommend": rng.integers(0, 11, 160)})
        called += bool((compare(data, NPS, "plan", against="pairs").differences["word"] == "differs").any())
    assert called / 400 <= 0.075


def test_groups_that_cannot_be_compared_say_why() -> None:
    with pytest.raises(InputError, match="no two groups of plan"):
        compare(grouped().assign(plan="a"), NPS, "plan")
    with pytest.raises(InputError, match="nothing to compare with"):
        compare(grouped(), NPS, "plan", against="luck")
    unknown = compare(grouped().assign(plan=[None] * 20 + ["a"] * 50 + ["b"] * 50), NPS, "plan")
    assert "The plan of 20 who answered is not known." in unknown.caveats
    assert unknown.differences[["group", "other"]].to_numpy().tolist() == [["a", "b"]]


def asked(n: int = 200) -> pd.DataFrame:
    return pd.DataFrame(
        {"person_id": [f"p{at}" for at in range(n)], "plan": np.repeat(["free", "pro"], n // 2)}
    )


def test_who_kept_silent_is_told() -> None:
    everybody = asked()
    answered = pd.DataFrame({"person_id": [f"p{at}" for at in [*range(30), *range(100, 180)]]})
    found = surveys.nonresponse(everybody, answered, ["plan"])
    table = found.table.set_index("group")
    assert found.rate.value == 0.55
    assert table["word"].to_dict() == {"free": "under", "pro": "over"}
    assert table.loc["free", "difference"] == pytest.approx(30 / 110 - 0.5)
    assert table.loc["free", "rate"] == 0.3
    assert found.words[0] == "Plan free: 50 % of those asked, but 27 % of those who answered."
    assert found.chart().to_dict()["layer"]
    assert found.chart_rates().to_dict()["layer"]
    assert {"value", "low", "high", "n"} <= set(found.summary())
    assert "Response rate" in found._repr_html_()


def test_alike_in_what_is_known_is_not_alike() -> None:
    answered = pd.DataFrame({"person_id": [f"p{at}" for at in range(0, 200, 2)] + ["stranger", None]})
    found = surveys.nonresponse(asked(), answered, ["plan"])
    assert found.table["word"].tolist() == ["as asked", "as asked"]
    assert "they may differ" in found.words[0]
    assert found.strangers == 2
    assert found.caveats == ("2 who answered are not among those asked.",)


def test_everybody_and_nobody_answered() -> None:
    full = surveys.nonresponse(asked(), asked(), ["plan"])
    none = surveys.nonresponse(asked(), asked().head(0), ["plan"])
    assert (full.rate.value, none.rate.value) == (1, 0)
    assert full.table["word"].tolist() == none.table["word"].tolist() == ["too few to tell"] * 2
    with pytest.raises(InputError, match="Nobody was asked"):
        surveys.nonresponse(asked().head(0), asked())
    with pytest.raises(NotFoundError, match="attribute of those asked 'plann'"):
        surveys.nonresponse(asked(), asked(), ["plann"])


def loud(rng: np.random.Generator, n: int = 300) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Half of those asked are on a plan that is happier and answers three times as often."""
    everybody = pd.DataFrame({"plan": rng.permuted(np.repeat(["free", "pro"], n // 2))})
    happier = (everybody["plan"] == "pro").to_numpy()
    felt = np.where(happier, 8.6, 6.6) + rng.normal(size=n) * 1.8
    everybody["recommend"] = np.clip(np.round(felt), 0, 10)
    return everybody, everybody[rng.random(n) < np.where(happier, 0.75, 0.25)]


def test_how_far_the_loudest_moved_it_is_said_with_its_interval() -> None:
    everybody, answered = loud(np.random.default_rng(1))
    weights = surveys.rake(answered, everybody, ["plan"])
    found = surveys.moved_by(answered, NPS, weights)
    assert found.raw == surveys.nps(answered["recommend"]).value
    assert found.estimate.value == pytest.approx(found.raw - found.weighted)
    assert 0 < found.estimate.low < found.estimate.high
    assert found.sentence.startswith(
        f"The loudest moved the Net Promoter Score by {found.estimate.value * 100:+.0f} points: "
    )
    assert found.estimate == surveys.moved_by(answered, NPS, weights).estimate
    assert "by accounts" not in found.estimate.method
    assert found.summary()["sentence"][0] in found._repr_html_()


def test_what_did_not_move_can_not_be_told() -> None:
    given = pd.DataFrame({"plan": ["a", "b"] * 30, "satisfied": [5, 5, 2, 2, 4, 4] * 10})
    found = surveys.moved_by(given, CSAT, surveys.rake(given, {"plan": {"a": 1, "b": 1}}))
    assert found.sentence.startswith(
        "Whether the loudest moved the share \N{LEFT DOUBLE QUOTATION MARK}Satisfied (4 or 5)"
    )
    assert "can't be told" in found.sentence


def test_whole_accounts_are_drawn() -> None:
    _, answered = loud(np.random.default_rng(1))
    answered = answered.assign(account_id=[f"a{at // 4}" for at in range(len(answered))])
    weights = surveys.rake(answered, {"plan": {"free": 1, "pro": 1}})
    assert "resamples of accounts" in surveys.moved_by(answered, NPS, weights).estimate.method
    with pytest.raises(InputError, match="at least 100 resamples"):
        surveys.moved_by(answered, NPS, weights, resamples=10)


def recovered(runs: int, seed: int) -> tuple[float, float]:
    """How often weighted scores, and raw ones, hold the truth of all who were asked."""
    rng = np.random.default_rng(seed)
    truth = float(np.mean([_nps(loud(rng, 2000)[0]) for _ in range(60)]))
    weighted = raw = 0
    for _ in range(runs):
        everybody, answered = loud(rng)
        found = surveys.score(answered, NPS, weights=surveys.rake(answered, everybody, ["plan"]))
        weighted += found.estimate.low <= truth <= found.estimate.high
        raw += found.raw.low <= truth <= found.raw.high
    return weighted / runs, raw / runs


def _nps(data: pd.DataFrame) -> float:
    return float((data["recommend"] >= 9).mean() - (data["recommend"] <= 6).mean())


def test_weighting_recovers_what_the_loud_hide() -> None:
    weighted, raw = recovered(40, 3)
    assert weighted >= 0.88
    assert raw < 0.5


@pytest.mark.soak
def test_weighting_recovers_the_truth_in_many_runs() -> None:
    assert 0.93 <= recovered(1500, 5)[0] <= 0.985


@settings(max_examples=15)
@given(st.integers(0, 10**6))
def test_a_wave_against_itself_has_not_changed(seed: int) -> None:
    data = wave(25, seed)
    found = trend({"one": data, "two": data}, EASE)
    assert found.changes["value"].tolist() == [0, 0]
    assert found.changes["word"].tolist() == ["can't be told apart"] * 2
