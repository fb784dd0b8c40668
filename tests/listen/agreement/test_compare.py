"""Coders whose errors are known are found out; nothing that people did is read as more than it was."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cslab.errors import InputError, NotFoundError
from cslab.listen.agreement import ALL, ANY, MEASURES, Agreement, Reading, compare
from cslab.listen.agreement.units import UNITS, check_unit, covered, cut_units, passages, slices, speech_of
from cslab.listen.transcript import Transcript, Word, build_segments
from cslab.timecode import Span
from tests.listen.agreement.simulated import simulate, true_alpha

TWO = {"int-01": Reading((Span(0, 9), Span(10, 19), Span(20, 29)), (Span(0, 29),))}


def made(*rows: tuple[float, float, str, str], interview: str = "int-01") -> pd.DataFrame:
    return pd.DataFrame(
        [(interview, start, end, tuple(codes.split("+")), coder) for start, end, codes, coder in rows],
        columns=["interview_id", "start", "end", "codes", "coder"],
    )


@pytest.mark.parametrize("error", [0.05, 0.2])
def test_planted_errors_are_recovered(error: float) -> None:
    rng = np.random.default_rng(11)
    highlights, readings = simulate(rng, interviews=12, units=200, error=error)
    found = compare(highlights, readings, resamples=400)
    truth = {"percent": 1 - 2 * error * (1 - error), "alpha": true_alpha(0.3, error)}
    truth |= {"cohen": truth["alpha"], "alpha_u": truth["alpha"]}
    for measure, value in truth.items():
        estimate = found.estimate(measure, "trust")
        assert estimate is not None
        assert estimate.low <= value <= estimate.high, measure
        assert estimate.value == pytest.approx(value, abs=0.05)
        assert estimate.high - estimate.low < 0.2


def test_chance_is_nothing_and_each_code_has_its_own_figure() -> None:
    rng = np.random.default_rng(2)
    highlights, readings = simulate(
        rng, codes=("clear", "vague"), errors={"clear": 0.02, "vague": 0.5}, units=120, coders=("A", "B", "C")
    )
    found = compare(highlights, readings, resamples=300)
    clear, vague, everything = (found.estimate("alpha", code) for code in ("clear", "vague", ALL))
    assert clear
    assert vague
    assert everything
    assert clear.value > 0.8
    assert abs(vague.value) < 0.1
    assert vague.value < everything.value < clear.value
    assert {figure.measure for figure in found.figures} == set(MEASURES) - {"cohen"}
    assert found.estimate("fleiss", "clear")


def test_what_nobody_coded_does_not_count_as_agreement_where_it_should_not() -> None:
    spans = tuple(Span(at * 10.0, at * 10.0 + 9) for at in range(100))
    found = compare(
        made((0, 9, "trust", "Maya"), (0, 9, "trust", "Tom"), (50, 59, "trust", "Tom")),
        {"int-01": Reading(spans, spans)},
    )
    share, of_coded, alpha = (
        found.estimate(name, "trust") for name in ("percent", "percent_of_coded", "alpha")
    )
    assert share
    assert of_coded
    assert alpha
    assert (share.value, share.n) == (0.99, 100)
    assert (of_coded.value, of_coded.n) == (0.5, 2)
    assert alpha.value < 0.7
    assert any("rare" in caveat for caveat in alpha.caveats)
    assert any("nobody coded" in caveat for caveat in share.caveats)
    assert "1 interview was coded" in found.caveats[0]


def test_disagreements_are_listed_to_be_heard() -> None:
    found = compare(
        made(
            (0, 19, "trust", "Maya"),
            (0, 9, "trust", "Tom"),
            (20, 29, "price", "Tom"),
            (0, 4, "delight", "Tom"),
        ),
        TWO,
    )
    rows = found.disagreements.to_dict("records")
    assert [
        (row["start"], row["end"], row["code"], row["coded_by"], row["not_by"], row["kind"]) for row in rows
    ] == [
        (0, 9, "delight", ("Tom",), ("Maya",), "whole"),
        (10, 19, "trust", ("Maya",), ("Tom",), "edge"),
        (20, 29, "price", ("Tom",), ("Maya",), "whole"),
    ]
    assert "Maya never used it" in " ".join(found.estimate("percent", "price").caveats)  # type: ignore[union-attr]


def test_who_did_not_read_an_interview_did_not_disagree() -> None:
    highlights = pd.concat(
        [
            made((0, 9, "trust", "Maya"), (0, 9, "trust", "Tom")),
            made((0, 9, "trust", "Maya"), (0, 9, "trust", "Ines"), interview="int-02"),
            made((0, 9, "trust", "Tom"), interview="int-03"),
        ]
    )
    found = compare(highlights, dict.fromkeys(("int-01", "int-02", "int-03"), TWO["int-01"]))
    assert found.interviews == ("int-01", "int-02")
    assert found.coders == ("Ines", "Maya", "Tom")
    assert found.estimate("alpha").value == 1  # type: ignore[union-attr]
    assert found.disagreements.empty
    assert found.estimate("fleiss") is None
    why = next(figure.why for figure in found.figures if figure.measure == "fleiss")
    assert "every coder" in why
    assert any("Not everybody" in caveat for caveat in found.caveats)
    assert found.pairs == (("Ines", "Maya"), ("Maya", "Tom"))
    pair = compare(highlights, dict.fromkeys(("int-01", "int-02"), TWO["int-01"]), coders=["Maya", "Tom"])
    assert (pair.interviews, pair.coders) == (("int-01",), ("Maya", "Tom"))


def test_nobody_to_compare_is_a_sentence() -> None:
    for highlights in (made(), made((0, 9, "trust", "Maya"))):
        with pytest.raises(NotFoundError, match="coded by two people"):
            compare(highlights, TWO)
    with pytest.raises(NotFoundError, match="no words"):
        compare(made((0, 9, "x", "Maya"), (0, 9, "x", "Tom")), {"int-01": Reading((), ())})
    with pytest.raises(InputError, match="segment, word"):
        check_unit("sentence")


@pytest.mark.parametrize("unit", UNITS)
def test_interviews_in_which_no_customer_speaks_are_a_sentence(unit: str) -> None:
    rows = made((0, 9, "trust", "Ana"), (0, 9, "trust", "Tom"))
    with pytest.raises(NotFoundError, match="no words of a customer"):
        compare(rows, {"int-01": Reading((), ())}, unit=unit)  # type: ignore[arg-type]


def test_a_code_that_nobody_used_has_no_figure_but_a_reason() -> None:
    found = compare(made((0, 9, "trust", "Maya"), (0, 9, "trust", "Tom")), TWO, codes=["trust", "price"])
    rows = found.summary().set_index(["code", "measure"])
    assert np.isnan(rows.loc[("price", "alpha"), "value"])
    assert rows.loc[("price", "alpha"), "caveats"] == "nobody used it in these interviews"
    assert rows.loc[(ALL, "alpha"), "value"] == 1


@pytest.mark.parametrize("unit", UNITS)
def test_every_figure_states_its_unit(unit: str) -> None:
    highlights, readings = simulate(np.random.default_rng(5), interviews=2, units=30)
    found = compare(highlights, readings, unit=check_unit(unit), resamples=100)
    assert found.unit == UNITS[check_unit(unit)]
    assert set(found.summary()["unit"]) == {found.unit, "the customer's speech, as one stretch of time"}
    assert (found.estimate("alpha", ANY) is None) == (unit == "highlight")
    assert found.unit.replace("'", "&#x27;") in found._repr_html_()


def test_names_are_never_markup() -> None:
    found = compare(made((0, 9, "<b>x", "<i>Maya"), (0, 9, "<b>x", "Tom"), (20, 29, "y", "Tom")), TWO)
    page = found._repr_html_()
    assert "<b>" not in page
    assert "<i>" not in page


def test_the_chart_has_a_row_a_code() -> None:
    pytest.importorskip("altair")
    highlights, readings = simulate(np.random.default_rng(5), interviews=3, codes=("a.b", "c:d"))
    found: Agreement = compare(highlights, readings, resamples=100)
    spec = found.chart().to_dict()
    rows = next(iter(spec["datasets"].values()))
    assert [row["code"] for row in rows] == [ALL, ANY, "a.b", "c:d"]


# ---- units


def test_units_leave_the_interviewer_out() -> None:
    said = [
        Word("Why?", 0, 1, "Maya"),
        Word("Be", 1, 2, "Dana"),
        Word("cause.", 2, 2, "Dana"),
        Word("Oh.", 3, 4, "Maya"),
    ]
    heard = Transcript(build_segments(said))
    assert cut_units("segment", heard, {"Maya"}) == (Span(1, 2),)
    assert cut_units("word", heard, {"Maya"}) == (Span(1, 2), Span(2, 2.001))
    assert cut_units("slice", heard, {"Maya"}) == (Span(1, 2),)
    assert len(cut_units("segment", heard)) == 3
    assert speech_of(heard, {"Maya"}) == (Span(1, 2),)


def test_no_highlight_is_lost_between_units() -> None:
    units = [Span(0, 10), Span(10, 40)]
    assert covered(units, [Span(12, 13)]).tolist() == [False, True]
    assert covered(units, [Span(9, 11)]).tolist() == [True, True]
    assert covered(units, [Span(4, 11)]).tolist() == [True, False]
    assert covered(units, []).tolist() == [False, False]
    assert covered([], [Span(0, 1)]).tolist() == []


def test_slices_cover_speech_without_overlap() -> None:
    cut = slices([Span(0, 47), Span(50, 52)], 10)
    assert [span.duration for span in cut] == [10, 10, 10, 10, 7, 2]


def test_passages_match_each_highlight_once() -> None:
    rows = made(
        (0, 10, "a", "Maya"),
        (1, 9, "b", "Maya"),
        (2, 12, "a", "Tom"),
        (11, 20, "a", "Maya"),
        (11, 21, "a", "Tom"),
    )
    assert passages(rows) == (Span(0, 12), Span(11, 21))
    assert passages(rows.iloc[::-1]) == (Span(0, 12), Span(11, 21))
    assert passages(made()) == ()


@pytest.mark.soak
@pytest.mark.parametrize(("interviews", "units"), [(3, 80), (6, 60), (8, 60), (20, 40)])
def test_intervals_hold_the_truth_about_as_often_as_they_say(interviews: int, units: int) -> None:
    rng = np.random.default_rng(5)
    truth, runs = true_alpha(0.2, 0.1), 200
    held = {"cohen": 0, "alpha": 0, "alpha_u": 0}
    for _ in range(runs):
        highlights, readings = simulate(rng, interviews=interviews, units=units, share=0.2)
        found = compare(highlights, readings, resamples=499)
        for measure in held:
            estimate = found.estimate(measure, "trust")
            held[measure] += estimate is not None and estimate.low <= truth <= estimate.high
    assert all(0.89 <= count / runs <= 0.99 for count in held.values()), held
