"""The projection weight: planted ones are found, and where no number can be had a sentence says why."""

from __future__ import annotations

import html
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.challenge.bias import Projection, projection
from cslab.challenge.bias.words import chance, deserved, verdict
from cslab.errors import CslabError, InputError, NotFoundError
from cslab.estimate import Estimate
from tests.challenge.bias.simulated import as_table, teams


def planted(
    weight: float = 0.4, people: int = 9, items: int = 16, seed: int = 1, **more: Any
) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return as_table(teams(rng, people, items, weight=weight, **{"noise": 8.0, "differ": 0.0, **more}))


def customers(items: int = 16, seed: int = 2) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "item": [f"item-{one}" for one in range(items)],
            "wording": [f"Question {one}" for one in range(items)],
            "value": rng.uniform(25, 75, items),
            "se": 2.5,
            "sd": 20.0,
            "n": 64,
        }
    )


# ---- what is found ----


@pytest.mark.parametrize(
    ("weight", "word"),
    [
        (0.4, "projects"),
        (0.0, "does not project more than 0.10"),
        (-0.4, "contrasts"),
        (0.12, "inconclusive"),
    ],
)
def test_a_planted_weight_is_found(weight: float, word: str) -> None:
    found = projection(planted(weight, people=12, items=20), smallest=0.1)
    assert found.verdict == word
    assert found.weight is not None
    assert found.people_like_us is not None
    assert found.weight.low <= weight <= found.weight.high
    assert found.people_like_us.low <= weight <= found.people_like_us.high
    assert found.weight.value == found.people_like_us.value
    assert found.sentence
    assert bool(found.needs) == (word == "inconclusive")


def test_the_sentence_is_in_points_of_ten() -> None:
    found = projection(planted(0.4))
    assert found.weight is not None
    size, low, high = (f"{10 * one:.1f}" for one in (found.weight.value, found.weight.low, found.weight.high))
    assert found.sentence == (
        "For every 10 points by which one of you likes something more than a colleague, their guess of the "
        f"customers rises by {size} ({low} to {high})."
    )


def test_missing_answers_and_people_who_skip_leave_the_weight_where_it_was() -> None:
    table = planted(0.5)
    rng = np.random.default_rng(3)
    table.loc[rng.random(len(table)) < 0.2, "predicted"] = np.nan
    table = table[~((table["teammate"] == "mate-3") & (table["item"] > "item-3"))]
    found = projection(table)
    assert found.weight is not None
    assert found.weight.low < 0.5 < found.weight.high
    assert any("without a prediction" in caveat for caveat in found.caveats)
    assert found.answers == table[["own", "predicted"]].notna().all(axis=1).sum()


def test_the_order_of_rows_does_not_matter() -> None:
    table = planted(0.3)
    one, other = projection(table), projection(table.sample(frac=1, random_state=4))
    assert one.weight is not None
    assert other.weight is not None
    assert other.weight.value == pytest.approx(one.weight.value)
    assert other.weight.low == pytest.approx(one.weight.low)


def test_chance_is_said_in_words_and_never_as_a_bare_number() -> None:
    found = projection(planted(0.5))
    assert found.p == pytest.approx(1 / 2000)
    assert found.chance.endswith("in no more than 1 of 1,000 deals.")
    assert not any("0.0005" in str(cell) for cell in found.summary().to_numpy().ravel())
    assert chance(math.nan) == ""
    assert chance(0.004).endswith("about 4 of 1,000 deals.")
    assert chance(0.25).endswith("about 25 of 100 deals.")


def test_permutations_are_seeded_and_can_be_left_out() -> None:
    table = planted(0.15, people=5, items=9, noise=20.0)
    assert projection(table, permutations=199).p == projection(table, permutations=199).p
    assert math.isnan(projection(table, permutations=0).p)


def test_verdicts_follow_the_interval() -> None:
    def of(low: float, high: float) -> str:
        return verdict(Estimate((low + high) / 2, low, high, 9, "by hand"), 0.1)

    assert of(0.11, 0.3) == "projects"
    assert of(0.09, 0.3) == "inconclusive"
    assert of(-0.3, 0.09) == "does not project more than 0.10"
    assert of(-0.3, -0.11) == "contrasts"
    assert of(-0.3, 0.3) == "inconclusive"


