"""Verdicts side by side: as a table, as a picture, and one by one."""

from __future__ import annotations

import pytest

from cslab.challenge.claims import Verdicts, judge
from cslab.challenge.claims.explained import steps_of
from cslab.challenge.claims.verdict_chart import drawn_rows
from cslab.errors import InputError, NotFoundError
from cslab.study.personas import Indicator
from tests.challenge.claims.planted import locked, measured_in, sources


@pytest.fixture(scope="module")
def verdicts() -> Verdicts:
    claims = [
        locked(
            Indicator("survey", "at_least", 50, question="recommend", low=9),
            Indicator("usage", "at_most", 40, feature="exports"),
            name="torn",
        ),
        locked(Indicator("survey", "at_least", 5, question="ease"), name="mean"),
        locked(Indicator("survey", "about", 6, question="ease", margin=1.0, versus="others"), name="near"),
        locked(Indicator("usage", "at_least", 40, feature="lanes"), name="nobody"),
        locked(name="vague"),
    ]
    found = judge(claims, measured_in(sources()))
    return Verdicts(found, {"carla": "Careful Carla"}, ("draft",), ("Mind this.",))


def test_one_by_one(verdicts: Verdicts) -> None:
    assert [one.claim.id for one in verdicts] == ["torn", "mean", "near", "nobody", "vague"]
    assert len(verdicts) == 5
    assert verdicts.verdict("mean").verdict == "supported"
    with pytest.raises(NotFoundError, match="did you mean 'mean'"):
        verdicts.verdict("meen")
    with pytest.raises(InputError, match="not locked yet"):
        verdicts.verdict("draft")
    assert verdicts.counts["untestable"] == 2
    assert len(verdicts.of("carla")) == 5
    assert len(verdicts.of("clive")) == 0


def test_the_table_has_a_row_a_source_in_the_unit_people_read(verdicts: Verdicts) -> None:
    table = verdicts.summary()
    assert table["claim"].tolist() == ["torn", "torn", "mean", "near", "nobody", "vague"]
    torn = table.iloc[0]
    assert (torn["value"], torn["threshold"], torn["unit"], torn["found"]) == (80.0, 50.0, "%", "supported")
    assert torn["low"] > 50
    assert table.iloc[2][["value", "unit"]].tolist() == [6.5, ""]
    assert table.iloc[3][["value", "unit", "comparator"]].tolist() == [4.0, "", "about"]
    assert table.iloc[5][["source", "n"]].tolist() == ["", 0]
    assert table["needed"].isna().tolist()[-1]
    assert Verdicts(()).summary().empty


def test_the_picture_says_the_verdict_in_words(verdicts: Verdicts) -> None:
    drawn = drawn_rows(verdicts)
    assert drawn["verdict"].tolist() == ["supported", "contradicted", "supported", "contradicted"]
    assert drawn["label"].tolist()[:2] == ["Survey: They are so (torn)", "Usage: They are so (torn)"]
    assert drawn[["begin", "end"]].values.tolist()[:3] == [[50.0, 100.0], [0.0, 40.0], [5.0, 7.0]]
    specification = str(verdicts.chart().to_dict())
    assert "per cent" in specification
    assert "above everybody else" in specification
    assert "contradicted" in specification
    with pytest.raises(InputError, match="nothing to draw"):
        Verdicts(()).chart()


def test_words_are_hostile(verdicts: Verdicts) -> None:
    [first, *_] = judge([locked(name="<b>x</b>")], measured_in(sources()))
    shown = Verdicts((first,), caveats=("<i>",))._repr_html_()
    assert "<b>x</b>" not in shown
    assert "&lt;i&gt;" in shown
    assert "Mind this." in verdicts._repr_html_()


def test_steps_never_show_a_chance_alone(verdicts: Verdicts) -> None:
    torn, near, nobody = (verdicts.verdict(name).findings[0] for name in ("torn", "near", "nobody"))
    steps = {step.name: step for step in steps_of(torn)}
    assert list(steps) == ["We said", "Found", "What decides", "How surprising", "How many it takes"]
    assert steps["What decides"].estimate == torn.corrected
    assert steps["How surprising"].words.startswith("were the truth exactly at the line")
    beside = {step.name: step for step in steps_of(near)}
    assert {"These customers", "Everybody else", "Difference"} <= set(beside)
    assert "nearer end of the margin" in beside["How surprising"].words
    assert [step.name for step in steps_of(nobody)] == ["We said"]
