from __future__ import annotations

import math

import pandas as pd
import pytest

from cslab.challenge.personas import Fit, fit, truths
from cslab.challenge.personas.outside import differing
from cslab.errors import InputError, NotFoundError
from cslab.study.personas import Persona
from tests.challenge.personas.planted import share, values

ANN, BEN = Persona("ann", "Ann"), Persona("ben", "Ben")
PEOPLE = pd.DataFrame(
    {
        "person_id": [f"p-{at}" for at in range(40)],
        "account_id": [f"a-{at // 2}" for at in range(40)],
        "name": [f"Person {at}" for at in range(40)],
        "country": ["GB"] * 20 + ["FR"] * 20,
    }
)
ACCOUNTS = pd.DataFrame(
    {
        "account_id": [f"a-{at}" for at in range(20)],
        "plan": ["solo"] * 10 + ["team"] * 5 + ["business"] * 5,
        "revenue": [100.0] * 19 + [None],
        "company_size": list(range(20)),
        "started_on": pd.Timestamp("2026-01-01"),
    }
)
SOLO = [f"p-{at}" for at in range(20)]
SOME = [f"p-{at}" for at in range(15, 25)]


def fitted(**more: object) -> Fit:
    return fit([ANN, BEN], {"ann": SOLO, "ben": SOME}, PEOPLE, ACCOUNTS, **more)  # type: ignore[arg-type]


def test_people_accounts_and_revenue_of_each_segment() -> None:
    found = fitted(heard=["p-1", "p-30"]).segments.set_index("persona")
    ann = found.loc["ann"]
    assert (ann["people"], ann["people_of"], ann["accounts"], ann["accounts_of"]) == (20, 40, 10, 20)
    assert (ann["revenue"], ann["revenue_known"], ann["heard"]) == (1000.0, 10, 1)
    assert (found.loc["ben", "people"], found.loc["ben", "accounts"]) == (10, 6)


def test_who_fits_none_and_who_fits_several() -> None:
    found = fitted(heard=["p-1", "p-30"])
    assert found.several == tuple(f"p-{at}" for at in range(15, 20))
    assert found.none == tuple(f"p-{at}" for at in range(25, 40))
    assert found.none_heard == ("p-30",)
    assert found.sentence == "Of 40 customers, 15 fit no persona, 20 fit one and 5 fit several of the 2."
    assert found.overlap.to_dict("records") == [
        {"persona": "ann", "other": "ben", "people": 5, "of": 25, "share": 0.2}
    ]


def test_those_who_fit_none_are_told_by_where_they_differ_most() -> None:
    found = fitted()
    first = found.outside.iloc[0]
    assert (first["attribute"], first["value"]) == ("country", "GB")
    assert (first["none"], first["none_of"], first["fit"], first["fit_of"]) == (0, 15, 20, 25)
    assert set(found.outside["attribute"]) == {"country", "plan", "company_size"}
    assert found.unlike.startswith("Of the 15 who fit none, 0 % have country “GB” (80 % of the others)")


def test_values_of_fewer_than_five_people_are_not_told() -> None:
    people = PEOPLE.assign(country=["GB"] * 36 + ["FR"] * 4)
    assert "FR" not in set(differing(SOLO, people, ACCOUNTS)["value"])


def test_where_all_or_nobody_fits_there_is_nothing_to_compare() -> None:
    assert differing([], PEOPLE, ACCOUNTS).empty
    assert differing(list(PEOPLE["person_id"]), PEOPLE, ACCOUNTS).empty


def known(*yes: int) -> pd.DataFrame:
    """Four claims, measured for the first 30 people; the first is true of so many of them, and so on."""
    return truths({f"c-{at}": (values(share(20, count), share(10, 0)),) for at, count in enumerate(yes)})


