"""Comparing on the sample study, coded again by somebody of whom it is known where she agrees."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import cslab
from cslab import Study
from cslab.errors import InputError, NotFoundError
from cslab.listen.agreement import ALL, UNITS
from tests.workbench.double_coded import SECOND, code_again

Planted = dict[str, set[tuple[str, int, str]]]


@pytest.fixture(scope="module")
def pair(heard_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, Planted]:
    folder = tmp_path_factory.mktemp("twice") / "ledgerline"
    shutil.copytree(heard_sample, folder)
    study = cslab.open(folder)
    return study, code_again(study)


def test_the_share_that_was_planted_is_found(pair: tuple[Study, Planted]) -> None:
    study, planted = pair
    found = study.agreement(unit="highlight")
    everything = {name: len(cells) for name, cells in planted.items()}
    share = found.estimate("percent_of_coded")
    assert share is not None
    assert share.n == sum(everything.values())
    assert share.value == pytest.approx(everything["shared"] / share.n)
    assert share.low < share.value < share.high
    trust = found.estimate("percent_of_coded", "trust")
    both = sum(code == "trust" for _, _, code in planted["shared"])
    missed = sum(code == "trust" for _, _, code in planted["only_first"])
    assert trust is not None
    assert (trust.value, trust.n) == (pytest.approx(both / (both + missed)), both + missed)


def test_each_planted_difference_is_listed_with_its_words(pair: tuple[Study, Planted]) -> None:
    study, planted = pair
    rows = study.disagreements(unit="highlight")
    listed = sorted(
        (row["interview_id"], row["code"], row["coded_by"] == (SECOND,)) for row in rows.to_dict("records")
    )
    truth = [(name, code, False) for name, _, code in planted["only_first"]]
    truth += [(name, code, True) for name, _, code in planted["only_second"]]
    assert listed == sorted(truth)
    assert rows["quote"].str.len().min() > 10
    for name, there in rows.groupby("interview_id"):
        assert not set(there["speaker"].dropna()) & study.interviewers(str(name))


@pytest.mark.parametrize("unit", UNITS)
def test_agreement_is_far_from_chance_and_from_perfect_by_any_unit(
    pair: tuple[Study, Planted], unit: str
) -> None:
    found = pair[0].agreement(unit=unit)
    assert set(found.coders) == {"Maya", "Tom", SECOND}
    assert len(found.interviews) == 8
    for measure in ("alpha", "alpha_u"):
        estimate = found.estimate(measure)
        assert estimate is not None
        assert 0.4 < estimate.low < estimate.value < estimate.high < 0.98, (measure, str(estimate))
    assert found.estimate("percent", ALL).value > found.estimate("percent_of_coded", ALL).value  # type: ignore[union-attr]


def test_one_code_and_two_coders_can_be_asked_for(pair: tuple[Study, Planted]) -> None:
    study, _ = pair
    found = study.agreement(code="trust", coders=["Maya", SECOND])
    assert found.codes == ("trust",)
    assert found.coders == (SECOND, "Maya")
    assert found.estimate("cohen", "trust") is not None
    assert set(found.interviews) == {"int-02", "int-04", "int-06", "int-08"}
    with pytest.raises(NotFoundError, match="'trust'"):
        study.agreement(code="trusty")
    with pytest.raises(NotFoundError, match="'Maya'"):
        study.agreement(coders=["Mayra", SECOND])
    with pytest.raises(InputError, match="unit"):
        study.agreement(unit="sentences")


def test_who_asks_where_it_is_not_known_is_said(pair: tuple[Study, Planted]) -> None:
    study, _ = pair
    unclear = [name for name in study.agreement().interviews if not study.interviewers(name)]
    said = any("Nobody said who asks" in caveat for caveat in study.agreement().caveats)
    assert said == bool(unclear)


def test_a_second_coder_changes_no_count_of_people(pair: tuple[Study, Planted], heard_sample: Path) -> None:
    study, planted = pair
    once = cslab.open(heard_sample, read_only=True).code_counts()
    twice = study.code_counts()
    added = {code for _, _, code in planted["only_second"]}
    for code in set(once.table["code"]) - added:
        assert once.estimate(code) == twice.estimate(code)


def test_who_codes_blind_sees_their_own_work_alone(pair: tuple[Study, Planted]) -> None:
    study, planted = pair
    study.set_blind(SECOND, author="Tom")
    try:
        assert study.blind(SECOND)
        assert set(study.highlights(blind_for=SECOND)["coder"]) == {SECOND}
        assert len(set(study.highlights(blind_for="Tom")["coder"])) == 3
        for ask in (study.agreement, study.disagreements):
            with pytest.raises(InputError, match="codes blind"):
                ask(blind_for=SECOND)
        own = {code for _, _, code in planted["shared"] | planted["only_second"]}
        assert set(study.code_counts(blind_for=SECOND).table["code"]) == own
        assert set(study.saturation(blind_for=SECOND).once) <= own
        pairs = study.cooccurrence(blind_for=SECOND).table
        assert {*pairs["code"], *pairs["other"]} == own
        assert study.coders().set_index("coder").loc[SECOND, "blind"]
    finally:
        study.set_blind(SECOND, False)
    assert study.agreement(blind_for=SECOND).interviews


def test_by_stage_and_by_what_is_known_of_people(pair: tuple[Study, Planted]) -> None:
    study, _ = pair
    stages = study.code_counts("stage")
    assert stages.groups == tuple(stage.id for stage in study.config.stages)
    assert set(stages.table["of"]) == {8}
    assert set(study.code_counts("country").groups) == {"CA", "GB", "US"}
    assert study.code_counts("company_size").groups == ("up to 39.5", "more than 39.5")
    with pytest.raises(NotFoundError, match="did you mean 'country'"):
        study.code_counts("county")


def test_new_codes_come_in_the_order_of_recording(pair: tuple[Study, Planted]) -> None:
    table = pair[0].saturation().table
    assert table["interview_id"].tolist() == [f"int-0{number}" for number in range(1, 9)]
    assert table["total"].iloc[-1] == 9
    assert table["expected"].iloc[-1] == pytest.approx(9)