def test_what_taste_deserves_is_compared_by_both_intervals() -> None:
    weight = Estimate(0.5, 0.4, 0.6, 90, "by hand")
    assert "more than your own taste deserves" in deserved(weight, Estimate(0.2, 0.1, 0.3, 16, "by hand"))
    assert "could bear" in deserved(weight, Estimate(0.8, 0.7, 0.9, 16, "by hand"))
    assert "can't be told" in deserved(weight, Estimate(0.45, 0.3, 0.6, 16, "by hand"))


# ---- few people, few items ----


def test_two_people_get_an_interval_and_no_more() -> None:
    found = projection(planted(0.4, people=2), customers())
    assert found.weight is not None
    assert found.weight.low > 0.1
    assert found.verdict == "inconclusive"
    assert found.people_like_us is None
    assert math.isnan(found.p)
    assert found.people.empty
    assert found.sentence.startswith("With two of you there is only a range")
    assert found.person("mate-0").weight is None
    assert "Two people" in " ".join(found.caveats)


def test_one_person_is_compared_with_customers_and_gets_no_verdict() -> None:
    alone = planted(0.4, people=1)
    found = projection(alone, customers())
    assert found.verdict == "inconclusive"
    assert found.weight is not None
    assert "cannot separate taste from common belief" in found.sentence
    assert "cannot separate taste from common belief" in " ".join(found.caveats)
    without = projection(alone)
    assert without.verdict == "untestable"
    assert without.weight is None
    assert "it takes 8" in without.sentence


def test_one_persons_slope_is_that_of_a_regression_on_own_view_and_customers() -> None:
    import statsmodels.api as sm

    alone, actual = planted(0.4, people=1), customers()
    found = projection(alone, actual)
    design = sm.add_constant(np.column_stack([alone["own"], actual["value"]]))
    fitted = sm.OLS(alone["predicted"].to_numpy(), design).fit()
    assert found.weight is not None
    low, high = fitted.conf_int()[1]
    assert (found.weight.value, found.weight.low, found.weight.high) == pytest.approx(
        (fitted.params[1], low, high)
    )


@pytest.mark.parametrize("people", [1, 2, 9])
def test_fewer_than_eight_items_give_no_number_and_still_a_picture(people: int) -> None:
    found = projection(planted(0.8, people=people, items=7), customers(7))
    assert found.verdict == "untestable"
    assert found.weight is None
    assert found.people_like_us is None
    assert found.summary().empty
    assert found.sentence.startswith("No number from 7 items")
    assert "87 % chance" in found.needs
    assert len(found.items) == 7
    assert found.chart_items().to_dict()["layer"]
    with pytest.raises(InputError, match="no projection weight to draw"):
        found.chart()


def test_items_that_one_person_answered_do_not_count_toward_eight() -> None:
    table = planted(0.4, people=4, items=10)
    lonely = (table["item"] > "item-6") & (table["teammate"] != "mate-0")
    found = projection(table[~lonely])
    assert found.verdict == "untestable"
    assert found.sentence.startswith("No number from 7 items")
    assert any("answered by one of you only" in caveat for caveat in found.caveats)


def test_people_who_answered_nothing_in_common_get_a_sentence() -> None:
    table = planted(0.4, people=2, items=16)
    first = (table["teammate"] == "mate-0") & (table.index < 8)
    second = (table["teammate"] == "mate-1") & (table.index >= 24)
    found = projection(table[first | second])
    assert found.verdict == "untestable"
    assert "No two of you answered the same" in found.sentence


def test_nobody_at_all_gets_a_sentence() -> None:
    found = projection(planted().head(0), customers())
    assert found.verdict == "untestable"
    assert found.sentence.startswith("Nobody has given both")
    assert found.items.empty
    with pytest.raises(NotFoundError, match="none yet"):
        found.person("mate-0")


# ---- answers that tell nothing ----


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"own": 50.0}, "same own views"),
        ({"predicted": 60.0}, "predictions do not differ"),
    ],
)
def test_constant_answers_give_a_sentence_and_no_number(change: dict[str, float], words: str) -> None:
    found = projection(planted().assign(**change), customers())
    assert found.verdict == "untestable"
    assert found.weight is None
    assert words in found.sentence


