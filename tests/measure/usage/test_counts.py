"""Usage counted by hand, planted truths found, and figures drawn."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cslab.errors import InputError, NotFoundError
from cslab.intervals import proportion
from cslab.measure import usage
from cslab.measure.usage.events import number_of, start_of
from cslab.measure.usage.shares import shares
from cslab.study.measures import Feature
from tests.measure.events_made import FEATURES, accounts, make, people


def active(table: pd.DataFrame, event: str, key: str, every: Any) -> dict[str, set[int]]:
    """Periods in which each had the event, counted one by one."""
    found: dict[str, set[int]] = defaultdict(set)
    for row in table[table["event"] == event].dropna(subset=[key]).to_dict("records"):
        found[row[key]].add(number_of(row["at"], every))
    return found


@pytest.mark.parametrize(("unit", "every"), [("account", "month"), ("person", "week"), ("person", "day")])
def test_retention_and_lifecycle_are_what_counting_by_hand_gives(unit: Any, every: Any) -> None:
    table = make(11)
    periods = active(table, "approved", f"{unit}_id", every)
    found = usage.retention(table, "approved", unit=unit, every=every)
    assert found.until is not None
    last = number_of(found.until, every) - 1
    for row in found.table.to_dict("records"):
        first = number_of(row["cohort"], every)
        cohort = [mine for mine in periods.values() if min(mine) == first]
        at = first + row["period"]
        assert at <= last
        assert row["n"] == len(cohort)
        if len(cohort) < 5:
            assert pd.isna(row["retained"])
            assert pd.isna(row["later"])
            continue
        assert row["retained"] == sum(at in mine for mine in cohort)
        assert row["later"] == sum(max(mine) >= at for mine in cohort)
    moves = usage.lifecycle(table, "approved", unit=unit, every=every).table
    dormant = 0
    for row in moves.to_dict("records"):
        at = number_of(row["period"], every)
        now = [mine for mine in periods.values() if at in mine]
        assert row["active"] == len(now)
        assert row["new"] == sum(min(mine) == at for mine in now)
        assert row["retained"] == sum(at - 1 in mine for mine in now)
        assert row["lost"] == sum(at - 1 in mine and at not in mine for mine in periods.values())
        dormant += row["lost"] - row["resurrected"]
        gone = sum(min(mine) < at and at not in mine for mine in periods.values())
        assert row["dormant"] == dormant == gone
    away = usage.list_dormant(table, "approved", unit=unit, every=every)
    assert set(away.iloc[:, 0]) == {name for name, mine in periods.items() if max(mine) < last}


def test_stickiness_is_the_mean_share_of_days() -> None:
    table = make(12)
    found = usage.stickiness(table, "approved", days=28)
    days = active(table, "approved", "person_id", "day")
    for row in found.table.to_dict("records"):
        start = number_of(row["start"], "day")
        counts = [sum(start <= day < start + 28 for day in mine) for mine in days.values()]
        counts = [count for count in counts if count]
        assert row["n"] == len(counts)
        assert row["value"] == pytest.approx(np.mean(counts) / 28)
    assert found.distribution["n"].sum() == found.table["n"].iloc[-1]


def test_adoption_and_breadth_are_what_counting_by_hand_gives() -> None:
    table = make(13)
    plans = accounts().set_index("account_id")["plan"]
    found = usage.adoption(table, FEATURES, people=people(), accounts=accounts()).table.set_index("feature")
    homes = dict(zip(people()["person_id"], people()["account_id"], strict=True))
    for feature in FEATURES:
        could = {one for one, home in homes.items() if not feature.plans or plans[home] in feature.plans}
        used = set(table.loc[table["event"].isin(feature.events), "person_id"].dropna())
        row = found.loc[feature.id]
        assert (row["people"], row["n"]) == (len(could & used), len(could))
        if row["n"] >= 5:
            share = proportion(len(could & used), len(could))
            assert (row["value"], row["low"], row["high"]) == (share.value, share.low, share.high)
    with pytest.raises(NotFoundError, match="no column 'plans'; did you mean 'plan'"):
        usage.adoption(table, FEATURES, people=people(), accounts=accounts(), by="plans")
    with pytest.raises(InputError, match="No feature is described"):
        usage.adoption(table, [])


def test_many_shares_are_those_of_one_by_one() -> None:
    table = shares([0, 5, 3, 9, 1], [20, 5, 7, 30, 4])
    for some, n, row in zip([0, 5, 3, 9], [20, 5, 7, 30], table.to_dict("records"), strict=False):
        one = proportion(some, n)
        assert (row["value"], row["low"], row["high"]) == (one.value, one.low, one.high)
    assert table.iloc[4].isna().all()


def test_periods_begin_where_they_are_numbered() -> None:
    for every in ("day", "week", "month"):
        for moment in pd.date_range("1999-12-25", "2027-03-05", freq="97h"):
            number = number_of(moment, every)
            assert start_of(number, every) <= moment < start_of(number + 1, every)


def left(seed: int, rise: float, n: int = 40) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Accounts that export, half of which speak of leaving after a month in which they export more often."""
    rng = np.random.default_rng(seed)
    rows, moments = [], []
    for at in range(n):
        rate = rng.gamma(2, 0.1)
        days = np.flatnonzero(rng.random(200) < min(rate, 0.9))
        rows += [(f"a-{at}", "exported", day) for day in days]
        rows += [(f"a-{at}", "login", day) for day in np.flatnonzero(rng.random(200) < 0.5)]
        if at % 2 == 0:
            moment = int(rng.integers(120, 200))
            more = np.flatnonzero(rng.random(30) < min(rate, 0.9) * (rise - 1))
            rows += [(f"a-{at}", "exported", moment - 30 + day) for day in more]
            moments.append((f"a-{at}", moment))
    table = pd.DataFrame(rows, columns=["account_id", "event", "day"]).assign(person_id=None)
    table["at"] = pd.Timestamp("2026-01-01 12:00") + pd.to_timedelta(table.pop("day"), unit="D")
    when = pd.DataFrame(moments, columns=["account_id", "day"])
    when["at"] = pd.Timestamp("2026-01-01 12:00") + pd.to_timedelta(when.pop("day"), unit="D")
    return table, when


