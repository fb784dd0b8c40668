"""One timeline of everything about a customer."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cslab.measure.customers.habits import usage_by_hour
from cslab.measure.customers.timeline import KINDS, timeline

HIGHLIGHTS = pd.DataFrame(
    {
        **{"id": [7], "person_id": ["p"], "at": [pd.Timestamp("2026-03-04")], "quote": ["Too <b>dear</b>"]},
        **{"codes": [("fees", "trust")], "sentiment": pd.array([-1], dtype="Int64")},
    }
)
ANSWERS = pd.DataFrame(
    {
        **{"survey": "s", "title": "March", "response_id": "r-1", "person_id": "p"},
        **{"at": pd.Timestamp("2026-03-10 12:00"), "question": ["Recommend?", "Why?"]},
        **{"answer": [3.0, "It is slow"], "most": [10.0, None], "why": [False, True]},
    }
)
CONTACTS = pd.DataFrame(
    {
        **{"contact_id": ["c-1"], "person_id": ["p"], "at": [pd.Timestamp("2026-03-05 09:00")]},
        **{"direction": ["in"], "channel": ["email"], "kind": ["problem"], "cause": [None]},
        **{"outcome": [None], "escalated": ["yes"], "note": ["Paid twice"]},
    }
)
PROMISES = pd.DataFrame(
    {
        **{"id": [1, 2], "person_id": "p", "what": "A call", "made_by": "Maya", "made_on": "2026-03-06"},
        **{"due_on": ["2026-03-09", None], "state": ["made", "kept"], "settled_on": [None, "2026-03-08"]},
    }
)
FEEDBACK = pd.DataFrame(
    {
        **{"id": [4], "person_id": ["p"], "what": ["Say it"], "heard_on": ["2026-03-04"], "decision": ["no"]},
        **{"decided_on": ["2026-03-05"], "done_on": [None], "told_on": ["2026-03-07"]},
    }
)


def whole(**more: Any) -> pd.DataFrame:
    return timeline(
        highlights=HIGHLIGHTS,
        answers=ANSWERS,
        contacts=CONTACTS,
        promises=PROMISES,
        feedback=FEEDBACK,
        **more,
    ).table


def test_everything_stands_in_the_order_of_time_with_its_source() -> None:
    found = whole()
    assert found["at"].is_monotonic_increasing
    assert str(found["at"].dtype) == "datetime64[us]"
    assert list(found.columns) == ["at", "kind", "title", "detail", "source", "person_id"]
    assert found.set_index("source").loc["highlight/7", "title"] == "Said, unhappy: fees, trust"
    assert found.set_index("source").loc["answer/s/r-1", "title"] == "March: 3 of 10"
    assert found.set_index("source").loc["answer/s/r-1", "detail"] == "“It is slow”"
    assert found.set_index("source").loc["contact/c-1", "title"] == "Email from them, escalated"
    assert found.set_index("source").loc["contact/c-1", "detail"] == "problem; Paid twice"
    assert set(found["kind"]) <= set(KINDS)


def test_promises_and_the_loop_are_told_step_by_step() -> None:
    found = whole()
    assert list(found[found["source"] == "promise/1"]["title"]) == ["Maya promised", "Due: promise of Maya"]
    assert list(found[found["source"] == "promise/2"]["title"]) == ["Maya promised", "Kept: promise of Maya"]
    steps = ["Put into the loop", "Decided: no", "The customer was told"]
    assert list(found[found["source"] == "feedback/4"]["title"]) == steps


def test_use_is_added_up_by_week_with_first_and_last_uses() -> None:
    days = [
        *pd.date_range("2026-03-02", periods=3, freq="D"),
        *pd.date_range("2026-06-01", periods=2, freq="D"),
    ]
    events = pd.DataFrame({"person_id": "p", "account_id": "a", "event": "login", "at": days})
    late = pd.DataFrame({"person_id": "p", "account_id": "a", "event": "export", "at": [days[-1]]})
    gone = pd.DataFrame({"person_id": "p", "account_id": "a", "event": "lane", "at": [days[1]]})
    hours = usage_by_hour(pd.concat([events, late, gone]), ["p"])
    found = timeline(hours=hours, names={"export": "Exports"}, until="2026-06-10").table
    assert list(found["title"]) == [
        "Used 2 things on 3 days",
        "Last use of lane",
        "Used 2 things on 2 days",
        "First use of Exports",
    ]
    assert found["detail"].iloc[0] == "login 3, lane 1"
    early = timeline(hours=hours, since="2026-01-01", until="2026-06-10").table
    assert "First use of login" in set(early["title"])


def test_months_are_read_from_the_newest_with_the_weeks_of_use_in_one_line() -> None:
    days = pd.date_range("2026-03-02", periods=20, freq="D")
    events = pd.DataFrame({"person_id": "p", "account_id": "a", "event": "login", "at": days})
    months = timeline(
        highlights=HIGHLIGHTS, hours=usage_by_hour(events, ["p"]), promises=PROMISES.iloc[:0]
    ).months()
    assert [name for name, _ in months] == ["March 2026"]
    assert list(months[0][1]["title"]) == ["Used in 3 weeks", "Said, unhappy: fees, trust"]


def test_judgements_success_and_the_account_have_their_lanes() -> None:
    judged = pd.DataFrame(
        {
            **{"id": [1], "person_id": ["p"], "strength": [3], "sentiment": [None], "note": ["Warm"]},
            **{"author": ["Maya"], "at": [pd.Timestamp("2026-03-01 10:00", tz="UTC")]},
        }
    )
    values = pd.DataFrame(
        {
            **{"id": ["v"], "person_id": ["p"], "definition": ["A quiet month end"], "unit": ["days"]},
            **{"on_day": ["2026-03-02"], "value": [1.5]},
        }
    )
    accounts = pd.DataFrame(
        {
            **{
                "account_id": ["a"],
                "name": ["Hollis"],
                "started_on": ["2025-12-01"],
                "renews_on": ["2026-12-01"],
            },
            **{"churned_on": [None]},
        }
    )
    found = timeline(relationships=judged, success=values, accounts=accounts)
    assert list(found.table["title"]) == [
        "Became a customer",
        "Judged by Maya: strength 3 of 4",
        "Their success: 1.5 days",
        "Renewal is due",
    ]
    lanes = found.chart().to_dict()["layer"][0]["encoding"]
    assert lanes["shape"]["field"] == "lane"  # never told apart by colour alone


def test_what_has_no_moment_is_left_out_and_counted() -> None:
    found = timeline(highlights=HIGHLIGHTS.assign(at=pd.NaT), contacts=CONTACTS)
    assert len(found.table) == 1
    assert found.caveats == ("1 things without a date are left out.",)


def test_a_customer_of_whom_nothing_is_known_has_an_empty_timeline() -> None:
    found = timeline(highlights=HIGHLIGHTS.iloc[:0])
    assert found.table.empty
    assert found.months() == []


def test_a_customers_words_are_escaped_in_a_notebook() -> None:
    assert "<b>dear" not in timeline(highlights=HIGHLIGHTS)._repr_html_()
