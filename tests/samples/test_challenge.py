"""What the sample's team believes: cslab says of each claim, and of the team, what was planted.

Verdicts are those that people see, at the usual level. Planted numbers are looked for within intervals at
99.95 %, as in test_truths.py.
"""

from __future__ import annotations

import shutil
from typing import Any

import pytest

import cslab
from cslab.challenge.claims.verdicts import Verdicts
from cslab.challenge.contradictions.contradiction import GOODWILL, HOLDS, KINDS
from cslab.challenge.contradictions.feed import Feed
from cslab.challenge.personas.problem import (
    LIKE_OTHERS,
    OF_EVERYONE,
    OPPOSITE,
    SAID_TWICE,
    SMALL_SEGMENT,
    VAGUE,
)
from cslab.challenge.personas.questioned import Quality
from cslab.challenge.personas.telling_apart import sample_of
from cslab.measure.surveys.differences import difference
from cslab.measure.surveys.samples import estimate
from tests.samples.test_ledgerline import STUDY, prepare, toml
from tests.samples.test_truths import FILES, LEVEL, held

TRUE: dict[str, Any] = toml("truths.toml")
CLAIMS: dict[str, dict[str, Any]] = TRUE["claims"]
DRAFT: str = TRUE["quality"]["draft"]
LOCKED = [id_ for id_ in CLAIMS if id_ != DRAFT]
PERSONAS = [persona["id"] for persona in toml("personas.toml")["personas"]]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> cslab.Study:
    """The sample without its recordings, with what prepare.py adds of claims and codes."""
    folder = tmp_path_factory.mktemp("challenged") / "ledgerline"
    folder.mkdir()
    for name in (*FILES, "personas.toml", "team.csv"):
        shutil.copy(STUDY / name, folder / name)
    for name in ("surveys", "usage"):
        shutil.copytree(STUDY / name, folder / name)
    study = cslab.open(folder)
    prepare.code_answers(study)
    _claim(study)
    return study


def _claim(study: cslab.Study) -> None:
    """Lock, mark and answer as prepare.py does."""
    ids = prepare.add_highlights(study)
    prepare.lock_claims(study)
    prepare.mark_clips(study, ids)
    prepare.answer_contradictions(study)


@pytest.fixture(scope="module")
def verdicts(study: cslab.Study) -> Verdicts:
    return study.verdicts()


@pytest.fixture(scope="module")
def qualities(study: cslab.Study) -> dict[str, Quality]:
    return {persona: study.persona_quality(persona) for persona in PERSONAS}


@pytest.fixture(scope="module")
def feed(study: cslab.Study) -> Feed:
    return study.contradictions()


# --- claims


def test_everything_but_the_draft_is_locked_by_its_author(study: cslab.Study) -> None:
    claims = study.claims.set_index("claim")
    assert list(claims.index) == list(CLAIMS)
    assert list(claims.index[claims["state"] == "draft"]) == [DRAFT]
    locked = claims.drop(DRAFT)
    assert (locked["state"] == "locked").all()
    assert (locked["locked_by"] == locked["author"]).all()


def test_preparing_again_locks_and_marks_nothing_more(study: cslab.Study) -> None:
    def kept() -> list[str]:
        return [study.locked(id_)[-1].locked_at for id_ in LOCKED] + [str(len(study.clip_marks()))]

    before = kept()
    _claim(study)
    assert kept() == before
    assert all(len(study.locked(id_)) == 1 for id_ in LOCKED)
    assert len(study.clip_marks()) == len(toml("challenged.toml")["marks"])


@pytest.mark.parametrize("claim", LOCKED)
def test_each_source_says_of_a_claim_what_is_true(verdicts: Verdicts, claim: str) -> None:
    found = verdicts.verdict(claim)
    assert found.verdict == CLAIMS[claim]["verdict"]
    by_source = {finding.indicator.source: finding.verdict for finding in found.findings}
    told = {source: one["verdict"] for source, one in CLAIMS[claim].items() if source != "verdict"}
    assert by_source == told


@pytest.mark.parametrize("claim", LOCKED)
def test_what_is_true_of_everybody_lies_in_the_interval(verdicts: Verdicts, claim: str) -> None:
    for finding in verdicts.verdict(claim).findings:
        planted = CLAIMS[claim][finding.indicator.source]
        if "true" not in planted:
            continue
        assert finding.values is not None
        one, other = (
            sample_of(finding.values, rows) for rows in (finding.values.inside, finding.values.outside)
        )
        versus = bool(finding.indicator.versus)
        found = difference(one, other, level=LEVEL) if versus else estimate(one, level=LEVEL)
        assert held(planted["true"], found)
        assert len(finding.values.inside) == planted["people"]


def test_a_draft_is_not_judged(study: cslab.Study, verdicts: Verdicts) -> None:
    assert verdicts.unlocked == (DRAFT,)
    assert DRAFT not in {verdict.claim.id for verdict in verdicts}
    with pytest.raises(cslab.CslabError, match="lock"):
        verdicts.verdict(DRAFT)
    assert study.preview_claim(study.personas.claim(DRAFT)).testable


def test_the_segments_hold_the_people_they_were_made_to(study: cslab.Study) -> None:
    for persona in PERSONAS:
        assert len(study.segment(persona)) == TRUE["personas"][persona]["people"], persona


