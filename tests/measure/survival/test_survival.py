"""Survival: published figures come back, truncation is what counting by hand gives, and words fit numbers."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cslab.errors import InputError, NotFoundError
from cslab.measure.survival import concordance, cox, kaplan_meier, log_rank, renewal_curve
from tests.conftest import ROOT, SHARED

HERE = ROOT / "tests" / "reference"
PUBLISHED: dict[str, Any] = tomllib.loads((HERE / "survival.toml").read_text("utf-8"))
LEUKEMIA, ROSSI, TELCO = PUBLISHED["leukemia"], PUBLISHED["rossi"], PUBLISHED["telco"]
WEEKS = LEUKEMIA["treated_weeks"] + LEUKEMIA["placebo_weeks"]
RELAPSED = [*map(bool, LEUKEMIA["treated_relapsed"]), *([True] * 21)]
ARM = pd.Series(["6-MP"] * 21 + ["placebo"] * 21, name="arm")


def test_remission_of_children_with_leukemia() -> None:
    curve = kaplan_meier(WEEKS, RELAPSED, by=ARM, unit="weeks")
    time, survival, se = LEUKEMIA["first_step"]
    first = curve.table[(curve.table["group"] == "6-MP") & (curve.table["events"] > 0)].iloc[0]
    assert first["time"] == time
    assert first["survival"] == pytest.approx(survival, abs=5e-5)
    assert first["se"] == pytest.approx(se, abs=5e-5)
    assert (first["at_risk"], first["events"], first["censored"]) == (21, 3, 1)
    medians = [curve.median(arm) for arm in curve.groups]
    assert [one.value for one in medians if one is not None] == LEUKEMIA["median"]
    assert medians[0] is not None
    assert np.isinf(medians[0].high)
    assert "not reached" in medians[0].caveats[0]


def test_log_rank_of_the_two_arms() -> None:
    found = log_rank(WEEKS, RELAPSED, ARM)
    assert found.statistic == pytest.approx(LEUKEMIA["log_rank"], abs=0.005)
    assert list(found.table["expected"].round(2)) == LEUKEMIA["expected"]
    assert found.sentence.startswith("Arm is associated with when it happens")
    assert found.table["events"].sum() == pytest.approx(found.table["expected"].sum())


def test_our_log_rank_is_that_of_statsmodels_also_with_late_entry() -> None:
    from statsmodels.duration.survfunc import survdiff

    rng = np.random.default_rng(8)
    time, group = rng.integers(5, 40, 200).astype(float), rng.integers(0, 3, 200)
    happened, entry = rng.random(200) < 0.7, rng.integers(0, 5, 200).astype(float)
    for late in (None, entry):
        theirs, _ = survdiff(time, happened.astype(int), group, entry=late)
        assert log_rank(time, happened, group, entry=late).statistic == pytest.approx(theirs, rel=1e-9)


def test_recidivism() -> None:
    frame = pd.read_csv(HERE / "rossi.csv")
    names = list(ROSSI["coefficients"])
    found = cox(frame, "week", "arrest", names)
    for row in found.table.to_dict("records"):
        assert row["coefficient"] == pytest.approx(ROSSI["coefficients"][row["covariate"]], abs=5e-5)
        assert row["low"] < row["ratio"] < row["high"]
    assert found.log_likelihood == pytest.approx(ROSSI["log_likelihood"], abs=0.005)
    assert found.concordance.value == pytest.approx(ROSSI["concordance"], abs=0.005)
    assert (found.n, found.events) == (432, 114)
    assert "The ratio of age falls" in found.verdict
    assert found.ratio("fin").value == pytest.approx(0.684, abs=0.001)
    assert len(found.chart().to_dict()["layer"]) == 3


def test_churn_of_a_telephone_company() -> None:
    path: Path = SHARED / "reference" / "telco" / "WA_Fn-UseC_-Telco-Customer-Churn.csv"
    if not path.is_file():
        pytest.skip("IBM's Telco customer churn (7,043 rows) is not in shared/reference/telco")
    frame = pd.read_csv(path)
    left = frame["Churn"] == "Yes"
    assert left.mean() == pytest.approx(TELCO["churn"], abs=5e-6)
    curve = kaplan_meier(frame["tenure"], left, unit="months")
    assert curve.at(12).value == pytest.approx(TELCO["stay_12"], abs=5e-5)


def made(seed: int, n: int = 300) -> tuple[Any, Any, Any]:
    rng = np.random.default_rng(seed)
    time = rng.exponential(12, n) // 1 + 1
    return time, rng.random(n) < 0.6, rng.integers(0, 9, n).astype(float)


@pytest.mark.parametrize("seed", range(3))
def test_late_entry_is_what_counting_by_hand_gives(seed: int) -> None:
    time, happened, entry = made(seed)
    curve = kaplan_meier(time, happened, entry=entry)
    kept = (time > entry) | (entry == 0)
    survival = 1.0
    for row in curve.table.to_dict("records"):
        risk = int((kept & (time >= row["time"]) & (entry < row["time"])).sum())
        events = int((kept & happened & (time == row["time"])).sum())
        survival *= 1 - events / risk
        assert (row["at_risk"], row["events"]) == (risk, events)
        assert row["survival"] == pytest.approx(survival)
        assert 0 <= row["low"] <= row["survival"] + 1e-12 <= row["high"] + 2e-12
        assert curve.at_risk([row["time"]])["at_risk"].iloc[0] == risk
    assert any("had ended before they came under watch" in caveat for caveat in curve.caveats)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(200):
        lifetimes, watched = rng.exponential(10, 60), rng.exponential(15, 60)
        found = kaplan_meier(np.minimum(lifetimes, watched), lifetimes <= watched).at(5)
        held += found.low <= np.exp(-0.5) <= found.high
    assert 180 <= held <= 199


def test_what_nobody_had_yet_has_an_interval_too() -> None:
    found = kaplan_meier([5, 6, 7, 8, 9], [False] * 5).at(4)
    assert (found.value, found.high) == (1, 1)
    assert found.low == pytest.approx(0.566, abs=0.001)
    assert kaplan_meier([5.0] * 5, [False] * 5).median() is None
    assert kaplan_meier([0, 0, 1, 2], [True, True, True, False]).table["survival"].iloc[0] == 0.5


def test_curves_are_drawn_with_their_numbers_at_risk() -> None:
    names = pd.Series(['it\'s "odd"; 1', "b.c[0]"] * 21, name="which")
    drawn = kaplan_meier(WEEKS, RELAPSED, by=names, unit="weeks").chart().to_dict()
    risk = drawn["datasets"][drawn["layer"][3]["data"]["name"]]
    assert {row["at_risk"] for row in risk if row["time"] == 0} == {21}
    assert "it's" in drawn["layer"][1]["encoding"]["y"]["axis"]["labelExpr"]


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda: kaplan_meier([], []), "No subject is left"),
        (lambda: kaplan_meier([1, -2], [True, True]), "must not be negative"),
        (lambda: kaplan_meier([1, 2], [True]), "as many as there are subjects"),
        (lambda: kaplan_meier([1, 2], [True, True]).at(3), "the longest was 2"),
        (lambda: log_rank([1, 2], [True, True], ["a", "a"]), "at least two groups"),
        (lambda: log_rank([1, 2], [False, False], ["a", "b"]), "Nobody had the event"),
        (lambda: concordance(np.ones(3), np.zeros(3, bool), np.ones(3)), "No two subjects"),
    ],
)
def test_what_can_not_be_answered_is_said(act: Any, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        act()


def test_names_that_are_not_there() -> None:
    curve = kaplan_meier(WEEKS, RELAPSED, by=ARM)
    with pytest.raises(NotFoundError, match="no group '6MP'; did you mean"):
        curve.at(3, "6MP")
    frame = pd.DataFrame({"days": [1.0, 2, 3], "left": [True, True, True], "plan": ["a", "b", "a"]})
    with pytest.raises(NotFoundError, match="no column 'day'"):
        cox(frame, "day", "left", ["plan"])


def test_cox_takes_words_and_says_what_they_are_compared_with() -> None:
    rng = np.random.default_rng(3)
    plan = rng.choice(["solo", "team", "team", "business"], 400)
    rate = np.where(plan == "solo", 0.2, 0.1)
    time = rng.exponential(1 / rate)
    frame = pd.DataFrame({"days": np.minimum(time, 20), "left": time < 20, "plan": plan})
    frame.loc[:4, "plan"] = None
    found = cox(frame, "days", "left", ["plan"])
    assert list(found.table["covariate"]) == ["plan: business", "plan: solo"]
    truth = found.ratio("plan: solo")
    assert truth.low < 2 < truth.high
    assert "plan is compared with team" in found.caveats
    assert "5 of 400 subjects lack a value and are left out" in found.caveats


@pytest.mark.soak
def test_the_check_of_cox_raises_few_false_alarms() -> None:
    alarms = 0
    for seed in range(15):
        rng = np.random.default_rng(seed)
        group = rng.integers(0, 2, 80)
        time = rng.exponential(np.where(group == 1, 5, 10))
        frame = pd.DataFrame({"t": np.minimum(time, 15), "e": time < 15, "group": group})
        alarms += "Nothing shows" not in cox(frame, "t", "e", ["group"]).verdict
    assert alarms <= 3


def test_cox_refuses_what_has_no_answer() -> None:
    frame = pd.DataFrame(
        {"days": range(1, 21), "left": [True] * 10 + [False] * 10, "old": [1] * 10 + [0] * 10}
    )
    with pytest.raises(InputError, match="finds no finite ratio"):
        cox(frame, "days", "left", ["old"])
    with pytest.raises(InputError, match="must vary, but same does not"):
        cox(frame.assign(same=1), "days", "left", ["same"])
    with pytest.raises(InputError, match="needs more events"):
        cox(frame.head(12).assign(left=False), "days", "left", ["old"])


def test_cox_sees_a_ratio_that_changes_with_time() -> None:
    rng = np.random.default_rng(7)
    group = rng.integers(0, 2, 600)
    early = rng.exponential(np.where(group == 1, 4, 10))
    time = np.where(early < 5, early, 5 + rng.exponential(np.where(group == 1, 25, 10)))
    frame = pd.DataFrame({"t": time, "e": True, "group": group})
    found = cox(frame, "t", "e", ["group"])
    assert "of group falls with time" in found.verdict
    assert found.check["p_holm"].iloc[0] < 0.001


def accounts(n: int = 400, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    started = pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 900, n), unit="D")
    # one in five leaves at each end of a year; one in twenty a year in between
    years = rng.geometric(0.2, n)
    churned = started + pd.to_timedelta(years * 365.25 + rng.normal(0, 5, n), unit="D")
    between = started + pd.to_timedelta(rng.exponential(20 * 365, n), unit="D")
    churned = pd.Series(np.minimum(churned, between)).dt.floor("D")
    churned = churned.where(churned <= pd.Timestamp("2026-09-30"))
    return pd.DataFrame(
        {
            "account_id": [f"a-{one}" for one in range(n)],
            "plan": rng.choice(["solo", "team"], n),
            "started_on": started,
            "renews_on": pd.Timestamp("2027-01-01"),
            "churned_on": churned,
        }
    )


def test_renewal_finds_what_was_planted() -> None:
    true = 0.8 * np.exp(-62 / 365 / 20)  # some that leave in between do so close to the end of a term
    tables = [renewal_curve(accounts(seed=seed), as_of=date(2026, 9, 30)).renewals for seed in range(2, 12)]
    rows = pd.concat(tables)
    assert ((rows["low"] < true) & (true < rows["high"])).mean() > 0.85
    table = accounts(2000)
    found = renewal_curve(table, as_of=date(2026, 9, 30))
    assert found.at_renewal is not None
    assert found.at_renewal.value > 0.7
    stay = found.curve.at(13)
    assert stay.low < 0.8 * np.exp(-1 / 20 * 13 / 12) < stay.high
    assert any("renewal is not loyalty" in caveat for caveat in found.caveats)
    grouped = renewal_curve(table, by="plan", as_of=date(2026, 9, 30))
    assert grouped.curve.groups == ("solo", "team")
    reached = grouped.renewals.groupby("term")["reached"].sum()
    assert list(reached) == list(found.renewals["reached"])
    assert grouped.renewal_chart().to_dict()["layer"]


def test_accounts_that_left_before_records_began_do_not_flatter() -> None:
    whole = accounts(2000)
    begin = pd.Timestamp("2025-01-01")
    seen = whole[whole["churned_on"].isna() | (whole["churned_on"] >= begin)]
    true = renewal_curve(whole, as_of=date(2026, 9, 30)).curve.at(25).value
    naive = renewal_curve(seen, as_of=date(2026, 9, 30)).curve.at(25).value
    late = renewal_curve(seen, as_of=date(2026, 9, 30), since=begin).curve.at(25)
    assert naive > true + 0.04
    assert late.low < true < late.high


def test_accounts_as_people_have_them() -> None:
    table = accounts(20)
    table.loc[0, "started_on"] = pd.NaT
    table.loc[1, "churned_on"] = table.loc[1, "started_on"] - pd.Timedelta(days=3)
    table.loc[2, ["renews_on", "churned_on"]] = [pd.Timestamp("2024-01-01"), pd.NaT]
    caveats = renewal_curve(table, as_of=date(2026, 9, 30)).caveats
    assert "1 of 20 accounts have no start that is known by then" in caveats
    assert "1 accounts left before they started, and are left out" in caveats
    assert any(caveat.startswith("1 customers have a renewal day that has passed") for caveat in caveats)
    with pytest.raises(NotFoundError, match="no column 'size'"):
        renewal_curve(table, by="size")
    with pytest.raises(InputError, match="put started_on into"):
        renewal_curve(table.assign(started_on=pd.NaT, churned_on=pd.NaT))


def test_an_account_that_starts_on_the_last_day_stops_no_curve_that_begins_late() -> None:
    started = pd.to_datetime(["2023-01-01", "2023-06-01", "2024-02-01", "2024-03-01", "2025-01-01"])
    table = pd.DataFrame({"account_id": list("abcde"), "started_on": started, "churned_on": pd.NaT})
    table.loc[2, "churned_on"] = pd.Timestamp("2024-12-01")
    found = renewal_curve(table, since=date(2024, 1, 1))
    assert len(found.curve.entered) == 5
    assert found.curve.at(6).value == 1.0
    assert found.curve.at(11).value == pytest.approx(2 / 3)


def test_an_end_at_once_counts_beside_late_entries() -> None:
    curve = kaplan_meier([0, 4, 5, 6], [True, True, False, True], entry=[0, 0, 2, 5])
    assert curve.table["survival"].tolist() == pytest.approx([1 / 2, 1 / 4, 1 / 4, 0])


def test_groups_of_few_accounts_have_no_curve_and_are_named() -> None:
    table = pd.DataFrame({"account_id": [f"a{at}" for at in range(9)], "started_on": "2023-01-01"})
    table = table.assign(churned_on=pd.NaT, plan=["solo"] * 6 + ["custom"] * 3)
    found = renewal_curve(table, by="plan", as_of=date(2026, 1, 1))
    assert found.curve.groups == ("solo",)
    assert set(found.renewals["group"]) == {"solo"}
    assert any("fewer than 5 accounts" in line and "custom" in line for line in found.caveats)
    with pytest.raises(InputError, match="no curves to tell apart"):
        renewal_curve(table.iloc[5:7], by="plan", as_of=date(2026, 1, 1))


def test_a_term_that_few_reached_does_not_say_how_many_renewed() -> None:
    started = pd.to_datetime(["2020-01-01"] * 3 + ["2024-06-01"] * 4)
    table = pd.DataFrame({"account_id": list("abcdefg"), "started_on": started, "churned_on": pd.NaT})
    terms = renewal_curve(table, as_of=date(2026, 1, 1)).renewals.set_index("term")
    assert terms.loc[1, "renewed"] == 7
    assert pd.isna(terms.loc[2, "renewed"])
    assert pd.isna(terms.loc[2, "value"])
