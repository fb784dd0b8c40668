"""Seven steps from angry to gushing: the rule, what is suppressed, and weights."""

from __future__ import annotations

import pandas as pd
import pytest

from cslab.errors import InputError
from cslab.measure.customers import STEPS, continuum


def person(recommend: float | None, happy: float | None, felt: float | None) -> str:
    table = pd.DataFrame(
        {"person_id": ["p"], "recommend": [recommend], "happiness": [happy], "sentiment": [felt]},
    ).astype({"recommend": "float64", "happiness": "float64", "sentiment": "float64"})
    return str(continuum(table).people.loc[0, "step"])


@pytest.mark.parametrize(
    ("recommend", "happy", "felt", "step"),
    [
        (0, 0.0, -1, "walk-away angry"),
        (0, 0.0, None, "walk-away angry"),
        (0, 0.4, -1, "unhappy"),
        (2, 0.3, -1, "unhappy"),
        (5, 0.5, 0, "lukewarm"),
        (10, 1.0, 1, "gushing promoter"),
        (10, None, None, "gushing promoter"),
        (8, 1.0, 1, "happy"),
        (10, 1.0, 0, "happy"),
        (None, 0.5, None, "lukewarm"),
        (10, 0.0, -1, "let down"),
    ],
)
def test_the_rule(recommend: float | None, happy: float | None, felt: float | None, step: str) -> None:
    assert person(recommend, happy, felt) == step


def people(count: int, recommend: float = 10) -> pd.DataFrame:
    return pd.DataFrame({"person_id": [f"p-{at}" for at in range(count)], "recommend": recommend})


def test_a_step_with_few_people_shows_no_share() -> None:
    found = continuum(pd.concat([people(20), people(6, 5), people(4, 0)], ignore_index=True))
    angry = found.table.set_index("step").loc["walk-away angry"]
    assert angry["suppressed"]
    assert pd.isna(angry["people"])
    assert pd.isna(angry["value"])
    assert found.estimate("walk-away angry") is None
    gushing = found.estimate("gushing promoter")
    assert gushing is not None
    assert gushing.value == pytest.approx(20 / 30)
    assert found.table["suppressed"].sum() == 2, (
        "the smallest of the others goes along, or the rest would tell"
    )
    assert any("fewer than 5 people" in caveat for caveat in found.caveats)
    with pytest.raises(InputError, match="no step 'sad'"):
        found.estimate("sad")


def test_a_small_group_shows_no_step_at_all() -> None:
    table = people(12).assign(plan=["solo"] * 4 + ["team"] * 8)
    found = continuum(table, by="plan")
    assert found.table.loc[found.table["group"] == "solo", "suppressed"].all()
    assert not found.table.loc[found.table["group"] == "team", "suppressed"].any()
    assert set(found.table["step"]) == set(STEPS)
    assert "facet" in found.chart().to_dict()
    with pytest.raises(InputError, match="no column 'region'"):
        continuum(table, by="region")


def test_weights_move_the_shares() -> None:
    table = pd.concat([people(10), people(10, 0)], ignore_index=True).assign(w=[1.0] * 10 + [3.0] * 10)
    found = continuum(table, weights="w").table.set_index("step")
    assert found.loc["walk-away angry", "value"] == pytest.approx(0.75)
    assert not any("Not weighted" in caveat for caveat in continuum(table, weights="w").caveats)


def test_who_answered_nothing_is_left_out_and_counted() -> None:
    table = people(6).assign(recommend=[10, 10, 10, 10, 10, None], sentiment=[None] * 5 + [1])
    found = continuum(table)
    assert len(found.people) == 5
    assert any("1 people answered neither" in caveat for caveat in found.caveats)
    with pytest.raises(InputError, match="Nobody can be placed"):
        continuum(table.tail(1))
    assert found.chart().to_dict()["layer"]
    assert "gushing promoter" in found._repr_html_()
