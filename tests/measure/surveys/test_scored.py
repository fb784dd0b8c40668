"""A question's score: all of its answers, its groups, raw beside weighted, one answer a person."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from cslab import surveys
from cslab.errors import InputError, NotFoundError
from cslab.measure.surveys.answers import FEW
from cslab.study.measures import Question

NPS = Question("recommend", "Would you <b>recommend</b> us?", "nps", (0, 10))
CSAT = Question(
    "satisfied", "How satisfied?", "csat", (1, 5), answers=("Very bad", "Bad", "So so", "Good", "Very good")
)
EFFORT = Question("effort", "How easy was it?", "ces", (1, 7))
CHOICE = Question("channel", "How do you reach us?", "choice", answers=("phone", "mail", "chat"))
WHY = Question("why", "Why?", "why", why_of="recommend")


def people(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame(columns)


LOUD = people(
    person_id=[f"p{at}" for at in range(60)],
    plan=["business"] * 45 + ["solo"] * 15,
    recommend=[10, 9, 9, 8, 10] * 9 + [3, 6, 7, 2, 9] * 3,
)


def test_the_figure_is_that_of_the_plain_function() -> None:
    found = surveys.score(LOUD, NPS)
    assert found.estimate == surveys.nps(LOUD["recommend"])
    assert found.raw == found.estimate
    assert not found.weighted
    assert found.groups.empty
    assert found.caveats == ("Those who answer are seldom like those who do not: nothing is weighted here.",)


def test_the_distribution_has_every_answer_there_is_and_adds_up() -> None:
    found = surveys.score(LOUD, NPS)
    assert found.distribution["answer"].tolist() == [str(at) for at in range(11)]
    assert found.distribution["people"].sum() == 60
    assert found.distribution["share"].sum() == pytest.approx(1)
    parts = found.parts.set_index("kind")["people"]
    assert parts.to_dict() == {"detractors": 9, "passives": 12, "promoters": 39}
    assert found.estimate.value == pytest.approx((39 - 9) / 60)


def test_answers_in_words_are_named() -> None:
    found = surveys.score(people(satisfied=[5, 4, 4, 2, 1, 5]), CSAT)
    assert found.name == "Satisfied (4 or 5)"
    assert found.distribution["answer"].tolist()[0] == "1 Very bad"
    assert found.parts["kind"].tolist() == ["not satisfied", "satisfied"]
    assert found.also["Mean answer"].value == 3.5


def test_effort_is_a_mean_and_the_share_of_easy() -> None:
    found = surveys.score(people(effort=[7, 6, 2, 5, 4, 6, 7, 1]), EFFORT)
    assert found.estimate.value == 4.75
    assert found.also["Found it easy (5 to 7)"].value == 5 / 8
    turned = Question("effort", "How hard was it?", "ces", (1, 7), reverse=True)
    hard = surveys.score(people(effort=[1, 2, 6, 3, 4, 2, 1, 7]), turned)
    assert hard.estimate.value == 4.75
    assert any("turned around" in one for one in hard.caveats)


def test_a_choice_is_a_share_of_each_answer_the_given_and_the_not_given() -> None:
    found = surveys.score(people(channel=["chat"] * 5 + ["phone"] * 2 + ["fax"]), CHOICE)
    assert found.name == "Chose chat"
    assert found.distribution["answer"].tolist() == ["phone", "mail", "chat", "fax"]
    assert found.distribution["people"].tolist() == [2, 0, 5, 1]
    assert found.also["Chose mail"].value == 0


def test_means_of_items_are_shown_in_tenths() -> None:
    mean = surveys.level_question("loyalty")
    found = surveys.score(people(loyalty=[0.0, 0.05, 0.5, 0.95, 1.0]), mean)
    assert len(found.distribution) == 10
    assert found.distribution["people"].tolist() == [2, 0, 0, 0, 0, 1, 0, 0, 0, 2]


def test_weights_bring_back_who_was_asked_and_raw_stays_beside() -> None:
    weights = surveys.rake(LOUD, {"plan": {"business": 1, "solo": 1}}, cap=None)
    found = surveys.score(LOUD, NPS, weights=weights, by="plan")
    business, solo = found.group("business").value, found.group("solo").value
    assert found.weighted
    assert found.estimate.value == pytest.approx((business + solo) / 2)
    assert found.raw.value == pytest.approx((45 * business + 15 * solo) / 60)
    assert found.distribution["weighted"].sum() == pytest.approx(1)
    assert "Weighted to those asked by plan; nothing else is mended." in found.caveats
    summary = found.summary()
    assert summary["group"].tolist() == ["everybody", "business", "solo"]
    assert {"value", "low", "high", "n"} <= set(summary)


def test_weights_that_explain_the_answers_narrow_the_interval() -> None:
    # within a plan everybody answers alike, so weighting to plans leaves little to chance
    answered = people(plan=["a"] * 30 + ["b"] * 30, recommend=[10] * 29 + [0] + [0] * 29 + [10])
    weights = surveys.rake(answered, {"plan": {"a": 1, "b": 1}})
    known = surveys.score(answered, Question("recommend", "?", "scale", (0, 10)), weights=weights)
    plain = surveys.score(answered, Question("recommend", "?", "scale", (0, 10)), weights=weights.weights)
    assert known.estimate.value == plain.estimate.value == 5
    # the interval is never that of more answers than there are
    assert known.estimate.high == pytest.approx(plain.estimate.high, abs=0.05)


def test_small_groups_are_not_shown_and_said() -> None:
    few = LOUD.assign(plan=["tiny"] * (FEW - 1) + ["large"] * (60 - FEW + 1))
    found = surveys.score(few, NPS, by="plan")
    tiny = found.groups.set_index("group").loc["tiny"]
    assert not tiny["shown"]
    assert np.isnan(tiny["value"])
    assert np.isnan(tiny["n"])
    assert "Not shown, because fewer than 5 people answered: tiny." in found.caveats
    assert "tiny" not in set(found.summary()["group"])
    with pytest.raises(InputError, match="Fewer than 5 people of tiny"):
        found.group("tiny")
    with pytest.raises(NotFoundError, match="did you mean 'large'"):
        found.group("larg")


def test_a_survey_of_three_says_why_it_has_no_figure() -> None:
    with pytest.raises(InputError, match="Only 3 people answered 'recommend'; figures of fewer than 5"):
        surveys.score(LOUD.head(3), NPS)


def test_who_answers_twice_counts_once_with_the_last_answer() -> None:
    again = people(
        person_id=["a", "b", "c", "d", "e", "a"],
        answered_at=pd.to_datetime(["2026-03-09"] + ["2026-03-02"] * 4 + ["2026-03-01"]),
        recommend=[10, 9, 9, 9, 9, 0],
    )
    found = surveys.score(again, NPS)
    assert found.estimate.n == 5
    assert found.estimate.value == 1
    assert "1 person answered more than once: the last answer counts." in found.caveats


def test_nobody_known_is_nobody_twice() -> None:
    found = surveys.score(people(person_id=[None] * 6, recommend=[9] * 6), NPS)
    assert found.estimate.n == 6


def test_answers_off_the_scale_are_left_out_and_counted() -> None:
    found = surveys.score(people(recommend=[9, 10, 8, 7, 6, 12, -1, 7.5]), NPS)
    assert found.estimate.n == 5
    assert "3 answers not on the scale from 0 to 10 left out." in found.caveats


def test_colleagues_are_taken_as_one_account() -> None:
    alone = surveys.score(LOUD.assign(account_id=[f"a{at}" for at in range(60)]), NPS)
    shared = surveys.score(LOUD.assign(account_id=[f"a{at // 5}" for at in range(60)]), NPS)
    assert alone.estimate == surveys.score(LOUD, NPS).estimate
    assert "from 12 groups" in shared.estimate.method
    assert any("60 people answer for 12 accounts" in one for one in shared.caveats)


@pytest.mark.parametrize(
    ("question", "error", "says"),
    [
        (WHY, InputError, "asks for reasons in words"),
        (Question("recomend", "?", "nps", (0, 10)), NotFoundError, "did you mean 'recommend'"),
    ],
)
def test_what_has_no_score_is_said(question: Question, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        surveys.score(LOUD.assign(why="so"), question)


def test_unknown_groups_and_foreign_weights_are_refused() -> None:
    with pytest.raises(NotFoundError, match="attribute 'plann'; did you mean 'plan'"):
        surveys.score(LOUD, NPS, by="plann")
    with pytest.raises(InputError, match="60 different values of person_id"):
        surveys.score(LOUD, NPS, by="person_id")
    with pytest.raises(InputError, match="not a weight for each response"):
        surveys.score(LOUD, NPS, weights=pd.Series([1.0, 2.0]))


def test_numbers_are_in_order_and_the_unknown_come_last() -> None:
    found = surveys.score(LOUD.assign(size=[10, 9, 100, None, 9] * 12), NPS, by="size")
    assert found.groups["group"].tolist() == ["9.0", "10.0", "100.0", "unknown"]


def test_words_of_customers_are_escaped_and_charts_are_drawn() -> None:
    weights = surveys.rake(LOUD, {"plan": {"business": 1, "solo": 1}})
    found = surveys.score(LOUD, NPS, weights=weights, by="plan")
    shown = found._repr_html_()
    assert "<b>recommend" not in shown
    assert "Without weights" in shown
    bars = found.chart().to_dict()
    assert "bar" in [layer["mark"]["type"] for layer in bars["layer"]]
    written = {(row["written"], row["people"]) for rows in bars["datasets"].values() for row in rows}
    assert {("10", 18), ("0", 0)} <= written
    assert "text" in [layer["mark"]["type"] for layer in bars["layer"]], "counts stand above the bars"
    words = surveys.score(people(satisfied=[5, 4, 4, 2, 1, 5]), CSAT).chart().to_dict()
    assert "4 Good \N{MIDDLE DOT} 2" in str(words["datasets"])
    assert found.chart_groups().to_dict()["layer"]
    drawn = found.chart_weighting().to_dict()
    assert any("as they answered" in str(part) for part in drawn["datasets"].values())
    assert weights.chart().to_dict()["layer"]
    assert "worth" in weights._repr_html_()


def test_levels_are_three_things_each_the_mean_of_its_items() -> None:
    asked = [
        Question("good_1", "?", "scale", (1, 7), "goodwill"),
        Question("good_2", "?", "scale", (1, 7), "goodwill", reverse=True),
        Question("loy_1", "?", "scale", (1, 5), "loyalty"),
        Question("loy_2", "?", "scale", (1, 7), "loyalty"),
    ]
    given = people(
        good_1=[7, 4, np.nan, 9], good_2=[1, 7, np.nan, 4], loy_1=[5, 1, 3, 3], loy_2=[7, 1, 4, np.nan]
    )
    goodwill = surveys.level_scores(given, asked, "goodwill")
    assert goodwill.tolist()[:2] == [1.0, 0.25]
    assert np.isnan(goodwill[2])  # nothing answered
    assert goodwill[3] == 0.5  # half of the items, one being off the scale
    assert surveys.level_scores(given, asked, "goodwill", rescale=False).tolist()[:2] == [7.0, 2.5]
    assert surveys.level_scores(given, asked, "loyalty").tolist() == [1.0, 0.0, 0.5, 0.5]
    with pytest.raises(InputError, match="different scales"):
        surveys.level_scores(given, asked, "loyalty", rescale=False)
    with pytest.raises(NotFoundError, match="no level with questions 'satisfaction'"):
        surveys.level_scores(given, asked, "satisfaction")
    with pytest.raises(NotFoundError, match="no level 'love'"):
        surveys.level_scores(given, asked, "love")


ONE_ACCOUNT = people(
    person_id=[f"p{at}" for at in range(20)],
    account_id=["giant"] * 8 + [f"a{at}" for at in range(12)],
    plan=["custom"] * 8 + ["solo"] * 6 + ["team"] * 6,
    ease=[5, 6, 5, 3, 2, 2, 7, 6, *[1, 2, 3, 4, 5, 6] * 2],
)
EASE = Question("ease", "Is it easy?", "scale", (1, 7))


def test_a_group_that_is_one_account_is_not_shown_and_stops_no_other() -> None:
    found = surveys.score(ONE_ACCOUNT, EASE, by="plan")
    assert sorted(found.by_group) == ["solo", "team"]
    assert any("all who answered are of one account" in line and "custom" in line for line in found.caveats)
    compared = surveys.compare(ONE_ACCOUNT, EASE, "plan")
    assert set(compared.groups["group"]) == {"solo", "team"}
    waves = {"spring": ONE_ACCOUNT, "autumn": ONE_ACCOUNT.assign(ease=ONE_ACCOUNT["ease"] % 7 + 1)}
    assert set(surveys.trend(waves, EASE, by="plan").table["group"]) == {"solo", "team"}


def test_satisfaction_of_one_account_has_its_share_though_no_mean() -> None:
    given = people(person_id=list("abcdef"), account_id="giant", satisfied=[5, 4, 4, 2, 1, 5])
    found = surveys.score(given, CSAT)
    assert found.name == "Satisfied (4 or 5)"
    assert found.also == {}


def test_a_group_in_which_all_answer_alike_is_no_certainty() -> None:
    given = people(
        person_id=[f"p{at}" for at in range(12)], plan=["a"] * 6 + ["b"] * 6, ease=[5] * 6 + [6] * 6
    )
    found = surveys.compare(given, EASE, "plan")
    assert any("answered alike" in line and "a, b" in line for line in found.caveats)