def test_authors_knew_as_well_as_planted(study: cslab.Study) -> None:
    found = study.calibration()
    settled = found.table.dropna(subset=["outcome"])
    for claim, outcome in zip(settled["claim"], settled["outcome"], strict=True):
        assert outcome == (CLAIMS[claim]["verdict"] == "supported"), claim
    maya, ines = (settled[settled["author"] == name] for name in ("Maya", "Ines"))
    assert (len(maya), maya["outcome"].sum()) == (5, 2)
    assert maya["confidence"].min() >= 85
    assert ((ines["confidence"] > 50) == (ines["outcome"] == 1.0)).all()
    assert len(ines) == 5
    brier = found.authors.set_index("author")["brier"]
    assert brier["Ines"] < 0.1 < 0.25 < brier["Maya"]


# --- personas


def certainly(qualities: dict[str, Quality], kind: str) -> list[tuple[str, ...]]:
    """Claims of which something is wrong for certain."""
    return [one.claims for quality in qualities.values() for one in quality.of_kind(kind) if one.sure]


def test_what_is_wrong_with_claims_is_found(qualities: dict[str, Quality]) -> None:
    planted = TRUE["quality"]
    assert certainly(qualities, VAGUE) == [(claim,) for claim in planted["vague"]]
    assert certainly(qualities, SAID_TWICE) == [tuple(planted["redundant"])]
    assert certainly(qualities, OF_EVERYONE) == [(claim,) for claim in planted["true_of_everyone"]]
    assert certainly(qualities, LIKE_OTHERS) == [(claim,) for claim in planted["alike"]]
    assert not certainly(qualities, OPPOSITE)
    assert not certainly(qualities, SMALL_SEGMENT)


def test_some_customers_fit_no_persona_and_none_fits_two(study: cslab.Study) -> None:
    fit = study.persona_fit()
    assert len(fit.none) == TRUE["personas"]["fit_none"]
    assert fit.several == ()
    assert dict(zip(fit.segments["persona"], fit.segments["people"], strict=True)) == {
        persona: TRUE["personas"][persona]["people"] for persona in PERSONAS
    }


# --- the mirror


@pytest.mark.parametrize("round_", ["first", "second"])
def test_the_planted_weight_is_found(study: cslab.Study, round_: str) -> None:
    found = study.projection(round_, level=LEVEL)
    true = TRUE["mirror"][round_]
    assert found.weight is not None
    assert found.people_like_us is not None
    assert held(true["weight_of_these"], found.weight)
    assert held(true["weight"], found.people_like_us)
    for name, weight in true["of_each"].items():
        alone = found.person(name).alone
        assert alone is not None
        assert held(weight, alone), name


def test_the_team_is_told_that_it_projects(study: cslab.Study) -> None:
    found = study.projection()
    assert found.verdict == "projects"
    assert (found.teammates, found.items_used) == (9, 15)
    assert found.shared_pull is not None
    assert found.shared_pull.value > 0.1  # a common belief is wrong towards the common taste


def test_after_listening_they_project_less(study: cslab.Study) -> None:
    change = study.debiasing()
    assert change.verdict == "fell"
    assert change.weight_change is not None
    true = TRUE["mirror"]["second"]["weight"] - TRUE["mirror"]["first"]["weight"]
    assert held(true, change.weight_change)
    assert change.error_change is not None
    assert change.error_change.high < 0


@pytest.mark.parametrize("persona", PERSONAS)
def test_whom_a_persona_is_nearer_to(study: cslab.Study, persona: str) -> None:
    found = study.persona_pull(persona)
    true = TRUE["personas"][persona]["nearer_to_us"]
    assert found.pull is not None
    assert held(true, found.pull)
    word = {"careful-carla": "nearer to us", "calm-clive": "nearer to the customers"}
    assert found.verdict == word.get(persona, "inconclusive")


# --- contradictions


def test_what_contradicts_itself_is_in_the_feed(feed: Feed) -> None:
    """No promoter doubts that we mean well, so that is looked at and not listed."""
    listed = {entry.key: entry for entry in feed}
    assert {entry.kind for entry in feed.looked} == set(KINDS)
    assert GOODWILL not in {entry.kind for entry in feed}
    wrong = {id_: one["verdict"] for id_, one in CLAIMS.items()}
    doubted = {one["id"] for one in toml("personas.toml")["claims"] if one.get("confidence", 100) < 50}
    assert doubted == {"carla-leaves-for-less"}
    for claim, verdict in wrong.items():
        if claim in doubted:
            assert f"claim/{claim}" not in listed, "data refuse it, as its author thought"
        elif verdict == "contradicted":
            assert listed[f"claim/{claim}"].label == HOLDS, claim
        if verdict == "sources disagree":
            assert listed[f"sources/{claim}"].label == HOLDS, claim
        if verdict == "supported":
            assert f"claim/{claim}" not in listed
    assert listed["renewing/unhappy"].label == HOLDS
    assert held(TRUE["loyalty"]["unhappy"], listed["renewing/unhappy"].estimate)


def test_what_became_of_contradictions_is_kept(feed: Feed) -> None:
    for one in toml("challenged.toml")["contradictions"]:
        assert feed.status(one["key"]) == one["status"]
