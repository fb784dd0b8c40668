"""The feed of a study: what is gathered for each kind, what is said where there is nothing, and statuses."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import cslab
from cslab import Study
from cslab.challenge.contradictions.contradiction import BELIEF, HOLDS, KINDS
from cslab.errors import InputError, NotFoundError, StoreError
from tests.workbench.disagreed import TALKED, disagreed
from tests.workbench.related import write


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = disagreed(tmp_path_factory.mktemp("disagreed") / "ours")
    study.store.close()
    return study.folder


@pytest.fixture
def study(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """A copy, whose files count as written long ago: what is made of them is kept."""
    monkeypatch.setattr("cslab.study.glance._settled", lambda _: True)
    return cslab.open(Path(shutil.copytree(made, tmp_path / "ours")), actor="Ana")


def test_what_was_planted_is_found(study: Study) -> None:
    found = study.contradictions()
    listed = {one.key: one for one in found}
    assert [key for key, one in listed.items() if one.label == HOLDS] != []
    goodwill = listed["goodwill/promoters"]
    assert goodwill.title == "12 of 30 promoters do not think we want them to do well"
    assert goodwill.label == HOLDS
    assert (goodwill.revenue, goodwill.share) == (1200, 0.2)
    assert listed["renewing/unhappy"].title == "12 of 60 accounts that renewed are unhappy"
    fee = listed["growth/ours/fee"]
    assert "24 of 60 write of it in Autumn, 0 of 60 in Spring" in fee.title
    assert fee.label == HOLDS
    falling = listed["falling/happy"]
    assert falling.title == "20 of 30 people who spoke well of us use us less than half as much since"
    assert falling.label == HOLDS
    trust = listed["theme/trust"]
    assert trust.title.startswith(f"“trust” is said more than written: {TALKED} of {TALKED} in interviews")
    assert {"growth/ours/trust", "growth/ours/help"} <= {one.key for one in found.looked} - set(listed)
    assert {one.kind for one in found.unseen} == {"claim contradicted", "sources disagree", BELIEF}


def test_every_side_can_be_heard(study: Study) -> None:
    heard = 0
    for one in study.contradictions():
        for side in one.sides:
            if side.voices is not None:
                why = study.why(**side.voices)
                heard += len(why.clips) + len(why.answers)
    assert heard > 0


def test_of_one_who_codes_blind_their_own_codes_count(study: Study) -> None:
    study.set_blind("Ben", True, author="Ben")
    keys = {one.key.split("/")[0] for one in study.contradictions(blind_for="Ben").looked}
    assert keys == {"falling", "goodwill", "renewing"}


def test_statuses_survive_what_data_say_next(study: Study) -> None:
    number = study.set_contradiction("growth/ours/fee", "acted on", note="The fee is gone", nonce="n")
    assert study.set_contradiction("growth/ours/fee", "open", nonce="n") == number
    found = study.contradictions()
    assert found.status("growth/ours/fee") == "acted on"
    assert found.history["author"].tolist() == ["Ana"]
    path = study.folder / "study.toml"
    path.write_text(path.read_text().replace('series = "ours"', 'series = "other"'))
    found = study.contradictions()
    assert found.gone["key"].tolist() == ["growth/ours/fee"]
    assert study.set_contradiction("growth/ours/fee", "open") > number
    with pytest.raises(NotFoundError, match="goodwill/promoters"):
        study.set_contradiction("goodwill/promoter", "open")
    with pytest.raises(InputError, match="open, explained or acted on"):
        study.set_contradiction("goodwill/promoters", "gone")


def test_a_status_does_not_make_the_feed_anew(study: Study) -> None:
    before = study.contradictions()
    study.set_contradiction("goodwill/promoters", "explained", note="They were asked on a bad day")
    after = study.contradictions()
    assert after.entries is before.entries
    assert (before.status("goodwill/promoters"), after.status("goodwill/promoters")) == ("open", "explained")


def test_a_study_open_for_reading_shows_and_keeps_nothing(study: Study) -> None:
    shut = cslab.open(study.folder, read_only=True)
    assert len(shut.contradictions())
    with pytest.raises((InputError, StoreError)):
        shut.set_contradiction("goodwill/promoters", "explained")


def test_the_mirror_is_left_out_for_who_has_not_locked(study: Study) -> None:
    rows = "".join(
        f"{mate},{item},50,50,{guess}\n" for mate in ("Ana", "Ben", "Cy") for item, guess in (("sat", 5),)
    )
    (study.folder / "team.csv").write_text(f"teammate,item,own,certainty,predicted\n{rows}")
    study = cslab.open(study.folder)
    for reader, seen in (("Ana", True), (None, True), ("Dee", False)):
        found = study.contradictions(reader=reader)
        assert ("belief/sat" in {one.key for one in found.looked}) is seen
        assert (BELIEF in {one.kind for one in found.unseen}) is not seen


def test_a_study_with_nothing_says_what_each_kind_needs(tmp_path: Path) -> None:
    found = cslab.init(tmp_path / "new", title="New").contradictions()
    assert len(found) == 0
    assert {one.kind for one in found.unseen} == set(KINDS)
    assert all(one.why.endswith(".") or ":" in one.why for one in found.unseen)


def test_a_study_with_a_survey_alone_looks_at_what_it_can(tmp_path: Path) -> None:
    found = cslab.open(write(tmp_path / "study")).contradictions()
    assert {one.key for one in found.looked} == {"renewing/unhappy"}


def test_answers_that_are_all_the_same_contradict_nothing(study: Study) -> None:
    for wave in ("spring", "autumn"):
        path = study.folder / "surveys" / f"{wave}.csv"
        head, *rows = path.read_text().splitlines()
        same = [",".join([*row.split(",")[:3], "10", "So it is.", "7", "7"]) for row in rows]
        path.write_text("\n".join([head, *same]) + "\n")
    found = cslab.open(study.folder).contradictions()
    assert not {"goodwill/promoters", "renewing/unhappy"} & {one.key for one in found}