def test_the_same_taste_in_everybody_gives_a_sentence() -> None:
    table = planted()
    table["own"] = table["item"].str.removeprefix("item-").astype(int) * 5.0
    assert "same own views" in projection(table).sentence


def test_one_constant_teammate_is_named_as_a_doubt_and_has_no_figure() -> None:
    table = planted(0.4)
    table.loc[table["teammate"] == "mate-2", "own"] = 50.0
    table.loc[table["teammate"] == "mate-3", "predicted"] = 50.0
    found = projection(table)
    assert "1 of you gave the same own view of everything." in found.caveats
    assert "1 of you gave the same prediction for everything." in found.caveats
    assert found.person("mate-2").weight is None
    assert "no figure for you alone" in found.person("mate-2").sentence
    assert len(found.people) == 8


def test_guesses_that_are_the_own_view_exactly_say_that_this_is_no_certainty() -> None:
    table = planted()
    table["predicted"] = table["own"]
    found = projection(table)
    assert found.weight is not None
    assert found.weight.value == pytest.approx(1.0)
    assert any("that is not certainty" in caveat for caveat in found.caveats)


def test_bad_rows_are_left_out_and_counted() -> None:
    table = planted(0.4).astype({"own": object, "predicted": object, "teammate": object})
    table.loc[0, "own"] = 140
    table.loc[1, "predicted"] = "a lot"
    table.loc[2, "teammate"] = None
    table.loc[3, "own"] = -1
    twice = table.iloc[[20]].assign(own=3.0)
    found = projection(pd.concat([table, twice, table.iloc[[30]]], ignore_index=True))
    said = " ".join(found.caveats)
    assert "2 of the values of own are no number from 0 to 100" in said
    assert "1 of the values of predicted are no number" in said
    assert "1 answer is without a teammate or an item" in said
    assert "1 answer is given twice and differently" in said
    assert found.answers == len(table) - 5
    assert found.verdict == "projects"


def test_a_scale_that_is_not_0_to_100_is_refused() -> None:
    table = planted()
    with pytest.raises(InputError, match="from 0 to 100"):
        projection(table.assign(own=table["own"] / 100, predicted=table["predicted"] / 100))


def test_what_is_no_table_or_lacks_a_column_is_refused_in_a_sentence() -> None:
    with pytest.raises(InputError, match="must be a table"):
        projection([1, 2, 3])  # type: ignore[arg-type]
    with pytest.raises(NotFoundError, match="There is no column of the team's answers 'predicted'"):
        projection(planted().rename(columns={"predicted": "prediction"}))
    with pytest.raises(NotFoundError, match="column of the customers' answers 'value'"):
        projection(planted(), customers().drop(columns="value"))
    for bad in ({"smallest": -0.1}, {"smallest": 1.0}, {"level": 95}, {"permutations": -1}):
        with pytest.raises(InputError):
            projection(planted(), **bad)


cells = st.one_of(
    st.none(), st.floats(), st.integers(-5, 120), st.sampled_from(["", " ", "7", "x", "1,5"]), st.booleans()
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "b", "c", None, ""]), st.integers(0, 9), cells, cells, cells),
        max_size=40,
    )
)
def test_whatever_a_file_holds_there_is_a_verdict_or_a_sentence(rows: list[tuple[Any, ...]]) -> None:
    table = pd.DataFrame(rows, columns=["teammate", "item", "own", "certainty", "predicted"])
    try:
        found = projection(table, customers(10).assign(item=[str(one) for one in range(10)]), permutations=19)
    except CslabError:
        return
    assert found.sentence
    assert (found.weight is None) == (found.verdict == "untestable")
    assert len(found.items) == len(
        {str(item) for item in table["item"] if item is not None} & set(found.items["item"])
    )


# ---- beside customers ----


def test_items_stand_by_how_far_the_guess_is_off() -> None:
    found = projection(planted(), customers())
    gaps = found.items["gap"].abs()
    assert gaps.is_monotonic_decreasing
    assert list(found.items["wording"].str.startswith("Question")) == [True] * 16
    row = found.items.iloc[0]
    assert row["low"] < row["value"] < row["high"]
    assert row["gap"] == pytest.approx(row["predicted"] - row["value"])


