"""Segments: who belongs, in words, and why nobody does."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from cslab.challenge.segments import members, sentence, value_choices, why_nobody
from cslab.errors import InputError, NotFoundError
from cslab.study.personas import Condition

PEOPLE = pd.DataFrame(
    {
        "person_id": ["p1", "p2", "p3", "p4"],
        "account_id": ["a1", "a2", "a1", None],
        "role": pd.Series(["Owner", "clerk", None, "owner"], dtype="str"),
        "strength": pd.Series([1, 4, None, 2], dtype="Int64"),
        "size": pd.Series([None, "30", None, "7"], dtype="str"),
        "joined_on": pd.Series(["2026-01-05", "3 March 2026", "soon", None], dtype="str"),
    }
).set_axis([10, 20, 30, 40])
ACCOUNTS = pd.DataFrame(
    {
        "account_id": ["a1", "a2"],
        "plan": ["solo", "Team"],
        "size": [22.0, 140.0],
        "started_on": pd.to_datetime(["2025-12-03 00:00", "2026-02-01 00:00"]),
        "help": ["yes", "no"],
        "seats": pd.Series(["9", "100"], dtype="str"),
    }
)


@pytest.mark.parametrize(
    ("condition", "who"),
    [
        (Condition("plan", "is", ("SOLO", "team")), ["p1", "p2", "p3"]),
        (Condition("plan", "is_not", ("solo",)), ["p2"]),
        (Condition("strength", "at_least", (2,)), ["p2", "p4"]),
        (Condition("strength", "is", ("4", 1)), ["p1", "p2"]),
        (Condition("seats", "at_least", (20,)), ["p2"]),
        (Condition("seats", "at_most", ("20",)), ["p1", "p3"]),
        (Condition("seats", "is", (9,)), ["p1", "p3"]),
        (Condition("started_on", "at_least", (date(2026, 1, 1),)), ["p2"]),
        (Condition("started_on", "at_most", ("1 Jan 2026",)), ["p1", "p3"]),
        (Condition("started_on", "is", ("2026-02-01",)), ["p2"]),
        (Condition("started_on", "is", (date(2026, 2, 1),)), ["p2"]),
        (Condition("joined_on", "at_least", (date(2026, 2, 1),)), ["p2"]),
        (Condition("joined_on", "is", (date(2026, 1, 5),)), ["p1"]),
        (Condition("help", "is", (True,)), ["p1", "p3"]),
        (Condition("help", "is_not", (True,)), ["p2"]),
        (Condition("account_id", "is", ("a1",)), ["p1", "p3"]),
        (Condition("person_id", "is", ("p4",)), ["p4"]),
        (Condition("size", "at_most", (25,)), ["p1", "p3", "p4"]),
        (Condition("person.size", "at_most", (25,)), ["p4"]),
        (Condition("account.size", "at_least", (25,)), ["p2"]),
        (Condition("plan", "is", ("gold",)), []),
    ],
)
def test_values_are_compared_as_what_they_are(condition: Condition, who: list[str]) -> None:
    held = members((condition,), PEOPLE, ACCOUNTS)
    assert list(held.index) == list(PEOPLE.index)
    assert held.dtype == bool
    assert list(PEOPLE["person_id"][held]) == who


def test_all_conditions_must_hold_and_none_means_everybody() -> None:
    assert members((), PEOPLE, ACCOUNTS).all()
    both = (Condition("plan", "is", ("solo",)), Condition("strength", "at_most", (1,)))
    assert list(PEOPLE["person_id"][members(both, PEOPLE, ACCOUNTS)]) == ["p1"]


def test_a_missing_value_fits_nothing() -> None:
    for test in ("is", "is_not"):
        assert not members((Condition("role", test, ("boss",)),), PEOPLE, ACCOUNTS)[30]


def test_unknown_columns_are_named_with_the_nearest() -> None:
    with pytest.raises(NotFoundError, match="did you mean 'plan'"):
        members((Condition("plam", "is", ("solo",)),), PEOPLE, ACCOUNTS)
    with pytest.raises(NotFoundError, match=r"no column of people[.]csv or accounts[.]csv 'person[.]plan'"):
        members((Condition("person.plan", "is", ("solo",)),), PEOPLE, ACCOUNTS)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Condition("plan", "", ()), "condition on plan can't be read"),
        (Condition("plan", "is", ()), "condition on plan can't be read"),
        (Condition("plan", "at_least", (5,)), "plan holds no numbers"),
        (Condition("plan", "at_least", ("solo",)), "plan can't be compared with 'solo'"),
        (Condition("plan", "at_least", (date(2026, 1, 1),)), "plan holds no dates"),
        (Condition("strength", "at_least", (date(2026, 1, 1),)), "strength holds no dates"),
        (Condition("started_on", "at_least", (4,)), "started_on holds no numbers"),
        (Condition("strength", "at_least", (1, 2)), "one number or one date"),
        (Condition("strength", "at_least", (True,)), "one number or one date"),
    ],
)
def test_impossible_conditions_are_errors_and_not_empty(condition: Condition, words: str) -> None:
    with pytest.raises(InputError, match=words):
        members((condition,), PEOPLE, ACCOUNTS)


def test_an_empty_column_fits_nobody_without_an_error() -> None:
    people = PEOPLE.assign(seen=pd.Series([None] * 4, dtype="str", index=PEOPLE.index))
    assert not members((Condition("seen", "at_least", (4,)),), people, ACCOUNTS).any()
    assert "The column is empty" in why_nobody((Condition("seen", "at_least", (4,)),), people, ACCOUNTS)


def test_tables_may_be_empty() -> None:
    nobody = PEOPLE.iloc[:0]
    assert members((Condition("plan", "is", ("solo",)),), nobody, ACCOUNTS).empty
    assert "no people yet" in why_nobody((Condition("plan", "is", ("solo",)),), nobody, ACCOUNTS)
    assert not members((Condition("plan", "is", ("solo",)),), PEOPLE, ACCOUNTS.iloc[:0]).any()


@pytest.mark.parametrize(
    ("segment", "words"),
    [
        ((), "everybody"),
        (
            (Condition("plan", "is", ("solo", "team")), Condition("company_size", "at_most", (50,))),
            "plan is solo or team, and company size is at most 50",
        ),
        ((Condition("plan", "is_not", ("solo",)),), "plan is not solo"),
        ((Condition("plan", "is_not", ("solo", "team")),), "plan is neither solo nor team"),
        ((Condition("since", "at_least", (date(2026, 1, 2),)),), "since is at least 2026-01-02"),
        ((Condition("help", "is", (True,)),), "help is yes"),
        ((Condition("x", "is", (0.1, 2.0)),), "x is 0.1 or 2"),
        ((Condition("x", "", ()),), "x (which can't be read)"),
    ],
)
def test_a_segment_in_words(segment: tuple[Condition, ...], words: str) -> None:
    assert sentence(segment) == words


@pytest.mark.parametrize(
    ("segment", "words"),
    [
        ((Condition("plan", "is", ("solo",)),), ""),
        (
            (Condition("size", "at_least", (50,)), Condition("size", "at_most", (10,))),
            "Nobody can fit: size would have to be at least 50 and at most 10.",
        ),
        (
            (
                Condition("started_on", "at_most", (date(2026, 1, 1),)),
                Condition("started_on", "at_least", (date(2026, 3, 1),)),
            ),
            "at least 2026-03-01 and at most 2026-01-01",
        ),
        (
            (Condition("plan", "is", ("gold",)),),
            "Nobody fits: there is no one whose plan is gold. There are: Team, solo.",
        ),
        (
            (Condition("plan", "is", ("solo",)), Condition("strength", "at_least", (4,))),
            "Nobody fits all conditions at once; the rarest, strength is at least 4, fits 1 person.",
        ),
    ],
)
def test_why_nobody_fits(segment: tuple[Condition, ...], words: str) -> None:
    said = why_nobody(segment, PEOPLE, ACCOUNTS)
    assert words in said
    assert bool(words) == bool(said)


def test_what_can_be_chosen_of_a_column() -> None:
    assert value_choices("plan", PEOPLE, ACCOUNTS) == ["solo", "Team"]
    assert value_choices("strength", PEOPLE, ACCOUNTS) == []
    assert value_choices("started_on", PEOPLE, ACCOUNTS) == []


@pytest.mark.parametrize("value", ["x", 1, True, date(2026, 1, 1), "['x']"])
def test_a_column_of_lists_is_words_and_no_traceback(value: str | float | date) -> None:
    people = pd.DataFrame({"person_id": ["p", "q", "r"], "tags": [["x"], ["y", "z"], None]})
    accounts = pd.DataFrame({"account_id": []})
    asked = (Condition("tags", "is", (value,)),)
    assert members(asked, people, accounts).tolist() == [value == "['x']", False, False]
    assert ("Nobody fits" in why_nobody(asked, people, accounts)) is (value != "['x']")
    with pytest.raises(InputError, match="holds no numbers"):
        members((Condition("tags", "at_least", (1,)),), people, accounts)
