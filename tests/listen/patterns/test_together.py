"""Pairs of codes are counted in people; independent codes have lift one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cslab.intervals import proportion
from cslab.listen.patterns import cooccur


def coded(*people: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One interview a person; each letter is a code, each in a highlight of its own."""
    names = [f"i-{at}" for at in range(len(people))]
    rows = [(name, (code,)) for name, codes in zip(names, people, strict=True) for code in codes]
    made = pd.DataFrame(rows, columns=["interview_id", "codes"]).assign(stage=None)
    return made, pd.DataFrame({"interview_id": names, "person_id": [f"p-{name}" for name in names]})


def test_pairs_by_hand() -> None:
    table = cooccur(*coded("xy", "xy", "x", "yz", "z", "z")).table
    first = table.iloc[0]
    assert (first["code"], first["other"], first["both"], first["either"], first["of"]) == ("x", "y", 2, 4, 6)
    share = proportion(2, 4)
    assert (first["jaccard"], first["jaccard_low"], first["jaccard_high"]) == (
        share.value,
        share.low,
        share.high,
    )
    assert first["lift"] == pytest.approx((2 / 6) / (3 / 6 * 3 / 6))
    assert first["lift_low"] < first["lift"] < first["lift_high"]
    assert first["few"]
    assert table.iloc[-1][["code", "other", "both", "lift"]].tolist() == ["x", "z", 0, 0]


def test_independent_codes_have_lift_one_and_bound_ones_more() -> None:
    rng = np.random.default_rng(8)
    x, y = rng.random((2, 400)) < 0.4
    bound = np.where(rng.random(400) < 0.9, x, ~x)
    people = [
        "".join(c for c, on in zip("xyb", who, strict=True) if on) or "n"
        for who in zip(x, y, bound, strict=True)
    ]
    table = cooccur(*coded(*people), resamples=400).table.set_index(["code", "other"])
    assert table.loc[("x", "y"), "lift_low"] < 1 < table.loc[("x", "y"), "lift_high"]
    assert table.loc[("b", "x"), "lift_low"] > 1.5


def test_fewer_than_two_codes_have_no_pairs() -> None:
    for people in ((), ("x", "x")):
        found = cooccur(*coded(*people))
        assert found.table.empty
        assert found.table["both"].dtype == "int64"
        assert found._repr_html_()


def test_one_person_alone_says_little() -> None:
    found = cooccur(*coded("xy"))
    assert found.table.iloc[0]["lift"] == 1
    assert "Only 1 person" in found.caveats[0]
