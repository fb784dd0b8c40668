"""Renewal is not loyalty: the share, its bounds, the list, and the sentence for leaders."""

from __future__ import annotations

import pandas as pd
import pytest

from cslab.errors import InputError
from cslab.intervals import proportion
from cslab.measure.customers import FlightRisk, flight_risk, renewing
from cslab.measure.customers.flight_risk import even_out
from cslab.measure.customers.risk_reasons import risk_reasons


def accounts(count: int) -> pd.DataFrame:
    return pd.DataFrame({"account_id": [f"a-{at}" for at in range(count)], "revenue": 100.0})


def found(renewers: int, answered: int, unhappy: int, **about: object) -> FlightRisk:
    ids = [f"a-{at}" for at in range(answered)]
    low = [at < unhappy for at in range(answered)]
    placed = pd.DataFrame(
        {
            "account_id": ids,
            "happiness": [0.2 if one else 0.9 for one in low],
            "unhappy": [0.95 if one else 0.04 for one in low],
            "people": 1,
        }
    ).astype({"happiness": "float64", "unhappy": "float64"})
    renewed = pd.Series(True, index=[f"a-{at}" for at in range(renewers)])
    return flight_risk(accounts(renewers + 3), renewed, placed, **about)  # type: ignore[arg-type]


def test_the_share_and_the_bounds_of_the_silent() -> None:
    one = found(60, 40, 10)
    assert one.unhappy == proportion(10, 40)
    assert one.at_least == proportion(10, 60)
    assert one.at_most == proportion(30, 60)
    assert (one.renewed, one.silent, len(one.table), len(one.silent_accounts)) == (60, 20, 10, 20)
    assert one.sentence == (
        "10 of 40 accounts that renewed and answered are unhappy (25 %; it could as well be 14 to 40 %). "
        "20 more renewed and are silent: were the silent all happy, it would be 17 % of all renewers; "
        "were they all unhappy, 50 %."
    )
    assert one.summary()["what"].tolist()[0] == "of those who answered"
    assert one.chart().to_dict()["layer"]


def test_when_nobody_answered_it_says_that_nobody_knows() -> None:
    one = found(5, 0, 0)
    assert one.unhappy is None
    assert (one.at_least.value, one.at_most.value) == (0, 1)
    assert "not one of them answered" in one.sentence
    assert "nobody here knows" in one._repr_html_()


def test_when_everybody_answered_nobody_is_silent() -> None:
    one = found(30, 30, 1)
    assert one.at_least == one.at_most == one.unhappy
    assert one.sentence.endswith("Every account that renewed answered.")
    assert one.sentence.startswith("1 of 30 accounts that renewed and answered is unhappy")


def test_weights_give_each_group_its_place_among_renewers() -> None:
    names = [f"a-{at}" for at in range(60)]
    plans = pd.Series(["solo" if at < 10 or at >= 50 else "team" for at in range(60)], index=names)
    weights = even_out(names, names[:40], plans)
    assert weights.mean() == pytest.approx(1)
    solo = (plans == "solo").mean()
    assert weights[plans[:40] == "solo"].sum() / weights.sum() == pytest.approx(solo)
    one = found(60, 40, 10, weights=weights)
    assert one.weighted is not None
    assert one.weighted.value == pytest.approx(solo), "all of solo are unhappy, and nobody else"
    assert f"Weighted to all who renewed, it is {100 * solo:.0f} %." in one.sentence


def test_without_a_renewal_there_is_nothing_to_look_behind() -> None:
    with pytest.raises(InputError, match="No account has renewed yet"):
        flight_risk(accounts(2), pd.Series({"a-0": False}), pd.DataFrame())


def test_who_has_renewed() -> None:
    table = pd.DataFrame(
        {
            "account_id": list("abcdef"),
            "started_on": ["2024-01-01", "2025-12-01", "2024-01-01", None, "2025-12-01", "2024-01-01"],
            "churned_on": [None, None, "2026-02-01", None, None, "2026-05-01"],
            "renewed": [None, None, "yes", None, "yes", "no"],
        }
    )
    expected = {"a": True, "b": False, "c": False, "d": False, "e": True, "f": False}
    assert renewing(table, on="2026-03-01").to_dict() == expected
    assert renewing(table.drop(columns="renewed"), on="2026-03-01")["f"], "it left only later"
    assert not renewing(table[["account_id"]]).any()


def test_reasons_are_facts_in_words() -> None:
    day = pd.Timestamp("2026-03-31")
    contacts = pd.DataFrame(
        {
            "account_id": ["a", "a", "a", "b"],
            "case_id": ["c-1", "c-1", "c-2", None],
            "at": [day, day - pd.Timedelta(days=3), day - pd.Timedelta(days=400), day],
            "escalated": ["yes", "yes", "yes", "no"],
        }
    )
    coded = pd.DataFrame(
        {"account_id": "a", "person_id": ["p", "p", "q"], "code": ["price", "support", "support"]}
    )
    success = pd.DataFrame({"account_id": ["a", "b"], "state": ["behind", "on track"], "name": ["Ana", "Bo"]})
    health = pd.DataFrame({"account_id": ["a", "b"], "flags": [("all_stale",), ()]})
    told = risk_reasons(health=health, contacts=contacts, coded=coded, success=success, on="2026-03-31")
    assert told == {
        "a": (
            "they wrote of support, price",
            "1 escalation in the last 180 days",
            "what Ana calls success is behind",
            "all judgements stale",
        )
    }
    assert found(10, 6, 2, reasons={"a-0": ("they wrote of support",)}).table.loc[0, "reasons"] == (
        "they wrote of support",
    )
