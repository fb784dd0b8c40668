"""What changed between two rounds: planted changes are found among those who answered both."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cslab.challenge.bias import effect
from cslab.challenge.bias.twoway import fit
from cslab.errors import InputError
from tests.challenge.bias.simulated import as_table, teams


def rounds(
    first: float, second: float, people: int = 9, items: int = 15
) -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(1)
    made = teams(rng, people, items, weight=first, differ=0.0, noise=7.0)
    before = as_table(made)
    apart = (made.own[0] - 50).ravel()
    guess = before["predicted"] + (second - first) * apart + rng.normal(0, 7, len(apart))
    return before, before.assign(predicted=guess.clip(0, 100))


def customers(guessed: pd.DataFrame) -> pd.DataFrame:
    """Customers who are where a round guessed on average."""
    means = guessed.groupby("item")["predicted"].mean()
    return pd.DataFrame({"item": means.index, "value": means.to_numpy()})


@pytest.mark.parametrize(
    ("first", "second", "verdict"), [(0.5, 0.0, "fell"), (0.0, 0.5, "rose"), (0.3, 0.3, "inconclusive")]
)
def test_a_planted_change_is_found(first: float, second: float, verdict: str) -> None:
    before, after = rounds(first, second)
    found = effect(before, after, customers(before))
    assert found.verdict == verdict
    assert found.weight_before is not None
    assert found.weight_after is not None
    assert found.weight_change is not None
    assert found.weight_change.low < second - first < found.weight_change.high
    assert found.weight_change.value == pytest.approx(found.weight_after.value - found.weight_before.value)
    assert any("comparison group" in caveat for caveat in found.caveats)
    assert found.chart().to_dict()["layer"]
    assert len(found.summary()) == 6


def test_the_interval_is_the_paired_jackknife() -> None:
    before, after = rounds(0.5, 0.2, people=5)
    found = effect(before, after)
    cells = [
        table.pivot_table(index="teammate", columns="item", values=name, sort=False).to_numpy()
        for table in (before, after)
        for name in ("own", "predicted")
    ]
    whole = float(fit(*cells[2:]).weight - fit(*cells[:2]).weight)
    apart = [
        float(
            fit(*(np.delete(one, at, axis=0) for one in cells[2:])).weight
            - fit(*(np.delete(one, at, axis=0) for one in cells[:2])).weight
        )
        for at in range(5)
    ]
    error = np.sqrt(4 / 5 * np.sum((np.array(apart) - np.mean(apart)) ** 2))
    assert found.weight_change is not None
    assert found.weight_change.value == pytest.approx(whole)
    assert found.weight_change.high - whole == pytest.approx(2.7764451 * error)


def test_fewer_errors_are_said_in_points() -> None:
    before, after = rounds(0.9, 0.0)
    found = effect(before, after, customers(after))
    assert found.error_change is not None
    assert found.error_change.high < 0
    assert "points nearer to the customers" in found.sentence
    assert effect(before, after).error_change is None


def test_only_those_in_both_rounds_count() -> None:
    before, after = rounds(0.5, 0.1)
    found = effect(before[before["teammate"] != "mate-8"], after[after["teammate"] != "mate-0"])
    assert found.teammates == 7
    assert any("2 of 9 people did not answer both rounds" in caveat for caveat in found.caveats)


def test_too_few_people_or_items_give_a_sentence() -> None:
    before, after = rounds(0.5, 0.1)
    two = before["teammate"].isin(["mate-0", "mate-1"])
    few = effect(before[two], after[two])
    assert few.verdict == "untestable"
    assert few.sentence.startswith("2 of you answered")
    short = after[after["item"] < "item-13"]
    assert "a number takes 8" in effect(before, short).sentence
    with pytest.raises(InputError, match="no change to draw"):
        few.chart()
    nothing = effect(before.head(0), after)
    assert nothing.verdict == "untestable"
    assert nothing.summary().empty
    same = before.assign(own=50.0)
    assert effect(same, after).sentence.startswith("Own views vary too little")


def test_nothing_of_a_single_person_is_in_it() -> None:
    before, after = (table.assign(teammate="Secret " + table["teammate"]) for table in rounds(0.5, 0.1))
    found = effect(before, after)
    shown = [repr(found), found._repr_html_(), found.summary().to_string(), found.chart().to_json()]
    assert not any("Secret" in one for one in shown)
