"""Agreement over time does what it should to stretches that move, split, vanish or lie at random."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.listen.agreement import Continuum, Mark, krippendorff_alpha, unitizing_alpha
from cslab.listen.agreement.coefficients import krippendorff
from cslab.listen.agreement.unitizing import along, tally_continua
from cslab.timecode import Span

MAYA = [Mark(10, 30, "trust"), Mark(50, 60, "price"), Mark(80, 100, "trust")]


def alpha(*coders: list[Mark] | None, length: float = 200) -> float:
    return unitizing_alpha([Continuum(length, list(coders))])


def moved(marks: list[Mark], by: float) -> list[Mark]:
    return [Mark(mark.start + by, mark.end + by, mark.value) for mark in marks]


def test_full_agreement_is_one_for_any_number_of_coders() -> None:
    assert alpha(MAYA, MAYA) == 1
    assert alpha(MAYA, MAYA, MAYA, None) == 1


def test_the_further_borders_lie_apart_the_lower_it_is() -> None:
    figures = [alpha(MAYA, moved(MAYA, by)) for by in (0, 1, 2, 5, 8)]
    assert figures == sorted(figures, reverse=True)
    assert len(set(figures)) == 5


def test_another_code_or_none_costs_agreement() -> None:
    other = [mark._replace(value="delight") for mark in MAYA]
    assert alpha(MAYA, other) < 0.5 < alpha(MAYA, moved(MAYA, 1))
    assert alpha(MAYA, MAYA[:2]) < 1
    assert alpha(MAYA, []) < 0
    assert unitizing_alpha([Continuum(200, [MAYA, other])], only_marked=True) == 1


def test_by_hand() -> None:
    """L = 100, two coders, 20 s each of one code, 10 s shared.

    Coincidences of 200: marked 20, gap 140, unlike 20 each way: seen .2. By chance: 2 * 40 * 160 of the pairs
    of 200 with 200, less the two stretches with themselves, 2 * 20 * 20: .326530....
    """
    assert alpha([Mark(0, 20, "x")], [Mark(10, 30, "x")], length=100) == pytest.approx(
        1 - (40 / 200) / (2 * 40 * 160 / (200**2 - 2 * 20**2))
    )


def test_seconds_or_minutes_are_the_same() -> None:
    tom = moved(MAYA, 3)
    minutes = [[Mark(mark.start / 60, mark.end / 60, mark.value) for mark in marks] for marks in (MAYA, tom)]
    assert unitizing_alpha([Continuum(200 / 60, minutes)]) == pytest.approx(alpha(MAYA, tom))


@given(st.lists(st.floats(1, 199), max_size=6))
def test_cutting_the_continuum_into_clusters_changes_nothing(cuts: list[float]) -> None:
    continuum = Continuum(200, [MAYA, moved(MAYA, 4)])
    cut = tally_continua([continuum], cuts={0: cuts})
    assert len(cut.weights) == len(set(cuts)) + 1
    assert float(krippendorff(cut.whole).agreement()[0]) == pytest.approx(unitizing_alpha([continuum]))


def test_two_interviews_are_as_one_when_no_stretch_crosses_the_cut() -> None:
    tom = moved(MAYA, 4)
    first = [[mark for mark in marks if mark.start < 70] for marks in (MAYA, tom)]
    second = [moved([mark for mark in marks if mark.start > 70], -70) for marks in (MAYA, tom)]
    parts = [Continuum(70, first), Continuum(130, second)]
    assert unitizing_alpha(parts) == pytest.approx(alpha(MAYA, tom))


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from("ab "), st.sampled_from("ab ")), min_size=2, max_size=20))
def test_pieces_of_one_grain_are_units(values: list[tuple[str, str]]) -> None:
    """Where every stretch and every gap is one character long, it is the alpha of units."""
    if len({value for pair in values for value in pair}) < 2:
        return
    coders = [
        [Mark(at, at + 1, pair[coder]) for at, pair in enumerate(values) if pair[coder] != " "]
        for coder in (0, 1)
    ]
    over_text = unitizing_alpha([Continuum(len(values), coders)], grain=1)
    assert over_text == pytest.approx(krippendorff_alpha(values, resamples=100).value)


def test_at_random_it_is_about_nothing() -> None:
    rng = np.random.default_rng(7)

    def anywhere() -> list[Mark]:
        gaps = rng.exponential(size=51)
        starts = np.cumsum(gaps / gaps.sum() * 700)[:50] + np.arange(50) * 6
        return [Mark(start, start + 6, "x") for start in starts]

    figures = [alpha(anywhere(), anywhere(), length=1000) for _ in range(40)]
    assert abs(np.mean(figures)) < 0.05


def test_an_interview_without_speech_adds_nothing() -> None:
    silent = Continuum(0.0, [[], []])
    other = Continuum(200, [MAYA, moved(MAYA, 5)])
    assert unitizing_alpha([silent, other, silent]) == unitizing_alpha([other])
    assert np.isnan(unitizing_alpha([silent]))


def test_nothing_marked_says_nothing() -> None:
    assert np.isnan(alpha([], []))
    assert np.isnan(alpha(MAYA, None))


@pytest.mark.parametrize(
    "marks",
    [[Mark(-1, 5, "x")], [Mark(5, 5, "x")], [Mark(190, 201, "x")], [Mark(0, 9, "x"), Mark(5, 12, "y")]],
)
def test_stretches_that_cannot_be_are_a_sentence(marks: list[Mark]) -> None:
    with pytest.raises(InputError):
        alpha(marks, MAYA)
    with pytest.raises(InputError):
        unitizing_alpha([])


def test_speech_is_one_stretch_of_time_without_what_lies_between() -> None:
    speech = [Span(0, 10), Span(20, 30)]
    assert along([Span(8, 22), Span(11, 19), Span(0, 99)], speech) == [Span(8, 12), Span(0, 20)]
    assert along([Span(10, 20)], speech) == along([], speech) == along([Span(0, 1)], []) == []
    assert along([Span(25, 25)], speech) == []
