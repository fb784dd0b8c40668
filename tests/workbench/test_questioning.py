"""Personas held against real people, and our own words against theirs, from files and store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import cslab
from cslab.errors import InputError, NotFoundError
from cslab.workbench import Study
from tests.workbench.questioned import questioned


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    made = questioned(tmp_path_factory.mktemp("questioned") / "ours")
    yield made
    made.store.close()


# ---- words ----


def test_words_are_those_of_customers_who_agreed(study: Study) -> None:
    found = study.message_test("Approve it by phone, on a carousel of horses")
    people = found.words.set_index("word")["people"].to_dict()
    assert people["phone"] == 7  # two who were interviewed, five who wrote
    assert people["Approve"] == 6
    assert people["horses"] == 0  # of an interview that is withheld
    assert people["carousel"] == 1  # written by nobody known
    assert (found.spoke, found.wrote) == (2, 6)
    assert any("2 interviews are left out" in caveat for caveat in found.caveats)
    assert "horses" not in str(found.quotes["quote"].tolist())
    assert "secret" not in str(found.quotes["quote"].tolist())


def test_what_the_interviewer_asks_is_nobodys_word(study: Study) -> None:
    assert study.message_test("Unicorns, daily").never == ("Unicorns",)


def test_words_as_corrected_count(tmp_path: Path) -> None:
    study = questioned(tmp_path / "ours")
    assert study.message_test("Telephone").never == ("Telephone",)
    number = [word.text for word in study.transcript("int-1").words].index("phone")
    study.correct("int-1", number, number + 1, "telephone")
    assert study.message_test("Telephone").words.loc[0, "people"] == 1
    study.store.close()


def test_a_quote_leads_to_its_moment(study: Study) -> None:
    found = study.message_test("sign")
    row = found.quotes[found.quotes["word"] == "sign"].iloc[0]
    assert (row["person_id"], row["person"], row["interview_id"]) == ("p-0", "Person 0", "int-1")
    assert row["start"] == pytest.approx(2.0, abs=0.01)
    assert row["quote"].startswith("I approve it")


def test_codes_say_what_a_message_is_about_with_all_below(study: Study) -> None:
    found = study.message_test("Paperless approvals", codes="approvals")
    assert "phone" in set(found.instead["word"])
    assert "maya" not in set(found.instead["word"])
    assert study.message_test("Paperless approvals").subject.codes == ("approvals",)
    with pytest.raises(NotFoundError, match="no code 'aprovals'; did you mean 'approvals'"):
        study.message_test("Paperless", codes=["aprovals"])


def test_one_who_codes_blind_sees_what_their_own_codes_say(tmp_path: Path) -> None:
    study = questioned(tmp_path / "ours")
    study.set_blind("Tom", True, author="Tom")
    assert study.message_test("Paperless", codes="approvals", blind_for="Tom").instead.empty
    assert len(study.message_test("Paperless", codes="approvals", blind_for="Ines").instead)
    study.store.close()


def test_a_message_for_a_persona_is_for_its_people(study: Study) -> None:
    found = study.message_test("By phone", persona="ann")
    assert found.whom == "Ann"
    assert (found.spoke, found.wrote, found.n) == (2, 3, 5)
    assert study.message_test("By phone", persona="bea").note == ""
    with pytest.raises(NotFoundError, match="no persona"):
        study.message_test("By phone", persona="anne")
    with pytest.raises(NotFoundError, match="shoe_size"):
        study.message_test("By phone", persona="odd")


@pytest.mark.parametrize("text", ["", "the and of", "🙂", "word " * 10_000])
def test_a_message_without_words_is_refused(study: Study, text: str) -> None:
    with pytest.raises(InputError):
        study.message_test(text)


def test_a_new_study_has_heard_nobody(tmp_path: Path) -> None:
    study = cslab.init(tmp_path / "ours", title="Ours")
    assert study.message_test("Paperless approvals").sentence.startswith("No customer was heard or read yet")
    assert "no personas yet" in study.persona_fit().sentence
    with pytest.raises(NotFoundError, match="no persona"):
        study.persona_quality("ann")
    study.store.close()


# ---- fit ----


def test_personas_against_real_customers(study: Study) -> None:
    found = study.persona_fit()
    rows = found.segments.set_index("persona")
    assert (rows.loc["ann", "people"], rows.loc["bea", "people"]) == (30, 15)
    assert rows.loc["ann", "revenue"] == sum(range(100, 130))
    assert rows.loc["ann", "heard"] == 2
    assert len(found.none) == 15
    assert len(found.faults) == 1
    assert found.faults[0].startswith("Odd is left out:")


def test_who_fits_best_and_worst_rests_on_locked_claims_alone(study: Study) -> None:
    found = study.persona_fit()
    assert found.tested["ann"] == 3  # "wish" names nothing, and "late" is a draft
    near, worst = found.nearest("ann"), found.worst("ann")
    assert near.loc[0, "person_id"] == "p-1"  # heard, and all three are true of them
    assert list(worst["person_id"][:3]) == ["p-0", "p-20", "p-28"]  # the first can be heard
    assert list(worst["untrue"][1:3]) == [("fair", "fan"), ("easy", "fan")]
    assert found.why_no_persons("bea").startswith("None of its locked claims")


# ---- quality ----


def test_what_is_wrong_is_found(study: Study) -> None:
    found = study.persona_quality("ann")
    told = {(one.kind, one.claims, one.sure) for one in found.problems}
    assert ("vague", ("wish",), True) in told
    assert ("true of nearly everyone", ("fair",), True) in told  # of 57 of 60
    assert ("said twice", ("easy", "late"), True) in told  # in the same words, though one is a draft
    assert not [one for one in found.problems if one.kind == "like everyone else" and "easy" in one.claims]
    assert (found.size, found.of, found.locked, found.drafts, found.measured) == (30, 60, 4, 1, 3)
    assert not [claims for claims in found.table["claim"] if "late" in claims]


def test_a_persona_without_claims_or_with_an_impossible_segment_is_told_in_words(study: Study) -> None:
    assert study.persona_quality("bea").sentence.startswith("Bea claims nothing yet")
    odd = study.persona_quality("odd")
    assert odd.problems[0].kind == "small segment"


def test_results_are_kept_until_something_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cslab.study.glance._settled", lambda _: True)
    study = questioned(tmp_path / "ours")
    study.survey("autumn")  # when it is read for the first time, a snapshot of it is kept
    first, fit = study.persona_quality("ann"), study.persona_fit()
    assert study.persona_quality("ann") is first
    assert study.persona_fit() is fit
    assert study.message_test("By phone") is study.message_test("By phone")
    study.lock_claim("late")
    assert study.persona_quality("ann").locked == 5
    study.store.close()
