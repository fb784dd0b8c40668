"""The mirror's pictures: what is drawn, and in which order."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cslab import charts
from cslab.challenge.bias import projection
from tests.challenge.bias.simulated import as_table, teams


def customers(sd: float = 20.0) -> pd.DataFrame:
    items = [f"item-{at}" for at in range(16)]
    return pd.DataFrame({"item": items, "value": np.linspace(10, 90, 16), "sd": sd, "n": 50})


def test_the_forest_has_its_lines_named_and_people_in_order() -> None:
    made = teams(np.random.default_rng(1), 8, 16, weight=0.3, differ=0.4, noise=8.0)
    found = projection(as_table(made), customers())
    drawn = found.chart().to_json()
    assert found.warranted is not None
    assert f"deserved {found.warranted.value:.2f}" in drawn
    labels = [drawn.index(name) for name in ("This team", "People like us", "teammate ")]
    assert labels == sorted(labels)
    assert "This team" in charts.svg(found.chart())


def test_names_of_lines_that_would_lie_on_each_other_give_way() -> None:
    made = teams(np.random.default_rng(2), 6, 16, weight=0.3)
    found = projection(as_table(made), customers(sd=3.0))
    assert found.warranted is not None
    assert found.warranted.value > 0.9
    assert '? \\"1\\"' not in found.chart().to_json()


def test_each_item_has_three_values_and_the_customers_interval() -> None:
    made = teams(np.random.default_rng(3), 6, 16, weight=0.3)
    found = projection(as_table(made), customers())
    spec = found.chart_items().to_dict()
    said = str(spec)
    for name in ("what we like", "what we think customers say", "what customers say"):
        assert name in said
    marks = [layer["mark"]["type"] for layer in spec["layer"]]
    assert marks == ["rule", "rule", "point"]
