"""A study's loop and promises: from a highlight, an answer or a contact to the customer who was told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import cslab
from cslab import Study
from cslab.errors import InputError, NotFoundError, StoreError
from tests.workbench.customer_study import customer_study

TODAY = "2026-06-30"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = customer_study(tmp_path_factory.mktemp("customers") / "ours")
    study.store.close()
    return study.folder


@pytest.fixture
def study(made: Path, tmp_path: Path) -> Study:
    return cslab.open(shutil.copytree(made, tmp_path / "ours"), actor="Ana")


def test_what_was_said_written_or_asked_goes_into_the_loop_with_whose_it_is(study: Study) -> None:
    clip = int(study.highlights("a")["id"].iloc[0])
    study.add_feedback(highlight=clip, owner="Maya")
    study.add_feedback(answer="spring/r-1/why")
    study.add_feedback("Ring me", contact="c-3")
    study.add_feedback("Something at the door", account_id="a-2", heard_on="2026-03-20")
    found = study.feedback()
    assert found["what"].to_list() == [
        "Ring me",
        "they never told me of the",
        "Nobody told me of the fee.",
        "Something at the door",
    ]
    assert found["heard_on"].to_list() == ["2026-03-03", "2026-03-04", "2026-03-10", "2026-03-20"]
    assert found["person_id"].to_list()[:3] == ["p-1"] * 3
    assert found["account_id"].to_list() == ["a-1", "a-1", "a-1", "a-2"]
    assert found["evidence_id"].to_list() == ["c-3", "fee", "spring/r-1/why", ""]
    assert set(found["author"]) == {"Ana"}


def test_what_nobody_answered_is_missed_until_it_is_in_the_loop(study: Study) -> None:
    missed = study.loop(today=TODAY).unanswered
    assert missed["id"].to_list() == ["fee", "spring/r-1/why"]
    study.add_feedback(highlight=int(study.highlights("a")["id"].iloc[0]))
    assert study.loop(today=TODAY).unanswered["kind"].to_list() == ["answer"]
    study.set_blind("Tom")
    assert study.loop(today=TODAY, blind_for="Tom").unanswered["kind"].to_list() == ["answer"]


def test_each_step_is_logged_and_asked_twice_done_once(study: Study) -> None:
    number = study.add_feedback("Say it", person_id="p-2", heard_on="2026-03-01", nonce="n")
    assert study.add_feedback("Say it", person_id="p-2", nonce="n") == number
    study.change_feedback(number, owner="Tom")
    study.decide_feedback(number, "do", on="2026-03-02", author="Bo")
    study.finish_feedback(number, on="2026-03-03")
    study.tell_feedback(number, on="2026-03-04")
    found = study.loop(today=TODAY)
    assert found.table[["stands", "age", "owner"]].to_numpy().tolist() == [["told", 3, "Tom"]]
    study.remove_feedback(number)
    assert study.feedback().empty
    study.restore_feedback(number)
    assert len(study.feedback()) == 1


def test_a_promise_rests_on_what_was_said_and_tells_how_they_stand(study: Study) -> None:
    clip = int(study.highlights("a")["id"].iloc[0])
    number = study.add_promise("A call", made_by="Maya", highlight=clip, due_on="2026-03-20", nonce="n")
    assert study.add_promise("A call", made_by="Maya", highlight=clip, nonce="n") == number
    found = study.promises(today=TODAY)
    assert found.overdue[["person_id", "account_id", "made_on", "late"]].to_numpy().tolist() == [
        ["p-1", "a-1", "2026-03-04", 102]
    ]
    study.settle_promise(number, "broken", on="2026-04-01")
    broken = study.promises(today=TODAY).broken
    assert broken[["name", "score"]].to_numpy().tolist() == [["Ada <b>Ray</b>", 3.0]]
    study.rate_relationship("p-1", 1, -1)
    assert study.promises(today=TODAY).broken["sentiment"].to_list() == [-1]
    study.remove_promise(number)
    assert study.promises().table.empty
    study.restore_promise(number)
    assert len(study.promises().table) == 1


def test_what_is_not_there_is_said_with_what_is_near(study: Study) -> None:
    with pytest.raises(NotFoundError, match="There is no person 'p-9'"):
        study.add_promise("A call", made_by="Maya", person_id="p-9")
    with pytest.raises(NotFoundError, match="There is no account 'a-9'"):
        study.add_feedback("Say it", account_id="a-9")
    with pytest.raises(NotFoundError, match="There is no contact 'c-9'; did you mean"):
        study.add_feedback(contact="c-9")
    with pytest.raises(NotFoundError, match="There is no highlight '77'"):
        study.add_feedback(highlight=77)
    with pytest.raises(NotFoundError, match="There is no response 'r-9'"):
        study.add_feedback(answer="spring/r-9/why")
    with pytest.raises(NotFoundError, match="There is no survey 'autumn'"):
        study.add_feedback(answer="autumn/r-1/why")
    with pytest.raises(InputError, match="named SURVEY/RESPONSE/QUESTION"):
        study.add_feedback(answer="r-1")
    with pytest.raises(InputError, match="Give one piece of evidence"):
        study.add_feedback(contact="c-1", answer="spring/r-1/why")
    assert study.feedback().empty


def test_a_study_that_can_only_be_read_shows_and_changes_nothing(study: Study) -> None:
    study.add_promise("A call", made_by="Maya", person_id="p-1")
    study.store.close()
    sealed = cslab.open(study.folder, read_only=True)
    assert len(sealed.promises().table) == 1
    assert len(sealed.loop().unanswered) == 2
    assert sealed.anger().counts
    assert len(sealed.timeline("p-1").table)
    for deed in (
        lambda: sealed.add_feedback("Say it"),
        lambda: sealed.settle_promise(1, "kept"),
        lambda: sealed.add_promise("A call", made_by="Maya", person_id="p-1"),
    ):
        with pytest.raises(StoreError, match="opened for reading only"):
            deed()


def test_promises_and_feedback_go_out_and_come_back(study: Study, tmp_path: Path) -> None:
    study.add_promise("A call", made_by="Maya", person_id="p-1", nonce="one")
    number = study.add_feedback("Say it", person_id="p-1", nonce="two")
    study.decide_feedback(number, "no")
    study.export(tmp_path / "out")
    other = customer_study(tmp_path / "other")
    other.import_(tmp_path / "out")
    assert other.promises().table["nonce"].to_list() == ["one"]
    assert other.feedback()["decision"].to_list() == ["no"]


def test_answers_of_nobody_in_particular_leave_promises_and_the_overview_whole(tmp_path: Path) -> None:
    (tmp_path / "surveys").mkdir()
    (tmp_path / "surveys" / "one.csv").write_text("When,How likely?\n2026-01-02,9\n2026-01-03,2\n")
    (tmp_path / "study.toml").write_text(
        'title = "x"\n[[questions]]\nid = "q"\nwording = "How likely?"\nrole = "nps"\n'
        '[[surveys]]\nname = "one"\nfile = "surveys/one.csv"\n[[codes]]\nname = "c"\ndefinition = "C"\n'
    )
    anonymous = cslab.open(tmp_path)
    assert anonymous.promises().table.empty
    assert "Nobody wrote down what was promised" in " ".join(card.missing for card in anonymous.overview())
    assert anonymous.moments(code="c").empty
