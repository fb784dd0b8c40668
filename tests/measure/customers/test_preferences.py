"""Preferences: stated, observed and assumed; what is observed needs three contacts and a way ahead."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from cslab.errors import InputError
from cslab.measure.customers.preferences import preferences

DAY = pd.Timestamp("2026-03-01")


def people(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([{"account_id": "a", "name": row["person_id"].upper()} | row for row in rows])


def calls(person: str, *ways: str) -> pd.DataFrame:
    """Contacts in order, a day apart: ``"in call"``."""
    rows = [
        {
            "person_id": person,
            "at": DAY + pd.Timedelta(days=at),
            "direction": way.split()[0],
            "channel": way.split()[1],
        }
        for at, way in enumerate(ways)
    ]
    return pd.DataFrame(rows)


def of(found: Any, person: str, aspect: str) -> pd.Series:
    rows = found.table[(found.table["person_id"] == person) & (found.table["aspect"] == aspect)]
    return rows.iloc[0]


def test_what_they_do_is_the_way_of_most_contacts_they_began() -> None:
    found = preferences(people({"person_id": "p"}), calls("p", "in email", "in call", "in chat", "in form"))
    row = of(found, "p", "solve")
    assert (row["observed"], row["contacts"], row["share"]) == ("write", 4, 0.75)


def test_two_contacts_or_a_tie_show_no_way() -> None:
    both = pd.concat(
        [calls("p", "in call", "in call"), calls("q", "in call", "in help", "in call", "in help")]
    )
    found = preferences(people({"person_id": "p"}, {"person_id": "q"}), both)
    assert pd.isna(of(found, "p", "solve")["observed"])
    assert of(found, "p", "solve")["contacts"] == 2
    assert pd.isna(of(found, "q", "solve")["observed"])
    assert of(preferences(people({"person_id": "p"}), both, enough=2), "p", "solve")["observed"] == "talk"


def test_only_what_they_answered_shows_how_they_like_to_be_reached() -> None:
    answered = ["out call", "in email"] * 3
    rows = calls("p", *answered, "out email", "out email", "out email", "out email")
    row = of(preferences(people({"person_id": "p"}), rows), "p", "reach")
    assert (row["observed"], row["contacts"]) == ("talk", 3)
    late = preferences(people({"person_id": "p"}), rows, answered_within=0.5)
    assert of(late, "p", "reach")["contacts"] == 0


def test_an_answer_of_somebody_else_is_none() -> None:
    rows = pd.concat([calls("p", *["out call"] * 4), calls("q", *["in call"] * 6)])
    assert of(preferences(people({"person_id": "p"}), rows), "p", "reach")["contacts"] == 0


def test_where_they_say_it_what_they_say_counts_and_else_what_they_do() -> None:
    rows = pd.concat([calls(person, *["in email"] * 3) for person in ("p", "q")])
    found = preferences(
        people(
            {"person_id": "p", "prefers_solve": "talk", "assumed_solve": "talk"},
            {"person_id": "q", "assumed_solve": "talk"},
            {"person_id": "r", "assumed_solve": "talk"},
        ),
        rows,
    )
    assert list(found.otherwise["person_id"]) == ["q"]
    assert any("Of 1 of 3 people nobody knows" in doubt for doubt in found.caveats)


def test_agreement_recovers_what_was_planted_and_few_show_none() -> None:
    rows = [
        {
            **{"person_id": f"p-{at}", "prefers_reach": "talk"},
            **{
                "assumed_reach": "write" if at % 4 == 0 else "talk",
                "prefers_solve": "alone" if at < 4 else None,
            },
            **{"assumed_solve": "alone"},
        }
        for at in range(100)
    ]
    found = preferences(people(*rows))
    share = found.estimate("reach")
    assert share is not None
    assert (share.value, share.n) == (0.75, 100)
    assert share.low < 0.75 < share.high
    assert found.estimate("solve") is None
    assert (
        found.agreement.set_index(["aspect", "of", "against"]).loc[("solve", "assumed", "stated"), "n"] == 4
    )
    with pytest.raises(InputError, match="is not compared"):
        found.estimate("reach", "stated", "assumed")
    ways = found.ways.set_index(["aspect", "source", "way"])
    assert ways.loc[("reach", "stated", "talk"), "value"] == 1.0
    assert ways.loc[("solve", "stated", "alone"), "people"] == 4


def test_words_that_are_no_way_are_taken_as_nothing() -> None:
    found = preferences(
        people({"person_id": "p", "prefers_reach": "carrier pigeon", "assumed_reach": "talk"})
    )
    assert pd.isna(of(found, "p", "reach")["stated"])
    assert found.otherwise.empty


def test_people_alone_without_contacts_or_preferences_are_listed_and_unknown() -> None:
    for contacts in (None, calls("p").reindex(columns=["person_id", "at", "direction", "channel"])):
        found = preferences(people({"person_id": "p"}), contacts)
        assert len(found.table) == 2
        assert found.agreement["n"].sum() == 0


@pytest.mark.parametrize(
    "options", [{"enough": 0}, {"answered_within": 0}, {"answered_within": float("nan")}]
)
def test_options_that_make_no_sense_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        preferences(people({"person_id": "p"}), **options)
