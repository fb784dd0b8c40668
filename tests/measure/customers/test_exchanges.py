"""Escalation by the number of exchanges: cases in order, people counted once, and what came just before."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from cslab.measure.customers.exchanges import FIRST, hazard, hazard_chart, in_cases, moments


def case(
    name: str, person: str, length: int, angry: int = 0, account: str | None = None
) -> list[dict[str, Any]]:
    return [
        {
            **{"contact_id": f"{name}-{at}", "case_id": name, "person_id": person},
            **{
                "account_id": account or f"a-{person}",
                "at": pd.Timestamp("2026-03-01") + pd.Timedelta(hours=3 * at),
            },
            **{"direction": "in" if at % 2 else "out", "channel": "email", "outcome": None},
            **{"escalated": "yes" if at == angry else "no", "cause": "fees", "note": f"note {at}"},
        }
        for at in range(1, length + 1)
    ]


def table(*cases: list[dict[str, Any]]) -> pd.DataFrame:
    return in_cases(pd.DataFrame([row for rows in cases for row in rows]))


def test_exchanges_are_numbered_by_time_in_their_case() -> None:
    rows = pd.DataFrame(case("k", "p", 3)).iloc[::-1]
    rows.loc[rows["contact_id"] == "k-2", "case_id"] = None
    found = in_cases(rows)
    assert dict(zip(found["contact_id"], found["exchange"], strict=True)) == {"k-1": 1, "k-3": 2, "k-2": 1}
    assert found["case"].nunique() == 2


def test_cases_that_ended_or_escalated_are_no_longer_at_risk() -> None:
    rows = table(
        *(case(f"k-{at}", f"p-{at}", 3, angry=2 if at < 4 else 0) for at in range(10)),
        case("short", "p-s", 1),
    )
    found = hazard(rows).set_index("exchange")
    assert list(found["cases"]) == [11, 10, 6]
    assert list(found["escalated"]) == [0, 4, 0]
    assert found.loc[2, "value"] == pytest.approx(0.4)
    assert found.loc[2, "low"] < 0.4 < found.loc[2, "high"]
    assert found.loc[2, "share"] == 1.0
    assert found.loc[1, "method"] == "Wilson score interval"  # nobody: resampling would know no doubt
    assert found.loc[1, "high"] > 0.2


def test_whoever_has_most_cases_does_not_decide() -> None:
    quiet = [case(f"q-{at}", f"p-{at}", 2) for at in range(19)]
    loud = [case(f"l-{at}", "p-loud", 2, angry=1) for at in range(81)]
    found = hazard(table(*quiet, *loud)).set_index("exchange")
    assert found.loc[1, "of_cases"] == pytest.approx(0.81)
    assert found.loc[1, "value"] == pytest.approx(1 / 20)
    assert found.loc[1, "n"] == 20


def test_fewer_than_five_people_show_no_chance() -> None:
    found = hazard(table(*(case(f"k-{at}", f"p-{at}", 1, angry=1) for at in range(4))))
    assert found["value"].isna().all()
    assert list(found["n"]) == [4]


def test_nothing_escalates_where_nothing_happened() -> None:
    empty = in_cases(pd.DataFrame(case("k", "p", 1)).iloc[:0])
    assert hazard(empty).empty
    assert moments(empty).empty


def test_the_moment_just_before_is_of_the_same_case() -> None:
    found = moments(table(case("k", "p", 3, angry=3), case("m", "q", 2, angry=1))).set_index("case_id")
    assert found.loc["k", "before"] == "email from us"
    assert found.loc["k", "before_id"] == "k-2"
    assert found.loc["k", "hours"] == 3.0
    assert found.loc["k", "before_note"] == "note 2"
    assert found.loc["m", "before"] == FIRST
    assert pd.isna(found.loc["m", "hours"])


def test_a_case_that_escalates_twice_is_one_moment() -> None:
    rows = pd.DataFrame(case("k", "p", 4))
    rows["escalated"] = ["no", "yes", "no", "yes"]
    assert list(moments(in_cases(rows))["exchange"]) == [2]


def test_the_chart_says_how_many_came_so_far() -> None:
    rows = table(*(case(f"k-{at}", f"p-{at}", 2, angry=2 if at < 3 else 0) for at in range(10)))
    drawn = hazard_chart(hazard(rows)).to_dict()
    assert drawn["layer"][2]["encoding"]["text"]["field"] == "n"
