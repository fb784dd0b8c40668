"""Measuring indicators: each source finds the truth that was planted, and says what it can't measure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from cslab.challenge.claims import measure
from cslab.challenge.claims.used import active_days
from cslab.errors import CslabError, InputError
from cslab.study.personas import Indicator
from tests.challenge.claims.planted import SOLO, sources, usual_waves


def asked(**about: Any) -> Indicator:
    return Indicator(**{"source": "survey", "comparator": "at_least", "threshold": 50.0, **about})


def means(indicator: Indicator, **other: Any) -> tuple[float, float]:
    """The plain mean inside and outside of the solo people."""
    found = measure(indicator, SOLO, sources(**other))
    return float(found.inside["value"].mean()), float(found.outside["value"].mean())


def test_a_score_is_that_of_the_newest_relationship() -> None:
    found = measure(asked(question="recommend"), SOLO, sources())
    assert (found.kind, found.unit, found.spoke) == ("nps", "points", "who answered")
    assert "September" in found.words
    assert means(asked(question="recommend")) == (21 / 30, -18 / 30)
    old = measure(asked(question="recommend", survey="old"), (), sources())
    assert old.table["value"].eq(-1).all()
    assert old.table["inside"].all()


def test_shares_by_range_and_by_answers() -> None:
    nine = asked(question="recommend", measure="share", low=9, high=10)
    assert means(nine) == (24 / 30, 6 / 30)
    assert measure(nine, (), sources()).words.startswith("People who answer 9 or 10 to “Would you")
    assert means(asked(question="recommend", low=9)) == (24 / 30, 6 / 30)
    assert means(asked(question="happy")) == (20 / 30, 20 / 30)
    assert means(asked(question="happy", values=("Great",))) == (10 / 30, 10 / 30)
    assert means(asked(question="happy", values=("1", "great"))) == (20 / 30, 20 / 30)
    assert means(asked(question="reach", values=("talk",))) == (0.5, 0.5)
    assert measure(asked(question="effort"), (), sources()).table["value"].eq(1).all()


def test_reversed_answers_are_turned_for_levels_alone() -> None:
    assert means(asked(question="selfish")) == (1.0, 7.0)
    goodwill = measure(asked(question="goodwill"), SOLO, sources())
    assert goodwill.scale == (1.0, 7.0)
    assert means(asked(question="goodwill")) == (7.0, 1.0)
    assert any(
        "as they were given" in one for one in measure(asked(question="selfish"), (), sources()).caveats
    )


def test_weights_are_taken_where_they_are_known() -> None:
    waves = usual_waves()
    heavy = pd.Series([3.0] + [1.0] * 59, index=waves["new"].responses.index)
    found = measure(
        asked(question="ease"), (), sources(weights=lambda name: heavy if name == "new" else None)
    )
    assert found.weighted
    assert found.table["weight"].tolist() == heavy.tolist()
    assert not any("Not weighted" in one for one in found.caveats)
    plain = measure(asked(question="ease"), (), sources())
    assert not plain.weighted
    assert any("Not weighted" in one for one in plain.caveats)

    def refuse(name: str) -> Any:
        raise InputError(f"{name} can't be weighted.")

    refused = measure(asked(question="ease"), (), sources(weights=refuse))
    assert "Not weighted: new can't be weighted." in refused.caveats


def test_strangers_count_for_everybody_only() -> None:
    people = sources().people.iloc[1:]
    everybody = measure(asked(question="ease"), (), sources(people=people))
    assert len(everybody.table) == 60
    some = measure(asked(question="ease"), SOLO, sources(people=people))
    assert len(some.table) == 59
    assert any(one.startswith("1 person is not in people.csv") for one in some.caveats)


def test_who_answered_without_a_name_counts_for_everybody() -> None:
    waves = usual_waves()
    responses = waves["new"].responses.assign(person_id=None, account_id=None)
    waves["new"] = replace(waves["new"], responses=responses)
    found = measure(asked(question="ease"), (), sources(survey=waves.__getitem__))
    assert len(found.table) == 60
    assert found.table["person_id"].isna().all()


def test_codes_of_answers_count_people_whose_words_are_coded() -> None:
    found = measure(Indicator("answers", "at_least", 50, code="trust"), SOLO, sources())
    assert (len(found.table), found.inside["value"].sum(), found.outside.empty) == (30, 10, True)
    named = Indicator("answers", "at_least", 50, code="support", question="recommend", survey="new")
    assert measure(named, (), sources()).table["value"].sum() == 10
    assert measure(replace(named, code="price"), (), sources()).table["value"].sum() == 20


def test_codes_of_interviews_count_who_agreed_and_is_coded() -> None:
    found = measure(Indicator("interviews", "at_least", 50, code="trust"), (), sources())
    # 20 interviewed; 2 did not agree, 4 are not coded; of the 14 left 6 speak of it.
    assert (len(found.table), found.table["value"].sum()) == (14, 6)
    assert any("2 interviews are left out" in one for one in found.caveats)
    assert any("4 interviews are not coded yet" in one for one in found.caveats)


def test_consent_that_ended_counts_no_more() -> None:
    given = sources()
    over = given.interviews.assign(consent_until=[pd.Timestamp("2026-09-01")] * 20)
    with pytest.raises(InputError, match="No interview is coded yet"):
        measure(Indicator("interviews", "at_least", 50, code="trust"), (), replace(given, interviews=over))
    earlier = replace(given, interviews=over, today=date(2026, 8, 1))
    assert len(measure(Indicator("interviews", "at_least", 50, code="trust"), (), earlier).table) == 14


def test_two_interviews_of_a_person_are_one_person() -> None:
    given = sources()
    twice = given.interviews.assign(person_id="p05")
    found = measure(
        Indicator("interviews", "at_least", 50, code="price"), (), replace(given, interviews=twice)
    )
    assert found.table[["person_id", "value"]].values.tolist() == [["p05", 1.0]]


def test_usage_counts_those_whose_plan_has_it() -> None:
    lanes = measure(Indicator("usage", "at_least", 50, feature="lanes"), (), sources())
    assert (len(lanes.table), lanes.table["value"].mean(), lanes.spoke) == (30, 0.5, "whose plan has it")
    assert means(Indicator("usage", "at_least", 50, feature="exports")) == (20 / 30, 0.0)
    days = measure(Indicator("usage", "at_least", 2, measure="days"), (), sources())
    assert (days.kind, days.unit, days.scale, len(days.table)) == ("mean", "days", (0.0, 28.0), 50)
    # Exports of March lie outside of the last 28 days; who built lanes came on a third day.
    assert days.table["value"].value_counts().to_dict() == {2.0: 35, 3.0: 15}


def test_active_days_of_no_events_are_refused() -> None:
    empty = pd.DataFrame(
        {"person_id": [], "account_id": [], "event": [], "at": pd.Series([], dtype="datetime64[us]")}
    )
    with pytest.raises(InputError, match="no usage events yet"):
        active_days(empty)


def test_what_is_known_of_people_is_told_in_words() -> None:
    given = sources()
    renamed = replace(given, people=given.people.rename(columns={"role": "prefers_reach"}))
    asked = Indicator("people", "at_least", 50, column="prefers_reach", values=("Owner",))
    found = measure(asked, (), renamed)
    assert (found.spoke, found.does) == ("of whom we know “prefers reach”", "have “Owner”")
    three = measure(replace(asked, values=("Owner", "owner", "OWNER")), (), renamed)
    assert three.does == "have one of the 3 values that count"


def test_columns_of_people_and_accounts() -> None:
    owners = Indicator("people", "at_least", 50, column="role", values=("Owner",))
    assert means(owners) == (10 / 30, 10 / 30)
    assert means(Indicator("people", "at_least", 5, column="size")) == (14.5, 44.5)
    assert means(Indicator("people", "at_least", 5, column="size", high=9)) == (10 / 30, 0.0)
    assert means(Indicator("people", "at_least", 5, column="account.plan", values=("solo",))) == (1.0, 0.0)
    given = sources()
    half = given.people.assign(size=given.people["size"].where(given.people["size"] < 40))
    found = measure(Indicator("people", "at_least", 5, column="size"), (), replace(given, people=half))
    assert len(found.table) == 40
    assert "The size of 20 of 60 people is not known." in found.caveats


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({}, "It does not say which question"),
        ({"question": "recomend"}, "There is no question 'recomend'; did you mean 'recommend'?"),
        ({"question": "recommend", "survey": "ol"}, "There is no survey 'ol'; did you mean 'old'?"),
        ({"question": "kind", "survey": "old"}, "There is no question in the survey old 'kind'"),
        ({"question": "why"}, "asks for reasons in words; take the source answers"),
        ({"question": "loyalty"}, "No survey asks 'loyalty' yet."),
        ({"question": "ease", "measure": "share"}, "which answers to 'ease' count"),
        ({"question": "ease", "low": 6, "high": 2}, "No answer lies from 6 to 2."),
        ({"question": "ease", "values": ("9",)}, "There is no answer to 'ease' '9'"),
        ({"question": "happy", "values": ("Grate",)}, "did you mean 'Great'?"),
        ({"question": "reach"}, "which answers to 'reach' count"),
        ({"question": "reach", "low": 1}, "are words; name those that count"),
        ({"question": "reach", "values": ("Wirte",)}, "did you mean 'Write'?"),
        ({"question": "ease", "measure": "days"}, "There is no measure of survey 'days'"),
        ({"source": "answers"}, "which code"),
        ({"source": "answers", "code": "prise"}, "did you mean 'price'?"),
        ({"source": "answers", "code": "price", "question": "wy"}, "There is no open question 'wy'"),
        ({"source": "answers", "code": "price", "survey": "old"}, "No open answer of old is coded yet"),
        ({"source": "interviews"}, "which code"),
        ({"source": "interviews", "code": "truth"}, "There is no code 'truth'; did you mean 'trust'?"),
        ({"source": "usage"}, "which feature"),
        ({"source": "usage", "feature": "lane"}, "There is no feature 'lane'; did you mean 'lanes'?"),
        ({"source": "people"}, "which column"),
        ({"source": "people", "column": "rol", "values": ("x",)}, "did you mean 'role'?"),
        ({"source": "people", "column": "role", "values": ("ownr",)}, "did you mean 'owner'?"),
        ({"source": "people", "column": "role"}, "role holds no numbers"),
        ({"source": "people", "column": "role", "measure": "share"}, "what of role counts"),
        ({"source": "stars"}, "There is no source 'stars'"),
        ({"question": "ease", "fault": "at_least is 'many'"}, "because at_least is 'many'"),
    ],
)
def test_what_cannot_be_measured_is_said_in_a_sentence(about: dict[str, Any], said: str) -> None:
    with pytest.raises(CslabError) as caught:
        measure(asked(**about), (), sources())
    assert said in str(caught.value)


def test_sources_that_hold_nothing_are_said_to() -> None:
    nobody = pd.DataFrame({"interview_id": [], "codes": pd.Series([], dtype=object)})
    for indicator, other, said in (
        (Indicator("usage", "at_least", 5, feature="lanes"), {"uses": lambda: None}, "no usage events"),
        (Indicator("usage", "at_least", 5, measure="days"), {"active_days": lambda: None}, "no usage events"),
        (Indicator("interviews", "at_least", 5, code="price"), {"marks": lambda: nobody}, "No interview"),
    ):
        with pytest.raises(InputError, match=said):
            measure(indicator, (), sources(**other))


def test_a_survey_that_cannot_be_read_is_passed_over() -> None:
    waves = usual_waves()

    def read(name: str) -> Any:
        if name == "new":
            raise InputError("surveys/new.csv is not there.")
        return waves[name]

    assert "March" in measure(asked(question="ease"), (), sources(survey=read)).words
    with pytest.raises(InputError, match=r"new\.csv is not there"):
        measure(asked(question="kind"), (), sources(survey=read))