def test_the_worst_fit_is_the_one_of_whom_most_is_untrue() -> None:
    found = fitted(truths={"ann": known(19, 18, 10, 20)}, heard=["p-2", "p-12"])
    worst = found.worst("ann")
    assert list(worst["person_id"][:2]) == ["p-19", "p-18"]
    assert worst.loc[0, "untrue"] == ("c-0", "c-1", "c-2")
    assert (worst.loc[0, "true_of"], worst.loc[0, "tested"], worst.loc[0, "share_untrue"]) == (1, 4, 0.75)
    assert worst["inside"].all()


def test_the_nearest_are_those_who_can_be_heard_then_those_of_whom_most_is_true() -> None:
    found = fitted(truths={"ann": known(19, 18, 10, 20)}, heard=["p-2", "p-12"])
    near = found.nearest("ann")
    assert list(near["person_id"][:3]) == ["p-2", "p-12", "p-0"]
    assert list(near["heard"][:3]) == [True, True, False]


def test_where_nobody_of_the_segment_can_be_heard_others_stand_behind() -> None:
    found = fitted(truths={"ann": known(19, 18, 10, 20)}, heard=["p-25"])
    near = found.nearest("ann", limit=50)
    assert near.loc[0, "person_id"] == "p-25"
    assert not near.loc[0, "inside"]
    assert set(near["person_id"]) == {*SOLO, "p-25"}


def test_more_claims_that_are_true_are_nearer() -> None:
    table = pd.DataFrame(
        [("p-1", f"c-{at}", True) for at in range(3)] + [("p-2", f"c-{at}", True) for at in range(5)],
        columns=["person_id", "claim", "true"],
    )
    assert list(fitted(truths={"ann": table}).nearest("ann")["person_id"]) == ["p-2", "p-1"]


def test_it_takes_three_claims_to_say_how_well_somebody_fits() -> None:
    found = fitted(truths={"ann": known(20, 20)})
    assert found.worst("ann").empty
    assert found.why_no_persons("ann").startswith("2 of its locked claims can be measured")
    assert found.why_no_persons("ben").startswith("None of its locked claims")
    assert len(fitted(truths={"ann": known(19, 20)}, least=2).worst("ann")) == 1
    with pytest.raises(InputError, match="At least 1 claim"):
        fitted(least=0)
    with pytest.raises(NotFoundError, match="did you mean 'ann'"):
        found.worst("anne")


def test_a_claim_with_two_figures_is_true_of_whom_both_are() -> None:
    table = truths({"c": (values(share(4, 3), []), values(share(4, 2), []))})
    assert list(table["true"]) == [True, True, False, False]
    assert list(table["measured"]) == [2, 2, 2, 2]


def test_people_whom_nobody_knows_are_left_out() -> None:
    one = values(share(3, 3), [])
    one.table.loc[0, "person_id"] = None
    assert list(truths({"c": (one,)})["person_id"]) == ["p-1", "p-2"]


def test_without_people_or_personas_it_says_so() -> None:
    nobody = PEOPLE.head(0)
    assert "no personas yet" in fit([], {}, PEOPLE, ACCOUNTS).sentence
    found = fit([ANN], {"ann": []}, nobody, ACCOUNTS.head(0))
    assert "Nobody is in people.csv yet" in found.sentence
    assert math.isnan(found.segments.loc[0, "revenue"])
    assert found.unlike == ""
    assert found.nearest("ann").empty
    assert found.worst("ann").empty


def test_the_result_is_a_table_and_a_picture() -> None:
    found = fitted()
    assert list(found.summary()["name"]) == ["Ann", "Ben"]
    assert "several of them" in found.chart().to_json()
    assert "<table" in found._repr_html_()


def test_who_is_as_no_claim_says_is_not_near() -> None:
    found = fitted(truths={"ann": known(19, 18, 10)}, heard=["p-19"])
    assert found.worst("ann").loc[0, "person_id"] == "p-19"
    assert found.worst("ann").loc[0, "true_of"] == 0
    assert "p-19" not in set(found.nearest("ann", limit=50)["person_id"])
