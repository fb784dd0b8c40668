"""What a study knows of one customer, of anger and of preferences."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import cslab
from cslab import Study
from cslab.errors import InputError, NotFoundError
from cslab.measure.customers.timeline import KINDS
from cslab.study.measures import Question
from cslab.workbench.gathering import unhappy_at
from tests.workbench.customer_study import customer_study


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = customer_study(tmp_path_factory.mktemp("customers") / "ours")
    study.store.close()
    return study.folder


@pytest.fixture
def study(made: Path, tmp_path: Path) -> Study:
    return cslab.open(shutil.copytree(made, tmp_path / "ours"), actor="Ana")


def test_one_person_is_on_one_timeline_and_not_their_colleagues(study: Study) -> None:
    study.add_promise("A call", made_by="Maya", person_id="p-1", made_on="2026-03-05")
    study.add_promise("A visit", made_by="Maya", person_id="p-2", made_on="2026-03-05")
    study.add_promise("A letter", made_by="Maya", account_id="a-1", made_on="2026-03-06")
    study.add_feedback("Say it", person_id="p-1", heard_on="2026-03-07")
    study.rate_relationship("p-1", 2, -1, "Warm once")
    success = study.define_success("p-1", "Home by five", unit="evenings")
    study.record_success(success, 3, on_day="2026-03-08")
    found = study.timeline("p-1").table
    assert set(found["kind"]) == set(KINDS)
    said = found.set_index("source")
    assert said.loc["answer/spring/r-1", "title"] == "Spring: 3 of 10"
    assert "Reports 7" in set(found["detail"])
    promised = found[found["kind"] == "promise"]["detail"].to_list()
    assert promised == ["A call", "A letter"]  # to them, and to their account; not to a colleague
    account = study.timeline(account_id="a-1").table
    assert account[account["kind"] == "promise"]["detail"].to_list() == ["A call", "A visit", "A letter"]


def test_a_timeline_is_of_somebody(study: Study) -> None:
    with pytest.raises(InputError, match="either a person_id or an account_id"):
        study.timeline()
    with pytest.raises(NotFoundError, match="There is no person 'p-77'"):
        study.timeline("p-77")
    with pytest.raises(NotFoundError, match="There is no account 'a-77'"):
        study.habits(account_id="a-77")


def test_a_timeline_changes_with_the_store_and_with_the_files(study: Study) -> None:
    before = len(study.timeline("p-1").table)
    study.add_promise("A call", made_by="Maya", person_id="p-1")
    assert len(study.timeline("p-1").table) == before + 1
    contacts = study.folder / "contacts.csv"
    contacts.write_text(contacts.read_text() + "c-4,,p-1,2026-03-20 09:00,in,chat,,,,,,,,\n")
    assert len(study.timeline("p-1").table) == before + 2


def test_habits_are_in_their_own_time(study: Study) -> None:
    found = study.habits("p-1")
    assert found.what["what"].to_list() == ["Reports"]
    assert found.zone == "Europe/London"
    assert set(found.when["hour"]) == {9}
    assert found.channels["channel"].to_list() == ["call", "email", "email"]
    people = study.folder / "people.csv"
    rows = people.read_text().splitlines()
    zones = ["timezone", "Asia/Tokyo", "", ""]
    people.write_text("\n".join(f"{row},{zone}" for row, zone in zip(rows, zones, strict=True)) + "\n")
    assert set(study.habits("p-1").when["hour"]) == {18}
    assert study.habits("p-2").what.empty


def test_anger_and_preferences_read_the_study(study: Study) -> None:
    study.code_answer("spring", "r-1", "why", ["price"])
    found = study.anger()
    assert set(found.counts) == {"cause", "stage", "prevention", "before", "tag", "tag stage", "reason"}
    assert found.people == 1
    assert found.of == 3
    assert found.moments["before"].to_list() == ["email from us, left open"]
    assert study.preferences().otherwise[["person_id", "aspect"]].to_numpy().tolist() == [["p-1", "solve"]]
    assert study.anger(weighted=False).about("cause").people == 1


def test_a_study_without_anything_is_empty_and_does_not_fail(tmp_path: Path) -> None:
    bare = cslab.init(tmp_path / "new", title="New")
    assert bare.loop().table.empty
    assert bare.promises().table.empty
    assert bare.anger().counts == {}
    assert bare.preferences().table.empty
    with pytest.raises(NotFoundError, match="there are none yet"):
        bare.timeline("p-1")


@pytest.mark.parametrize(
    ("role", "scale", "highest"),
    [("nps", (0, 10), 6), ("csat", (1, 5), 2), ("ces", (1, 7), 3), ("scale", (0, 1), 0)],
)
def test_who_is_unhappy_is_told_by_the_scale(role: str, scale: tuple[float, float], highest: int) -> None:
    limit = unhappy_at(Question("q", "?", role, scale))
    assert limit is not None
    assert int(limit) == highest


def test_a_question_in_words_makes_nobody_unhappy() -> None:
    assert unhappy_at(Question("q", "?", "choice")) is None