def test_a_planted_trigger_is_found_and_nothing_else() -> None:
    held = alarms = 0
    for seed in range(6):
        found = usage.triggers(*left(seed, rise=3), resamples=500)
        rise = found.estimate("exported")
        held += rise.low < 3 < rise.high
        alarms += any("login" in sentence for sentence in found.sentences)
    assert held >= 5
    assert alarms <= 1


def test_where_nothing_came_before_nothing_is_told() -> None:
    told = sum(bool(usage.triggers(*left(seed, rise=1), resamples=500).sentences) for seed in range(20, 26))
    assert told <= 2


def test_triggers_of_too_few_are_not_shown() -> None:
    table, moments = left(3, rise=3)
    found = usage.triggers(table, moments.head(4))
    assert found.table["value"].isna().all()
    assert any("fewer than 5" in caveat for caveat in found.caveats)
    with pytest.raises(NotFoundError, match="no event 'exported'"):
        found.estimate("exported")
    early = moments.assign(at=pd.Timestamp("2026-01-05"))
    with pytest.raises(InputError, match="None of 20 moments"):
        usage.triggers(table, early)
    with pytest.raises(InputError, match="at is missing"):
        usage.triggers(table, moments.drop(columns="at"))


def test_everything_is_drawn_also_with_odd_names() -> None:
    table = make(14)
    odd = [Feature("a.b", 'It\'s "odd": [x]', ("approved",), next=("c",)), Feature("c", "C", ("exported",))]
    found: list[Any] = [
        usage.adoption(table, odd),
        usage.breadth(table, odd, people=people(), accounts=accounts(), by="plan"),
        usage.depth(table, accounts=accounts(), by="plan"),
        usage.footprint(table, odd),
        usage.retention(table, "approved", every="week"),
        usage.lifecycle(table, "approved", every="week"),
        usage.stickiness(table, "approved"),
        usage.time_to_value(table, "exported", unit="person"),
        usage.triggers(*left(1, rise=3)),
    ]
    for one in found:
        assert one.chart().to_dict()["config"]
        assert len(one.summary())
        assert "<table" in one._repr_html_()
    assert found[4].cohort_chart(kind="unbounded").to_dict()["layer"]
