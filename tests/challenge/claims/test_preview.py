"""Previews say what it takes to test a claim, and never what would come out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from cslab.challenge.claims import Values, preview
from cslab.challenge.claims.planning import people_to_settle
from cslab.challenge.claims.preview import Preview
from cslab.intervals import proportion
from cslab.study.personas import Claim, Indicator
from tests.challenge.claims.planted import SOLO, measured_in, sources, values_of

HALF = Indicator("survey", "at_least", 50.0)


def claim(*indicators: Indicator, **about: Any) -> Claim:
    return Claim("claim", "carla", "They are so", indicators, **about)


def shown(*indicators: Indicator, **about: Any) -> Preview:
    return preview(claim(*indicators, **about), SOLO, measured_in(sources()))


@pytest.mark.parametrize(("threshold", "predicted"), [(50, 70), (50, 35), (80, 95), (20, 40), (10, 2)])
def test_the_power_is_what_was_asked_for(threshold: float, predicted: float) -> None:
    """Worked out exactly: every count there can be, judged by Wilson's interval."""
    indicator = replace(HALF, threshold=threshold)
    n = people_to_settle(indicator, "share", predicted)
    assert n is not None
    settled = [_decides(count, n, threshold) for count in range(n + 1)]
    power = float(binom.pmf(np.arange(n + 1), n, predicted / 100)[settled].sum())
    assert 0.74 <= power <= 0.88


def _decides(count: int, n: int, threshold: float) -> bool:
    found = proportion(count, n)
    return found.low > threshold / 100 or found.high < threshold / 100


def test_means_scores_and_comparisons() -> None:
    mean = replace(HALF, threshold=4.0)
    # (1.96 + 0.8416)^2 * 1.5^2 / 1, and two more for t
    assert people_to_settle(mean, "mean", 5.0, scale=(1, 7)) == 18 + 2
    assert people_to_settle(mean, "mean", 5.0) is None
    beside = replace(HALF, threshold=0.0, versus="others")
    alone = people_to_settle(beside, "share", 20.0)
    even = people_to_settle(beside, "share", 20.0, others=1.0)
    assert alone is not None
    assert even is not None
    assert even == pytest.approx(2 * alone, abs=1)
    strict = people_to_settle(HALF, "share", 70, level=0.99)
    assert strict is not None
    assert strict > 47
    score = people_to_settle(replace(HALF, threshold=0.0), "nps", 30.0)
    assert score is not None
    assert 75 <= score <= 90


def test_about_is_as_near_as_its_margin() -> None:
    near = replace(HALF, comparator="about", margin=10.0)
    inside, outside = people_to_settle(near, "share", 50), people_to_settle(near, "share", 80)
    assert inside is not None
    assert outside is not None
    assert inside > 200 > outside
    assert people_to_settle(near, "share", 60) is None


def test_people_who_could_speak_are_counted() -> None:
    told = shown(Indicator("survey", "at_least", 50, question="recommend", low=9), predicted=80.0)
    [one] = told.sources
    assert told.testable
    assert (one.could_speak, one.in_segment, one.needed) == (60, 30, 20)
    assert told.sentence == (
        "It can be tested: 30 such customers who answered could speak to it; if your 80 % is true, about 20 "
        "would settle it, which there are."
    )
    unsaid = shown(Indicator("survey", "at_least", 50, question="recommend", low=9))
    assert unsaid.sources[0].needed is None
    assert unsaid.sentence.endswith(
        "could speak to it. Write what you expect, and this says how many it takes."
    )


def test_the_level_is_that_of_all_that_is_claimed() -> None:
    one = claim(Indicator("survey", "at_least", 50, question="recommend", low=9), predicted=70.0)
    alone = preview(one, SOLO, measured_in(sources()))
    among = preview(one, SOLO, measured_in(sources()), beside=9)
    assert (alone.level, among.level) == (0.95, pytest.approx(0.995))
    assert alone.sources[0].needed is not None
    assert among.sources[0].needed is not None
    assert among.sources[0].needed > alone.sources[0].needed


@pytest.mark.parametrize(
    ("indicator", "predicted", "said"),
    [
        (Indicator("usage", "at_least", 50, feature="lanes"), 70.0, "None of the 30 customers"),
        (Indicator("usage", "at_least", 50, feature="lens"), 70.0, "did you mean 'lanes'?"),
        (Indicator("survey", "at_least", 50, question="recommend", low=9), 170.0, "170 % can't be"),
        (Indicator("survey", "at_least", 50, question="recommend", low=9), 50.0, "it lies on the line"),
        (Indicator("people", "at_least", 50, column="size"), 70.0, "depends on how far they differ"),
        (Indicator("survey", "about", 50, question="recommend"), 50.0, "needs a margin"),
        (Indicator("survey", "at_least", 0, question="recommend", low=9), 50.0, "No figure could refuse it"),
    ],
)
def test_what_stands_in_the_way_is_said(indicator: Indicator, predicted: float, said: str) -> None:
    assert said in shown(indicator, predicted=predicted).sentence


def test_several_sources_are_counted() -> None:
    good, bad = Indicator("usage", "at_least", 50, feature="exports"), Indicator("usage", "at_least", 50)
    assert shown(good, good).sentence == "It can be tested, by both sources that it names."
    assert shown(good, bad).sentence == "It can be tested, by one of the 2 sources that it names."
    assert shown(good, good, bad).sentence == "It can be tested, by 2 of the 3 sources that it names."
    assert not shown(bad, bad).testable
    assert shown().sentence.endswith("it is vague.")
    table = shown(good, bad).summary()
    assert table["testable"].tolist() == [True, False]
    assert "_repr_html_" in dir(shown(good))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([0.0, 1.0]), min_size=8, max_size=30),
    st.lists(st.sampled_from([0.0, 1.0]), min_size=8, max_size=30),
    st.sampled_from(["share", "nps", "mean"]),
    st.sampled_from(["", "others"]),
    st.integers(0, 100),
)
def test_no_answer_moves_a_preview(
    inside: list[float], outside: list[float], kind: str, versus: str, predicted: int
) -> None:
    """Whatever people answered, the preview is the same: it counts them, and reads nothing else."""
    indicator = replace(HALF, versus=versus)

    def of(first: list[float], second: list[float]) -> Preview:
        found: Values = values_of(first, indicator, kind=kind, outside=second, scale=(0, 100))
        return preview(claim(indicator, predicted=float(predicted)), SOLO, lambda *_: found)

    turned = of([1.0] * len(inside), [0.0] * len(outside))
    assert of(inside, outside) == turned
