"""What a study says of its customers: ties, quadrants, flight risk and success, from files and store."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

import cslab
from cslab import Study
from cslab.errors import InputError, NotFoundError, StoreError
from tests.workbench.related import write

ON = "2026-11-01"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return cslab.open(write(tmp_path / "study"), actor="Maya")


def test_a_judgement_counts_at_once_and_can_be_taken_back(study: Study) -> None:
    before = study.relationships(on=ON).table.set_index("person_id").loc["p-2"]
    assert (before["strength"], before["sentiment"], before["stale"]) == (3, 1, True)
    number = study.rate_relationship("p-2", sentiment=-1, note="Shouted.", nonce="once")
    assert study.rate_relationship("p-2", sentiment=-1, note="Shouted.", nonce="once") == number
    now = study.relationships().table.set_index("person_id").loc["p-2"]
    assert (now["strength"], now["sentiment"], now["author"], now["note"]) == (3, -1, "Maya", "Shouted.")
    assert study.account_health().table.set_index("account_id").loc["a-2", "negative"] == 1
    study.remove_judgement(number)
    assert study.relationships().table.set_index("person_id").loc["p-2", "sentiment"] == 1
    with pytest.raises(NotFoundError, match="person 'p-2x'"):
        study.rate_relationship("p-2x", strength=1)


def test_accounts_that_left_are_not_looked_at(study: Study) -> None:
    assert "a-11" not in set(study.account_health(on=ON).table["account_id"])
    assert "a-11" in set(study.account_health(on="2026-04-01").table["account_id"])
    told = study.success(on=ON)
    assert told.stated is not None
    assert told.stated.n == 12, "the person of the account that left is not asked"


def test_calibration_looks_only_at_what_was_judged_before(study: Study) -> None:
    with pytest.raises(InputError, match="there are 1 and 11"):
        study.calibrate_risk("2026-04-01")


def test_the_wave_is_the_latest_that_asks_for_satisfaction(study: Study) -> None:
    assert study.waves() == ["spring", "autumn"]
    assert study.happiness().questions == ("sat_1", "sat_2")
    found = study.quadrants()
    assert found is study.quadrants("autumn"), "kept, as long as nothing changes"
    assert (found.table["happiness"] < 0.6).sum() == 4
    assert found.table["name"].tolist()[0] == "Account 0"
    assert dict(zip(found.left_out["id"], found.left_out["why"], strict=True)) == {
        "a-10": "nobody there answered"
    }, "and not the one that left"
    assert study.quadrants(of="person").table["person_id"].tolist()[0] == "p-0"
    with pytest.raises(NotFoundError, match="did you mean 'spring'"):
        study.quadrants("sprin")


def test_moves_are_from_the_wave_before(study: Study) -> None:
    found = study.quadrant_moves()
    down = found.units.set_index("id").loc[["a-2", "a-3"]]
    assert down["later"].str.contains("unhappy").tolist()[0]
    assert found.moved.n == 10
    with pytest.raises(NotFoundError, match="no wave before spring"):
        study.quadrant_moves(later="spring")


def test_the_continuum_joins_answers_and_judgements(study: Study) -> None:
    steps = study.continuum().people.set_index("person_id")["step"]
    assert steps["p-0"] == "walk-away angry"
    assert steps["p-2"] == "let down", "our judgement is kinder than the answers"
    by = study.continuum(by="plan")
    assert set(by.table["group"]) == {"solo", "team"}
    with pytest.raises(InputError, match="Nothing is named to weight by"):
        study.continuum(weighted=True)


def test_flight_risk_with_bounds_and_reasons(study: Study) -> None:
    found = study.flight_risk(on=ON)
    assert (found.renewed, found.silent) == (11, 1)
    assert found.unhappy is not None
    assert (found.unhappy.value, found.unhappy.n) == (pytest.approx(0.4), 10)
    assert set(found.table["account_id"]) == {"a-0", "a-1", "a-2", "a-3"}
    told = dict(zip(found.table["account_id"], found.table["reasons"], strict=True))
    assert told["a-1"][0] == "1 escalation in the last 180 days"
    assert found.silent_accounts["account_id"].tolist() == ["a-10"]
    assert found.weighted is not None


def test_success_from_their_words_to_a_value(study: Study) -> None:
    assert study.success(on=ON).table["why"].tolist() == ["known in words only; agree on a measure"]
    name = study.define_success(
        "p-0", measure="days", baseline=6, target=2, due_on=date.today() + timedelta(90)
    )
    assert study.success().table.loc[0, "definition"] == "A calm close"
    study.record_success(name, 7)
    row = study.success().table.iloc[0]
    assert (row["state"], row["way"]) == ("behind", -0.25)
    found = study.renewal_talks()
    assert found.on_ours["account_id"].tolist() == ["a-0"]
    study.remove_success(name)
    assert study.success().table.loc[0, "state"] == "not measured"
    with pytest.raises(InputError, match="definition of success is empty"):
        study.define_success("p-1")


def test_read_only_everything_is_shown_and_nothing_kept(study: Study) -> None:
    study.rate_relationship("p-2", sentiment=-1)
    sealed = cslab.open(study.folder, read_only=True)
    assert sealed.flight_risk().sentence
    assert len(sealed.relationships().of("p-2")) == 2
    with pytest.raises(StoreError):
        sealed.rate_relationship("p-2", sentiment=1)


def test_without_files_each_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text('title = "New"\n')
    study = cslab.open(tmp_path)
    assert study.account_health().table.empty
    assert study.success().table.empty
    assert study.renewal_talks().shares == {}
    for ask in (study.quadrants, study.continuum, study.flight_risk, study.quadrant_moves):
        with pytest.raises(InputError, match="No survey tells how happy people are"):
            ask()
