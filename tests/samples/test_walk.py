"""The walks of the sample: eight weeks that follow the rule, once however often they are added."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import cslab
from tests.samples.test_ledgerline import STUDY, prepare

FILES = ("study.toml", "people.csv", "accounts.csv", "contacts.csv", "interviews.csv", "team.csv")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> cslab.Study:
    """The sample without its recordings, with what prepare.py adds of walks, twice."""
    folder = tmp_path_factory.mktemp("walked") / "ledgerline"
    folder.mkdir()
    for name in FILES:
        shutil.copy(STUDY / name, folder / name)
    shutil.copytree(STUDY / "surveys", folder / "surveys")
    study = cslab.open(folder)
    for _ in range(2):
        prepare.walk_a_mile(study)
    return study


def test_eight_weeks_of_nine_teammates_are_added_once(study: cslab.Study) -> None:
    history = study.rota("2026-11-23").history
    assert len(history) == 8
    assert history[["done", "put_off", "agreed"]].sum().tolist() == [36, 8, 4]
    assert study.streaks().listeners == len(study.walkers()) == 9
    assert len(study.errands().notes) == len(prepare.made("errands-done"))
    assert len(study.show_me()) == len(prepare.made("show-me"))


def test_the_rota_is_what_the_rule_proposed(study: cslab.Study, tmp_path: Path) -> None:
    """The first week, proposed anew to a study in which nobody has walked yet."""
    shutil.copytree(study.folder, tmp_path / "anew", ignore=shutil.ignore_patterns("*.db*", ".cslab"))
    first = [row for row in prepare.made("rota") if row["week"] == "2026-10-05"]
    team = [row["teammate"] for row in first]
    anew = cslab.open(tmp_path / "anew").rotation(week="2026-10-05", teammates=team)
    assert anew.proposals.set_index("teammate")["person_id"].to_dict() == {
        row["teammate"]: row["person_id"] for row in first
    }


def test_low_scorers_are_heard_more_than_others(study: cslab.Study) -> None:
    told = study.coverage().table.set_index(["by", "group"])
    shares = told["heard"].astype(float) / told["customers"]
    assert shares["score", "low"] > 2 * shares["score", "high"]
    assert study.coverage().customers == 427
