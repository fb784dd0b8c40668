"""The curve counts new codes in order of date, and its band is that of other orders."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from cslab.errors import NotFoundError
from cslab.listen.patterns import saturate

ASKED = pd.DataFrame(
    {
        "interview_id": ["d", "c", "b", "a"],
        "person_id": None,
        "recorded_on": ["2026-03-01", "2026-03-02", "2026-03-02", None],
    }
)
MADE = pd.DataFrame(
    [
        ("d", ("x",)),
        ("d", ("x", "y")),
        ("a", ("z",)),
        ("b", ("x", "w")),
        ("b", ("v",)),
        ("c", ("y",)),
    ],
    columns=["interview_id", "codes"],
).assign(stage=None)


def test_new_codes_in_the_order_of_recording() -> None:
    found = saturate(MADE, ASKED)
    table = found.table
    assert table["interview_id"].tolist() == ["d", "b", "c", "a"]
    assert table["new"].tolist() == [2, 2, 0, 1]
    assert table["codes"].tolist() == [("x", "y"), ("v", "w"), (), ("z",)]
    assert table["total"].tolist() == [2, 4, 4, 5]
    assert found.once == ("v", "w", "z")
    assert any("1 of 4 interviews have no date" in caveat for caveat in found.caveats)


def test_expected_and_band_are_those_of_all_orders() -> None:
    has = {"d": set("xy"), "b": set("xwv"), "c": set("y"), "a": set("z")}
    totals = np.array(
        [
            [len(set().union(*(has[name] for name in order[:n]))) for n in (1, 2, 3, 4)]
            for order in permutations(has)
        ]
    )
    table = saturate(MADE, ASKED, orders=4000).table
    assert table["expected"].tolist() == pytest.approx(totals.mean(axis=0).tolist())
    assert table["low"].tolist() == np.quantile(totals, 0.025, axis=0).tolist()
    assert table["high"].tolist() == np.quantile(totals, 0.975, axis=0).tolist()
    assert table.equals(saturate(MADE, ASKED, orders=4000).table)


def test_what_the_next_interview_may_bring() -> None:
    found = saturate(MADE, ASKED)
    assert found.next.value == 3 / 4
    assert (found.next.low * 4, found.next.high * 4) == pytest.approx((0.6187, 8.7673), abs=1e-4)
    same = pd.DataFrame({"interview_id": list("abcd"), "codes": [("x",)] * 4, "stage": None})
    full = saturate(same, ASKED)
    assert full.next.value == 0
    assert full.next.high * 4 == pytest.approx(3.6889, abs=1e-4)


def test_planted_rate_of_new_codes_is_recovered() -> None:
    """Each interview brings one code of its own and three from a pool: one new a time, in the end."""
    rng = np.random.default_rng(3)
    pool = [f"common {at}" for at in range(10)]
    names = [f"i-{at:02}" for at in range(40)]
    made = pd.DataFrame({"interview_id": names, "stage": None})
    made["codes"] = [(f"own {name}", *rng.choice(pool, 3, replace=False)) for name in names]
    asked = pd.DataFrame({"interview_id": names, "person_id": None, "recorded_on": names})
    found = saturate(made, asked)
    assert found.next.value == 1
    assert found.next.low < 1 < found.next.high
    assert found.table["new"].tail(20).tolist() == [1] * 20


def test_nothing_coded_is_a_sentence_and_the_chart_is_drawn() -> None:
    with pytest.raises(NotFoundError, match="Nothing is coded yet"):
        saturate(MADE.head(0), ASKED)
    found = saturate(MADE, ASKED)
    assert "<table" in found._repr_html_()
    pytest.importorskip("altair")
    assert len(found.chart().to_dict()["layer"]) == 3
