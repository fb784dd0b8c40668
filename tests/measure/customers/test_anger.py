"""Why customers get angry: three sources side by side, weighted, staged, and never added up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cslab.errors import NotFoundError
from cslab.measure.customers.anger import anger


def contacts(people: int = 30, loud: int = 50) -> pd.DataFrame:
    rows = [
        {
            **{
                "contact_id": f"c-{at}",
                "case_id": f"k-{at}",
                "person_id": f"p-{at}",
                "account_id": f"a-{at}",
            },
            **{
                "at": pd.Timestamp("2026-03-01"),
                "escalated": "yes",
                "stage": "trouble" if at % 2 else "choose",
            },
            **{"cause": "fees" if at % 3 else "waiting", "prevention": "say the price" if at % 3 else None},
        }
        for at in range(people)
    ]
    rows += [
        {
            **{"contact_id": f"l-{at}", "case_id": f"l-{at}", "person_id": "p-loud", "account_id": "a-loud"},
            **{"at": pd.Timestamp("2026-03-02"), "escalated": "yes", "stage": "everyday", "cause": "layout"},
        }
        for at in range(loud)
    ]
    return pd.DataFrame(rows)


def test_each_source_is_counted_by_itself() -> None:
    tags = pd.DataFrame(
        {
            **{"id": [1, 1, 2], "person_id": ["t-1", "t-1", "t-2"], "account_id": None},
            **{"code": ["trust", "price", "trust"], "stage": ["choose", "choose", None]},
        }
    )
    reasons = pd.DataFrame(
        {"person_id": [f"r-{at}" for at in range(8)], "account_id": None, "code": "support"}
    )
    found = anger(contacts(), tags=tags, reasons=reasons, stages=["choose", "everyday", "trouble"])
    assert set(found.counts) == {"cause", "stage", "prevention", "before", "tag", "tag stage", "reason"}
    assert found.about("cause").people == 31
    assert found.about("reason").people == 8
    assert found.people == 31 + 2 + 8
    assert set(found.summary()["about"]) == set(found.counts)
    stage = found.about("tag stage").shares.query("counted == 'mentions'")
    assert list(stage["count"]) == [1]  # one highlight of two codes is one mention of its stage


def test_the_loudest_do_not_set_the_picture() -> None:
    found = anger(contacts()).about("cause")
    mentions = found.shares.query("counted == 'mentions'").set_index("what")["value"]
    weighted = found.shares.query("counted == 'weighted'").set_index("what")["value"]
    assert mentions.idxmax() == "layout"
    assert weighted.idxmax() == "fees"
    assert anger(contacts()).loudest().iloc[0]["value"] < -0.5


def test_people_are_weighted_to_all_customers_within_each_source() -> None:
    calls = contacts(people=30, loud=0)
    plans = ["small" if at % 3 == 0 else "large" for at in range(30)]  # those who wait are on the small plan
    here = pd.DataFrame({"person_id": [f"p-{at}" for at in range(30)], "plan": plans})
    silent = pd.DataFrame({"person_id": [f"s-{at}" for at in range(70)], "plan": "small"})
    found = anger(calls, customers=pd.concat([here, silent]), weight_by=["plan"]).about("cause")
    weighted = found.shares.query("counted == 'weighted'").set_index("what")["value"]
    assert weighted["waiting"] == pytest.approx(0.8)  # 80 of all 100 are on the small plan
    plain = anger(calls, customers=pd.concat([here, silent]))
    assert any("Nothing says how to weight" in doubt for doubt in plain.caveats)
    assert plain.of == 100


def test_stages_stand_in_the_order_of_the_journey() -> None:
    found = anger(contacts(), stages=["everyday", "choose", "trouble"]).about("stage")
    assert list(dict.fromkeys(found.shares["what"])) == ["everyday", "choose", "trouble"]


def test_what_is_left_out_is_said() -> None:
    rows = contacts(loud=0)
    rows.loc[:2, "person_id"] = None
    doubts = anger(rows).caveats
    assert any("3 of 30 rows for causes of escalated contacts name nobody" in doubt for doubt in doubts)
    assert any("10 of 30 rows for what would have spared" in doubt for doubt in doubts)


def test_few_people_are_told_as_few() -> None:
    assert any("no share is shown" in doubt for doubt in anger(contacts(people=3, loud=0)).caveats)
    assert any("a direction and no figure" in doubt for doubt in anger(contacts(people=9, loud=0)).caveats)


def test_nothing_to_be_angry_about_is_empty() -> None:
    for rows in (None, contacts().iloc[:0], contacts().assign(escalated="no")):
        found = anger(rows)
        assert found.counts == {}
        assert found.people == 0
        assert found.moments.empty
        assert found.summary().empty
        assert found.loudest().empty
    with pytest.raises(NotFoundError, match="There is no count 'cause'"):
        found.about("cause")


def test_a_planted_truth_is_within_the_interval_though_one_account_shouts() -> None:
    random = np.random.default_rng(5)
    rows = contacts(people=200, loud=150)
    quiet = rows["person_id"] != "p-loud"
    rows.loc[quiet, "cause"] = np.where(random.random(quiet.sum()) < 0.35, "fees", "waiting")
    row = anger(rows).about("cause").shares.query("what == 'fees' and counted == 'weighted'").iloc[0]
    assert row["low"] <= 0.35 <= row["high"]
    raw = rows["cause"].eq("fees").mean()
    assert not row["low"] <= raw <= row["high"]
