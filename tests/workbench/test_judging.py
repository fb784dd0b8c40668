"""A study judges its claims as they were locked, and shows nothing of those that are not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import cslab
from cslab.errors import InputError, NotFoundError
from cslab.study.personas import Claim, Condition, Indicator
from cslab.workbench import Study
from tests.workbench.judged import judged_study


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    opened = judged_study(tmp_path / "ours")
    yield opened
    opened.store.close()


def words(study: Study, **about: bool) -> dict[str, str]:
    return {one.claim.id: one.verdict for one in study.verdicts(**about)}


def test_only_what_is_locked_is_judged(study: Study) -> None:
    assert words(study) == {}
    assert study.verdicts().unlocked == ("fans", "lanes", "trusting", "vague")
    study.lock_claim("fans")
    assert words(study) == {"fans": "supported"}
    with pytest.raises(InputError, match="not locked yet"):
        study.verdicts().verdict("lanes")
    found = study.verdicts().verdict("fans")
    assert (found.version, found.findings[0].n) == (1, 20)
    assert found.findings[0].people_against == ("p18", "p19")
    assert len(study.verdicts("carla")) == 1
    assert len(study.verdicts("clive")) == 0
    with pytest.raises(NotFoundError, match="did you mean 'carla'"):
        study.verdicts("carl")


def test_drafts_are_judged_on_demand_and_said_to_be(study: Study) -> None:
    study.lock_claim("fans")
    told = study.verdicts(drafts=True)
    assert words(study, drafts=True) == {
        "fans": "supported",
        "lanes": "contradicted",
        "trusting": "supported",
        "vague": "untestable",
    }
    assert told.unlocked == ()
    assert any("Drafts are judged" in one for one in told.caveats)
    assert [one.version for one in told] == [1, 0, 0, 0]
    assert cslab.personas.check(study, drafts=True).counts == told.counts


def test_what_was_locked_is_judged_whatever_the_file_says_since(study: Study) -> None:
    study.lock_claim("lanes")
    claim = study.personas.claim("lanes")
    softer = replace(claim, shown_by=(replace(claim.shown_by[0], comparator="at_most"),))
    study.save_claim(softer, instead_of=claim)
    assert words(study) == {"lanes": "contradicted"}
    assert study.verdicts(drafts=True).verdict("lanes").version == 0
    assert words(study, drafts=True)["lanes"] == "supported"
    study.lock_claim("lanes")
    told = study.verdicts().verdict("lanes")
    assert (told.verdict, told.version) == ("supported", 2)
    assert any("version 2" in one for one in told.caveats)
    study.remove_claim("lanes")
    gone = study.verdicts()
    assert [one.claim.id for one in gone] == ["lanes"]
    assert any("withdrawn" in one for one in gone.caveats)


def test_calibration_takes_the_first_version(study: Study) -> None:
    study.lock_claim("lanes")
    claim = study.personas.claim("lanes")
    study.save_claim(
        replace(claim, shown_by=(replace(claim.shown_by[0], comparator="at_most"),), confidence=100.0),
        instead_of=claim,
    )
    study.lock_claim("lanes")
    study.lock_claim("fans")
    table = study.calibration().table.set_index("claim")
    assert table["outcome"].to_dict() == {"lanes": 0.0, "fans": 1.0}
    assert table.loc["lanes", "confidence"] == 60.0
    assert table.loc["fans", "found"] == 90.0


def test_a_blind_coder_sees_their_own_codes_alone(study: Study) -> None:
    told = study.values(Indicator("interviews", "at_least", 5, code="trust"))
    assert len(told.table) == 10
    study.add_highlight("i0", start=3.0, end=4.0, codes=["support"], coder="Tom")
    study.set_blind("Tom", blind=True)
    mine = study.values(Indicator("interviews", "at_least", 5, code="trust"), blind_for="Tom")
    assert mine.table["person_id"].tolist() == ["p00"]
    study.lock_claim("trusting")
    assert study.verdicts(blind_for="Tom").verdict("trusting").verdict == "untestable"
    assert study.verdicts().verdict("trusting").verdict == "supported"


def test_verdicts_are_kept_until_something_changes(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    study.lock_claim("fans")
    monkeypatch.setattr("cslab.study.glance._settled", lambda _: True)
    first = study.verdicts()
    assert study.verdicts() is first
    assert study.calibration() is study.calibration()
    study.lock_claim("lanes")
    assert len(study.verdicts()) == 2
    path = study.folder / "accounts.csv"
    path.write_text(path.read_text("utf-8").replace("solo", "duo"), "utf-8")
    assert words(study)["fans"] == "untestable"


def test_answers_are_measured_once_they_are_coded(study: Study) -> None:
    wrote = Indicator("answers", "at_least", 20, code="trust")
    with pytest.raises(InputError, match="No open answer is coded yet"):
        study.values(wrote)
    for at in range(12):
        study.code_answer("nps", f"r{at}", "why", ["support"])
    found = study.values(wrote, (Condition("plan", "is", ("solo",)),))
    assert (len(found.table), found.table["value"].sum()) == (12, 12)
    days = study.values(Indicator("usage", "at_least", 1, measure="days"))
    assert days.table["value"].tolist() == [1.0, 1.0]


def test_a_preview_needs_neither_lock_nor_file(study: Study) -> None:
    shown = (Indicator("survey", "at_least", 50, question="recommend", low=9),)
    told = study.preview_claim(Claim("new", "carla", "They would", shown, predicted=80.0))
    assert (told.testable, told.sources[0].in_segment) == (True, 20)
    assert told.level == pytest.approx(1 - 0.05 / 4)
    anybody = study.preview_claim(Claim("new", "nobody yet", "They would", shown))
    assert anybody.sources[0].in_segment == 40
    chosen = study.preview_claim(Claim("new", "", "", shown), segment=(Condition("plan", "is", ("gold",)),))
    assert chosen.sentence.endswith("None of the 40 customers who answered belongs to this segment.")


def test_a_read_only_study_shows_and_a_bare_one_says_what_is_missing(study: Study, tmp_path: Path) -> None:
    study.lock_claim("fans")
    reader = cslab.open(study.folder, read_only=True)
    assert [one.verdict for one in reader.verdicts()] == ["supported"]
    assert reader.calibration().counts["supported"] == 1
    reader.store.close()
    bare = cslab.init(tmp_path / "bare", title="Bare")
    assert len(bare.verdicts()) == 0
    for indicator in (
        Indicator("survey", "at_least", 5, question="recommend"),
        Indicator("usage", "at_least", 5, feature="lanes"),
        Indicator("usage", "at_least", 5, measure="days"),
        Indicator("interviews", "at_least", 5, code="trust"),
        Indicator("answers", "at_least", 5, code="trust"),
        Indicator("people", "at_least", 5, column="plan", values=("solo",)),
    ):
        told = bare.preview_claim(Claim("new", "carla", "So", (indicator,)))
        assert not told.testable
        assert told.sources[0].why.endswith(".")
    bare.store.close()
