"""Ties rolled up to accounts: the share by hand, its smoothing, its interval, and the flags."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cslab.errors import InputError, NotFoundError
from cslab.measure.customers import AccountHealth, account_health, relationships


def health(
    ties: list[tuple[str, int | None, int | None]], accounts: dict[str, str], **about: object
) -> AccountHealth:
    people = pd.DataFrame(ties, columns=["account_id", "strength", "sentiment"])
    people = people.assign(person_id=[f"p-{at}" for at in range(len(people))], judged_on="2026-03-01")
    listed = pd.DataFrame({"account_id": list(accounts), "plan": list(accounts.values())})
    known = relationships(people, on=about.pop("on", "2026-03-31"))
    return account_health(known, listed, **about)  # type: ignore[arg-type]


def row(found: AccountHealth, account: str) -> pd.Series:
    return found.table.set_index("account_id").loc[account]


def test_the_share_by_hand() -> None:
    found = health([("a", 4, -1), ("a", 1, 1), ("a", 3, 0)], {"a": "solo"})
    one = row(found, "a")
    assert one["negative"] == pytest.approx(4 / 8)
    assert one["rests_on"] == pytest.approx(64 / 26), "Kish: the square of the sum over the sum of squares"
    mix = 0.5 / 1.5  # nobody else is judged
    a, b = 4 * mix + 64 / 26 * 0.5, 4 * (1 - mix) + 64 / 26 * 0.5
    assert one["value"] == pytest.approx(a / (a + b))
    assert one["low"] == pytest.approx(stats.beta.ppf(0.025, a, b))
    assert one["high"] == pytest.approx(stats.beta.ppf(0.975, a, b))
    assert str(found.estimate("a")).startswith("41 % (9–78 %, n = 3)") or found.estimate("a").n == 3


def test_few_contacts_are_drawn_toward_the_others_of_the_segment() -> None:
    good = [("g", 2, 1)] * 8 + [("h", 2, 1)] * 8
    bad = [("b", 2, -1)] * 8 + [("c", 2, -1)] * 8
    found = health(
        [*good, *bad, ("x", 2, 0), ("y", 2, 0)], dict.fromkeys("ghx", "s") | dict.fromkeys("bcy", "t")
    )
    assert row(found, "x")["value"] < 0.1 < 0.5 < row(found, "y")["value"]
    assert row(found, "x")["toward"] == "s"


def test_a_segment_that_nobody_judged_borrows_from_everybody() -> None:
    ties = [("a", 2, -1)] * 6 + [("b", 2, None)]
    found = health(ties, {"a": "s", "b": "t"})
    assert row(found, "b")["toward"] == "everybody"
    assert row(found, "b")["value"] > 0.7
    assert row(found, "b")["flags"] == ("nobody_judged",)
    assert found.table["account_id"].tolist() == ["a", "b"], "whom nobody judged comes last"


def test_without_a_prior_the_share_is_its_own() -> None:
    found = health([("a", 2, -1), ("a", 2, 1)], {"a": "s"}, prior=0)
    assert row(found, "a")["value"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("ties", "flags"),
    [
        ([("a", 3, 1), ("a", 3, 0)], ()),
        ([("a", 2, 1), ("a", 2, 1)], ("no_strong_positive",)),
        ([("a", 4, 0), ("a", 4, -1)], ("no_strong_positive",)),
        ([("a", 4, 1), ("a", 1, 1)], ("one_holds_most",)),
        ([("a", 3, 1)], ("one_holds_most",)),
        ([("a", None, 1)], ("nobody_judged",)),
        ([], ("nobody_judged",)),
    ],
)
def test_flags(ties: list[tuple[str, int | None, int | None]], flags: tuple[str, ...]) -> None:
    found = health([*ties, ("b", 1, 0)], {"a": "s"})
    assert row(found, "a")["flags"] == flags


def test_flags_stand_apart_from_the_share_and_are_counted() -> None:
    found = health([("a", 3, 1), ("a", 3, 1)], {"a": "s"}, on="2026-07-01")
    assert row(found, "a")["flags"] == ("all_stale",)
    counted = found.flagged().set_index("flag")
    assert counted.loc["all_stale", ["accounts", "n"]].tolist() == [1, 1]
    assert any("stale" in caveat for caveat in found.estimate("a").caveats)


def test_intervals_hold_their_value_even_at_the_ends() -> None:
    ties = [("a", 1, 1)] * 400 + [("b", 1, 1)] * 400 + [("c", 1, -1)]
    found = health(ties, dict.fromkeys("abc", "s")).table
    assert ((found["low"] <= found["value"]) & (found["value"] <= found["high"])).all()
    assert found["value"].between(0, 1).all()


def test_smoothed_shares_lie_nearer_to_the_truth_than_bare_ones() -> None:
    random = np.random.default_rng(2026)
    truth = pd.Series(random.beta(2, 6, 300), index=[f"a-{at}" for at in range(300)])
    ties = [
        (name, 2, int(random.random() < share) * -2 + 1)
        for name, share in truth.items()
        for _ in range(random.integers(1, 4))
    ]
    found = health(ties, dict.fromkeys(truth.index, "s")).table.set_index("account_id").loc[truth.index]
    bare = ((found["negative"] - truth) ** 2).mean()
    smoothed = ((found["value"] - truth) ** 2).mean()
    assert smoothed < bare / 2
    inside = ((found["low"] <= truth) & (truth <= found["high"])).mean()
    assert inside > 0.9


def test_what_it_refuses_and_what_it_says() -> None:
    with pytest.raises(InputError, match="Each strength from 1 to 4 needs a weight"):
        health([("a", 1, 1)], {"a": "s"}, weights={1: 1.0, 2: 0.0, 3: 1.0, 4: 1.0})
    with pytest.raises(InputError, match="-1"):
        health([("a", 1, 1)], {"a": "s"}, prior=-1)
    found = health([("a", 1, 1), ("a", None, 1), ("z", 1, 1)], {"a": "s"})
    with pytest.raises(NotFoundError, match="'b'"):
        found.estimate("b")
    said = " ".join(found.caveats)
    assert "arbitrary until calibrated" in said
    assert "only one of strength and sentiment" in said
    assert "belong to none of these accounts" in said
    assert found.chart().to_dict()["layer"]
    assert "a</td>" in found._repr_html_()
