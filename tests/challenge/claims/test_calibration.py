"""How well authors knew: Brier scores, bins of confidence, and silence where there is too little."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from cslab.challenge.claims import Verdict, calibrate, judge
from cslab.challenge.claims.calibration import FEW, _brier
from cslab.errors import InputError
from cslab.intervals import proportion
from cslab.study.personas import Claim, Indicator
from tests.challenge.claims.planted import locked, values_of

HALF = Indicator("survey", "at_least", 50.0)


def told(word: str, confidence: float | None, at: int = 0, author: str = "Maya") -> Verdict:
    claim = Claim(f"c{at}", "carla", "So it is", author=author, confidence=confidence)
    return Verdict(claim, 1, f"2026-04-{at % 28 + 1:02}", word, "Because.")


def many(held: int, missed: int, confidence: float, *, begin: int = 0, author: str = "Maya") -> list[Verdict]:
    words = ["supported"] * held + ["contradicted"] * missed
    return [told(word, confidence, begin + at, author) for at, word in enumerate(words)]


def test_whoever_says_half_each_time_scores_a_quarter() -> None:
    found = calibrate(many(8, 4, 50.0))
    assert found.brier is not None
    assert (found.brier.value, found.brier.low, found.brier.high) == (0.25, 0.25, 0.25)
    assert found.overconfidence is not None
    share = proportion(8, 12)
    assert found.overconfidence.value == pytest.approx(0.5 - 8 / 12)
    assert found.overconfidence.low == pytest.approx(0.5 - share.high)
    assert found.sentence == (
        "Of 12 claims that the data settled, 8 held (67 %); their authors had been 50 % sure on average."
    )


def test_the_brier_score_is_that_of_its_definition() -> None:
    given: Any = [
        (90.0, "supported"),
        (80.0, "contradicted"),
        (60.0, "supported"),
        (30.0, "contradicted"),
    ] * 5
    found = calibrate([told(word, sure, at) for at, (sure, word) in enumerate(given)])
    squares = [(sure / 100 - (word == "supported")) ** 2 for sure, word in given]
    assert found.brier is not None
    assert found.brier.value == pytest.approx(np.mean(squares))
    assert found.brier.low < found.brier.value < found.brier.high
    assert "bootstrap" in found.brier.method
    again = calibrate([told(word, sure, at) for at, (sure, word) in enumerate(given)])
    assert again.brier == found.brier


def test_whoever_is_always_right_and_as_sure_is_no_prophet_for_certain() -> None:
    found = calibrate(many(7, 0, 90.0)).brier
    assert found is not None
    assert (found.value, found.low) == (pytest.approx(0.01), pytest.approx(0.01))
    assert found.high == pytest.approx(0.81 - 0.8 * proportion(7, 7).low)


def test_a_score_of_few_claims_holds_the_truth() -> None:
    """Of authors who are as often right as they say; with Student's t it was half of the cases."""
    random, held = np.random.default_rng(5), 0
    truth = np.mean([sure * (1 - sure) for sure in np.linspace(0.8, 0.95, 1001)])
    for _ in range(200):
        sure = random.uniform(0.8, 0.95, 5)
        found = _brier(sure, (random.random(5) < sure).astype(float), 0, 0.95)
        assert found is not None
        held += found.low <= truth <= found.high
    assert held >= 184


def test_few_settled_claims_have_no_figure() -> None:
    found = calibrate(many(2, 2, 90.0))
    assert found.brier is None
    assert found.overconfidence is None
    assert found.reliability["value"].isna().all()
    assert f"from {FEW} on" in found.sentence
    with pytest.raises(InputError, match="Too few"):
        found.chart()
    some = calibrate([*many(2, 1, 90.0), *many(2, 1, 80.0, begin=3)])
    assert some.brier is not None
    assert "Wilson" in some.brier.method
    assert some.brier.low >= 0
    assert any("Only 6 claims settled" in one for one in some.caveats)


def test_what_is_not_settled_is_counted_apart() -> None:
    words = ["inconclusive", "untestable", "sources disagree", "supported"]
    found = calibrate([told(word, 80.0, at) for at, word in enumerate(words)])
    assert found.counts == {
        "supported": 1,
        "contradicted": 0,
        "sources disagree": 1,
        "inconclusive": 1,
        "untestable": 1,
    }
    assert found.table["outcome"].isna().tolist() == [True, True, True, False]
    assert any(one.startswith("3 claims not settled") for one in found.caveats)
    unsaid = calibrate([told("supported", None)])
    assert any("nobody had said how sure" in one for one in unsaid.caveats)


def test_bins_hold_enough_claims_or_are_put_together() -> None:
    found = calibrate([*many(1, 5, 30.0), *many(2, 2, 60.0, begin=6), *many(9, 1, 95.0, begin=10)])
    assert found.reliability["confidence"].tolist() == ["0 to 50 %", "50 to 100 %"]
    assert found.reliability["claims"].tolist() == [6, 14]
    assert found.reliability["value"].tolist() == pytest.approx([1 / 6, 11 / 14])
    assert found.chart().to_dict()
    one = calibrate(many(1, 2, 95.0))
    assert one.reliability["claims"].sum() == 3


def test_authors_have_a_figure_from_five_settled_claims_on() -> None:
    found = calibrate([*many(3, 2, 80.0), *many(3, 1, 60.0, begin=5, author="Tom")])
    rows = found.authors.set_index("author")
    assert rows.loc["Maya", "held"] == 3
    assert rows.loc["Maya", "brier"] == pytest.approx((3 * 0.04 + 2 * 0.64) / 5)
    assert np.isnan(rows.loc["Tom", "brier"])
    assert rows.loc["Tom", "settled"] == 4


def test_predictions_are_held_against_the_interval_in_the_unit_people_write() -> None:
    found = values_of([1.0] * 30 + [0.0] * 10, HALF)
    claims = [
        locked(HALF, name=name, predicted=predicted) for name, predicted in (("near", 70.0), ("far", 20.0))
    ]
    table = calibrate(judge([*claims, locked(HALF, name="none")], lambda *_: found)).table.set_index("claim")
    assert table.loc["near", "found"] == 75.0
    assert table.loc["near", "low"] == pytest.approx(100 * proportion(30, 40).low)
    assert (
        table["holds"].to_dict() == {"near": True, "far": False, "none": None}
        or table["holds"].isna()["none"]
    )
    assert bool(table.loc["near", "holds"])
    assert not bool(table.loc["far", "holds"])


def test_an_author_nobody_named_is_said_so_and_nothing_is_no_trouble() -> None:
    found = calibrate([replace(told("supported", 80.0), claim=Claim("c", "carla", "So it is"))])
    assert found.table["author"].tolist() == ["nobody named"]
    empty = calibrate([])
    assert empty.table.empty
    assert empty.caveats == ()
    assert "<b>" in empty._repr_html_()