def test_items_nobody_asked_customers_about_stand_last_without_a_figure() -> None:
    found = projection(planted(), customers().iloc[2:])
    assert list(found.items["value"].isna()) == [False] * 14 + [True] * 2
    assert found.items["wording"].iloc[-1].startswith("item-")
    assert found.weight is not None


def test_few_customers_are_not_shown() -> None:
    actual = customers()
    actual.loc[0, "n"] = 4
    found = projection(planted(), actual)
    assert found.items.set_index("item").loc["item-0", ["value", "low", "n"]].isna().all()
    assert any("fewer than 5 customers" in caveat for caveat in found.caveats)


def test_faulty_customers_are_left_out_and_said() -> None:
    actual = customers().astype({"value": object})
    actual.loc[1, "value"] = "high"
    actual.loc[2, "value"] = 120
    found = projection(planted(), pd.concat([actual, actual.iloc[[5]]]))
    said = " ".join(found.caveats)
    assert "2 of the customers' means are no number from 0 to 100" in said
    assert "item-5 are given twice" in said
    assert found.items["value"].notna().sum() == 13


def test_the_notebook_says_what_own_taste_deserves() -> None:
    found = projection(planted(0.4), customers())
    assert found.deserved
    assert html.escape(found.deserved) in found._repr_html_()
    assert projection(planted(0.4)).deserved == ""


# ---- whose figure is shown to whom ----

SECRETS = [f"Secret {letter}" for letter in "ABCDEFGHI"]


def named(found: pd.DataFrame) -> Projection:
    return projection(found.assign(teammate=found["teammate"].map(lambda one: SECRETS[int(one[-1])])))


def test_no_name_is_in_what_the_team_sees() -> None:
    found = named(planted(differ=0.4, seed=6))
    assert len(found.people) == 9
    shown = [
        found.summary().to_string(),
        found.people.to_string(),
        found.items.to_string(),
        found._repr_html_(),
        repr(found),
        found.chart().to_json(),
        found.chart_items().to_json(),
        found.sentence,
        *found.caveats,
    ]
    assert not any("Secret" in one for one in shown)
    assert sorted(found.people["teammate"]) == sorted(f"teammate {one}" for one in range(1, 10))


def test_only_those_who_are_asked_for_are_named_in_the_chart() -> None:
    found = named(planted(differ=0.4, seed=6))
    drawn = found.chart(names=["Secret C"]).to_json()
    assert "Secret C" in drawn
    assert "Secret B" not in drawn
    with pytest.raises(NotFoundError, match="no teammate with a figure 'Secret a'"):
        found.chart(names=["Secret a"])


def test_numbers_do_not_follow_the_order_of_the_file() -> None:
    found = named(planted(differ=0.4, seed=6))
    numbers = {f"teammate {at}": SECRETS[at - 1] for at in range(1, 10)}
    same = [
        found.person(numbers[row["teammate"]]).weight.value == row["value"]  # type: ignore[union-attr]
        for _, row in found.people.iterrows()
    ]
    assert not all(same)


def test_a_persons_figure_is_theirs_and_lies_between_their_own_and_the_teams() -> None:
    found = named(planted(differ=0.4, seed=6))
    for name in SECRETS:
        one = found.person(name)
        assert one.weight is not None
        assert one.alone is not None
        assert one.weight.high - one.weight.low < one.alone.high - one.alone.low
        assert name in one.sentence
        assert list(one.items.columns)[:5] == ["item", "wording", "own", "certainty", "predicted"]
        assert len(one.summary()) == 2


def test_in_a_small_team_nobody_sees_the_others() -> None:
    found = projection(planted(people=4))
    assert found.people.empty
    assert any("fewer than 5 people" in caveat for caveat in found.caveats)
    assert found.person("mate-1").weight is not None
    assert "teammate" not in found.chart().to_json()
    assert "mate-1" in found.chart(names=["mate-1"]).to_json()


def test_hostile_names_are_escaped() -> None:
    table = planted()
    table["teammate"] = table["teammate"].replace("mate-0", "<script>alert(1)</script>")
    found = projection(table)
    assert "<script>" not in found.person("<script>alert(1)</script>")._repr_html_()
